//! The same seed, settings and calls give the same bytes, whatever else happens around them.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{START, Service, first_filing, person};

/// A call of a story.
pub type Call = (Method, String, Option<Value>);

/// A story with every kind of event, told without looking at an answer: codes are guessed wrong,
/// or set by the truth being read back in `right_code`.
pub fn story() -> Vec<Call> {
    let get = |path: &str| (Method::GET, path.to_owned(), None);
    let post = |path: &str, body: Value| (Method::POST, path.to_owned(), Some(body));
    let put = |path: &str, body: Value| (Method::PUT, path.to_owned(), Some(body));
    let wrong = json!({ "phone": "13800000001", "code": "000000", "id_suffix": "010014" });
    let resend = json!({ "phone": "13800000002", "id_suffix": "01002X" });
    // The codes of seed 0, as anybody who ran this story before knows them.
    let right = |phone: &str, code: &str, suffix: &str| json!({ "phone": phone, "code": code, "id_suffix": suffix });
    let mut permit = first_filing("P-3");
    permit["entity"]["principal"] = json!({
        "name": "陈七", "phone": "13700000003", "id_type": "hk_macau_permit",
        "id_number": "H12345678", "hk_macau_id_number": "A1234567（8）",
    });
    permit["services"][0]["principal"] = person("李四", "13800000002", "33010219900101002X");
    vec![
        post("/v1/orders", first_filing("P-1")),
        post("/v1/verify", wrong.clone()),
        post("/_sim/v1/clock/advance", json!({ "by": "5m" })),
        post("/v1/orders", permit),
        post("/v1/verify", wrong.clone()),
        post("/v1/resend", resend.clone()),
        post("/v1/resend", resend.clone()),
        post("/v1/resend", resend),
        post("/_sim/v1/clock/advance", json!({ "by": "10m" })),
        post("/v1/verify", right("13800000001", "573104", "010014")),
        post("/v1/verify", right("13800000002", "589767", "01002X")),
        get("/_sim/v1/messages"),
        get("/_sim/v1/orders/P-1"),
        get("/_sim/v1/orders/P-1/timeline"),
        get("/_sim/v1/orders/P-3/timeline"),
        put(
            "/_sim/v1/rules",
            json!({ "profile": "tencent", "overrides": { "window": "1h" } }),
        ),
        post("/v1/orders", first_filing("P-2")),
        post("/_sim/v1/clock/advance", json!({ "until": "next_event" })),
        post("/v1/verify", wrong.clone()),
        post("/v1/verify", wrong.clone()),
        post("/_sim/v1/clock/advance", json!({ "by": "3h" })),
        post("/v1/orders/P-2/resubmit", json!({ "province": "bj" })),
        post(
            "/_sim/v1/orders/P-1/review",
            json!({ "decision": "approve", "reason": "ok" }),
        ),
        post("/_sim/v1/clock/advance", json!({ "by": "5m" })),
        post("/v1/verify", wrong.clone()),
        post("/v1/verify", wrong.clone()),
        post("/v1/verify", wrong.clone()),
        post("/v1/verify", wrong.clone()),
        post("/v1/verify", wrong.clone()),
        post("/v1/verify", wrong.clone()),
        post("/v1/verify", wrong),
        post("/v1/orders/P-3/withdraw", json!({})),
        post("/_sim/v1/clock/advance", json!({ "by": "2d" })),
        get("/v1/orders"),
        get("/v1/orders?status=returned"),
        get("/v1/orders/P-2"),
        get("/_sim/v1/orders/P-2/timeline"),
        get("/_sim/v1/orders/P-3/timeline"),
        get("/_sim/v1/orders/P-1/timeline"),
        get("/_sim/v1/attempts"),
        get("/_sim/v1/messages"),
        get("/_sim/v1/clock"),
        get("/_sim/v1/rules"),
    ]
}

/// Tells the story in that sandbox, amid other traffic where asked.
async fn tell(sandbox: &str, amid_traffic: bool) -> Vec<String> {
    let service = Service::start().await;
    let at = format!("/s/{sandbox}");
    let clock = json!({ "mode": "frozen", "now": START });
    service
        .put(&format!("{at}/_sim/v1/clock"), clock.clone())
        .await;
    service.put("/s/noise/_sim/v1/clock", clock).await;
    let mut told = Vec::new();
    for (number, (method, path, body)) in story().into_iter().enumerate() {
        if amid_traffic {
            let order = first_filing(&format!("N-{number}"));
            service.post("/s/noise/v1/orders", order).await;
            service
                .post("/s/noise/_sim/v1/clock/advance", json!({ "by": "7m" }))
                .await;
        }
        let answer = service.call(method, &format!("{at}{path}"), body).await;
        let headers =
            ["sim-now", "sim-rule", "sim-sandbox"].map(|name| answer.header(name).to_owned());
        let body = String::from_utf8_lossy(&answer.bytes);
        told.push(format!("{path} {} {headers:?} {body}", answer.status));
    }
    told
}

#[tokio::test]
async fn the_same_story_gives_the_same_bytes() {
    let told = tell("a-story", false).await;
    assert_eq!(told, tell("a-story", false).await);
    assert_eq!(told, tell("a-story", true).await);
}

#[tokio::test]
async fn the_story_meets_what_it_is_meant_to_meet() {
    let told = tell("a-story", false).await.join("\n");
    let outcomes = [
        "waiting_for_others",
        "all_verified",
        "not_found",
        "\"failed\"",
        "resent",
        "resend_limit",
        "window_expired",
        "failure_limit",
        "order_withdrawn",
        "order_approved",
        "result_synced",
        "order_resubmitted",
    ];
    for outcome in outcomes {
        assert!(told.contains(outcome), "the story has no {outcome}");
    }
}
