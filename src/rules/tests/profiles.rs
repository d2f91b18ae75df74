//! What vendors read differently, and how it lies over an edition.

use super::edition;
use crate::rules::{Overrides, Parameter, RawValue, Terms, catalog};

const EDITIONS: [&str; 4] = ["pilot-2017", "pilot-2018", "nationwide-2020", "app-2023"];

fn terms(id: &str, profile: &str) -> Terms {
    let profile = catalog().profile(profile).expect(profile);
    catalog()
        .terms(edition(id), Some(profile), &Overrides::default())
        .expect("terms")
}

/// The values under the profile, edition by edition.
fn check(profile: &str, parameter: Parameter, expected: [&str; 4]) {
    let found = EDITIONS.map(|id| terms(id, profile).raw_value(parameter).to_string());
    assert_eq!(found, expected, "{profile} {parameter}");
}

/// Apart from these parameters the profile changes nothing.
fn check_nothing_else(profile: &str, changed: &[Parameter]) {
    for id in EDITIONS {
        for (parameter, value, sources) in terms(id, profile).parameters() {
            let own = edition(id).terms();
            let same = own.raw_value(parameter) == value && own.source_of(parameter) == &sources;
            assert!(
                same || changed.contains(&parameter),
                "{profile} {id} {parameter}"
            );
        }
    }
}

#[test]
fn tencent_returns_at_once_on_the_sixth_submission_after_five_failures_in_total() {
    check("tencent", Parameter::FailureFields, ["any"; 4]);
    check("tencent", Parameter::FailureMode, ["total"; 4]);
    check("tencent", Parameter::FailureTrips, ["after_limit"; 4]);
    check("tencent", Parameter::FailureLimit, ["5"; 4]);
    check("tencent", Parameter::FailureReturnDelay, ["PT0S"; 4]);
    check_nothing_else("tencent", FAILURES);
}

#[test]
fn huawei_is_as_tencent_but_in_a_row() {
    check("huawei", Parameter::FailureFields, ["any"; 4]);
    check("huawei", Parameter::FailureMode, ["consecutive"; 4]);
    check("huawei", Parameter::FailureTrips, ["after_limit"; 4]);
    check("huawei", Parameter::FailureReturnDelay, ["PT0S"; 4]);
    check_nothing_else("huawei", FAILURES);
}

const FAILURES: &[Parameter] = &[
    Parameter::FailureFields,
    Parameter::FailureMode,
    Parameter::FailureTrips,
    Parameter::FailureReturnDelay,
];

#[test]
fn volcengine_adds_failures_up_and_texts_again_at_noon() {
    check("volcengine", Parameter::FailureMode, ["total"; 4]);
    check("volcengine", Parameter::FailureTrips, ["on_limit"; 4]);
    check("volcengine", Parameter::NoonRedispatch, ["true"; 4]);
    check(
        "volcengine",
        Parameter::FailureFields,
        ["id_suffix", "id_suffix", "any", "any"],
    );
    check(
        "volcengine",
        Parameter::FailureReturnDelay,
        ["PT0S", "PT0S", "PT0S", "PT24H"],
    );
    check_nothing_else(
        "volcengine",
        &[
            Parameter::FailureMode,
            Parameter::FailureTrips,
            Parameter::NoonRedispatch,
        ],
    );
}

#[test]
fn ucloud_returns_the_order_at_a_resend_over_the_cap() {
    check("ucloud", Parameter::ResendOverLimit, ["return_order"; 4]);
    check_nothing_else("ucloud", &[Parameter::ResendOverLimit]);
}

#[test]
fn an_override_goes_before_the_profile_and_the_profile_before_the_edition() {
    let mut overrides = Overrides::default();
    let profile = catalog().profile("tencent");
    let mode = |overrides: &Overrides| {
        let terms = catalog()
            .terms(edition("app-2023"), profile, overrides)
            .expect("terms");
        (
            terms.failure_mode.value.key(),
            terms.failure_mode.source.to_string(),
            terms.profile,
        )
    };
    let named = || Some("tencent".to_owned());
    assert_eq!(mode(&overrides), ("total", "TC".to_owned(), named()));
    let consecutive = RawValue::Text("consecutive".to_owned());
    overrides
        .set(Parameter::FailureMode, &consecutive)
        .expect("a mode");
    assert_eq!(
        mode(&overrides),
        ("consecutive", "override".to_owned(), named())
    );
    overrides.clear(Parameter::FailureMode);
    assert_eq!(mode(&overrides), ("total", "TC".to_owned(), named()));
    assert_eq!(edition("app-2023").terms().profile, None);
}
