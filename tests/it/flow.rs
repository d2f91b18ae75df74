//! The main story over HTTP, from submission to approval.

use serde_json::json;

use crate::support::{START, Service, first_filing};

#[tokio::test]
async fn an_order_goes_from_submission_to_approval() {
    let service = Service::start().await;
    service
        .put("/_sim/v1/clock", json!({ "mode": "frozen", "now": START }))
        .await;
    service.post("/v1/orders", first_filing("P-1")).await;
    service
        .post("/_sim/v1/clock/advance", json!({ "by": "5m" }))
        .await;
    let inbox = service.get("/_sim/v1/messages?order_no=P-1").await;
    let code = |place: usize| inbox["messages"][place]["code"].clone();
    let zhang = json!({ "phone": "13800000001", "code": code(0), "id_suffix": "010014" });
    let li = json!({ "phone": "13800000002", "code": code(1), "id_suffix": "01002X" });
    assert_eq!(
        service.post("/v1/verify", zhang).await["outcome"],
        "waiting_for_others"
    );
    assert_eq!(
        service.post("/v1/verify", li).await["outcome"],
        "all_verified"
    );
    assert_eq!(
        service.get("/v1/orders/P-1").await["status"],
        "awaiting_verification"
    );
    service
        .post("/_sim/v1/clock/advance", json!({ "until": "next_event" }))
        .await;
    assert_eq!(
        service.get("/v1/orders/P-1").await["status"],
        "under_review"
    );
    service
        .post(
            "/_sim/v1/orders/P-1/review",
            json!({ "decision": "approve" }),
        )
        .await;
    assert_eq!(service.get("/v1/orders/P-1").await["status"], "approved");
}
