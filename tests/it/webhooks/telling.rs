//! What a portal is told, and when: as the provider sees its orders.

use std::sync::Arc;

use axum::http::Method;
use beian_sim::app::tick_until_drained;
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use super::receiver::{Received, Receiver, Reply};
use super::{SECRET, advance, carried_on, deliveries, submit, tell, telling, verify_all};
use crate::support::process::address;
use crate::support::{START, Service, at, first_filing};

fn events(log: &[Received]) -> Vec<String> {
    log.iter().map(Received::event).collect()
}

async fn review(service: &Service, order_no: &str, decision: &str) {
    let path = format!("/_sim/v1/orders/{order_no}/review");
    service.post(&path, json!({ "decision": decision })).await;
}

#[tokio::test]
async fn a_submission_is_told_signed_with_the_order_as_the_provider_sees_it() {
    let portal = Receiver::start().await;
    let service = telling(&portal.url).await;
    let submitted = submit(&service, "P-1").await;
    advance(&service, "0s").await;
    let log = portal.log();
    assert_eq!(log.len(), 1);
    let told = &log[0];
    assert_eq!(told.path, "/hooks?of=portal");
    assert_eq!(told.header("content-type"), "application/json");
    let expected = json!({ "type": "order.submitted", "timestamp": START, "data": submitted });
    assert_eq!(told.json(), expected);
    let sent_at: i64 = told.header("webhook-timestamp").parse().unwrap();
    assert_eq!(sent_at, at(START).millis() / 1_000, "the wall's");
    let id = told.header("webhook-id");
    let signer = Webhook::new(SECRET).unwrap();
    let signature = signer.sign(id, sent_at, &told.body).unwrap();
    assert_eq!(told.header("webhook-signature"), signature);
    assert_eq!(deliveries(&service).await[0]["id"], id);
}

#[tokio::test]
async fn a_passed_verification_is_told_when_the_result_has_synced_and_not_before() {
    let portal = Receiver::start().await;
    let service = telling(&portal.url).await;
    submit(&service, "P-1").await;
    advance(&service, "5m").await;
    verify_all(&service, "P-1").await;
    let timeline = service.get("/_sim/v1/orders/P-1/timeline").await;
    let synced = timeline["events"].as_array().unwrap().last().unwrap();
    assert_eq!(synced["type"], "result_synced");
    let synced = at(synced["at"].as_str().unwrap());
    let before = synced.minus(beian_sim::rules::Span::from_secs(1));
    let to = json!({ "to": before.to_string() });
    service.post("/_sim/v1/clock/advance", to).await;
    assert_eq!(events(&portal.log()), ["order.submitted"]);
    advance(&service, "1s").await;
    let log = portal.log();
    assert_eq!(events(&log), ["order.submitted", "order.under_review"]);
    assert_eq!(log[1].json()["timestamp"], synced.to_string());
    assert_eq!(log[1].json()["data"]["status"], "under_review");
}

#[tokio::test]
async fn every_end_and_every_round_is_told_once() {
    let portal = Receiver::start().await;
    let service = telling(&portal.url).await;
    for order_no in ["P-1", "P-2", "P-3", "P-4"] {
        submit(&service, order_no).await;
    }
    service.post("/v1/orders/P-4/withdraw", json!({})).await;
    advance(&service, "5m").await;
    verify_all(&service, "P-1").await;
    verify_all(&service, "P-2").await;
    review(&service, "P-1", "approve").await;
    advance(&service, "3h").await;
    review(&service, "P-2", "reject").await;
    advance(&service, "24h").await;
    service.post("/v1/orders/P-3/resubmit", json!({})).await;
    advance(&service, "0s").await;
    let log = portal.log();
    let told = |order_no: &str| {
        let about = log.iter().map(Received::json);
        let about = about.filter(|body| body["data"]["order_no"] == order_no);
        let told = about.map(|body| {
            let (round, status) = (&body["data"]["round"], &body["data"]["status"]);
            format!("{} {round} {status}", body["type"].as_str().unwrap())
        });
        told.collect::<Vec<_>>()
    };
    // The verdict overtakes a result that has not synced: nothing is under review first.
    assert_eq!(
        told("P-1"),
        [
            "order.submitted 1 \"awaiting_verification\"",
            "order.approved 1 \"approved\""
        ]
    );
    assert_eq!(
        told("P-2"),
        [
            "order.submitted 1 \"awaiting_verification\"",
            "order.under_review 1 \"under_review\"",
            "order.rejected 1 \"rejected\""
        ]
    );
    assert_eq!(
        told("P-3"),
        [
            "order.submitted 1 \"awaiting_verification\"",
            "order.returned 1 \"returned\"",
            "order.submitted 2 \"awaiting_verification\""
        ]
    );
    assert_eq!(
        told("P-4"),
        [
            "order.submitted 1 \"awaiting_verification\"",
            "order.withdrawn 1 \"withdrawn\""
        ]
    );
    let ids: std::collections::BTreeSet<_> =
        log.iter().map(|one| one.header("webhook-id")).collect();
    assert_eq!(ids.len(), log.len(), "every webhook has an id of its own");
}

