//! Books that are refused, and how the error says why.

use crate::rules::catalog::EMBEDDED;
use crate::rules::{Catalog, Problem, RulebookError};

/// The error for the embedded books with one passage of one file replaced.
fn broken(file: &str, passage: &str, instead: &str) -> RulebookError {
    let text = EMBEDDED
        .iter()
        .find(|(name, _)| *name == file)
        .expect(file)
        .1;
    assert!(text.contains(passage), "{file} does not hold {passage}");
    let text = text.replacen(passage, instead, 1);
    let files: Vec<(&str, &str)> = EMBEDDED
        .iter()
        .map(|(name, own)| (*name, if *name == file { text.as_str() } else { *own }))
        .collect();
    Catalog::parse(&files)
        .err()
        .expect("the broken books are accepted")
}

/// The error must say all of this.
pub(super) fn check(file: &str, passage: &str, instead: &str, says: &[&str]) {
    let message = broken(file, passage, instead).to_string();
    for part in says.iter().chain(&[file]) {
        assert!(message.contains(part), "`{part}` is not in: {message}");
    }
}

#[test]
fn an_unknown_field_is_refused() {
    check(
        "app-2023.toml",
        "title = ",
        "titel = 1\ntitle = ",
        &["unknown field `titel`"],
    );
    check(
        "app-2023.toml",
        "{ value = 5,",
        "{ value = 5, unit = 1,",
        &["unknown field `unit`"],
    );
    check(
        "app-2023.toml",
        "window = {",
        "windov = {",
        &["`window` is missing"],
    );
    check(
        "app-2023.toml",
        "[parameters]",
        "[parameters]\nx = {}",
        &["`x` is not known"],
    );
    check(
        "common.toml",
        "[suspension]",
        "[suspension]\nuntil = 1",
        &["unknown field `until`"],
    );
    check(
        "profile-tencent.toml",
        "failure_mode",
        "failure_moed",
        &["`failure_moed`"],
    );
    check(
        "profile-ucloud.toml",
        "resend_over_limit",
        "sender",
        &["`sender`", "profile may set"],
    );
}

#[test]
fn a_missing_value_is_refused() {
    check(
        "app-2023.toml",
        "value = \"24h\", ",
        "",
        &["`window` has no value", "value = …"],
    );
    check(
        "pilot-2018.toml",
        "[link]",
        "[sink]",
        &["unknown field `sink`"],
    );
    check(
        "pilot-2018.toml",
        "verifies = [], ",
        "",
        &["`filing_types.change_remarks`", "no value"],
    );
    check(
        "pilot-2018.toml",
        ", virtual = \"none\"",
        "",
        &["`sender`", "`virtual`"],
    );
}

#[test]
fn a_value_without_a_source_is_refused() {
    let window = "window = { value = \"24h\", source = \"S3\",";
    check(
        "app-2023.toml",
        window,
        "window = { value = \"24h\",",
        &["`window` has no source"],
    );
    check(
        "app-2023.toml",
        window,
        "window = { value = \"24h\", source = [],",
        &["`window` has no source", "sources.toml", "decided"],
    );
    check(
        "common.toml",
        "source = \"N2322\"",
        "",
        &["`suspension` has no source"],
    );
    check(
        "prompts.toml",
        "source = [\"FE\", \"S3\"]",
        "",
        &["`all_verified` has no source"],
    );
}

#[test]
fn a_source_that_does_not_exist_is_refused() {
    check(
        "app-2023.toml",
        "\"S3\"",
        "\"S9\"",
        &["`service_kinds`", "`S9`"],
    );
    check(
        "app-2023.toml",
        "\"S3\"",
        "\"override\"",
        &["`override`", "sandboxes"],
    );
    check(
        "pilot-2017.toml",
        "carried:pilot-2018",
        "carried:pilot-2016",
        &["`pilot-2016`", "no edition", "app-2023"],
    );
    check(
        "rules.toml",
        "\"N2322\"",
        "\"N2323\"",
        &["`filings.suspended`", "`N2323`"],
    );
}

#[test]
fn two_editions_on_one_date_are_refused() {
    check(
        "app-2023.toml",
        "2023-09-01T00:00:00+08:00",
        "2020-08-17T00:00:00+08:00",
        &["`in_force_from`", "`nationwide-2020`"],
    );
    let error = broken("app-2023.toml", "id = \"app-2023\"", "id = \"pilot-2018\"");
    assert_eq!(error.problem, Problem::Twice("another entry".to_owned()));
}

#[test]
fn a_value_outside_its_limits_is_refused() {
    check(
        "app-2023.toml",
        "{ value = \"24h\"",
        "{ value = \"0s\"",
        &["`window`", "above zero"],
    );
    check(
        "app-2023.toml",
        "{ value = \"24h\"",
        "{ value = 24",
        &["`window`", "a duration"],
    );
    check(
        "app-2023.toml",
        "{ value = 5",
        "{ value = 0",
        &["`failure_limit`", "1 to 1000"],
    );
    check(
        "app-2023.toml",
        "\"consecutive\"",
        "\"often\"",
        &["`failure_mode`", "`total`"],
    );
    check(
        "app-2023.toml",
        "\"30m\"",
        "\"3h\"",
        &["`sync_lag_min`", "at most"],
    );
    check(
        "app-2023.toml",
        "2023-09-01T",
        "2023-09-31T",
        &["`in_force_from`", "RFC 3339"],
    );
    check(
        "profile-tencent.toml",
        "\"total\"",
        "\"often\"",
        &["`failure_mode`", "`total`"],
    );
}
