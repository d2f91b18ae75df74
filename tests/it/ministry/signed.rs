//! Tokens and signs: who signed them, whose they are, and when they end.

use serde_json::json;

use super::page::{AUTH, Page, failures, refused, text, with_order};
use crate::support::process::address;
use crate::support::{START, Service};

/// The calls that want a token.
const CALLS: [&str; 4] = [
    "image/getCheckImage",
    "image/checkImage",
    "smsValidate/validateByCondition",
    "smsValidate/resendSMSByCondition",
];

/// Lets time pass in the default sandbox.
async fn advance(service: &Service, by: &str) {
    let advance = json!({ "by": by });
    service.post("/_sim/v1/clock/advance", advance).await;
}

/// The same payload with another signature: its first character is changed, whatever it was.
fn forged(signed: &str) -> String {
    let (payload, signature) = signed.split_once('.').unwrap();
    let other = if signature.starts_with('A') { "B" } else { "A" };
    format!("{payload}.{other}{}", &signature[1..])
}

#[tokio::test]
async fn every_call_wants_a_token_of_its_own_sandbox() {
    let (service, code) = with_order().await;
    let mut page = Page::solved(&service, "default").await;
    let own = std::mem::take(&mut page.token);
    let elsewhere = Page::open(&service, "other").await.token;
    let forged = forged(&own);
    for call in CALLS {
        for (token, reason) in [
            ("", "token-missing"),
            ("x", "token-invalid"),
            (&forged, "token-invalid"),
            (&elsewhere, "token-invalid"),
            (&page.sign.clone(), "token-invalid"),
        ] {
            page.token = token.to_owned();
            refused(&page.post_text(call, "{").await, 401, 401, reason);
        }
    }
    assert_eq!(failures(&service).await, (json!(0), 0));
    page.token = own;
    assert_eq!(
        page.verify(&code, "010014").await.ok()["params"]["validStatus"],
        31
    );
}

#[tokio::test]
async fn a_token_ends_by_the_sandboxs_clock_and_its_refresh_token_later() {
    let (service, _) = with_order().await;
    let mut page = Page::new(&service, "default");
    let tokens = page.authorize(AUTH).await.ok()["params"].clone();
    page.token = text(&tokens["bussiness"]);
    let refresh = format!("auth/refresh?refreshToken={}", text(&tokens["refresh"]));
    advance(&service, "7m59s").await;
    assert!(
        page.post_text("image/getCheckImage", "")
            .await
            .status
            .is_success()
    );
    advance(&service, "1s").await;
    for call in CALLS {
        refused(&page.post_text(call, "{}").await, 401, 401, "token-expired");
    }
    advance(&service, "4m59s").await;
    page.token = text(&page.get(&refresh).await.ok()["params"]["bussiness"]);
    assert!(
        page.post_text("image/getCheckImage", "")
            .await
            .status
            .is_success()
    );
    advance(&service, "1s").await;
    refused(&page.get(&refresh).await, 401, 401, "token-expired");
}

#[tokio::test]
async fn without_a_good_sign_nothing_is_verified_and_nothing_counted() {
    let (service, code) = with_order().await;
    let own = Page::solved(&service, "default").await;
    let other = Page::solved(&service, "other").await;
    let mut page = Page::open(&service, "default").await;
    let forged = forged(&own.sign);
    for (uuid, sign, reason) in [
        ("", "", "sign-missing"),
        (own.uuid.as_str(), "", "sign-missing"),
        ("", own.sign.as_str(), "sign-missing"),
        (&own.uuid, "x", "sign-invalid"),
        (&own.uuid, &forged, "sign-invalid"),
        (&own.uuid, &own.token, "sign-invalid"),
        (&other.uuid, &other.sign, "sign-invalid"),
        (&other.uuid, &own.sign, "sign-invalid"),
    ] {
        (page.uuid, page.sign) = (uuid.to_owned(), sign.to_owned());
        for code in [code.as_str(), "000000"] {
            let answer = page.verify(code, "010014").await;
            refused(&answer, 200, 500, reason);
            assert_eq!(answer.json()["msg"], "服务器异常");
        }
        let resend = json!({ "mobileNum": "13800000001", "certNum": "010014" });
        let answer = page.post("smsValidate/resendSMSByCondition", &resend).await;
        refused(&answer, 200, 500, reason);
    }
    assert_eq!(failures(&service).await, (json!(0), 0));
    let truth = service.get("/_sim/v1/orders/P-1").await;
    assert_eq!(truth["verifiers"][0]["resends"], 0);
}

#[tokio::test]
async fn a_sign_serves_several_calls_until_it_ends() {
    let (service, code) = with_order().await;
    let page = Page::solved(&service, "default").await;
    let status =
        async |code: &str| page.verify(code, "010014").await.ok()["params"]["validStatus"].clone();
    assert_eq!(status("000000").await, 4);
    advance(&service, "4m59s").await;
    assert_eq!(status(&code).await, 31);
    advance(&service, "1s").await;
    refused(
        &page.verify(&code, "010014").await,
        200,
        500,
        "sign-expired",
    );
}

#[tokio::test]
async fn tokens_and_signs_survive_a_restart_and_a_reset_but_pictures_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let database = address(&folder.path().join("restarted.db"));
    let service = Service::on(&database).await;
    let frozen = json!({ "mode": "frozen", "now": START });
    service.put("/_sim/v1/clock", frozen.clone()).await;
    let page = Page::solved(&service, "default").await;
    let picture = page.picture().await;
    let kept = [page.token, page.uuid, page.sign];
    service.stop().await;

    let service = Service::on(&database).await;
    let mut page = Page::new(&service, "default");
    [page.token, page.uuid, page.sign] = kept;
    assert_eq!(page.verify("1", "x").await.ok()["params"]["validStatus"], 4);
    let answer = page
        .check(&picture["uuid"], super::page::gap(&picture))
        .await;
    refused(&answer, 200, 500, "picture-unknown");
    service.post("/_sim/v1/reset", json!({})).await;
    service.put("/_sim/v1/clock", frozen).await;
    assert_eq!(page.verify("1", "x").await.ok()["params"]["validStatus"], 4);
}

#[tokio::test]
async fn another_database_signs_with_another_key() {
    let (one, other) = (Service::start().await, Service::start().await);
    let page = Page::open(&one, "default").await;
    let mut stranger = Page::new(&other, "default");
    stranger.token.clone_from(&page.token);
    let answer = stranger.post_text("image/getCheckImage", "").await;
    refused(&answer, 401, 401, "token-invalid");
}
