//! An advance counts what it fired, however much falls due at one instant.

use serde_json::json;

use crate::support::{START, Service, first_filing};

/// Orders whose SMS all fall due at one instant: dispatch and delivery to two people each, more
/// than twice what fires under one hold of a sandbox's lock.
const ORDERS: u64 = 2_100;
const EVENTS_AN_ORDER: u64 = 4;

#[tokio::test]
async fn an_advance_counts_every_event_of_an_instant_that_takes_several_slices() {
    let service = Service::start().await;
    service
        .put("/_sim/v1/clock", json!({ "mode": "frozen", "now": START }))
        .await;
    for number in 0..ORDERS {
        let order = first_filing(&format!("P-{number}"));
        service.post("/v1/orders", order).await;
    }
    let advanced = service
        .post("/_sim/v1/clock/advance", json!({ "until": "next_event" }))
        .await;
    assert_eq!(advanced["fired_count"], ORDERS * EVENTS_AN_ORDER);
    assert_eq!(advanced["now"], "2024-03-01T09:05:00+08:00");
    let listed = advanced["fired"].as_array().unwrap();
    assert_eq!(listed.len(), 1_000, "the first thousand are listed");
    assert!(listed.iter().all(|fired| fired["at"] == advanced["now"]));
}
