//! One order: its story drawn and in words, and what can be done with it.

use axum::http::Method;
use serde_json::json;

use super::{accepted, code, count, page, rejected, texted};
use crate::support::Service;

const ORDER: &str = "/console/orders/P-1";

async fn verify(service: &Service, person: usize, code: &str) -> String {
    let (phone, suffix) = [("13800000001", "010014"), ("13800000002", "01002X")][person];
    let place = person.to_string();
    let fields = [
        ("person", place.as_str()),
        ("phone", phone),
        ("code", code),
        ("id_suffix", suffix),
    ];
    accepted(service, "/console/orders/P-1/verify", &fields).await
}

async fn verify_both(service: &Service) -> String {
    let first = code(service, 0).await;
    verify(service, 0, &first).await;
    let second = code(service, 1).await;
    verify(service, 1, &second).await
}

#[tokio::test]
async fn the_story_is_drawn_and_told_with_rule_source_and_quote() {
    let service = texted().await;
    let page = page(&service, ORDER).await;
    for word in [
        "<svg class=\"timeline\"",
        "role=\"img\"",
        "<title id=\"drawing-title\"",
        "<desc id=\"drawing-desc\"",
        "class=\"window\"",
        "class=\"deadline\"",
        "class=\"now\"",
        "mark order_submitted past",
        "mark sms_dispatched past",
        "mark order_returned scheduled",
        "First SMS",
        "sms.first",
        "window.end",
        // The parameter's own quote, and the source's.
        "收到工信部发送的核验短信后,在24小时内点击短信中的核验链接",
        "若连续5次失败将导致备案判定为失败,24小时后流程自动退回,需重新提交备案申请。",
    ] {
        assert!(page.contains(word), "{word}");
    }
    // Two SMS leave the ministry and arrive: two flights.
    assert_eq!(count(&page, "class=\"flight\""), 2);
    // The table tells what the drawing shows: 5 things that happened and the end of the window.
    assert_eq!(count(&page, "class=\"mark "), 6);
    assert_eq!(count(&page, "class=\"dot "), 6);
}

#[tokio::test]
async fn the_forms_hold_what_is_right_and_the_line_that_does_the_same() {
    let service = texted().await;
    let (page, code) = (page(&service, ORDER).await, code(&service, 0).await);
    assert!(page.contains("name=\"phone\" value=\"13800000001\""));
    assert!(page.contains(&format!("name=\"code\" value=\"{code}\"")));
    assert!(page.contains("name=\"id_suffix\" value=\"01002X\""));
    let line = format!(
        "curl -s --json '{{\"code\":\"{code}\",\"id_suffix\":\"010014\",\"phone\":\"13800000001\"}}' \
         http://127.0.0.1:8080/v1/verify"
    );
    assert!(page.replace("&quot;", "\"").contains(&line), "{line}");
}

