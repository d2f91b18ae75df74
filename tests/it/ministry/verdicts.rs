//! The verdicts in the ministry's parameters are those of the person's plane.

use serde_json::{Value, json};

use super::page::{Page, failures, text, with_order};

#[tokio::test]
async fn a_person_verifies_with_the_phone_as_number_or_as_text() {
    let (service, code) = with_order().await;
    let page = Page::solved(&service, "default").await;
    let answer = page.verify(&code, "010014").await;
    assert_eq!(answer.header("sim-rule"), "verify.waiting-for-others");
    let expected = json!({
        "code": 200,
        "msg": "操作成功",
        "params": { "validStatus": 31, "validFlag": true },
        "success": true,
    });
    assert_eq!(answer.ok(), expected);
    let truth = service.get("/_sim/v1/orders/P-1").await;
    let entry = json!({
        "smsValidCode": truth["verifiers"][1]["code"],
        "mobileNum": "13800000002",
        "certNum": "01002X",
    });
    let answer = page
        .post("smsValidate/validateByCondition", &entry)
        .await
        .ok();
    assert_eq!(
        answer["params"],
        json!({ "validStatus": 3, "validFlag": true })
    );
}

#[tokio::test]
async fn wrong_entries_count_here_as_they_do_there() {
    let (service, code) = with_order().await;
    let page = Page::solved(&service, "default").await;
    let mut told = Vec::new();
    for _ in 0..5 {
        let answer = page.verify("000000", "010014").await.ok();
        assert_eq!(
            (&answer["code"], &answer["params"]["validFlag"]),
            (&json!(200), &json!(false))
        );
        told.push(answer["params"]["validStatus"].clone());
    }
    told.push(page.verify(&code, "010014").await.ok()["params"]["validStatus"].clone());
    assert_eq!(json!(told), json!([4, 4, 4, 4, 0, 21]));
    assert_eq!(failures(&service).await, (json!(5), 6));
}

#[tokio::test]
async fn a_person_asks_for_the_sms_again() {
    let (service, _) = with_order().await;
    let page = Page::solved(&service, "default").await;
    let resend = async |phone: Value| {
        let entry = json!({ "mobileNum": phone, "certNum": "010014" });
        let answer = page
            .post("smsValidate/resendSMSByCondition", &entry)
            .await
            .ok();
        answer["params"].clone()
    };
    let told = [
        resend(json!("13900000009")).await,
        resend(json!("13800000001")).await,
        resend(json!(13_800_000_001_u64)).await,
        resend(json!("13800000001")).await,
    ];
    let expected = [(4, false), (101, true), (101, true), (102, false)]
        .map(|(status, flag)| json!({ "validStatus": status, "validFlag": flag }));
    assert_eq!(told, expected);
}

#[tokio::test]
async fn a_sandbox_can_do_without_the_captcha_but_not_without_a_token() {
    let (service, code) = with_order().await;
    let off = json!({ "captcha": "off" });
    service.put("/_sim/v1/sandboxes/default", off).await;
    let mut page = Page::open(&service, "default").await;
    let token = text(&json!(page.token));
    page.sign = "whatever".to_owned();
    assert_eq!(
        page.verify("000000", "010014").await.ok()["params"]["validStatus"],
        4
    );
    page.sign.clear();
    assert_eq!(
        page.verify(&code, "010014").await.ok()["params"]["validStatus"],
        31
    );
    page.token = format!("{token}x");
    assert_eq!(page.verify(&code, "010014").await.status.as_u16(), 401);
}
