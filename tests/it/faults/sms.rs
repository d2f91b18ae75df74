//! SMS that are lost, late, sent twice, or arrive when the window has closed.

use serde_json::{Value, json};

use super::{advance, caused, events, fired, freeze, inbox, right_entry, set, submit, with_faults};
use crate::support::{Service, first_filing};

const FIRST: &str = "to=13800000001";
const SECOND: &str = "to=13800000002";

/// After a plan is removed the next order's SMS arrive as ever.
async fn undone(service: &Service) {
    set(service, json!([])).await;
    submit(service, "P-after").await;
    advance(service, "5m").await;
    let sms = inbox(service, "order_no=P-after").await;
    assert_eq!(sms.len(), 2);
    for one in sms {
        assert_eq!(one["status"], "delivered");
        assert_eq!(one["delivered_at"], one["dispatched_at"]);
    }
}

#[tokio::test]
async fn an_sms_that_is_lost_never_arrives_and_its_code_is_right_all_the_same() {
    let lost = json!([{ "id": "gone", "kind": "sms", "effect": "lost", "phone": "13800000001" }]);
    let service = with_faults(lost).await;
    submit(&service, "P-1").await;
    advance(&service, "1h").await;
    let sms = inbox(&service, FIRST).await;
    assert_eq!((sms.len(), &sms[0]["status"]), (1, &json!("lost")));
    assert_eq!(sms[0]["delivered_at"], Value::Null);
    assert_eq!(inbox(&service, SECOND).await[0]["status"], "delivered");
    let event = caused(&service, "P-1", "sms_lost", "gone").await;
    assert_eq!(event["detail"]["phone"], "13800000001");
    assert_eq!(event["detail"]["message"], sms[0]["id"]);
    assert_eq!(fired(&service).await, [1]);
    let entry = right_entry(&service, "P-1", 0).await;
    assert_eq!(
        service.post("/v1/verify", entry).await["outcome"],
        "waiting_for_others"
    );
    undone(&service).await;
}

#[tokio::test]
async fn an_sms_that_is_late_is_in_transit_until_then() {
    let late = json!([{ "kind": "sms", "effect": "late", "by": "20m", "order_no": "P-1" }]);
    let service = with_faults(late).await;
    submit(&service, "P-1").await;
    submit(&service, "P-2").await;
    advance(&service, "24m").await;
    let sms = inbox(&service, FIRST).await;
    assert_eq!(
        (&sms[0]["order_no"], &sms[0]["status"]),
        (&json!("P-1"), &json!("in_transit"))
    );
    assert_eq!(
        (&sms[1]["order_no"], &sms[1]["status"]),
        (&json!("P-2"), &json!("delivered"))
    );
    advance(&service, "1m").await;
    let sms = inbox(&service, FIRST).await;
    assert_eq!(sms[0]["delivered_at"], "2024-03-01T09:25:00+08:00");
    let events = events(&service, "P-1", "sms_delayed").await;
    assert_eq!(events.len(), 2);
    assert_eq!(
        events[0]["detail"]["fault"], "fault-1",
        "numbered where no id is given"
    );
    assert_eq!(
        events[0]["detail"]["arrives_at"],
        "2024-03-01T09:25:00+08:00"
    );
    undone(&service).await;
}

#[tokio::test]
async fn an_sms_may_come_twice_with_the_same_code() {
    let twice = json!([{
        "id": "twice", "kind": "sms", "effect": "duplicated", "by": "30s",
        "phone": "13800000002", "times": 1,
    }]);
    let service = with_faults(twice).await;
    submit(&service, "P-1").await;
    advance(&service, "5m").await;
    let sms = inbox(&service, SECOND).await;
    assert_eq!(sms.len(), 2);
    assert_eq!(sms[0]["code"], sms[1]["code"]);
    assert_eq!(sms[0]["text"], sms[1]["text"]);
    assert_eq!(
        (&sms[0]["status"], &sms[1]["status"]),
        (&json!("delivered"), &json!("in_transit"))
    );
    advance(&service, "30s").await;
    let sms = inbox(&service, SECOND).await;
    assert_eq!(sms[1]["delivered_at"], "2024-03-01T09:05:30+08:00");
    let event = caused(&service, "P-1", "sms_duplicated", "twice").await;
    assert_eq!(event["detail"]["duplicate_of"], sms[0]["id"]);
    assert_eq!(inbox(&service, "order_no=P-1").await.len(), 3);
    let resend = json!({ "phone": "13800000002", "id_suffix": "01002X" });
    service.post("/v1/resend", resend).await;
    advance(&service, "10m").await;
    assert_eq!(inbox(&service, SECOND).await.len(), 3, "once and no more");
    undone(&service).await;
}