#[tokio::test]
async fn people_verify_one_after_the_other_and_are_told_what_the_ministry_says() {
    let service = texted().await;
    let right = code(&service, 0).await;
    let page = verify(&service, 0, &right).await;
    assert!(page.contains("您的短信核验完成,请等待其他核验人进行短信核验。"));
    assert!(page.contains("notice good"));
    let page = verify(&service, 1, "000000").await;
    assert!(page.contains("该条验证库里找不到记录或已完成验证。") && page.contains("notice bad"));
    assert!(page.contains("phone and ID suffix are right for P-1; the code is not"));
    assert!(page.contains("1 of 5"));
    let right = code(&service, 1).await;
    let page = verify(&service, 1, &right).await;
    assert!(page.contains("您的短信核验已全部完成,该请求将提交管局审核。"));
    assert!(
        page.contains("Under review") && page.contains("the provider sees: Awaiting verification")
    );
    let attempts = service.get("/_sim/v1/attempts").await;
    assert_eq!(attempts["attempts"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn an_empty_field_is_named_where_it_is_and_keeps_the_rest() {
    let service = texted().await;
    let fields = [
        ("person", "1"),
        ("phone", "13800000002"),
        ("code", " "),
        ("id_suffix", "typed!"),
    ];
    let page = rejected(&service, "/console/orders/P-1/verify", &fields, 422).await;
    assert!(page.contains("id=\"verify-1-code-error\">Fill this in."));
    assert!(page.contains("id=\"verify-1-id_suffix\" name=\"id_suffix\" value=\"typed!\""));
    assert_eq!(count(&page, "aria-invalid=\"true\""), 1);
    assert_eq!(
        service.get("/_sim/v1/attempts").await["attempts"],
        json!([])
    );
}

#[tokio::test]
async fn a_person_asks_for_another_sms_until_the_cap() {
    let service = texted().await;
    let fields = [
        ("person", "0"),
        ("phone", "13800000001"),
        ("id_suffix", "010014"),
    ];
    for (nth, words) in [(1, "重发成功"), (2, "重发成功"), (3, "重发次数已到上限")]
    {
        let page = accepted(&service, "/console/orders/P-1/resend", &fields).await;
        assert!(page.contains(words), "{nth}");
    }
    let page = page(&service, ORDER).await;
    assert!(page.contains("2 of 2") && page.contains("mark sms_dispatched scheduled"));
    let empty = [("person", "0"), ("phone", "13800000001")];
    let refused = rejected(&service, "/console/orders/P-1/resend", &empty, 422).await;
    assert!(refused.contains("id=\"resend-0-id_suffix-error\""));
}

#[tokio::test]
async fn the_authority_approves_once() {
    let service = texted().await;
    verify_both(&service).await;
    let page = accepted(&service, "/console/orders/P-1/approve", &[]).await;
    assert!(page.contains("The authority approved the order."));
    assert!(page.contains("This order has come to its end."));
    for action in ["approve", "reject", "withdraw", "resubmit"] {
        let path = format!("/console/orders/P-1/{action}");
        let page = rejected(&service, &path, &[], 409).await;
        assert!(
            page.contains("does not allow it any more: Approved."),
            "{action}"
        );
    }
}

#[tokio::test]
async fn the_authority_rejects_with_a_reason() {
    let service = texted().await;
    verify_both(&service).await;
    let long = "长".repeat(1_001);
    let page = rejected(
        &service,
        "/console/orders/P-1/reject",
        &[("reason", &long)],
        422,
    )
    .await;
    assert!(page.contains("A reason has at most 1,000 characters."));
    let page = accepted(
        &service,
        "/console/orders/P-1/reject",
        &[("reason", "照片不清晰")],
    )
    .await;
    assert!(page.contains("<bdi>照片不清晰</bdi>") && page.contains("Rejected"));
}

#[tokio::test]
async fn a_returned_order_goes_into_a_round_that_is_drawn_beside_the_first() {
    let service = texted().await;
    service
        .post("/_sim/v1/clock/advance", json!({ "by": "24h" }))
        .await;
    let returned = page(&service, ORDER).await;
    assert!(returned.contains("the window expired") && returned.contains("do-resubmit"));
    let page2 = accepted(&service, "/console/orders/P-1/resubmit", &[]).await;
    assert!(page2.contains("a new round"));
    assert!(page2.contains("?round=1") && page2.contains("?round=2"));
    assert_eq!(count(&page2, "mark order_resubmitted past"), 1);
    let first = page(&service, "/console/orders/P-1?round=1").await;
    assert_eq!(count(&first, "mark order_submitted past"), 1);
    assert_eq!(count(&first, "mark order_resubmitted past"), 0);
}

#[tokio::test]
async fn the_provider_takes_an_order_back() {
    let service = texted().await;
    let page = accepted(&service, "/console/orders/P-1/withdraw", &[]).await;
    assert!(page.contains("The provider withdrew the order.") && page.contains("Withdrawn"));
    assert!(!page.contains("action=\"/console/orders/P-1/verify\""));
}

#[tokio::test]
async fn an_order_that_is_gone_is_told() {
    let service = texted().await;
    for action in ["verify", "approve", "withdraw"] {
        let path = format!("/console/orders/P-9/{action}");
        let answer = super::send(&service, &path, &[]).await;
        assert_eq!(answer.status, 404, "{action}");
    }
}

#[tokio::test]
async fn the_inbox_shows_a_phone_s_messages_as_a_conversation() {
    let service = texted().await;
    let code = code(&service, 1).await;
    let page1 = page(&service, "/console/inbox?phone=13800000002").await;
    assert!(page1.contains(&format!("<code id=\"code-2\">{code}</code>")));
    assert!(page1.contains("【工信部备案系统】") && page1.contains("12381"));
    assert!(
        page1.contains("/console/inbox?phone=13800000001"),
        "the other number is listed"
    );
    let none = page(&service, "/console/inbox?phone=13900000000").await;
    assert!(none.contains("No SMS has been sent to this number."));
    let bad = page(&service, "/console/inbox?phone=nonsense").await;
    assert!(bad.contains("This is no mainland mobile number."));
}

#[tokio::test]
async fn the_inbox_of_a_phone_with_many_messages_has_pages() {
    let service = texted().await;
    for number in 0..60 {
        let order = crate::support::first_filing(&format!("Q-{number}"));
        service.post("/v1/orders", order).await;
    }
    service
        .post("/_sim/v1/clock/advance", json!({ "by": "5m" }))
        .await;
    let newest = page(&service, "/console/inbox?phone=13800000001").await;
    assert_eq!(count(&newest, "class=\"bubble\""), 50);
    let older = newest.split("class=\"older\" href=\"").nth(1).unwrap();
    let older = older.split('"').next().unwrap().replace("&amp;", "&");
    let older = page(&service, &older).await;
    assert_eq!(count(&older, "class=\"bubble\""), 11);
}

#[tokio::test]
async fn the_journal_of_attempts_tells_verdict_rule_and_near_miss() {
    let service = texted().await;
    for (phone, suffix) in [
        ("13800000001", "010015"),
        ("13800000003", "010014"),
        ("13800000002", "01002x"),
    ] {
        let code = code(&service, 0).await;
        let entry = json!({ "phone": phone, "code": code, "id_suffix": suffix });
        service.post("/v1/verify", entry).await;
    }
    let all = page(&service, "/console/attempts").await;
    for word in [
        "phone and code are right for P-1; the ID suffix is not",
        "one digit of the phone differs from 1380000000",
        "failure.counted",
        "verify.nothing-matches",
    ] {
        assert!(all.contains(word), "{word}");
    }
    let one = page(&service, "/console/attempts?phone=13800000003").await;
    assert_eq!(count(&one, "id=\"verdict-"), 1);
    let none = page(&service, "/console/attempts?order_no=P-9").await;
    assert!(none.contains("No attempt fits"));
    let chinese = axum::http::Request::get("/console/attempts")
        .header("accept-language", "zh-CN,zh;q=0.9")
        .body(axum::body::Body::empty())
        .unwrap();
    let chinese = super::text(&service.send(chinese).await);
    assert!(chinese.contains("手机号和验证码与 P-1 相符，证件号码后六位不符。"));
}

#[tokio::test]
async fn pages_of_attempts_follow_each_other() {
    let service = texted().await;
    for _ in 0..55 {
        let entry = json!({ "phone": "13900000000", "code": "000000", "id_suffix": "010014" });
        service
            .call(Method::POST, "/v1/verify", Some(entry))
            .await
            .ok();
    }
    let newest = page(&service, "/console/attempts").await;
    assert_eq!(count(&newest, "id=\"verdict-"), 50);
    let next = newest.split("rel=\"next\" href=\"").nth(1).unwrap();
    let next = next.split('"').next().unwrap();
    let older = page(&service, next).await;
    assert_eq!(count(&older, "id=\"verdict-"), 5);
}
