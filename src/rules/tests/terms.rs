//! Overrides and their limits, and the journal's form of terms.

use super::edition;
use crate::rules::{
    MismatchStatus, OverrideErrorKind, Overrides, Parameter, RawValue, Span, Terms, catalog,
};

fn text(text: &str) -> RawValue {
    RawValue::Text(text.to_owned())
}

/// What setting the value answers: the kind of error, or nothing.
fn check(parameter: Parameter, value: &RawValue, refused: Option<OverrideErrorKind>) {
    let mut overrides = Overrides::default();
    let answer = overrides.set(parameter, value);
    assert_eq!(
        answer.as_ref().err().map(|error| error.kind),
        refused,
        "{parameter} {value}"
    );
    if let Err(error) = answer {
        assert!(
            overrides.is_empty(),
            "{parameter} {value} is set all the same"
        );
        assert!(!error.expected.is_empty() && error.parameter == parameter);
    } else {
        assert_eq!(overrides.validate(), Ok(()));
    }
}

const WRONG_TYPE: Option<OverrideErrorKind> = Some(OverrideErrorKind::WrongType);
const OUT_OF_RANGE: Option<OverrideErrorKind> = Some(OverrideErrorKind::OutOfRange);
const UNKNOWN: Option<OverrideErrorKind> = Some(OverrideErrorKind::UnknownValue);

#[test]
fn limits_hold_on_both_sides() {
    for (number, refused) in [
        (0, OUT_OF_RANGE),
        (1, None),
        (1_000, None),
        (1_001, OUT_OF_RANGE),
    ] {
        check(Parameter::FailureLimit, &RawValue::Number(number), refused);
    }
    for (number, refused) in [
        (-1, OUT_OF_RANGE),
        (0, None),
        (1_000, None),
        (1_001, OUT_OF_RANGE),
    ] {
        check(Parameter::ResendLimit, &RawValue::Number(number), refused);
    }
    check(
        Parameter::ResendLimit,
        &RawValue::Number(i64::MAX),
        OUT_OF_RANGE,
    );
}

#[test]
fn a_window_is_above_zero_and_a_delay_may_be_none() {
    check(Parameter::Window, &text("0s"), OUT_OF_RANGE);
    check(Parameter::Window, &text("1ms"), None);
    for parameter in [
        Parameter::FailureReturnDelay,
        Parameter::FirstSmsDelay,
        Parameter::ResendDelay,
        Parameter::SyncLagMin,
        Parameter::SyncLagMax,
    ] {
        check(parameter, &text("PT0S"), None);
    }
    for parameter in [Parameter::Window, Parameter::ResendDelay] {
        check(parameter, &text("3660d"), None);
        check(parameter, &text("3660d1ms"), OUT_OF_RANGE);
    }
}

#[test]
fn words_numbers_and_flags_are_told_apart() {
    check(Parameter::Window, &RawValue::Number(24), WRONG_TYPE);
    check(Parameter::Window, &text("soon"), UNKNOWN);
    check(Parameter::FailureLimit, &text("5"), WRONG_TYPE);
    check(Parameter::FailureFields, &text("any"), None);
    check(Parameter::FailureFields, &text("all"), UNKNOWN);
    check(Parameter::FailureFields, &RawValue::Flag(true), WRONG_TYPE);
    check(Parameter::FailureMode, &text("total"), None);
    check(Parameter::FailureTrips, &text("after_limit"), None);
    check(Parameter::ResendOverLimit, &text("return_order"), None);
    check(Parameter::ResendCode, &text("new"), None);
    check(Parameter::NoonRedispatch, &RawValue::Flag(false), None);
    check(Parameter::NoonRedispatch, &text("false"), WRONG_TYPE);
    check(Parameter::MismatchStatus, &RawValue::Number(2), None);
    check(Parameter::MismatchStatus, &RawValue::Number(4), None);
    check(Parameter::MismatchStatus, &RawValue::Number(3), UNKNOWN);
    check(Parameter::MismatchStatus, &text("4"), WRONG_TYPE);
}

