//! Webhooks to the provider's portal: a real receiver on loopback is told what the provider sees.

mod background;
mod endpoint;
pub mod receiver;
mod retries;
mod telling;

use std::sync::Arc;

use beian_sim::http::letter_body;
use beian_sim::notify::{Messenger, Targets};
use serde_json::{Value, json};

use crate::support::{START, Service, first_filing};

/// The secret that the tests sign with.
pub const SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

/// A service whose webhooks are carried, on that database.
pub async fn carried_on(database: &str) -> Service {
    let service = Service::on(database).await;
    hire(&service);
    service
}

/// Lets a service's webhooks be carried.
pub fn hire(service: &Service) {
    let messenger = Messenger::new(Targets::default(), letter_body);
    service.hall.hire(Arc::new(messenger));
}

/// A service with a frozen clock that tells that address.
pub async fn telling(url: &str) -> Service {
    let service = carried_on("sqlite::memory:").await;
    tell(&service, url).await;
    service
}

/// Freezes the clock and sets the endpoint.
pub async fn tell(service: &Service, url: &str) {
    let frozen = json!({ "mode": "frozen", "now": START });
    service.put("/_sim/v1/clock", frozen).await;
    let endpoint = json!({ "url": url, "secret": SECRET });
    service.put("/_sim/v1/webhook", endpoint).await;
}

/// Lets so much time pass.
pub async fn advance(service: &Service, by: &str) -> Value {
    let body = json!({ "by": by });
    service.post("/_sim/v1/clock/advance", body).await
}

/// Submits the usual order.
pub async fn submit(service: &Service, order_no: &str) -> Value {
    service.post("/v1/orders", first_filing(order_no)).await
}

/// Verifies everybody of an order whose SMS have arrived.
pub async fn verify_all(service: &Service, order_no: &str) {
    let truth = service.get(&format!("/_sim/v1/orders/{order_no}")).await;
    for verifier in truth["verifiers"].as_array().unwrap() {
        let entered = json!({
            "phone": verifier["phone"],
            "code": verifier["code"],
            "id_suffix": verifier["id_suffixes"][0],
        });
        let verdict = service.post("/v1/verify", entered).await;
        assert_eq!(verdict["valid_flag"], true, "{verdict}");
    }
}

/// The deliveries of the sandbox, oldest first.
pub async fn deliveries(service: &Service) -> Vec<Value> {
    let page = service.get("/_sim/v1/webhook/deliveries?limit=1000").await;
    let mut all = page["deliveries"].as_array().unwrap().clone();
    all.reverse();
    all
}
