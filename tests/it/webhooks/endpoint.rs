//! The endpoint: set, shown, adjusted, removed, and refused where it cannot be.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::receiver::{Receiver, Reply};
use super::{SECRET, advance, carried_on, deliveries, submit, telling};
use crate::support::Service;

async fn put(service: &Service, body: Value) -> Vec<(String, String)> {
    let answer = service
        .call(Method::PUT, "/_sim/v1/webhook", Some(body))
        .await;
    let body = answer.refused(422, "invalid");
    let errors = body["errors"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    errors
        .map(|error| (text(&error["pointer"]), text(&error["code"])))
        .collect()
}

#[tokio::test]
async fn an_endpoint_is_made_shown_adjusted_and_removed() {
    let service = carried_on("sqlite::memory:").await;
    let path = "/_sim/v1/webhook";
    service
        .call(Method::GET, path, None)
        .await
        .refused(404, "no-webhook");
    service
        .call(Method::DELETE, path, None)
        .await
        .refused(404, "no-webhook");
    let body = json!({ "url": "http://127.0.0.1:3000/hooks" });
    let made = service.call(Method::PUT, path, Some(body)).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let made = made.ok();
    let invented = made["secret"].as_str().unwrap();
    assert!(standardwebhooks::Webhook::new(invented).is_ok() && invented.starts_with("whsec_"));
    assert_eq!(service.get(path).await, made);
    let adjusted = service.put(path, json!({ "secret": SECRET })).await;
    assert_eq!(adjusted["url"], made["url"]);
    assert_eq!(adjusted["secret"], SECRET);
    let removed = service.call(Method::DELETE, path, None).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    service
        .call(Method::GET, path, None)
        .await
        .refused(404, "no-webhook");
}

#[tokio::test]
async fn every_bad_field_of_an_endpoint_is_named() {
    let service = carried_on("sqlite::memory:").await;
    let bad = json!({ "url": "https://127.0.0.1/", "secret": "hush", "events": [] });
    let named = put(&service, bad).await;
    let expected = [
        ("/url", "bad-url"),
        ("/secret", "bad-secret"),
        ("/events", "unknown-field"),
    ];
    let expected = expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned()));
    assert_eq!(named, expected);
    let missing = [("/url".to_owned(), "required".to_owned())];
    assert_eq!(put(&service, json!({})).await, missing);
    let short = "whsec_MDEyMzQ1Njc4OWFiY2RlZg==";
    for (url, secret, pointer) in [
        ("http://198.51.100.1/", SECRET, "/url"),
        ("hooks", SECRET, "/url"),
        ("http://127.0.0.1/", short, "/secret"),
        ("http://127.0.0.1/", "whsec_!", "/secret"),
    ] {
        let named = put(&service, json!({ "url": url, "secret": secret })).await;
        assert_eq!(named.len(), 1);
        assert_eq!(named[0].0, pointer, "{url} {secret}");
    }
}

#[tokio::test]
async fn a_name_that_leads_out_of_the_private_networks_is_refused_when_it_is_connected_to() {
    // As a name it passes; as what it resolves to it does not.
    let service = telling("http://0/").await;
    submit(&service, "P-1").await;
    advance(&service, "0s").await;
    let tried = &deliveries(&service).await[0]["attempts"][0];
    assert_eq!(tried["error"], "address-refused");
}

#[tokio::test]
async fn what_is_pending_goes_to_an_endpoint_that_moved_and_not_to_one_that_was_removed() {
    let (old, new) = (Receiver::start().await, Receiver::start().await);
    let service = telling(&old.url).await;
    old.answers([Reply::status(500)]);
    submit(&service, "P-1").await;
    advance(&service, "0s").await;
    service
        .put("/_sim/v1/webhook", json!({ "url": new.url }))
        .await;
    new.answers([Reply::status(500)]);
    advance(&service, "5s").await;
    assert_eq!((old.log().len(), new.log().len()), (1, 1));
    let removed = service.call(Method::DELETE, "/_sim/v1/webhook", None).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    service
        .put("/_sim/v1/webhook", json!({ "url": new.url }))
        .await;
    advance(&service, "4d").await;
    let all = deliveries(&service).await;
    assert_eq!(all[0]["status"], "abandoned");
    assert_eq!(all[0]["attempts"].as_array().unwrap().len(), 2);
    assert_eq!(
        all[1]["type"], "order.returned",
        "what happens from now on is told"
    );
    assert_eq!(new.log().len(), 2);
}

#[tokio::test]
async fn deliveries_are_listed_newest_first_by_page_order_type_and_status() {
    let portal = Receiver::start().await;
    let service = telling(&portal.url).await;
    for order_no in ["P-1", "P-2", "P-3"] {
        submit(&service, order_no).await;
    }
    service.post("/v1/orders/P-2/withdraw", json!({})).await;
    portal.answers([Reply::status(500)]);
    advance(&service, "0s").await;
    let path = "/_sim/v1/webhook/deliveries";
    let told = async |query: &str| {
        let page = service.get(&format!("{path}{query}")).await;
        let one = |delivery: &Value| {
            let order_no = delivery["order_no"].as_str().unwrap();
            format!("{order_no} {}", delivery["type"].as_str().unwrap())
        };
        let all: Vec<_> = page["deliveries"]
            .as_array()
            .unwrap()
            .iter()
            .map(one)
            .collect();
        (all.join(", "), page["next"].as_str().map(str::to_owned))
    };
    let (first, next) = told("?limit=3").await;
    assert_eq!(
        first,
        "P-2 order.withdrawn, P-3 order.submitted, P-2 order.submitted"
    );
    let (rest, next) = told(&format!("?limit=3&after={}", next.unwrap())).await;
    assert_eq!((rest.as_str(), next), ("P-1 order.submitted", None));
    assert_eq!(told("?type=order.withdrawn").await.0, "P-2 order.withdrawn");
    assert_eq!(told("?order_no=P-3").await.0, "P-3 order.submitted");
    assert_eq!(told("?order_no=P-9").await.0, "");
    assert_eq!(told("?status=pending").await.0, "P-1 order.submitted");
    for query in ["?status=lively", "?type=order", "?limit=0", "?why=not"] {
        let answer = service
            .call(Method::GET, &format!("{path}{query}"), None)
            .await;
        answer.refused(400, "bad-parameter");
    }
}