#[tokio::test]
async fn an_sms_may_arrive_when_the_window_has_closed() {
    let late = json!([{
        "id": "too-late", "kind": "sms", "effect": "after_window", "by": "1m",
        "phone": "13800000001",
    }]);
    let service = with_faults(late).await;
    submit(&service, "P-1").await;
    advance(&service, "24h5m").await;
    assert_eq!(service.get("/v1/orders/P-1").await["status"], "returned");
    assert_eq!(inbox(&service, FIRST).await[0]["status"], "in_transit");
    advance(&service, "1m").await;
    let sms = &inbox(&service, FIRST).await[0];
    assert_eq!(sms["delivered_at"], "2024-03-02T09:06:00+08:00");
    caused(&service, "P-1", "sms_delayed", "too-late").await;
    let entered = json!({ "phone": "13800000001", "code": sms["code"], "id_suffix": "010014" });
    assert_eq!(
        service.post("/v1/verify", entered).await["outcome"],
        "not_found"
    );
    undone(&service).await;
}

#[tokio::test]
async fn a_fault_may_be_for_the_nth_sms_of_a_person_in_a_round() {
    let second = json!([{
        "id": "second", "kind": "sms", "effect": "lost", "phone": "13800000001", "nth": 2,
    }]);
    let service = with_faults(second).await;
    submit(&service, "P-1").await;
    advance(&service, "5m").await;
    let resend = json!({ "phone": "13800000001", "id_suffix": "010014" });
    for _ in 0..2 {
        service.post("/v1/resend", resend.clone()).await;
        advance(&service, "10m").await;
    }
    let sms = inbox(&service, FIRST).await;
    let statuses: Vec<_> = sms.iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, ["delivered", "lost", "delivered"]);
    undone(&service).await;
}

/// Which of many orders' SMS a share takes.
async fn taken(seed: u64) -> Vec<bool> {
    let service = Service::start().await;
    let settings = json!({ "seed": seed, "clock": { "mode": "frozen" } });
    service.put("/_sim/v1/sandboxes/default", settings).await;
    let share = json!([{ "kind": "sms", "effect": "lost", "share_percent": 30 }]);
    set(&service, share).await;
    for number in 0..100 {
        submit(&service, &format!("P-{number}")).await;
    }
    advance(&service, "5m").await;
    let sms = inbox(&service, &format!("{FIRST}&limit=1000")).await;
    sms.iter().map(|one| one["status"] == "lost").collect()
}

#[tokio::test]
async fn a_share_is_keyed_by_the_seed_and_takes_about_as_many_as_it_says() {
    let taken_by_one = taken(1).await;
    assert_eq!(taken_by_one, taken(1).await);
    assert_ne!(taken_by_one, taken(2).await);
    let lost = taken_by_one.iter().filter(|lost| **lost).count();
    assert!((15..=45).contains(&lost), "{lost} of 100");
}

#[tokio::test]
async fn phones_of_the_editions_preset_or_a_list_never_receive() {
    let service = Service::start().await;
    freeze(&service).await;
    let mut order = first_filing("P-1");
    order["entity"]["principal"]["phone"] = json!("19000000001");
    order["services"][0]["principal"]["phone"] = json!("19900000001");
    let check = async |name: &str, prefixes: Value, expected: &[&str]| {
        order_named(&service, &order, name, prefixes).await;
        let sms = inbox(&service, &format!("order_no={name}")).await;
        let lost = sms.iter().filter(|one| one["status"] == "lost");
        let lost: Vec<_> = lost.map(|one| one["to"].as_str().unwrap()).collect();
        assert_eq!(lost, expected, "{name}");
    };
    check("P-1", Value::Null, &[]).await;
    // 190 does not receive in later editions, 199 in the first alone.
    check("P-2", json!("by_edition"), &["19000000001"]).await;
    service
        .put("/_sim/v1/rules", json!({ "rulebook": "pilot-2017" }))
        .await;
    check("P-3", json!("by_edition"), &["19900000001"]).await;
    check("P-4", json!(["19", "138"]), &["19000000001", "19900000001"]).await;
    let found = events(&service, "P-3", "sms_lost").await;
    assert_eq!(found[0]["detail"]["fault"], "undeliverable_prefixes");
    check("P-5", Value::Null, &[]).await;
}

async fn order_named(service: &Service, order: &Value, name: &str, prefixes: Value) {
    let mut order = order.clone();
    order["order_no"] = json!(name);
    let plan = json!({ "undeliverable_prefixes": prefixes });
    let shown = service.put("/_sim/v1/faults", plan).await;
    assert_eq!(shown["undeliverable_prefixes"], prefixes);
    service.post("/v1/orders", order).await;
    advance(service, "5m").await;
}
