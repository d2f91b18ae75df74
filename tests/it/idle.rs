//! Sandboxes that nobody uses: removed where that was asked for, and only then.

use std::sync::Arc;

use axum::http::Method;
use beian_sim::app::{House, tick_until_drained};
use beian_sim::rules::Span;
use serde_json::{Value, json};

use crate::support::events::Stream;
use crate::support::process::address;
use crate::support::{START, Service, at, first_filing};
use crate::waits::is_held;

/// After how long an idle sandbox is removed in these tests.
const HOUR: Span = Span::from_secs(3_600);

fn house(service: &Service, remove_after: Option<Span>) -> House {
    House::new(&service.hall, Span::from_secs(600), remove_after)
}

/// Lets the wall show that time after the start, and looks for idle sandboxes.
async fn sweep(service: &Service, house: &mut House, minutes: i64) {
    service
        .wall
        .set(at(START).plus(Span::from_secs(60 * minutes)));
    house.sweep(&service.hall).await;
}

/// The names of the stored sandboxes.
async fn stored(service: &Service) -> Vec<Value> {
    let listed = service.get("/_sim/v1/sandboxes").await;
    let sandboxes = listed["sandboxes"].as_array().unwrap();
    sandboxes.iter().map(|one| one["id"].clone()).collect()
}

async fn submit(service: &Service, sandbox: &str) {
    let path = format!("/s/{sandbox}/v1/orders");
    service.post(&path, first_filing("P-1")).await;
}

#[tokio::test]
async fn a_sandbox_that_nobody_used_is_removed_with_all_in_it_and_what_falls_due_is_no_use() {
    let service = Service::start().await;
    let mut house = house(&service, Some(HOUR));
    let ticker = tokio::spawn(tick_until_drained(Arc::clone(&service.hall)));
    submit(&service, "idle").await;
    submit(&service, "busy").await;
    let before = service.hall.commits();
    service.wall.set(at(START).plus(Span::from_secs(300)));
    // Both have their SMS dispatched and delivered by the ticker, two or more commits.
    while service.hall.commits() < before + 2 {
        tokio::task::yield_now().await;
    }
    service.get("/s/busy/v1/orders").await;
    sweep(&service, &mut house, 60).await;
    assert_eq!(stored(&service).await, ["busy", "idle"], "not for an hour");
    sweep(&service, &mut house, 61).await;
    assert_eq!(stored(&service).await, ["busy"]);
    let orders = service.get("/s/idle/v1/orders").await;
    assert_eq!(orders["orders"], json!([]));
    let messages = service.get("/s/idle/_sim/v1/messages").await;
    assert_eq!(messages["messages"], json!([]));
    service.hall.drain();
    ticker.await.unwrap();
}

#[tokio::test]
async fn a_use_counts_though_the_sandbox_has_left_memory_since() {
    let service = Service::start().await;
    let mut house = house(&service, Some(HOUR));
    submit(&service, "a").await;
    sweep(&service, &mut house, 30).await;
    service.get("/s/a/v1/orders/P-1").await;
    // It leaves memory in between.
    sweep(&service, &mut house, 50).await;
    assert_eq!(service.hall.count().loaded, 0);
    sweep(&service, &mut house, 90).await;
    assert_eq!(stored(&service).await, ["a"]);
    sweep(&service, &mut house, 91).await;
    assert_eq!(stored(&service).await, Vec::<Value>::new());
}

#[tokio::test]
async fn an_open_stream_and_a_held_wait_are_uses() {
    let service = Service::start().await;
    let mut house = house(&service, Some(HOUR));
    for sandbox in ["default", "waited", "idle"] {
        let frozen = json!({ "clock": { "mode": "frozen" } });
        let path = format!("/_sim/v1/sandboxes/{sandbox}");
        service.put(&path, frozen).await;
        submit(&service, sandbox).await;
    }
    let stream = Stream::open(&service, "").await;
    let path = "/s/waited/_sim/v1/messages?wait=60s";
    let mut waiting = Box::pin(service.call(Method::GET, path, None));
    assert!(is_held(&mut waiting).await);
    sweep(&service, &mut house, 61).await;
    drop((stream, waiting));
    assert_eq!(service.hall.count().stored, 2, "one of three is idle");
    // From the last look on, at which they were used.
    sweep(&service, &mut house, 121).await;
    assert_eq!(service.hall.count().stored, 2);
    sweep(&service, &mut house, 122).await;
    assert_eq!(service.hall.count().stored, 0);
}

#[tokio::test]
async fn after_a_restart_a_sandbox_is_idle_from_the_start_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = address(&folder.path().join("idle.db"));
    let first = Service::on(&file).await;
    submit(&first, "a").await;
    submit(&first, "b").await;
    first.stop().await;
    let second = Service::on(&file).await;
    second.wall.set(at(START).plus(Span::from_secs(86_400)));
    let mut house = house(&second, Some(HOUR));
    sweep(&second, &mut house, 24 * 60 + 60).await;
    assert_eq!(second.hall.count().stored, 2);
    second.get("/s/b/v1/orders").await;
    sweep(&second, &mut house, 24 * 60 + 61).await;
    assert_eq!(stored(&second).await, ["b"]);
    second.stop().await;
    let third = Service::on(&file).await;
    assert_eq!(stored(&third).await, ["b"], "removed for good");
}

#[tokio::test]
async fn the_default_sandbox_is_removed_like_any_other_and_is_there_again_when_used() {
    let service = Service::start().await;
    // It is still in memory then.
    let mut house = House::new(&service.hall, Span::from_secs(86_400), Some(HOUR));
    service
        .put("/_sim/v1/sandboxes/default", json!({ "seed": 7 }))
        .await;
    submit(&service, "default").await;
    sweep(&service, &mut house, 60).await;
    assert_eq!(service.hall.count().loaded, 1);
    sweep(&service, &mut house, 61).await;
    assert_eq!(service.hall.count().stored, 0);
    let orders = service.get("/v1/orders").await;
    assert_eq!(orders["orders"], json!([]));
    service.post("/v1/orders", first_filing("P-1")).await;
    assert_eq!(stored(&service).await, ["default"]);
}

#[tokio::test]
async fn nothing_is_removed_unless_that_was_asked_for() {
    let service = Service::start().await;
    let mut house = house(&service, None);
    submit(&service, "a").await;
    sweep(&service, &mut house, 60 * 24 * 365).await;
    assert_eq!(service.hall.count().loaded, 0);
    assert_eq!(stored(&service).await, ["a"]);
}
