//! Limits have names, and what runs into one is told so; nothing is stored then.

use axum::http::Method;
use beian_sim::app::Limits;
use beian_sim::config::Cli;
use clap::Parser;
use serde_json::json;

use crate::support::{Service, first_filing};

#[test]
fn the_flags_default_to_the_limits_of_an_embedded_simulator() {
    let flags = Cli::parse_from(["beian-sim"]).serve;
    let limits = Limits::default();
    assert_eq!(flags.max_sandboxes, limits.sandboxes_max);
    assert_eq!(flags.max_orders, limits.orders_max);
    assert_eq!(flags.max_streams, limits.streams_max);
    assert_eq!(flags.max_waits, limits.waits_max);
}

#[tokio::test]
async fn a_sandbox_holds_no_more_orders_than_it_may() {
    let limits = Limits {
        sandboxes_max: 10,
        orders_max: 2,
        ..Limits::default()
    };
    let service = Service::with("sqlite::memory:", limits).await;
    service.post("/v1/orders", first_filing("P-1")).await;
    service.post("/v1/orders", first_filing("P-2")).await;
    let third = service
        .call(Method::POST, "/v1/orders", Some(first_filing("P-3")))
        .await;
    let problem = third.refused(409, "limit-reached");
    assert!(problem["detail"].as_str().unwrap().contains("--max-orders"));
    // The same order again is no new one.
    service.post("/v1/orders", first_filing("P-2")).await;
    service
        .post("/s/other/v1/orders", first_filing("P-3"))
        .await;
}

#[tokio::test]
async fn there_are_no_more_sandboxes_than_there_may_be() {
    let limits = Limits {
        sandboxes_max: 2,
        orders_max: 10,
        ..Limits::default()
    };
    let service = Service::with("sqlite::memory:", limits).await;
    service.post("/s/one/v1/orders", first_filing("P-1")).await;
    service.post("/s/two/v1/orders", first_filing("P-1")).await;
    let order = Some(first_filing("P-1"));
    let third = service
        .call(Method::POST, "/s/three/v1/orders", order.clone())
        .await;
    let problem = third.refused(409, "limit-reached");
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("--max-sandboxes")
    );
    let looked = service.get("/s/three/v1/orders").await;
    assert_eq!(
        looked["orders"],
        json!([]),
        "reading stores nothing, and nothing was stored"
    );
    let removed = service
        .call(Method::DELETE, "/_sim/v1/sandboxes/one", None)
        .await;
    assert_eq!(removed.status, 204);
    service
        .post("/s/three/v1/orders", first_filing("P-1"))
        .await;
}

#[tokio::test]
async fn an_advance_lists_a_thousand_events_and_counts_them_all() {
    let service = Service::start().await;
    service
        .put("/_sim/v1/clock", json!({ "mode": "frozen" }))
        .await;
    for number in 0..300 {
        service
            .post("/v1/orders", first_filing(&format!("P-{number}")))
            .await;
    }
    let advanced = service
        .post("/_sim/v1/clock/advance", json!({ "by": "2d" }))
        .await;
    assert_eq!(advanced["fired"].as_array().unwrap().len(), 1_000);
    // Two people texted, two deliveries, one return: five each.
    assert_eq!(advanced["fired_count"], 1_500);
    assert_eq!(advanced["next_event"], json!(null));
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let service = Service::start().await;
    for number in 0..25 {
        service
            .post("/v1/orders", first_filing(&format!("P-{number}")))
            .await;
    }
    service.post("/v1/orders/P-7/withdraw", json!({})).await;
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let path = format!("/v1/orders?status=awaiting_verification&limit=10&after={after}");
        let page = service.get(&path).await;
        let orders = page["orders"].as_array().unwrap();
        seen.extend(
            orders
                .iter()
                .map(|order| order["order_no"].as_str().unwrap().to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut after),
            None => break,
        }
    }
    let newest_first: Vec<_> = (0..25)
        .rev()
        .filter(|n| *n != 7)
        .map(|number| format!("P-{number}"))
        .collect();
    assert_eq!(seen, newest_first);
}
