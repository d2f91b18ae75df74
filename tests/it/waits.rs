//! Waiting: ended by what is waited for, by its having become impossible, by time or by a stop.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use axum::http::Method;
use beian_sim::rules::Span;
use serde_json::{Value, json};

use crate::support::{Answer, START, Service, at, first_filing};

/// Phone and ID suffix of 张三 and 李四 in `first_filing`.
const ZHANG: (&str, &str) = ("13800000001", "010014");
const LI: (&str, &str) = ("13800000002", "01002X");

/// A service whose clock stands and that has an order `P-1`.
async fn with_order() -> Service {
    let service = Service::start().await;
    let clock = json!({ "mode": "frozen", "now": START });
    service.put("/_sim/v1/clock", clock).await;
    service.post("/v1/orders", first_filing("P-1")).await;
    service
}

async fn advance(service: &Service, by: &str) {
    let path = "/_sim/v1/clock/advance";
    service.post(path, json!({ "by": by })).await;
}

async fn verify(service: &Service, (phone, id_suffix): (&str, &str)) {
    let inbox = service.get(&format!("/_sim/v1/messages?to={phone}")).await;
    let code = inbox["messages"].as_array().unwrap().last().unwrap()["code"].clone();
    let entry = json!({ "phone": phone, "code": code, "id_suffix": id_suffix });
    let told = service.post("/v1/verify", entry).await;
    assert_eq!(told["valid_flag"], true);
}

/// The answer to a request that is under way before the other things are done.
async fn while_waiting(service: &Service, path: &str, then: impl Future<Output = ()>) -> Answer {
    let mut waiting = Box::pin(service.call(Method::GET, path, None));
    assert!(is_held(&mut waiting).await, "{path} is answered at once");
    let (answer, ()) = tokio::join!(waiting, then);
    answer
}

/// Whether the request, once looked at, is not answered.
pub async fn is_held(waiting: &mut Pin<Box<impl Future<Output = Answer>>>) -> bool {
    poll_fn(|context| Poll::Ready(waiting.as_mut().poll(context).is_pending())).await
}

/// What the refusal of a request says that would wait for what cannot happen.
async fn impossible(service: &Service, path: &str) -> String {
    let answer = service.call(Method::GET, path, None).await;
    let problem = answer.refused(409, "cannot-happen");
    problem["detail"].as_str().unwrap().to_owned()
}

