//! Running clocks: nobody advances them, and what falls due happens at its time all the same.

use std::sync::Arc;

use beian_sim::app::{SandboxId, tick_until_drained};
use beian_sim::rules::Span;
use serde_json::json;

use crate::support::process::address;
use crate::support::{START, Service, at, first_filing};

#[tokio::test]
async fn a_request_settles_its_sandbox_first_however_late_it_comes() {
    let service = Service::start().await;
    service.post("/v1/orders", first_filing("P-1")).await;
    service.wall.set(at("2024-03-05T00:00:00+08:00"));
    let timeline = service.get("/_sim/v1/orders/P-1/timeline").await;
    let last = timeline["events"].as_array().unwrap().last().unwrap();
    assert_eq!(last["type"], "order_returned");
    assert_eq!(
        last["at"], "2024-03-02T09:05:00+08:00",
        "an event's time is its due time"
    );
}

#[tokio::test]
async fn the_ticker_settles_a_sandbox_that_nobody_asks_about_even_unloaded() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::on(&address(&folder.path().join("ticking.db"))).await;
    let ticker = tokio::spawn(tick_until_drained(Arc::clone(&service.hall)));
    service.post("/v1/orders", first_filing("P-1")).await;
    let before = service.hall.commits();
    assert!(service.hall.unload(&SandboxId::default_sandbox()));
    service.wall.set(at("2024-03-01T09:05:00+08:00"));
    // Nothing is asked of the sandbox: the commit that the ticker makes is what ends the wait.
    while service.hall.commits() == before {
        tokio::task::yield_now().await;
    }
    service.wall.set(at(START).plus(Span::from_secs(1)));
    let inbox = service.get("/_sim/v1/messages").await;
    assert_eq!(inbox["messages"].as_array().unwrap().len(), 2);
    service.hall.drain();
    ticker.await.unwrap();
}

#[tokio::test]
async fn after_a_restart_the_ticker_knows_without_loading_what_is_due() {
    let folder = tempfile::tempdir().unwrap();
    let file = address(&folder.path().join("restarted.db"));
    let first = Service::on(&file).await;
    first
        .post("/s/forgotten/v1/orders", first_filing("P-1"))
        .await;
    first.stop().await;
    let second = Service::on(&file).await;
    let ticker = tokio::spawn(tick_until_drained(Arc::clone(&second.hall)));
    second.wall.set(at("2024-03-01T09:05:00+08:00"));
    while second.hall.commits() == 0 {
        tokio::task::yield_now().await;
    }
    second.hall.drain();
    ticker.await.unwrap();
}

#[tokio::test]
async fn a_running_clock_can_be_advanced_and_runs_on_from_there() {
    let service = Service::start().await;
    service.post("/v1/orders", first_filing("P-1")).await;
    let advanced = service
        .post("/_sim/v1/clock/advance", json!({ "by": "24h" }))
        .await;
    assert_eq!(advanced["now"], "2024-03-02T09:00:00+08:00");
    assert_eq!(advanced["fired_count"], 4);
    service.wall.set(at("2024-03-01T09:05:00+08:00"));
    let clock = service.get("/_sim/v1/clock").await;
    assert_eq!(clock["now"], "2024-03-02T09:05:00+08:00");
    assert_eq!(clock["mode"], "running");
    assert_eq!(service.get("/v1/orders/P-1").await["status"], "returned");
}

#[tokio::test]
async fn a_wall_that_goes_back_does_not_take_the_sandbox_back() {
    let service = Service::start().await;
    service.post("/v1/orders", first_filing("P-1")).await;
    service.wall.set(at("2024-03-01T08:00:00+08:00"));
    assert_eq!(service.get("/_sim/v1/clock").await["now"], START);
}
