//! What is not received is tried again, by the schedule of the specification, on the sandbox's clock.

use axum::http::Method;
use beian_sim::sim::RETRY_AFTER;
use serde_json::{Value, json};

use super::receiver::{Receiver, Reply};
use super::{SECRET, advance, deliveries, submit, telling};
use crate::support::{START, at};

/// When a delivery was tried, in seconds after the start.
fn tried_at(delivery: &Value) -> Vec<i64> {
    let attempts = delivery["attempts"].as_array().unwrap();
    let at_second = |tried: &Value| {
        let tried = at(tried["at"].as_str().unwrap());
        (tried.millis() - at(START).millis()) / 1_000
    };
    attempts.iter().map(at_second).collect()
}

#[tokio::test]
async fn three_days_of_retries_pass_in_one_advance_and_then_it_has_failed() {
    let portal = Receiver::start().await;
    let service = telling(&portal.url).await;
    portal.answers((0..20).map(|_| Reply::status(500)));
    submit(&service, "P-1").await;
    service.post("/v1/orders/P-1/withdraw", json!({})).await;
    let advanced = advance(&service, "4d").await;
    let all = deliveries(&service).await;
    assert_eq!(all.len(), 2);
    let mut expected = vec![0];
    for wait in RETRY_AFTER {
        expected.push(expected.last().unwrap() + wait.millis() / 1_000);
    }
    assert_eq!(
        expected[9],
        75 * 3_600 + 35 * 60 + 5,
        "as the specification adds up"
    );
    for delivery in &all {
        assert_eq!(tried_at(delivery), expected);
        assert_eq!(delivery["status"], "failed");
        assert_eq!(delivery["next_attempt_at"], Value::Null);
    }
    let fired = advanced["fired"].as_array().unwrap();
    let tries = fired
        .iter()
        .filter(|one| one["type"] == "webhook_attempted");
    // The first two were due before the advance began, and belong to none.
    assert_eq!(tries.count(), 18);
    let log = portal.log();
    for one in &log {
        let first = log
            .iter()
            .find(|other| other.header("webhook-id") == one.header("webhook-id"));
        assert_eq!(
            first.unwrap().body,
            one.body,
            "every try has the same bytes"
        );
    }
}

#[tokio::test]
async fn a_retry_that_is_received_is_the_last() {
    let portal = Receiver::start().await;
    let service = telling(&portal.url).await;
    portal.answers([503, 302, 204].map(Reply::status));
    submit(&service, "P-1").await;
    service
        .post("/_sim/v1/clock/advance", json!({ "until": "next_event" }))
        .await;
    let clock = service.get("/_sim/v1/clock").await;
    assert_eq!(
        clock["now"], "2024-03-01T09:00:05+08:00",
        "the first retry is an event"
    );
    assert_eq!(clock["next_event"]["type"], "sms_dispatched");
    advance(&service, "10m").await;
    let delivery = &deliveries(&service).await[0];
    assert_eq!(tried_at(delivery), [0, 5, 305]);
    assert_eq!(delivery["status"], "delivered");
    let statuses = delivery["attempts"].as_array().unwrap().iter();
    let statuses: Vec<_> = statuses.map(|tried| tried["status"].clone()).collect();
    assert_eq!(
        statuses,
        [503, 302, 204],
        "a redirect is a failure and is not followed"
    );
}

