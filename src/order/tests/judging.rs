//! What an entry means, on both sides of every limit.

use crate::order::{Code, Comparison, Judgement, Waiting, judge};
use crate::rules::{Overrides, Parameter, RawValue, Terms, Timestamp, catalog};

/// Terms of that edition and profile with those overrides.
fn terms(edition: &str, profile: &str, overrides: &[(Parameter, &str)]) -> Terms {
    let mut set = Overrides::default();
    for (parameter, value) in overrides {
        let raw = value
            .parse()
            .map_or_else(|_| RawValue::Text((*value).into()), RawValue::Number);
        set.set(*parameter, &raw).unwrap();
    }
    let catalog = catalog();
    catalog
        .terms(
            catalog.edition(edition).unwrap(),
            catalog.profile(profile),
            &set,
        )
        .unwrap()
}

/// The judgement of an entry by a person with so many failures.
fn check(terms: &Terms, failures: u32, (code, suffix, addressed): (bool, bool, bool)) -> Judgement {
    let waiting = Waiting {
        sent_at: Timestamp::from_millis(0),
        code: Code::from_number(1),
        nth_code: 1,
        failures,
        resends: 0,
        queued: Vec::new(),
        noon_sent: false,
    };
    judge(
        terms,
        &waiting,
        Comparison {
            code,
            suffix,
            addressed,
        },
    )
    .value
}

const RIGHT: (bool, bool, bool) = (true, true, true);
const WRONG_CODE: (bool, bool, bool) = (false, true, true);
const WRONG_SUFFIX: (bool, bool, bool) = (true, false, true);
const ALL_WRONG: (bool, bool, bool) = (false, false, true);
const UNADDRESSED: (bool, bool, bool) = (false, false, false);

#[test]
fn under_any_field_every_wrong_entry_counts() {
    let terms = terms("app-2023", "", &[]);
    for entry in [WRONG_CODE, WRONG_SUFFIX, ALL_WRONG, UNADDRESSED] {
        assert_eq!(check(&terms, 0, entry), Judgement::Counted(1));
        assert_eq!(check(&terms, 3, entry), Judgement::Counted(4));
        assert_eq!(check(&terms, 4, entry), Judgement::Tripped(5));
    }
    assert_eq!(check(&terms, 4, RIGHT), Judgement::Passed);
}

#[test]
fn under_id_suffix_only_a_wrong_suffix_that_is_addressed_counts() {
    let terms = terms("pilot-2018", "", &[]);
    assert_eq!(check(&terms, 0, WRONG_SUFFIX), Judgement::Counted(1));
    assert_eq!(check(&terms, 0, ALL_WRONG), Judgement::Counted(1));
    assert_eq!(check(&terms, 4, ALL_WRONG), Judgement::Tripped(5));
    assert_eq!(check(&terms, 4, UNADDRESSED), Judgement::Uncounted);
    assert_eq!(check(&terms, 0, WRONG_CODE), Judgement::Uncounted);
}

#[test]
fn a_right_suffix_breaks_a_run_only_where_failures_must_be_consecutive() {
    let consecutive = terms("pilot-2018", "", &[]);
    assert_eq!(check(&consecutive, 4, WRONG_CODE), Judgement::RunBroken);
    let total = terms("pilot-2018", "", &[(Parameter::FailureMode, "total")]);
    assert_eq!(check(&total, 4, WRONG_CODE), Judgement::Uncounted);
}

#[test]
fn after_the_limit_the_next_entry_trips_whatever_it_holds() {
    let terms = terms("nationwide-2020", "tencent", &[]);
    assert_eq!(check(&terms, 4, ALL_WRONG), Judgement::Counted(5));
    assert_eq!(check(&terms, 4, RIGHT), Judgement::Passed);
    for entry in [RIGHT, WRONG_CODE, WRONG_SUFFIX, ALL_WRONG] {
        assert_eq!(check(&terms, 5, entry), Judgement::Tripped(6));
    }
}

#[test]
fn the_limit_itself_can_be_overridden() {
    let terms = terms("app-2023", "", &[(Parameter::FailureLimit, "1")]);
    assert_eq!(check(&terms, 0, ALL_WRONG), Judgement::Tripped(1));
}
