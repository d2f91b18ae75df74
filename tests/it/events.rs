//! The event stream: everything in the journal's order, once, committed, for as long as one listens.

use std::sync::Arc;
use std::thread;

use axum::body::Body;
use axum::http::{Method, Request};
use beian_sim::app::{SandboxId, tick_until_drained};
use serde_json::{Value, json};

use crate::durability::Disk;
use crate::support::events::{Stream, Told, newest, over_socket};
use crate::support::process::{Process, address};
use crate::support::{START, Service, at, first_filing};

/// A service whose clock stands.
async fn frozen() -> Service {
    let service = Service::start().await;
    let clock = json!({ "mode": "frozen", "now": START });
    service.put("/_sim/v1/clock", clock).await;
    service
}

async fn advance(service: &Service, by: &str) {
    let path = "/_sim/v1/clock/advance";
    service.post(path, json!({ "by": by })).await;
}

fn types(told: &[Told]) -> Vec<&str> {
    told.iter().map(|told| told.event.as_str()).collect()
}

#[tokio::test]
async fn a_stream_tells_the_state_first_and_then_what_happens() {
    let service = frozen().await;
    service.post("/v1/orders", first_filing("P-0")).await;
    let mut stream = Stream::open(&service, "").await;
    let (clock, settings) = (stream.next().await.unwrap(), stream.next().await.unwrap());
    assert_eq!((clock.event.as_str(), clock.id), ("clock", None));
    assert_eq!(clock.data["detail"], json!({ "mode": "frozen" }));
    assert_eq!((settings.event.as_str(), settings.id), ("settings", None));
    assert_eq!(settings.data["detail"]["captcha"], "required");
    service.post("/v1/orders", first_filing("P-1")).await;
    advance(&service, "5m").await;
    let submitted = stream.next().await.unwrap();
    assert_eq!(submitted.data["order_no"], "P-1", "P-0 was there before");
    let mut told = vec![submitted];
    for _ in 0..9 {
        told.push(stream.next().await.unwrap());
    }
    let expected = [
        "order_submitted",
        "sms_dispatched",
        "sms_dispatched",
        "sms_delivered",
        "sms_delivered",
        "sms_dispatched",
        "sms_dispatched",
        "sms_delivered",
        "sms_delivered",
        "clock",
    ];
    assert_eq!(types(&told), expected);
    assert_eq!(told[9].data["at"], "2024-03-01T09:05:00+08:00");
}

#[tokio::test]
async fn an_event_of_an_order_is_told_as_its_timeline_has_it() {
    let service = frozen().await;
    service.post("/v1/orders", first_filing("P-1")).await;
    advance(&service, "25h").await;
    service.post("/v1/orders/P-1/resubmit", json!({})).await;
    let timeline = service.get("/_sim/v1/orders/P-1/timeline").await;
    let past = timeline["events"].as_array().unwrap().iter();
    let past: Vec<_> = past.filter(|event| event["scheduled"] == false).collect();
    let told = Stream::open(&service, "?after=0")
        .await
        .up_to(newest(&service).await)
        .await;
    assert_eq!(told.len(), past.len());
    for (told, past) in told.iter().zip(past) {
        let mut expected = past.clone();
        expected["order_no"] = json!("P-1");
        expected.as_object_mut().unwrap().remove("scheduled");
        assert_eq!(told.data, expected);
    }
}

#[tokio::test]
async fn a_call_is_told_with_its_verdict_its_rule_and_the_near_miss() {
    let service = frozen().await;
    service.post("/v1/orders", first_filing("P-1")).await;
    advance(&service, "5m").await;
    let mut stream = Stream::open(&service, "").await;
    let wrong = json!({ "phone": "13800000001", "code": "000000", "id_suffix": "010014" });
    service.post("/v1/verify", wrong).await;
    let told = stream.happened().await;
    assert_eq!(told.event, "attempt");
    assert_eq!(told.data["order_no"], "P-1");
    assert_eq!(told.data["detail"]["outcome"], "not_found");
    assert_eq!(told.data["detail"]["near_miss"]["code"], "wrong-code");
    let journal = service.get("/_sim/v1/attempts").await;
    let attempt = &journal["attempts"][0];
    for field in ["rule", "source", "at", "round"] {
        assert_eq!(told.data[field], attempt[field], "{field}");
    }
    let failed = stream.happened().await;
    assert_eq!(failed.event, "attempt_failed");
    assert!(failed.id > told.id);
}

#[tokio::test]
async fn a_stream_resumes_without_gap_or_repetition_wherever_it_was_cut() {
    let service = frozen().await;
    for number in 0..100 {
        service
            .post("/v1/orders", first_filing(&format!("P-{number}")))
            .await;
    }
    advance(&service, "2d").await;
    let last = newest(&service).await;
    let whole = Stream::open(&service, "?after=0").await.up_to(last).await;
    assert_eq!(whole.len(), 600, "more than is read at a time");
    let ids: Vec<_> = whole.iter().map(|told| told.id.unwrap()).collect();
    assert!(ids.is_sorted_by(|one, next| one < next), "{ids:?}");
    for cut in [0, 1, 99, 255, 256, 257, 598] {
        let again = Stream::again(&service, ids[cut]).await.up_to(last).await;
        assert_eq!(again, whole[cut + 1..], "cut behind {cut}");
    }
    // Behind the newest, there is only what is still to come.
    let mut stream = Stream::again(&service, last).await;
    service.post("/v1/orders", first_filing("P-new")).await;
    assert_eq!(stream.happened().await.data["order_no"], "P-new");
}