fn kinds(inbox: &Value) -> Vec<&str> {
    let messages = inbox["messages"].as_array().unwrap();
    messages
        .iter()
        .map(|message| message["kind"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_wait_for_a_message_ends_with_the_message_even_under_a_frozen_clock() {
    let service = with_order().await;
    for query in ["to=13800000002", "order_no=P-1", "kind=first", "after=0"] {
        let service = with_order().await;
        let path = format!("/_sim/v1/messages?{query}&wait=10s");
        let inbox = while_waiting(&service, &path, advance(&service, "5m"))
            .await
            .ok();
        assert_eq!(inbox["messages"][0]["kind"], "first", "{query}");
    }
    // What happens elsewhere ends no wait.
    let elsewhere = async {
        service
            .post("/s/other/v1/orders", first_filing("P-1"))
            .await;
        let path = "/s/other/_sim/v1/clock/advance";
        service.post(path, json!({ "by": "5m" })).await;
        advance(&service, "5m").await;
    };
    let path = "/_sim/v1/messages?wait=10s";
    let inbox = while_waiting(&service, path, elsewhere).await.ok();
    assert_eq!(kinds(&inbox), ["first", "first"]);
}

#[tokio::test]
async fn a_message_that_is_there_answers_at_once_and_an_old_one_never_answers_a_new_wait() {
    let service = with_order().await;
    advance(&service, "5m").await;
    let old = service
        .get("/_sim/v1/messages?to=13800000001&wait=10s")
        .await;
    assert_eq!(kinds(&old), ["first"]);
    let last = old["messages"][0]["id"].as_str().unwrap();
    let ask = json!({ "phone": ZHANG.0, "id_suffix": ZHANG.1 });
    service.post("/v1/resend", ask).await;
    let path = format!("/_sim/v1/messages?to=13800000001&after={last}&wait=10s");
    let new = while_waiting(&service, &path, advance(&service, "10m"))
        .await
        .ok();
    assert_eq!(kinds(&new), ["resend"]);
}

#[tokio::test]
async fn a_wait_for_a_message_that_nothing_scheduled_brings_says_what_would() {
    let service = with_order().await;
    let unknown = impossible(&service, "/_sim/v1/messages?order_no=P-9&wait=10s").await;
    assert!(unknown.contains("no order `P-9`") && unknown.contains("POST /v1/orders"));
    let stranger = "/_sim/v1/messages?to=13800000009&wait=10s";
    assert!(impossible(&service, stranger).await.contains("13800000009"));
    let stranger = "/_sim/v1/messages?to=13800000009&order_no=P-1&wait=10s";
    assert!(
        impossible(&service, stranger)
            .await
            .contains("does not verify `P-1`")
    );
    // The edition in force knows no noon SMS.
    let noon = impossible(&service, "/_sim/v1/messages?kind=noon&wait=10s").await;
    assert!(noon.contains("no `noon` SMS"));
    advance(&service, "5m").await;
    let path = "/_sim/v1/messages?order_no=P-1&after=2&wait=10s";
    assert!(impossible(&service, path).await.contains("POST /v1/resend"));
    assert!(
        impossible(&service, "/_sim/v1/messages?after=2&wait=10s")
            .await
            .contains("is scheduled")
    );
    verify(&service, ZHANG).await;
    verify(&service, LI).await;
    assert!(impossible(&service, path).await.contains("`under_review`"));
    service.post("/v1/orders/P-1/withdraw", json!({})).await;
    assert!(
        impossible(&service, path)
            .await
            .contains("`withdrawn`, for good")
    );
}

#[tokio::test]
async fn an_order_that_failed_or_went_back_sends_nothing_until_it_is_resubmitted() {
    let service = with_order().await;
    advance(&service, "5m").await;
    for _ in 0..5 {
        let wrong = json!({ "phone": ZHANG.0, "code": "000000", "id_suffix": ZHANG.1 });
        service.post("/v1/verify", wrong).await;
    }
    let path = "/_sim/v1/messages?order_no=P-1&after=2&wait=10s";
    assert!(impossible(&service, path).await.contains("it has failed"));
    advance(&service, "24h").await;
    assert!(impossible(&service, path).await.contains("/resubmit"));
    service.post("/v1/orders/P-1/resubmit", json!({})).await;
    let inbox = while_waiting(&service, path, advance(&service, "5m"))
        .await
        .ok();
    assert_eq!(inbox["messages"][0]["round"], 2);
}

#[tokio::test]
async fn a_noon_sms_can_come_before_the_first_is_dispatched() {
    let service = Service::start().await;
    let clock = json!({ "mode": "frozen", "now": "2021-03-01T15:00:00+08:00" });
    service.put("/_sim/v1/clock", clock).await;
    service.post("/v1/orders", first_filing("P-1")).await;
    for query in ["", "&to=13800000002", "&order_no=P-1"] {
        let path = format!("/_sim/v1/messages?kind=noon{query}&wait=10s");
        assert!(
            is_held(&mut Box::pin(service.call(Method::GET, &path, None))).await,
            "{path}"
        );
    }
    let path = "/_sim/v1/messages?kind=noon&wait=10s";
    let inbox = while_waiting(&service, path, advance(&service, "1d"))
        .await
        .ok();
    assert_eq!(kinds(&inbox), ["noon", "noon"]);
}

#[tokio::test]
async fn a_resend_that_would_come_behind_the_window_is_not_waited_for() {
    let service = with_order().await;
    advance(&service, "23h59m").await;
    let ask = json!({ "phone": ZHANG.0, "id_suffix": ZHANG.1 });
    service.post("/v1/resend", ask).await;
    let truth = service.get("/_sim/v1/orders/P-1").await;
    assert_eq!(
        truth["scheduled"].as_array().unwrap().len(),
        2,
        "window and SMS: {truth}"
    );
    let path = "/_sim/v1/messages?order_no=P-1&kind=resend&wait=10s";
    assert!(impossible(&service, path).await.contains("no `resend` SMS"));
}

#[tokio::test]
async fn a_wait_ends_as_soon_as_what_it_waits_for_has_become_impossible() {
    let service = with_order().await;
    let withdraw = async {
        service.post("/v1/orders/P-1/withdraw", json!({})).await;
    };
    let path = "/_sim/v1/messages?order_no=P-1&wait=10s";
    let answer = while_waiting(&service, path, withdraw).await;
    let _ = answer.refused(409, "cannot-happen");
    let service = with_order().await;
    let reset = async {
        service.post("/_sim/v1/reset", json!({})).await;
    };
    let path = "/v1/orders/P-1?wait_status=returned&wait=10s";
    let answer = while_waiting(&service, path, reset).await;
    let _ = answer.refused(404, "unknown-order");
}

#[tokio::test]
async fn a_wait_for_a_status_ends_when_the_provider_sees_it() {
    let service = with_order().await;
    advance(&service, "5m").await;
    verify(&service, ZHANG).await;
    verify(&service, LI).await;
    let path = "/v1/orders/P-1?wait_status=under_review&wait=10s";
    let order = while_waiting(&service, path, advance(&service, "2h"))
        .await
        .ok();
    assert_eq!(order["status"], "under_review");
    assert_eq!(
        service.get(path).await,
        order,
        "at once, where it stands so"
    );
    let service = with_order().await;
    let path = "/v1/orders/P-1?wait_status=returned&wait=10s";
    let order = while_waiting(&service, path, advance(&service, "25h"))
        .await
        .ok();
    assert_eq!(order["return_reason"], "window_expired");
}

#[tokio::test]
async fn a_wait_for_a_status_that_does_not_come_by_itself_says_what_is_to_be_done() {
    let service = with_order().await;
    let path = |status: &str| format!("/v1/orders/P-1?wait_status={status}&wait=10s");
    for status in ["under_review", "approved", "rejected"] {
        let told = impossible(&service, &path(status)).await;
        assert!(told.contains("POST /v1/verify"), "{told}");
    }
    let told = impossible(&service, &path("withdrawn")).await;
    assert!(told.contains("POST /v1/orders/P-1/withdraw"), "{told}");
    advance(&service, "5m").await;
    // The person passes while somebody waits for the window to end.
    let both = async {
        verify(&service, ZHANG).await;
        verify(&service, LI).await;
    };
    let answer = while_waiting(&service, &path("returned"), both).await;
    let problem = answer.refused(409, "cannot-happen");
    let told = problem["detail"].as_str().unwrap();
    assert!(told.contains("POST /_sim/v1/orders/P-1/review"), "{told}");
    let decision = json!({ "decision": "approve" });
    service.post("/_sim/v1/orders/P-1/review", decision).await;
    let told = impossible(&service, &path("returned")).await;
    assert!(told.contains("`approved`, for good"), "{told}");
}

#[tokio::test]
async fn a_failed_order_can_be_waited_for_until_it_goes_back_and_not_beyond() {
    let service = with_order().await;
    advance(&service, "5m").await;
    for _ in 0..5 {
        let wrong = json!({ "phone": ZHANG.0, "code": "000000", "id_suffix": ZHANG.1 });
        service.post("/v1/verify", wrong).await;
    }
    let told = impossible(&service, "/v1/orders/P-1?wait_status=under_review&wait=10s").await;
    assert!(
        told.contains("is returned at 2024-03-02T09:05:00+08:00"),
        "{told}"
    );
    let path = "/v1/orders/P-1?wait_status=returned&wait=10s";
    let order = while_waiting(&service, path, advance(&service, "24h"))
        .await
        .ok();
    assert_eq!(order["return_reason"], "failure_limit");
    let told = impossible(&service, "/v1/orders/P-1?wait_status=under_review&wait=10s").await;
    assert!(told.contains("POST /v1/orders/P-1/resubmit"), "{told}");
}

#[tokio::test]
async fn at_the_time_s_end_there_is_what_there_is() {
    let service = with_order().await;
    let ten_seconds = async || service.wall.set(at(START).plus(Span::from_secs(10)));
    let path = "/_sim/v1/messages?wait=10s";
    let inbox = while_waiting(&service, path, ten_seconds()).await.ok();
    assert_eq!(inbox["messages"], json!([]));
    let service = with_order().await;
    let almost = async || service.wall.set(at(START).plus(Span::from_millis(9_999)));
    let path = "/v1/orders/P-1?wait_status=returned&wait=10s";
    let mut waiting = Box::pin(service.call(Method::GET, path, None));
    assert!(is_held(&mut waiting).await);
    almost().await;
    assert!(is_held(&mut waiting).await);
    service.wall.set(at(START).plus(Span::from_secs(10)));
    assert_eq!(waiting.await.ok()["status"], "awaiting_verification");
}

#[tokio::test]
async fn a_wait_ends_at_once_when_the_service_stops() {
    let paths = [
        "/_sim/v1/messages?wait=60s",
        "/v1/orders/P-1?wait_status=returned&wait=60s",
    ];
    for path in paths {
        let service = with_order().await;
        let answer = while_waiting(&service, path, async { service.hall.drain() }).await;
        let _ = answer.refused(503, "draining");
    }
}

#[tokio::test]
async fn thousands_wait_for_one_event_and_one_more_than_may_is_refused() {
    let service = with_order().await;
    let max = service.hall.limits().waits_max;
    let path = "/_sim/v1/messages?wait=60s";
    let call = || Box::pin(service.call(Method::GET, path, None));
    let mut waiting: Vec<_> = (0..max).map(|_| call()).collect();
    for request in &mut waiting {
        assert!(is_held(request).await);
    }
    let refused = call().await.refused(409, "limit-reached");
    assert!(refused["detail"].as_str().unwrap().contains("--max-waits"));
    drop(waiting.pop());
    waiting.push(call());
    assert!(is_held(&mut waiting[max - 1]).await, "who left made room");
    advance(&service, "5m").await;
    for request in waiting {
        assert_eq!(kinds(&request.await.ok()), ["first", "first"]);
    }
}

#[tokio::test]
async fn what_a_wait_is_asked_for_must_be_whole_and_within_the_limit() {
    let service = with_order().await;
    let bad = [
        "/_sim/v1/messages?wait=61s",
        "/_sim/v1/messages?wait=soon",
        "/v1/orders/P-1?wait=10s",
        "/v1/orders/P-1?wait_status=returned",
        "/v1/orders/P-1?wait_status=verification_failed&wait=10s",
        "/v1/orders?wait=10s",
    ];
    for path in bad {
        let _ = service
            .call(Method::GET, path, None)
            .await
            .refused(400, "bad-parameter");
    }
    let path = "/v1/orders/P-9?wait_status=returned&wait=10s";
    let _ = service
        .call(Method::GET, path, None)
        .await
        .refused(404, "unknown-order");
    let now = service.get("/_sim/v1/messages?wait=0s").await;
    assert_eq!(now["messages"], json!([]), "no time is a time");
}