#[tokio::test]
async fn a_receiver_that_asks_for_time_gets_it_in_seconds_or_until_a_date() {
    let portal = Receiver::start().await;
    let service = telling(&portal.url).await;
    let later = |value: &str| {
        let headers = vec![("retry-after", value.to_owned())];
        Reply::With(429, headers, "slow down".to_owned())
    };
    // The wall of the tests shows 09:00 at +08:00; the date is two hours later.
    let date = "Fri, 01 Mar 2024 03:00:00 GMT";
    portal.answers([
        later("3600"),
        later("1"),
        later(date),
        later("nonsense"),
        later("999999999"),
    ]);
    submit(&service, "P-1").await;
    advance(&service, "1d").await;
    let delivery = &deliveries(&service).await[0];
    let hour = 3_600;
    // Never sooner than the schedule has it: after the second try that is five minutes.
    let tries = [0, hour, hour + 300, 3 * hour + 300, 5 * hour + 300];
    assert_eq!(tried_at(delivery), tries);
    let next = at(delivery["next_attempt_at"].as_str().unwrap());
    let waits = next.millis() / 1_000 - at(START).millis() / 1_000 - tries[4];
    assert_eq!(waits, 24 * hour, "and never longer than a day");
    assert_eq!(delivery["attempts"][0]["retry_after"], "PT1H");
    assert_eq!(delivery["attempts"][0]["answer"], "slow down");
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_not_called_again_until_it_is_set_anew() {
    let portal = Receiver::start().await;
    let service = telling(&portal.url).await;
    portal.answers([Reply::status(500), Reply::status(410)]);
    submit(&service, "P-1").await;
    submit(&service, "P-2").await;
    advance(&service, "2d").await;
    let endpoint = service.get("/_sim/v1/webhook").await;
    assert_eq!(
        (&endpoint["status"], &endpoint["disabled_at"]),
        (&json!("disabled"), &json!(START))
    );
    let all = deliveries(&service).await;
    let statuses: Vec<_> = all.iter().map(|one| one["status"].clone()).collect();
    assert_eq!(
        statuses,
        ["abandoned", "failed"],
        "nothing is queued for a disabled endpoint"
    );
    assert_eq!(portal.log().len(), 2);
    let id = all[0]["id"].as_str().unwrap();
    let path = format!("/_sim/v1/webhook/deliveries/{id}/redeliver");
    service
        .call(Method::POST, &path, None)
        .await
        .refused(409, "webhook-inactive");
    let again = service.put("/_sim/v1/webhook", json!({})).await;
    assert_eq!(
        (&again["status"], &again["secret"]),
        (&json!("active"), &json!(SECRET))
    );
    advance(&service, "2d").await;
    assert_eq!(portal.log().len(), 2, "what was abandoned stays so");
    let sent = service.post(&path, json!({})).await;
    assert_eq!(sent["status"], "delivered");
    assert_eq!(portal.log().len(), 3, "but can be sent by hand");
}

#[tokio::test]
async fn a_delivery_is_sent_again_by_hand_with_the_same_id_and_bytes() {
    let portal = Receiver::start().await;
    let service = telling(&portal.url).await;
    submit(&service, "P-1").await;
    advance(&service, "1h").await;
    let id = deliveries(&service).await[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/_sim/v1/webhook/deliveries/{id}");
    let sent = service.post(&format!("{path}/redeliver"), json!({})).await;
    assert_eq!(tried_at(&sent), [0, 3_600]);
    let log = portal.log();
    assert_eq!(log[0].header("webhook-id"), log[1].header("webhook-id"));
    assert_eq!(log[0].body, log[1].body);
    let shown = service.get(&path).await;
    assert_eq!(shown, sent);
    assert_eq!(shown["payload"], log[0].json());
    let unknown = "/_sim/v1/webhook/deliveries/msg_0";
    service
        .call(Method::GET, unknown, None)
        .await
        .refused(404, "unknown-delivery");
    let unknown = format!("{unknown}/redeliver");
    service
        .call(Method::POST, &unknown, None)
        .await
        .refused(404, "unknown-delivery");
}

#[tokio::test]
async fn an_answer_without_end_is_read_in_part_and_kept_in_less() {
    let portal = Receiver::start().await;
    let service = telling(&portal.url).await;
    portal.answers([Reply::With(200, Vec::new(), "长".repeat(1 << 20))]);
    submit(&service, "P-1").await;
    advance(&service, "0s").await;
    let delivery = &deliveries(&service).await[0];
    assert_eq!(delivery["status"], "delivered");
    let kept = delivery["attempts"][0]["answer"].as_str().unwrap();
    assert_eq!(kept.chars().count(), beian_sim::notify::ANSWER_CHARS_KEPT);
}

#[tokio::test]
async fn a_receiver_that_cannot_be_reached_or_speaks_no_http_is_told_by_what_went_wrong() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}/", silent.local_addr().unwrap());
    drop(silent);
    let service = telling(&closed).await;
    submit(&service, "P-1").await;
    advance(&service, "0s").await;
    assert_eq!(
        deliveries(&service).await[0]["attempts"][0]["error"],
        "unreachable"
    );
    let rude = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", rude.local_addr().unwrap());
    std::thread::spawn(move || {
        use std::io::Write as _;
        let (mut connection, _) = rude.accept().unwrap();
        connection.write_all(b"220 ready when you are\r\n").unwrap();
    });
    service.put("/_sim/v1/webhook", json!({ "url": url })).await;
    advance(&service, "5s").await;
    assert_eq!(
        deliveries(&service).await[0]["attempts"][1]["error"],
        "broken-answer"
    );
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_takes_too_long_is_left() {
    let portal = Receiver::start().await;
    let service = telling(&portal.url).await;
    portal.answers([Reply::Never]);
    submit(&service, "P-1").await;
    advance(&service, "0s").await;
    let delivery = &deliveries(&service).await[0];
    assert_eq!(delivery["attempts"][0]["error"], "timed-out");
    assert_eq!(delivery["status"], "pending");
}

#[tokio::test]
async fn nothing_that_was_due_before_a_reset_is_sent_after_it() {
    let portal = Receiver::start().await;
    let service = telling(&portal.url).await;
    portal.answers([Reply::status(500), Reply::Never]);
    submit(&service, "P-1").await;
    advance(&service, "0s").await;
    service.post("/_sim/v1/reset", json!({})).await;
    assert!(deliveries(&service).await.is_empty());
    assert_eq!(
        service.get("/_sim/v1/webhook").await["url"],
        portal.url,
        "the endpoint stays"
    );
    advance(&service, "4d").await;
    assert_eq!(portal.log().len(), 1);
}

#[tokio::test]
async fn what_comes_of_a_try_that_a_reset_overtakes_is_nobodys() {
    let portal = Receiver::start().await;
    let service = std::sync::Arc::new(telling(&portal.url).await);
    let clock = json!({ "clock": { "mode": "frozen", "now": START } });
    service.put("/_sim/v1/sandboxes/default", clock).await;
    portal.answers([Reply::Never]);
    submit(&service, "P-1").await;
    let advancing = tokio::spawn({
        let service = std::sync::Arc::clone(&service);
        async move { advance(&service, "0s").await }
    });
    portal.received(1).await;
    service.post("/_sim/v1/reset", json!({})).await;
    submit(&service, "P-1").await;
    portal.answers([Reply::status(500)]);
    portal.release();
    advancing.await.unwrap();
    advance(&service, "0s").await;
    // The same seed and story: the new webhook has the old one's id, and none of its outcome.
    let log = portal.log();
    assert_eq!(log[0].header("webhook-id"), log[1].header("webhook-id"));
    let delivery = &deliveries(&service).await[0];
    assert_eq!(delivery["attempts"].as_array().unwrap().len(), 1);
    assert_eq!(delivery["attempts"][0]["status"], 500);
}
