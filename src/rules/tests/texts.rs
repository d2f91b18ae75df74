//! The prompts, and the printed tables.

use crate::rules::{Verdict, catalog, table};

fn check(verdict: Verdict, status: u16, flag: bool, outcome: &str, text: &str) {
    assert_eq!(verdict.valid_status(), status, "{verdict}");
    assert_eq!(verdict.valid_flag(), flag, "{verdict}");
    assert_eq!(verdict.outcome(), outcome, "{verdict}");
    assert_eq!(verdict.prompt(), text, "{verdict}");
    assert_eq!(
        verdict.message(),
        format!("尊敬的ICP用户：{text}"),
        "{verdict}"
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn prompts_are_the_ministrys_to_the_comma() {
    check(
        Verdict::AllVerified,
        3,
        true,
        "all_verified",
        "您的短信核验已全部完成,该请求将提交管局审核。",
    );
    check(
        Verdict::WaitingForOthers,
        31,
        true,
        "waiting_for_others",
        "您的短信核验完成,请等待其他核验人进行短信核验。",
    );
    check(
        Verdict::AlreadyVerified,
        20,
        true,
        "already_verified",
        "您的短信核验已完成，无需重复提交。",
    );
    check(
        Verdict::NotFound,
        4,
        false,
        "not_found",
        "该条验证库里找不到记录或已完成验证。",
    );
    check(
        Verdict::Failed,
        0,
        false,
        "failed",
        "您的短信核验失败,请您重新验证。",
    );
    check(
        Verdict::Closed,
        21,
        false,
        "closed",
        "您的短信核验失败,请联系接入商查询核验结果。",
    );
    check(
        Verdict::Mismatch,
        2,
        false,
        "mismatch",
        "您的短信核验失败,请输入正确的信息。",
    );
    check(
        Verdict::Resent,
        101,
        true,
        "resent",
        "您的短信验证码已重发成功，请查看手机并尽快完成短信核验。",
    );
    check(
        Verdict::NothingPending,
        100,
        false,
        "nothing_pending",
        "您暂无待短信核验的备案申请，无需重发短信。",
    );
    check(
        Verdict::ResendLimit,
        102,
        false,
        "resend_limit",
        "重发次数已到上限，若不能及时完成短信核验，您的备案申请将会被退回。",
    );
    check(
        Verdict::ResendUnknown,
        4,
        false,
        "not_found",
        "该条验证库里找不到记录。",
    );
}

#[test]
fn the_overview_shows_every_edition_and_the_full_form_every_province() {
    let overview = table(None).expect("the overview");
    for edition in catalog().editions() {
        assert!(overview.contains(edition.id()), "{}", edition.id());
        let full = table(Some(edition.id())).expect("an edition");
        for (parameter, value, sources) in edition.terms().parameters() {
            let line = full
                .lines()
                .find(|line| line.starts_with(&format!("{parameter} ")));
            let line = line.expect("a line for each parameter");
            assert!(line.contains(&value.to_string()), "{line}");
            assert!(line.ends_with(&format!("[{sources}]")), "{line}");
        }
        for province in catalog().provinces() {
            assert!(full.contains(&province.zh), "{}", province.code);
        }
    }
}

#[test]
fn columns_stand_straight_under_chinese_text() {
    let text = table(Some("app-2023")).expect("app-2023");
    let line = |start: &str| {
        text.lines()
            .find(|line| line.starts_with(start))
            .expect("a line")
    };
    let column = |line: &str, mark: &str| {
        line.split_once(mark)
            .map(|(before, _)| crate::rules::grid::width(before))
    };
    let chinese = column(line("cancel_entity"), "entity_principal");
    assert_eq!(chinese, column(line("change_entity"), "entity_principal"));
    assert_eq!(chinese, column(line("cancel_app"), "service_principal"));
}

#[test]
fn an_unknown_edition_is_answered_with_those_that_exist() {
    let error = table(Some("pilot-2016"))
        .err()
        .map(|error| error.to_string());
    let expected = "no edition has the id `pilot-2016`: expected one of \
                    pilot-2017, pilot-2018, nationwide-2020, app-2023";
    assert_eq!(error.as_deref(), Some(expected));
}
