//! Results that the provider learns late, or never.

use serde_json::{Value, json};

use super::{advance, caused, fired, right_entry, set, submit, with_faults};
use crate::support::{Service, at};

/// Lets both verifiers of an order pass.
async fn pass(service: &Service, order_no: &str) {
    submit(service, order_no).await;
    advance(service, "5m").await;
    for place in 0..2 {
        let entry = right_entry(service, order_no, place).await;
        service.post("/v1/verify", entry).await;
    }
}

async fn seen(service: &Service, order_no: &str) -> Value {
    service.get(&format!("/v1/orders/{order_no}")).await["status"].clone()
}

#[tokio::test]
async fn a_result_may_sync_later_than_the_lag() {
    let late = json!([{ "id": "slow-sync", "kind": "sync", "effect": "late", "by": "3h" }]);
    let service = with_faults(late).await;
    pass(&service, "P-1").await;
    let event = caused(&service, "P-1", "sync_delayed", "slow-sync").await;
    let timeline = service.get("/_sim/v1/orders/P-1/timeline").await;
    let reviewed = timeline["events"].as_array().unwrap().iter();
    let lagged = reviewed
        .clone()
        .find(|one| one["type"] == "order_under_review");
    let lagged = at(lagged.unwrap()["detail"]["provider_learns_at"]
        .as_str()
        .unwrap());
    let delayed = at(event["detail"]["provider_learns_at"].as_str().unwrap());
    assert_eq!(
        delayed,
        lagged.plus(beian_sim::rules::Span::from_secs(3 * 3_600))
    );
    advance(&service, "2h").await;
    assert_eq!(seen(&service, "P-1").await, "awaiting_verification");
    let entry = right_entry(&service, "P-1", 0).await;
    assert_eq!(
        service.post("/v1/verify", entry).await["outcome"],
        "already_verified"
    );
    advance(&service, "3h").await;
    assert_eq!(seen(&service, "P-1").await, "under_review");
    set(&service, json!([])).await;
    pass(&service, "P-2").await;
    advance(&service, "2h").await;
    assert_eq!(seen(&service, "P-2").await, "under_review");
}

#[tokio::test]
async fn a_result_may_never_sync_and_the_authoritys_verdict_is_seen_all_the_same() {
    let never = json!([{
        "id": "no-sync", "kind": "sync", "effect": "never", "order_no": "P-1", "times": 1,
    }]);
    let service = with_faults(never).await;
    pass(&service, "P-1").await;
    let event = caused(&service, "P-1", "sync_delayed", "no-sync").await;
    assert_eq!(event["detail"]["provider_learns_at"], Value::Null);
    advance(&service, "30d").await;
    assert_eq!(seen(&service, "P-1").await, "awaiting_verification");
    let truth = service.get("/_sim/v1/orders/P-1").await;
    assert_eq!(
        (&truth["status"], &truth["scheduled"]),
        (&json!("under_review"), &json!([]))
    );
    service
        .post(
            "/_sim/v1/orders/P-1/review",
            json!({ "decision": "approve" }),
        )
        .await;
    assert_eq!(seen(&service, "P-1").await, "approved");
    pass(&service, "P-2").await;
    advance(&service, "2h").await;
    assert_eq!(seen(&service, "P-2").await, "under_review", "another order");
    assert_eq!(fired(&service).await, [1]);
}
