//! Tables, rules, prompts, provinces and profiles that are refused.

use super::bad_books::check;
use crate::rules::Catalog;
use crate::rules::catalog::EMBEDDED;

#[test]
fn a_row_of_the_verifier_table_stands_for_all_kinds_or_for_each() {
    let rows = "[filing_types.first_filing]";
    check(
        "app-2023.toml",
        rows,
        &format!("{rows}\nsource = \"S3\""),
        &["not both"],
    );
    check(
        "app-2023.toml",
        "website_and_app = { verifies = [\"entity_principal\"], source = \"S3\" }",
        "",
        &["`filing_types.first_filing`", "service_kinds"],
    );
    check(
        "app-2023.toml",
        "cancel_app = ",
        "cancel_shop = ",
        &["`cancel_app`"],
    );
}

#[test]
fn rules_prompts_and_code_must_agree() {
    check(
        "rules.toml",
        "[\"window.end\"]",
        "[\"window.close\"]",
        &["`window.end` is missing"],
    );
    check(
        "rules.toml",
        "[\"window.end\"]",
        "[x]\ntitle=\"\"\ntitle_zh=\"\"\nsays=\"\"\n[\"window.end\"]",
        &["`x`", "RuleId"],
    );
    check(
        "rules.toml",
        "from = \"province\"",
        "",
        &["`enrolment.province`", "exactly one of"],
    );
    check(
        "rules.toml",
        "from = \"province\"",
        "from = \"province\"\nsource = \"S2\"",
        &["exactly one"],
    );
    check(
        "prompts.toml",
        "[prompts.closed]",
        "[prompts.shut]",
        &["`closed` is missing"],
    );
}

#[test]
fn what_names_nothing_is_refused() {
    check(
        "profile-huawei.toml",
        "\"app-2023\"",
        "\"app-2024\"",
        &["`app-2024` is no edition"],
    );
    check(
        "common.toml",
        "value = [\"zj\"]",
        "value = [\"zz\"]",
        &["`zz`"],
    );
    check(
        "common.toml",
        "code = \"gs\"",
        "code = \"tj\"",
        &["`provinces.tj`"],
    );
    check(
        "common.toml",
        "code = \"gs\"",
        "code = \"GS\"",
        &["two lower-case letters"],
    );
    check(
        "common.toml",
        "sign = \"300s\"",
        "sign = \"soon\"",
        &["`captcha_lives`", "soon"],
    );
    check("sources.toml", "key = \"S1\"", "key = \"S0\"", &["`S0`"]);
    let without: Vec<_> = EMBEDDED
        .iter()
        .copied()
        .filter(|(name, _)| *name != "prompts.toml")
        .collect();
    let error = Catalog::parse(&without)
        .err()
        .map(|error| error.to_string());
    assert_eq!(
        error.as_deref(),
        Some("books/prompts.toml: is missing: add the file")
    );
}
