//! Faults: each fires where it is addressed, stands in the timeline, and is undone by its removal.

mod calls;
mod plan;
mod sms;
mod sync;
mod webhooks;

use serde_json::{Value, json};

use crate::support::{START, Service, first_filing};

/// A service with a frozen clock and that plan.
pub async fn with_faults(faults: Value) -> Service {
    let service = Service::start().await;
    freeze(&service).await;
    set(&service, faults).await;
    service
}

/// Freezes the clock.
pub async fn freeze(service: &Service) {
    let frozen = json!({ "mode": "frozen", "now": START });
    service.put("/_sim/v1/clock", frozen).await;
}

/// Replaces the plan by those faults.
pub async fn set(service: &Service, faults: Value) -> Value {
    service
        .put("/_sim/v1/faults", json!({ "faults": faults }))
        .await
}

/// How often each fault has fired, in the plan's order.
pub async fn fired(service: &Service) -> Vec<u64> {
    let plan = service.get("/_sim/v1/faults").await;
    let faults = plan["faults"].as_array().unwrap().iter();
    faults
        .map(|fault| fault["fired"].as_u64().unwrap())
        .collect()
}

/// Submits the usual order.
pub async fn submit(service: &Service, order_no: &str) {
    service.post("/v1/orders", first_filing(order_no)).await;
}

/// Lets so much time pass.
pub async fn advance(service: &Service, by: &str) -> Value {
    service
        .post("/_sim/v1/clock/advance", json!({ "by": by }))
        .await
}

/// The messages that the query asks for.
pub async fn inbox(service: &Service, query: &str) -> Vec<Value> {
    let inbox = service.get(&format!("/_sim/v1/messages?{query}")).await;
    inbox["messages"].as_array().unwrap().clone()
}

/// The events of that type in the order's timeline that have happened.
pub async fn events(service: &Service, order_no: &str, event: &str) -> Vec<Value> {
    let path = format!("/_sim/v1/orders/{order_no}/timeline");
    let timeline = service.get(&path).await;
    let all = timeline["events"].as_array().unwrap().iter();
    let found = all.filter(|one| one["type"] == event && one["scheduled"] == false);
    found.cloned().collect()
}

/// The one event of that type, which a fault of that id must have caused.
pub async fn caused(service: &Service, order_no: &str, event: &str, fault: &str) -> Value {
    let found = events(service, order_no, event).await;
    assert_eq!(found.len(), 1, "{found:?}");
    let (rule, source) = (&found[0]["rule"], &found[0]["source"]);
    assert_eq!(
        (rule, source),
        (&json!("fault.injected"), &json!("decided"))
    );
    assert_eq!(found[0]["detail"]["fault"], fault);
    found[0].clone()
}

/// What the person with that phone enters, right in everything.
pub async fn right_entry(service: &Service, order_no: &str, place: usize) -> Value {
    let truth = service.get(&format!("/_sim/v1/orders/{order_no}")).await;
    let verifier = &truth["verifiers"][place];
    json!({
        "phone": verifier["phone"],
        "code": verifier["code"],
        "id_suffix": verifier["id_suffixes"][0],
    })
}
