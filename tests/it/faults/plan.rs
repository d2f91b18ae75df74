//! The plan itself: shown as it was set, refused with every bad field, kept over a reload.

use axum::http::Method;
use beian_sim::app::SandboxId;
use serde_json::{Value, json};

use super::{advance, fired, freeze, inbox, set, submit, with_faults};
use crate::support::Service;
use crate::support::process::address;

#[tokio::test]
async fn a_plan_is_shown_as_it_was_set_and_replaced_whole() {
    let faults = json!([
        { "id": "a", "kind": "sms", "effect": "late", "by": "PT10M", "phone": "13800000001",
          "order_no": "P-1", "nth": 2, "share_percent": 50, "times": 3 },
        { "id": "b", "kind": "public", "effect": "drop", "call": "verify" },
        { "id": "c", "kind": "webhook", "effect": "duplicated", "event": "order.approved" },
        { "id": "d", "kind": "sync", "effect": "never" },
    ]);
    let service = Service::start().await;
    let shown = set(&service, faults.clone()).await;
    let mut expected = faults;
    for fault in expected.as_array_mut().unwrap() {
        fault["fired"] = json!(0);
    }
    let expected = json!({ "faults": expected, "undeliverable_prefixes": null });
    assert_eq!(shown, expected);
    assert_eq!(service.get("/_sim/v1/faults").await, expected);
    let prefixes = json!({ "undeliverable_prefixes": ["1470"] });
    let shown = service.put("/_sim/v1/faults", prefixes).await;
    assert_eq!(
        shown,
        json!({ "faults": [], "undeliverable_prefixes": ["1470"] })
    );
}

#[tokio::test]
async fn every_bad_field_of_a_plan_is_named() {
    let service = Service::start().await;
    let bad = json!({
        "faults": [
            { "kind": "sms", "effect": "late" },
            { "kind": "fax", "effect": "lost" },
            { "kind": "sync", "effect": "lost", "nth": 1 },
            { "kind": "public", "effect": "slow", "by": "2m", "phone": "1", "order_no": "P-1" },
            { "kind": "sms", "effect": "lost", "by": "1m", "share_percent": 101, "times": 0 },
            { "id": "undeliverable_prefixes", "kind": "sms", "effect": "lost" },
            { "id": "x", "kind": "webhook", "effect": "lost", "event": "order.lost" },
            { "id": "y", "kind": "sms", "effect": "lost" },
            { "id": "y", "kind": "sms", "effect": "lost" },
            7,
        ],
        "undeliverable_prefixes": ["147", "x", 1],
        "more": true,
    });
    let answer = service
        .call(Method::PUT, "/_sim/v1/faults", Some(bad))
        .await;
    let body = answer.refused(422, "invalid");
    let errors = body["errors"].as_array().unwrap().iter();
    let named: Vec<_> = errors
        .map(|error| {
            let text = |name: &str| error[name].as_str().unwrap().to_owned();
            format!("{} {}", text("pointer"), text("code"))
        })
        .collect();
    assert_eq!(
        named,
        [
            "/faults/0/by required",
            "/faults/1/kind unknown-value",
            "/faults/2/effect unknown-value",
            "/faults/2/nth unknown-field",
            "/faults/3/by out-of-range",
            "/faults/3/phone unknown-value",
            "/faults/3/order_no unknown-field",
            "/faults/4/share_percent out-of-range",
            "/faults/4/times out-of-range",
            "/faults/4/by unknown-field",
            "/faults/5/id bad-id",
            "/faults/6/event unknown-value",
            "/faults/8/id duplicate",
            "/faults/9 wrong-type",
            "/undeliverable_prefixes/1 bad-prefix",
            "/undeliverable_prefixes/2 bad-prefix",
            "/more unknown-field",
        ]
    );
    let empty = json!({ "faults": [], "undeliverable_prefixes": null });
    assert_eq!(
        service.get("/_sim/v1/faults").await,
        empty,
        "nothing is stored"
    );
}

#[tokio::test]
async fn the_first_fault_that_fits_fires_and_counts_are_kept_over_a_reload_and_begin_anew() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::on(&address(&folder.path().join("plan.db"))).await;
    freeze(&service).await;
    let faults = json!([
        { "id": "one", "kind": "sms", "effect": "lost", "times": 3 },
        { "id": "two", "kind": "sms", "effect": "late", "by": "1h" },
    ]);
    let call = json!({ "id": "call", "kind": "public", "effect": "error", "times": 2 });
    let mut all = faults;
    all.as_array_mut().unwrap().push(call);
    set(&service, all.clone()).await;
    let wrong = json!({ "phone": "13800000001", "code": "000000", "id_suffix": "010014" });
    let mut statuses: Vec<Value> = Vec::new();
    for order_no in ["P-1", "P-2"] {
        let answer = service
            .call(Method::POST, "/v1/verify", Some(wrong.clone()))
            .await;
        answer.refused(500, "fault-injected");
        submit(&service, order_no).await;
        advance(&service, "5m").await;
        assert!(service.hall.unload(&SandboxId::default_sandbox()));
        let sms = inbox(&service, &format!("order_no={order_no}")).await;
        statuses.extend(sms.iter().map(|one| one["status"].clone()));
    }
    assert_eq!(statuses, ["lost", "lost", "lost", "in_transit"]);
    assert_eq!(fired(&service).await, [3, 1, 2]);
    service.post("/v1/verify", wrong).await;
    set(&service, all).await;
    assert!(service.hall.unload(&SandboxId::default_sandbox()));
    assert_eq!(fired(&service).await, [0, 0, 0], "a new plan, the same ids");
}

#[tokio::test]
async fn a_reset_takes_the_plan_with_it() {
    let service = with_faults(json!([{ "kind": "sms", "effect": "lost" }])).await;
    submit(&service, "P-1").await;
    advance(&service, "5m").await;
    assert_eq!(fired(&service).await, [2]);
    service.post("/_sim/v1/reset", json!({})).await;
    assert!(fired(&service).await.is_empty());
}
