//! Calls of `verify` and `resend` that are answered badly, late or not at all, on both planes.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use super::{advance, fired, freeze, right_entry, set, submit, with_faults};
use crate::support::process::{Client, Process};
use crate::support::{START, Service, first_filing};

async fn attempts(service: &Service) -> usize {
    let page = service.get("/_sim/v1/attempts").await;
    page["attempts"].as_array().unwrap().len()
}

#[tokio::test]
async fn the_next_calls_fail_and_count_for_nobody_and_then_they_are_served_again() {
    let faults = json!([
        { "id": "down", "kind": "public", "effect": "error", "times": 2 },
        { "id": "locked", "kind": "public", "effect": "unauthorized", "times": 1 },
    ]);
    let service = with_faults(faults).await;
    submit(&service, "P-1").await;
    advance(&service, "5m").await;
    let entry = right_entry(&service, "P-1", 0).await;
    for status in [500, 500, 401] {
        let answer = service
            .call(Method::POST, "/v1/verify", Some(entry.clone()))
            .await;
        assert_eq!(answer.header("sim-rule"), "fault.injected");
        let problem = answer.refused(status, "fault-injected");
        assert!(
            problem["detail"]
                .as_str()
                .unwrap()
                .starts_with("服务器异常")
        );
    }
    assert_eq!(attempts(&service).await, 0);
    assert_eq!(fired(&service).await, [2, 1]);
    let verdict = service.post("/v1/verify", entry).await;
    assert_eq!(verdict["outcome"], "waiting_for_others");
}

#[tokio::test]
async fn a_fault_may_be_for_one_call_and_one_phone_and_is_undone_by_removal() {
    let faults = json!([{
        "kind": "public", "effect": "error", "call": "resend", "phone": "13800000001",
    }]);
    let service = with_faults(faults).await;
    submit(&service, "P-1").await;
    advance(&service, "5m").await;
    let resend = |phone: &str, suffix: &str| json!({ "phone": phone, "id_suffix": suffix });
    let first = resend("13800000001", "010014");
    for _ in 0..3 {
        let answer = service
            .call(Method::POST, "/v1/resend", Some(first.clone()))
            .await;
        answer.refused(500, "fault-injected");
    }
    let other = service
        .post("/v1/resend", resend("13800000002", "01002X"))
        .await;
    assert_eq!(other["outcome"], "resent");
    let entry = right_entry(&service, "P-1", 0).await;
    assert_eq!(service.post("/v1/verify", entry).await["valid_status"], 31);
    set(&service, json!([])).await;
    let verdict = service.post("/v1/resend", first).await;
    assert_eq!(verdict["outcome"], "nothing_pending");
}

#[tokio::test]
async fn a_slow_call_is_done_and_its_answer_is_late_by_the_wall() {
    let slow = json!([{ "kind": "public", "effect": "slow", "by": "60s", "times": 1 }]);
    let service = Arc::new(with_faults(slow).await);
    submit(&service, "P-1").await;
    advance(&service, "5m").await;
    let entry = right_entry(&service, "P-1", 0).await;
    let call = tokio::spawn({
        let (service, entry) = (Arc::clone(&service), entry.clone());
        async move { service.post("/v1/verify", entry).await }
    });
    while attempts(&service).await == 0 {
        tokio::task::yield_now().await;
    }
    // It is done. Others are served meanwhile, and its answer comes when the minute is over.
    let verdict = service.post("/v1/verify", entry).await;
    assert_eq!(verdict["outcome"], "already_verified");
    assert!(!call.is_finished(), "it is late");
    tokio::time::pause();
    assert_eq!(call.await.unwrap()["outcome"], "waiting_for_others");
}

/// A call of the ministry's `smsValidate`, with a token and without a captcha.
async fn ministry(service: &Service, call: &str, body: &Value) -> (u16, Value, String) {
    let api = "/icpproject_query/api";
    let form = "authKey=746a22b136097604e213ca3269244fad&timeStamp=1700000000000";
    let request = Request::post(format!("{api}/auth"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form))
        .unwrap();
    let token = service.send(request).await.ok()["params"]["bussiness"].clone();
    let request = Request::post(format!("{api}/smsValidate/{call}"))
        .header("content-type", "application/json")
        .header("token", token.as_str().unwrap())
        .body(Body::from(body.to_string()))
        .unwrap();
    let answer = service.send(request).await;
    let refusal = answer.header("sim-refusal").to_owned();
    (answer.status.as_u16(), answer.json(), refusal)
}

#[tokio::test]
async fn the_ministrys_plane_fails_in_its_own_envelope() {
    let service = Service::start().await;
    freeze(&service).await;
    service
        .put("/_sim/v1/sandboxes/default", json!({ "captcha": "off" }))
        .await;
    let faults = json!([
        { "kind": "public", "effect": "error", "times": 1 },
        { "kind": "public", "effect": "unauthorized", "call": "resend", "times": 1 },
    ]);
    set(&service, faults).await;
    let entry =
        json!({ "smsValidCode": "000000", "mobileNum": 13_800_000_001_u64, "certNum": "010014" });
    let (status, body, refusal) = ministry(&service, "validateByCondition", &entry).await;
    let failure = |code: u16| json!({ "success": false, "code": code, "msg": "服务器异常" });
    assert_eq!(
        (status, body, refusal.as_str()),
        (500, failure(500), "fault-injected")
    );
    let (status, body, _) = ministry(&service, "validateByCondition", &entry).await;
    assert_eq!((status, &body["params"]["validStatus"]), (200, &json!(4)));
    let (status, body, _) = ministry(&service, "resendSMSByCondition", &entry).await;
    assert_eq!((status, body), (401, failure(401)));
    let (status, ..) = ministry(&service, "resendSMSByCondition", &entry).await;
    assert_eq!(status, 200);
    assert_eq!(attempts(&service).await, 2);
}

/// The answer's status, or that there was none.
fn verify(client: &Client, entry: &Value) -> Result<u16, String> {
    let answered = client.post("/v1/verify", entry);
    answered
        .map(|answered| answered.0)
        .map_err(|error| error.to_string())
}

#[test]
fn a_connection_may_end_before_the_call_is_done_or_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let process = Process::on(&folder.path().join("cut.db"));
    let client = process.client();
    client
        .put("/_sim/v1/clock", &json!({ "mode": "frozen", "now": START }))
        .unwrap();
    let faults = json!({ "faults": [
        { "kind": "public", "effect": "drop", "times": 1 },
        { "kind": "public", "effect": "lose_answer", "times": 1 },
    ]});
    client.put("/_sim/v1/faults", &faults).unwrap();
    client.post("/v1/orders", &first_filing("P-1")).unwrap();
    client
        .post("/_sim/v1/clock/advance", &json!({ "by": "5m" }))
        .unwrap();
    let truth = client.get("/_sim/v1/orders/P-1").unwrap().1;
    let code = &truth["verifiers"][0]["code"];
    let entry = json!({ "phone": "13800000001", "code": code, "id_suffix": "010014" });
    let state = || client.get("/_sim/v1/orders/P-1").unwrap().1["verifiers"][0]["state"].clone();
    assert!(verify(&client, &entry).is_err(), "no answer");
    assert_eq!(state(), "pending", "and nothing done");
    assert!(verify(&client, &entry).is_err(), "no answer");
    assert_eq!(state(), "verified", "and yet done");
    assert_eq!(verify(&client, &entry), Ok(200));
}
