//! When provinces verify, and when no filing is accepted.

use super::at;
use crate::rules::{Province, RuleId, catalog};

/// Not before that moment, and from it on.
fn check(codes: &str, from: &str) {
    let from = at(from);
    let before = from.minus(crate::rules::Span::from_millis(1));
    for code in codes.split(' ') {
        let province = Province::from_code(code).expect(code);
        let enrolled = |now| catalog().is_enrolled(province, now).value;
        assert!(!enrolled(before) && enrolled(from), "{code}");
        assert_eq!(catalog().enrolment(province).0, from, "{code}");
        assert_eq!(province.code(), code);
        assert!(!province.zh().is_empty());
    }
}

fn check_suspended(now: &str, suspended: bool) {
    assert_eq!(catalog().filings_suspended(at(now)), suspended, "{now}");
}

#[test]
fn a_province_verifies_from_its_enrolment_on() {
    check("tj gs xz nx hi xj qh", "2017-12-18T09:00:00+08:00");
    check("zj sc fj sn cq gx yn", "2018-09-10T00:00:00+08:00");
    check("sd ha ah hn sx hl nm hb", "2018-09-24T00:00:00+08:00");
    check("bj he ln jl sh js jx gd gz", "2020-08-17T00:00:00+08:00");
    assert_eq!(catalog().provinces().len(), 31);
}

#[test]
fn enrolment_names_its_rule_and_source() {
    let zhejiang = Province::from_code("zj").expect("zj");
    let answer = catalog().is_enrolled(zhejiang, at("2024-01-01T00:00:00+08:00"));
    assert_eq!(answer.rule, RuleId::EnrolmentProvince);
    assert_eq!(catalog().enrolment(zhejiang).1.to_string(), "S2, S4");
}

#[test]
fn only_the_books_make_a_province() {
    for code in ["", "z", "zz", "ZJ", "zjx", "浙", "hk"] {
        assert_eq!(Province::from_code(code), None, "{code}");
    }
    let zhejiang = Province::from_code("zj");
    assert_eq!(serde_json::from_str::<Province>("\"zj\"").ok(), zhejiang);
    assert_eq!(
        zhejiang
            .and_then(|one| serde_json::to_string(&one).ok())
            .as_deref(),
        Some("\"zj\"")
    );
    assert!(serde_json::from_str::<Province>("\"zz\"").is_err());
}

#[test]
fn no_filing_is_accepted_while_the_system_changes_over() {
    check_suspended("2017-12-15T17:59:59.999+08:00", false);
    check_suspended("2017-12-15T18:00:00+08:00", true);
    check_suspended("2017-12-18T05:59:59.999+08:00", true);
    check_suspended("2017-12-18T06:00:00+08:00", false);
    assert_eq!(catalog().suspension().source.to_string(), "N2322");
}
