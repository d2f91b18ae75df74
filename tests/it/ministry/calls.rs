//! The shape of every call, and of every refusal.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::page::{AUTH, Page, failures, gap, pixels, refused, text, with_order};
use crate::support::{Service, at};

/// What a token says.
fn payload(token: &Value) -> Value {
    let (payload, signature) = token.as_str().unwrap().split_once('.').unwrap();
    assert_eq!(URL_SAFE_NO_PAD.decode(signature).unwrap().len(), 32);
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// Its type and how long it lives.
fn kind_and_life(token: &Value) -> (Value, i64) {
    let said = payload(token);
    let moment = |name: &str| said[name].as_i64().unwrap();
    (said["type"].clone(), moment("e") - moment("s"))
}

#[tokio::test]
async fn auth_answers_two_tokens_in_the_envelope() {
    let (service, _) = with_order().await;
    let page = Page::new(&service, "default");
    let answer = page.authorize(AUTH).await;
    assert_eq!(answer.header("sim-sandbox"), "default");
    let now = at(answer.header("sim-now")).millis();
    let body = answer.ok();
    let tokens = &body["params"];
    let expected = json!({
        "code": 200,
        "msg": "操作成功",
        "params": {
            "bussiness": tokens["bussiness"],
            "expire": 300_000,
            "refresh": tokens["refresh"],
        },
        "success": true,
    });
    assert_eq!(body, expected);
    assert_eq!(kind_and_life(&tokens["bussiness"]), (json!(1), 480_000));
    assert_eq!(kind_and_life(&tokens["refresh"]), (json!(2), 780_000));
    assert_eq!(payload(&tokens["bussiness"])["s"], now);
}

#[tokio::test]
async fn auth_wants_the_pages_key() {
    let service = Service::start().await;
    let page = Page::new(&service, "default");
    let other_time = AUTH.replace("1700000000000", "1700000000001");
    let time_only = "timeStamp=1700000000000";
    for form in ["", "%%%", time_only, &AUTH.to_uppercase(), &other_time] {
        refused(&page.authorize(form).await, 200, 500, "bad-auth-key");
    }
}

#[tokio::test]
async fn a_refresh_token_earns_a_new_pair() {
    let service = Service::start().await;
    let page = Page::new(&service, "default");
    let tokens = page.authorize(AUTH).await.ok()["params"].clone();
    let path = |token: &Value| format!("auth/refresh?refreshToken={}", token.as_str().unwrap());
    let renewed = page.get(&path(&tokens["refresh"])).await.ok();
    assert_eq!(renewed["params"]["expire"], 300_000);
    assert_eq!(kind_and_life(&renewed["params"]["bussiness"]).0, 1);
    let answer = page.get(&path(&tokens["bussiness"])).await;
    refused(&answer, 401, 401, "token-invalid");
    refused(&page.get("auth/refresh").await, 401, 401, "token-missing");
}

#[tokio::test]
async fn a_picture_is_a_background_and_a_piece_with_alpha() {
    let service = Service::start().await;
    let page = Page::open(&service, "default").await;
    let picture = page.picture().await;
    let names: Vec<_> = picture.as_object().unwrap().keys().collect();
    assert_eq!(names, ["bigImage", "height", "smallImage", "uuid"]);
    let (width, background) = pixels(&picture["bigImage"]);
    assert_eq!((width, background.len()), (500, 500 * 190 * 3));
    let (across, piece) = pixels(&picture["smallImage"]);
    let down = piece.len() / 4 / across;
    let alpha = || piece.iter().skip(3).step_by(4);
    assert!(alpha().any(|a| *a == 0) && alpha().any(|a| *a == 255));
    let top = usize::try_from(picture["height"].as_u64().unwrap()).unwrap();
    assert!(top + down <= 190 && gap(&picture) + across <= 500);
}

#[tokio::test]
async fn a_solved_picture_earns_a_sign() {
    let service = Service::start().await;
    let page = Page::open(&service, "default").await;
    let picture = page.picture().await;
    let body = page.check(&picture["uuid"], gap(&picture)).await.ok();
    assert_eq!(
        (&body["code"], &body["success"]),
        (&json!(200), &json!(true))
    );
    assert_eq!(kind_and_life(&body["params"]), (json!(3), 300_000));
    assert_eq!(payload(&body["params"])["u"], picture["uuid"]);
}

#[tokio::test]
async fn whatever_is_malformed_is_refused_in_the_envelope_and_counts_for_nobody() {
    let (service, _) = with_order().await;
    let page = Page::solved(&service, "default").await;
    for call in [
        "image/checkImage",
        "smsValidate/validateByCondition",
        "smsValidate/resendSMSByCondition",
    ] {
        for body in [
            "",
            "{",
            "[]",
            "7",
            "\"x\"",
            "{\"key\": {}, \"certNum\": []}",
        ] {
            let answer = page.post_text(call, body).await;
            let told = answer.json();
            assert_eq!(
                (&told["code"], &told["success"]),
                (&json!(500), &json!(false)),
                "{body}"
            );
            assert_eq!(answer.status.as_u16(), 200, "{body}");
            assert_eq!(answer.headers["content-type"], "application/json", "{body}");
        }
    }
    let big = "x".repeat(2 << 20);
    let answer = page
        .post_text("smsValidate/validateByCondition", &big)
        .await;
    refused(&answer, 413, 413, "body-too-large");
    assert_eq!(failures(&service).await, (json!(0), 0));
}

#[tokio::test]
async fn an_empty_field_is_named_as_the_ministrys_page_names_it() {
    let (service, _) = with_order().await;
    let page = Page::solved(&service, "default").await;
    let whole = json!({ "smsValidCode": "1", "mobileNum": "13800000001", "certNum": "010014" });
    for (field, says) in [
        ("smsValidCode", "短信验证码不能为空"),
        ("mobileNum", "手机号不能为空"),
        ("certNum", "证件号不能为空"),
    ] {
        let mut entry = whole.clone();
        entry[field] = json!(" ");
        let answer = page.post("smsValidate/validateByCondition", &entry).await;
        refused(&answer, 200, 500, "field-empty");
        assert_eq!(answer.json()["msg"], says);
    }
    assert_eq!(failures(&service).await, (json!(0), 0));
}

#[tokio::test]
async fn other_calls_methods_and_sandboxes_are_refused_in_the_envelope() {
    let service = Service::start().await;
    let page = Page::new(&service, "default");
    let other = page
        .post("icpAbbreviateInfo/queryByCondition", &json!({}))
        .await;
    refused(&other, 404, 404, "unknown-call");
    let method = page.get("image/getCheckImage").await;
    refused(&method, 405, 405, "method-not-allowed");
    assert_eq!(method.header("allow"), "POST");
    let nowhere = Page::new(&service, "Not-a-name").authorize(AUTH).await;
    refused(&nowhere, 400, 400, "bad-sandbox");
}

#[tokio::test]
async fn asking_for_tokens_and_pictures_stores_no_sandbox() {
    let service = Service::start().await;
    let page = Page::solved(&service, "looked-at").await;
    assert!(!text(&json!(page.sign)).is_empty());
    let sandboxes = service.get("/_sim/v1/sandboxes").await;
    assert_eq!(sandboxes["sandboxes"], json!([]));
}