#[tokio::test]
async fn an_order_that_nobody_verifies_is_told_twice_at_once() {
    let portal = Receiver::start().await;
    let service = telling(&portal.url).await;
    let mut order = first_filing("P-1");
    order["filing_type"] = json!("change_remarks");
    order["services"] = json!([]);
    service.post("/v1/orders", order).await;
    advance(&service, "0s").await;
    let log = portal.log();
    assert_eq!(events(&log), ["order.submitted", "order.under_review"]);
    let statuses: Vec<Value> = log
        .iter()
        .map(|one| one.json()["data"]["status"].clone())
        .collect();
    assert_eq!(statuses, ["awaiting_verification", "under_review"]);
}

#[tokio::test]
async fn a_sandbox_without_an_endpoint_tells_nobody_and_keeps_no_delivery() {
    let portal = Receiver::start().await;
    let service = carried_on("sqlite::memory:").await;
    submit(&service, "P-1").await;
    tell(&service, &portal.url).await;
    advance(&service, "0s").await;
    assert!(portal.log().is_empty(), "what came before is not told");
    assert!(deliveries(&service).await.is_empty());
}

#[tokio::test]
async fn a_portal_may_answer_a_webhook_by_calling_the_same_sandbox() {
    let portal = Receiver::start().await;
    let service = Arc::new(telling(&portal.url).await);
    submit(&service, "P-1").await;
    // The return comes on the way, and is held until the portal has resubmitted the order.
    portal.answers([Reply::status(204), Reply::Never]);
    let advancing = tokio::spawn({
        let service = Arc::clone(&service);
        async move { advance(&service, "3d").await }
    });
    let log = portal.received(2).await;
    assert_eq!(log[1].event(), "order.returned");
    let now = service.get("/_sim/v1/clock").await["now"].clone();
    assert_eq!(now, "2024-03-02T09:05:00+08:00", "the instant reached");
    let resubmitted = service.post("/v1/orders/P-1/resubmit", json!({})).await;
    assert_eq!(resubmitted["round"], 2);
    portal.release();
    let advanced = advancing.await.unwrap();
    assert_eq!(advanced["now"], "2024-03-04T09:00:00+08:00");
    let told = events(&portal.log());
    assert_eq!(
        told,
        [
            "order.submitted",
            "order.returned",
            "order.submitted",
            "order.returned"
        ],
        "the second round ran out on the same way"
    );
}

/// What happens beside a story.
#[derive(PartialEq)]
enum With {
    Nothing,
    Reloads,
    /// Whoever delivers in the background races with the story's advances.
    Ticker,
}

/// A story with webhooks that fail and succeed; every answer's bytes.
async fn story(file: &std::path::Path, told_with: With) -> Vec<String> {
    let portal = Receiver::start().await;
    let service = carried_on(&address(file)).await;
    tell(&service, &portal.url).await;
    let default = beian_sim::app::SandboxId::default_sandbox();
    if told_with == With::Ticker {
        tokio::spawn(tick_until_drained(Arc::clone(&service.hall)));
    }
    portal.answers([500, 500, 204, 301, 204, 404].map(Reply::status));
    let advance = |by: &str| {
        let body = json!({ "by": by });
        (Method::POST, "/_sim/v1/clock/advance", Some(body))
    };
    let calls = [
        (Method::POST, "/v1/orders", Some(first_filing("P-1"))),
        (Method::POST, "/v1/orders", Some(first_filing("P-2"))),
        advance("1m"),
        advance("1h"),
        (Method::POST, "/v1/orders/P-1/withdraw", None),
        advance("2d"),
        (Method::GET, "/_sim/v1/webhook/deliveries", None),
        (Method::GET, "/_sim/v1/clock", None),
        (Method::GET, "/_sim/v1/orders/P-2/timeline", None),
    ];
    let mut told = Vec::new();
    for (method, path, body) in calls {
        if told_with == With::Reloads {
            assert!(service.hall.unload(&default));
        }
        let answer = service.call(method, path, body).await;
        let body = String::from_utf8_lossy(&answer.bytes);
        told.push(format!("{path} {} {body}", answer.status));
    }
    told
}

#[tokio::test]
async fn the_same_story_with_webhooks_gives_the_same_bytes_reloaded_or_ticked() {
    let folder = tempfile::tempdir().unwrap();
    let first = story(&folder.path().join("first.db"), With::Nothing).await;
    let file = folder.path().join("reloaded.db");
    assert_eq!(first, story(&file, With::Reloads).await);
    let file = folder.path().join("ticking.db");
    assert_eq!(first, story(&file, With::Ticker).await);
    let all = first.join("\n");
    for met in ["\"delivered\"", "webhook_attempted", "\"status\":301"] {
        assert!(all.contains(met), "the story has no {met}");
    }
}
