//! Webhooks that are lost, or come twice.

use serde_json::{Value, json};

use super::{advance, caused, fired, set, submit};
use crate::webhooks::receiver::{Receiver, Reply};
use crate::webhooks::{deliveries, telling};

#[tokio::test]
async fn a_webhook_that_is_lost_is_never_sent_and_can_be_sent_by_hand() {
    let portal = Receiver::start().await;
    let service = telling(&portal.url).await;
    let lost = json!([{
        "id": "lost-hook", "kind": "webhook", "effect": "lost", "event": "order.submitted",
        "order_no": "P-1",
    }]);
    set(&service, lost).await;
    submit(&service, "P-1").await;
    submit(&service, "P-2").await;
    service.post("/v1/orders/P-1/withdraw", json!({})).await;
    advance(&service, "4d").await;
    let all = deliveries(&service).await;
    assert_eq!(
        (&all[0]["status"], &all[0]["attempts"]),
        (&json!("lost"), &json!([]))
    );
    let event = caused(&service, "P-1", "webhook_lost", "lost-hook").await;
    assert_eq!(event["detail"]["delivery"], all[0]["id"]);
    let told = portal.log();
    let told: Vec<_> = told.iter().map(|one| one.header("webhook-id")).collect();
    assert!(!told.contains(&all[0]["id"].as_str().unwrap()));
    assert_eq!(told.len(), 3, "P-2 submitted and returned, P-1 withdrawn");
    let path = format!(
        "/_sim/v1/webhook/deliveries/{}/redeliver",
        all[0]["id"].as_str().unwrap()
    );
    assert_eq!(service.post(&path, json!({})).await["status"], "delivered");
    set(&service, json!([])).await;
    submit(&service, "P-3").await;
    advance(&service, "0s").await;
    assert_eq!(
        deliveries(&service).await.last().unwrap()["status"],
        "delivered"
    );
}

#[tokio::test]
async fn a_webhook_that_is_duplicated_comes_twice_with_one_id() {
    let portal = Receiver::start().await;
    let service = telling(&portal.url).await;
    let twice = json!([{ "id": "twice", "kind": "webhook", "effect": "duplicated", "nth": 1 }]);
    set(&service, twice).await;
    portal.answers([Reply::status(500)]);
    submit(&service, "P-1").await;
    service.post("/v1/orders/P-1/withdraw", json!({})).await;
    advance(&service, "1m").await;
    let all = deliveries(&service).await;
    let log = portal.log();
    let came = |delivery: &Value| {
        let same = log
            .iter()
            .filter(|one| delivery["id"] == one.header("webhook-id"));
        same.count()
    };
    assert_eq!(came(&all[0]), 3, "in vain once, received twice");
    assert_eq!(came(&all[1]), 1, "only the order's first");
    assert_eq!(all[0]["status"], "delivered");
    caused(&service, "P-1", "webhook_duplicated", "twice").await;
    assert_eq!(fired(&service).await, [1]);
    set(&service, json!([])).await;
    submit(&service, "P-2").await;
    advance(&service, "0s").await;
    assert_eq!(portal.log().len(), 5);
}