#[test]
fn sender_and_link_are_not_to_be_overridden() {
    for parameter in Parameter::ALL.iter().copied() {
        let fixed = matches!(parameter, Parameter::Sender | Parameter::Link);
        assert_eq!(parameter.overridable(), !fixed);
    }
    check(Parameter::Sender, &text("12381"), UNKNOWN);
    check(Parameter::Link, &text("http://localhost"), UNKNOWN);
}

#[test]
fn the_shortest_lag_is_never_above_the_longest() {
    let terms = |min: Option<&str>, max: Option<&str>| {
        let mut overrides = Overrides::default();
        for (parameter, value) in [(Parameter::SyncLagMin, min), (Parameter::SyncLagMax, max)] {
            if let Some(value) = value {
                overrides.set(parameter, &text(value)).expect(value);
            }
        }
        let valid = overrides.validate().map_err(|error| error.parameter.key());
        let terms = catalog().terms(edition("app-2023"), None, &overrides);
        (
            valid.err(),
            terms.map_err(|error| error.parameter.key()).err(),
        )
    };
    assert_eq!(terms(Some("2h"), None), (None, None));
    assert_eq!(terms(Some("2h1ms"), None), (None, Some("sync_lag_min")));
    assert_eq!(terms(None, Some("30m")), (None, None));
    assert_eq!(terms(None, Some("29m")), (None, Some("sync_lag_max")));
    assert_eq!(terms(Some("5m"), Some("5m")), (None, None));
    assert_eq!(
        terms(Some("5m1s"), Some("5m")),
        (Some("sync_lag_min"), Some("sync_lag_min"))
    );
}

#[test]
fn the_journal_holds_only_what_is_overridden_and_reads_it_back() {
    let mut overrides = Overrides::default();
    assert_eq!(
        serde_json::to_string(&overrides).ok().as_deref(),
        Some("{}")
    );
    overrides
        .set(Parameter::Window, &text("1h"))
        .expect("a window");
    overrides
        .set(Parameter::MismatchStatus, &RawValue::Number(2))
        .expect("a status");
    let journal = serde_json::to_string(&overrides).expect("json");
    assert_eq!(journal, r#"{"window":3600000,"mismatch_status":2}"#);
    assert_eq!(
        serde_json::from_str::<Overrides>(&journal).ok(),
        Some(overrides.clone())
    );
    let set: Vec<_> = overrides.iter().collect();
    assert_eq!(
        set,
        [
            (Parameter::Window, text("PT1H")),
            (Parameter::MismatchStatus, RawValue::Number(2))
        ]
    );
}

#[test]
fn terms_come_back_from_the_journal_as_they_were() {
    let mut overrides = Overrides::default();
    overrides
        .set(Parameter::Window, &text("1h"))
        .expect("a window");
    for book in catalog().editions() {
        for profile in catalog().profiles().iter().map(Some).chain([None]) {
            let terms = catalog().terms(book, profile, &overrides).expect("terms");
            assert_eq!(terms.window.value, Span::from_secs(3_600));
            assert_eq!(terms.mismatch_status.value, MismatchStatus::NotFound);
            let journal = serde_json::to_string(&terms).expect("json");
            assert_eq!(serde_json::from_str::<Terms>(&journal).ok(), Some(terms));
        }
    }
}

#[test]
fn every_parameter_is_shown_as_it_would_be_written() {
    let terms = edition("app-2023").terms();
    let mut again = Overrides::default();
    for (parameter, value, sources) in terms.parameters() {
        assert!(!sources.is_empty(), "{parameter}");
        if parameter.overridable() {
            assert_eq!(again.set(parameter, &value), Ok(()), "{parameter}");
        }
    }
    let set = catalog()
        .terms(edition("pilot-2017"), None, &again)
        .expect("terms");
    for parameter in Parameter::ALL
        .iter()
        .filter(|parameter| parameter.overridable())
    {
        assert_eq!(
            set.raw_value(*parameter),
            terms.raw_value(*parameter),
            "{parameter}"
        );
    }
}