#[tokio::test]
async fn a_reset_is_told_and_the_new_story_from_its_first_event_on() {
    let service = frozen().await;
    service.post("/v1/orders", first_filing("P-old")).await;
    advance(&service, "5m").await;
    let last = newest(&service).await;
    let mut open = Stream::open(&service, "").await;
    open.next().await.unwrap();
    open.next().await.unwrap();
    service.post("/_sim/v1/reset", json!({})).await;
    service.post("/v1/orders", first_filing("P-new")).await;
    let mut again = Stream::again(&service, last).await;
    for stream in [&mut open, &mut again] {
        assert_eq!(stream.next().await.unwrap().event, "reset");
        let told = stream.next().await.unwrap();
        assert_eq!(told.data["order_no"], "P-new");
        let state = [stream.next().await.unwrap(), stream.next().await.unwrap()];
        assert_eq!(types(&state), ["clock", "settings"]);
    }
}

#[tokio::test]
async fn a_removed_sandbox_is_told_as_empty_and_followed_on() {
    let service = Service::start().await;
    service
        .post("/s/other/v1/orders", first_filing("P-1"))
        .await;
    let request = Request::get("/s/other/_sim/v1/events?after=0");
    let mut stream = Stream::of(&service, request.body(Body::empty()).unwrap()).await;
    assert_eq!(stream.happened().await.data["order_no"], "P-1");
    let path = "/_sim/v1/sandboxes/other";
    assert_eq!(service.call(Method::DELETE, path, None).await.status, 204);
    while stream.next().await.unwrap().event != "reset" {}
    service
        .post("/v1/orders", first_filing("P-elsewhere"))
        .await;
    service
        .post("/s/other/v1/orders", first_filing("P-2"))
        .await;
    assert_eq!(stream.happened().await.data["order_no"], "P-2");
}

#[tokio::test]
async fn a_copy_is_told_to_who_follows_the_empty_sandbox_that_it_fills() {
    let service = frozen().await;
    service.post("/v1/orders", first_filing("P-1")).await;
    let request = Request::get("/s/copy/_sim/v1/events");
    let mut stream = Stream::of(&service, request.body(Body::empty()).unwrap()).await;
    stream.next().await.unwrap();
    stream.next().await.unwrap();
    service.post("/_sim/v1/fork", json!({ "to": "copy" })).await;
    assert_eq!(stream.next().await.unwrap().event, "reset");
    assert_eq!(stream.next().await.unwrap().data["order_no"], "P-1");
}

#[tokio::test]
async fn a_change_of_settings_is_told() {
    let service = frozen().await;
    let mut stream = Stream::open(&service, "").await;
    stream.next().await.unwrap();
    stream.next().await.unwrap();
    service
        .put("/_sim/v1/rules", json!({ "profile": "huawei" }))
        .await;
    let told = stream.next().await.unwrap();
    assert_eq!(told.event, "settings");
    assert_eq!(told.data["detail"]["profile"], "huawei");
}

#[tokio::test]
async fn an_event_knows_its_round_even_where_two_rounds_share_an_instant() {
    let service = frozen().await;
    let overrides = json!({ "first_sms_delay": "0s", "failure_return_delay": "0s" });
    service
        .put("/_sim/v1/rules", json!({ "overrides": overrides }))
        .await;
    service.post("/v1/orders", first_filing("P-1")).await;
    for _ in 0..2 {
        let truth = service.get("/_sim/v1/orders/P-1").await;
        let code = truth["verifiers"][0]["code"].clone();
        let right = json!({ "phone": "13800000001", "code": code, "id_suffix": "010014" });
        service.post("/v1/verify", right).await;
        for _ in 0..5 {
            let wrong = json!({ "phone": "13800000002", "code": "000000", "id_suffix": "01002X" });
            service.post("/v1/verify", wrong).await;
        }
        service.post("/v1/orders/P-1/resubmit", json!({})).await;
    }
    let told = Stream::open(&service, "?after=0")
        .await
        .up_to(newest(&service).await)
        .await;
    let verified = told.iter().filter(|told| told.event == "person_verified");
    let verified: Vec<_> = verified.collect();
    assert_eq!(verified[0].data["at"], verified[1].data["at"]);
    assert_eq!(
        (&verified[0].data["round"], &verified[1].data["round"]),
        (&json!(1), &json!(2))
    );
}

