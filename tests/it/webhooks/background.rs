//! Webhooks nobody advances for: delivered at once beside the command, and after a crash.

use std::sync::Arc;

use beian_sim::app::{SandboxId, tick_until_drained};
use serde_json::json;

use super::receiver::{Receiver, Reply};
use super::{SECRET, carried_on, deliveries, submit, tell, telling};
use crate::support::process::{Process, address, binary};
use crate::support::{START, Service, at, first_filing};

#[tokio::test]
async fn under_a_frozen_clock_a_webhook_goes_out_at_once_and_the_command_does_not_wait_for_it() {
    let portal = Receiver::start().await;
    let service = telling(&portal.url).await;
    let ticker = tokio::spawn(tick_until_drained(Arc::clone(&service.hall)));
    portal.answers([Reply::Never]);
    submit(&service, "P-1").await;
    portal.received(1).await;
    let delivery = &deliveries(&service).await[0];
    assert_eq!(
        delivery["status"], "pending",
        "the order is in, the portal has not answered"
    );
    let before = service.hall.commits();
    portal.release();
    while service.hall.commits() == before {
        tokio::task::yield_now().await;
    }
    let delivery = &deliveries(&service).await[0];
    assert_eq!(delivery["status"], "delivered");
    assert_eq!(delivery["attempts"][0]["at"], START);
    service.hall.drain();
    ticker.await.unwrap();
}

#[tokio::test]
async fn under_a_running_clock_a_retry_comes_at_its_time_even_to_an_unloaded_sandbox() {
    let folder = tempfile::tempdir().unwrap();
    let portal = Receiver::start().await;
    let service = carried_on(&address(&folder.path().join("running.db"))).await;
    let ticker = tokio::spawn(tick_until_drained(Arc::clone(&service.hall)));
    let endpoint = json!({ "url": portal.url, "secret": SECRET });
    service.put("/_sim/v1/webhook", endpoint).await;
    portal.answers([Reply::status(500)]);
    submit(&service, "P-1").await;
    portal.received(1).await;
    while deliveries(&service).await[0]["attempts"] == json!([]) {
        tokio::task::yield_now().await;
    }
    assert!(service.hall.unload(&SandboxId::default_sandbox()));
    service.wall.set(at("2024-03-01T09:00:05+08:00"));
    let log = portal.received(2).await;
    assert_eq!(log[0].header("webhook-id"), log[1].header("webhook-id"));
    let sent_at: i64 = log[1].header("webhook-timestamp").parse().unwrap();
    assert_eq!(sent_at, at("2024-03-01T09:00:05+08:00").millis() / 1_000);
    service.hall.drain();
    ticker.await.unwrap();
}

#[tokio::test]
async fn what_was_committed_and_not_delivered_is_delivered_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = address(&folder.path().join("restarted.db"));
    let portal = Receiver::start().await;
    let first = carried_on(&file).await;
    tell(&first, &portal.url).await;
    submit(&first, "P-1").await;
    first.stop().await;
    assert!(portal.log().is_empty(), "nobody ticked");
    let second: Service = carried_on(&file).await;
    let ticker = tokio::spawn(tick_until_drained(Arc::clone(&second.hall)));
    let log = portal.received(1).await;
    assert_eq!(log[0].event(), "order.submitted");
    second.hall.drain();
    ticker.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_killed_while_it_delivers_delivers_again_with_the_same_id() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("killed.db");
    let portal = Receiver::start().await;
    portal.answers([Reply::Never]);
    let process = Process::on(&file);
    let client = process.client();
    let endpoint = json!({ "url": portal.url, "secret": SECRET });
    assert_eq!(client.put("/_sim/v1/webhook", &endpoint).unwrap().0, 201);
    let frozen = json!({ "mode": "frozen", "now": START });
    client.put("/_sim/v1/clock", &frozen).unwrap();
    let order = first_filing("P-1");
    assert_eq!(client.post("/v1/orders", &order).unwrap().0, 201);
    portal.received(1).await;
    process.kill();
    let _again = Process::on(&file);
    let log = portal.received(2).await;
    assert_eq!(log[0].header("webhook-id"), log[1].header("webhook-id"));
    assert_eq!(log[0].body, log[1].body);
}

#[test]
fn the_flag_and_the_environment_say_where_webhooks_may_go() {
    let folder = tempfile::tempdir().unwrap();
    let database = address(&folder.path().join("allowed.db"));
    let far = json!({ "url": "http://203.0.113.7:9/hooks" });
    let args = ["--listen", "127.0.0.1:0", "--database", &database];
    let mut allowing = binary();
    allowing.args(args);
    allowing.env("BEIAN_SIM_WEBHOOK_ALLOW", "portal.example,203.0.113.0/24");
    let process = Process::start(allowing);
    assert_eq!(
        process.client().put("/_sim/v1/webhook", &far).unwrap().0,
        201
    );
    process.kill();
    let process = Process::on(&folder.path().join("other.db"));
    let (status, problem) = process.client().put("/_sim/v1/webhook", &far).unwrap();
    assert_eq!(
        (status, &problem["errors"][0]["pointer"]),
        (422, &json!("/url"))
    );
    let refused = binary()
        .args(args)
        .args(["--webhook-allow", "http://portal/"])
        .output()
        .unwrap();
    let says = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success());
    assert!(
        says.contains("--webhook-allow") && says.contains("HOST:PORT"),
        "{says}"
    );
}