#[tokio::test]
async fn what_falls_due_is_told_though_nobody_asks_and_the_sandbox_was_unloaded() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::on(&address(&folder.path().join("told.db"))).await;
    let ticker = tokio::spawn(tick_until_drained(Arc::clone(&service.hall)));
    service.post("/v1/orders", first_filing("P-1")).await;
    let mut stream = Stream::open(&service, "").await;
    stream.next().await.unwrap();
    stream.next().await.unwrap();
    assert!(service.hall.unload(&SandboxId::default_sandbox()));
    service.hall.unload_idle(at("2030-01-01T00:00:00+08:00"));
    service.wall.set(at("2024-03-01T09:05:00+08:00"));
    assert_eq!(stream.next().await.unwrap().event, "sms_dispatched");
    service.hall.drain();
    ticker.await.unwrap();
}

#[tokio::test]
async fn silence_is_told_every_fifteen_seconds_of_the_wall() {
    let service = frozen().await;
    let mut stream = Stream::open(&service, "").await;
    stream.next().await.unwrap();
    stream.next().await.unwrap();
    for seconds in [15, 30] {
        let later = at(START).plus(beian_sim::rules::Span::from_secs(seconds));
        // The stream is polled first, and waits when the wall moves.
        let (block, ()) = tokio::join!(biased; stream.block(), async { service.wall.set(later) });
        assert_eq!(
            block.unwrap(),
            ": quiet",
            "a comment, which no client takes for an event"
        );
    }
}

#[tokio::test]
async fn there_are_no_more_streams_than_there_may_be_and_a_closed_one_makes_room() {
    let service = Service::start().await;
    let mut streams = Vec::new();
    for _ in 0..service.hall.limits().streams_max {
        streams.push(Stream::open(&service, "").await);
    }
    let refused = service.call(Method::GET, "/_sim/v1/events", None).await;
    let problem = refused.refused(409, "limit-reached");
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("--max-streams")
    );
    streams.pop();
    Stream::open(&service, "").await;
}

#[tokio::test]
async fn the_same_calls_are_told_in_the_same_bytes() {
    let mut told = Vec::new();
    for _ in 0..2 {
        let service = frozen().await;
        for (method, path, body) in crate::determinism::story() {
            let _ = service.call(method, &path, body).await;
        }
        let mut stream = Stream::open(&service, "?after=0").await;
        let mut blocks = Vec::new();
        while blocks
            .last()
            .is_none_or(|block: &String| !block.contains("event: settings"))
        {
            blocks.push(stream.block().await.unwrap());
        }
        told.push(blocks);
    }
    assert!(told[0].len() > 20);
    assert_eq!(told[0], told[1]);
}

#[tokio::test]
async fn what_is_no_event_s_id_is_refused() {
    let service = Service::start().await;
    for path in ["/_sim/v1/events?after=x", "/_sim/v1/events?since=1"] {
        let _ = service
            .call(Method::GET, path, None)
            .await
            .refused(400, "bad-parameter");
    }
    let request = Request::get("/_sim/v1/events").header("last-event-id", "x");
    let answer = service.send(request.body(Body::empty()).unwrap()).await;
    let _ = answer.refused(400, "bad-parameter");
}

#[tokio::test]
async fn streams_end_when_the_service_stops() {
    let service = frozen().await;
    let mut stream = Stream::open(&service, "").await;
    stream.next().await.unwrap();
    stream.next().await.unwrap();
    let (end, ()) = tokio::join!(biased; stream.block(), async { service.hall.drain() });
    assert_eq!(end, None);
}

#[test]
fn a_stop_ends_open_streams_cleanly_and_is_not_held_up_by_them() {
    let folder = tempfile::tempdir().unwrap();
    let process = Process::on(&folder.path().join("streamed.db"));
    let mut streams: Vec<_> = (0..8).map(|_| over_socket(&process)).collect();
    for stream in &mut streams {
        assert_eq!(stream.next().unwrap().unwrap().event, "clock");
    }
    assert_eq!(process.stop("TERM"), Some(0));
    for stream in streams {
        let rest: Result<Vec<_>, _> = stream.collect();
        let rest = rest.expect("ended by the service, not by a broken connection");
        assert_eq!(types(&rest), ["settings"]);
    }
}

#[test]
fn nobody_is_told_of_what_a_full_disk_refused() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::small(folder.path());
    let process = disk.serve(&folder.path().join("full.db"));
    let client = process.client();
    let clock = json!({ "mode": "frozen", "now": START });
    client.put("/_sim/v1/clock", &clock).unwrap();
    let stream = over_socket(&process);
    let told = thread::spawn(move || {
        let told = stream.map(Result::unwrap).filter(|told| told.id.is_some());
        let numbers = told.map(|told| told.data["order_no"].clone());
        let mut found: Vec<Value> = Vec::new();
        for number in numbers {
            found.push(number);
            if found.last() == Some(&json!("F-after")) {
                break;
            }
        }
        found
    });
    let mut accepted = Vec::new();
    for number in 0.. {
        let order_no = format!("F-{number}");
        if client
            .post("/v1/orders", &first_filing(&order_no))
            .unwrap()
            .0
            != 201
        {
            break;
        }
        accepted.push(json!(order_no));
    }
    disk.grow(&process);
    assert_eq!(
        client
            .post("/v1/orders", &first_filing("F-after"))
            .unwrap()
            .0,
        201
    );
    accepted.push(json!("F-after"));
    assert_eq!(told.join().unwrap(), accepted);
}
