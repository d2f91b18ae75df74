//! Documents that are no sandbox: each is refused with the place that is wrong, and nothing is
//! stored.

use axum::http::{Method, Request};
use serde_json::{Value, json};

use crate::support::{Answer, START, Service, first_filing};

/// A document with every kind of row.
pub async fn document(service: &Service) -> Value {
    let settings = json!({
        "overrides": { "window": "6h", "resend_code": "new", "noon_redispatch": true },
        "clock": { "mode": "frozen", "now": START },
    });
    service.put("/_sim/v1/sandboxes/source", settings).await;
    let post = |path: &str, body: Value| {
        let path = format!("/s/source{path}");
        async move { service.post(&path, body).await }
    };
    let wrong = json!({ "phone": "13800000001", "code": "000000", "id_suffix": "010014" });
    post("/v1/orders", first_filing("P-1")).await;
    post("/v1/orders", first_filing("P-2")).await;
    post("/_sim/v1/clock/advance", json!({ "by": "5m" })).await;
    post("/v1/verify", wrong).await;
    let resend = json!({ "phone": "13800000002", "id_suffix": "01002X" });
    post("/v1/resend", resend).await;
    post("/_sim/v1/clock/advance", json!({ "by": "10m" })).await;
    let messages = service.get("/s/source/_sim/v1/messages").await;
    for (number, suffix) in [(0, "010014"), (5, "01002X")] {
        let sms = &messages["messages"][number];
        let right = json!({ "phone": sms["to"], "code": sms["code"], "id_suffix": suffix });
        post("/v1/verify", right).await;
    }
    post("/_sim/v1/clock/advance", json!({ "by": "7h" })).await;
    post("/v1/orders/P-2/resubmit", json!({})).await;
    post("/_sim/v1/clock/advance", json!({ "by": "6m" })).await;
    service.get("/s/source/_sim/v1/export").await
}

/// Imports the document into that sandbox.
pub async fn import(service: &Service, sandbox: &str, document: &Value) -> Answer {
    let path = format!("/s/{sandbox}/_sim/v1/import");
    service
        .call(Method::POST, &path, Some(document.clone()))
        .await
}

/// The place of the first row in the journal that has that word in it.
fn row(document: &Value, word: &str) -> usize {
    let rows = document["journal"].as_array().unwrap();
    let found = rows.iter().position(|row| row.to_string().contains(word));
    found.unwrap_or_else(|| unreachable!("no row has {word}"))
}

/// Where in the document, what to put there, where it is refused, and a word of why.
const BAD_HEADS: &[(&str, &str, &str, &str)] = &[
    ("/format", "2", "/format", "format 2"),
    ("/settings/seed", "9007199254740992", "/settings", "2^53-1"),
    (
        "/settings/rulebook",
        "\"app-1999\"",
        "/settings",
        "app-1999",
    ),
    ("/settings/profile", "\"nobody\"", "/settings", "nobody"),
    ("/settings/overrides/window", "0", "/settings", "window"),
    ("/origin/settings/seed", "-1", "/origin/settings/seed", "-1"),
    ("/clock/mode", "\"crawling\"", "/clock/mode", "crawling"),
    ("/clock/mode", "null", "/clock/mode", "expected value"),
    ("/clock/now", "\"tomorrow\"", "/clock/now", "tomorrow"),
    ("/journal", "{}", "/journal", "sequence"),
    ("/journal/0/in", "\"attic\"", "/journal/0/in", "attic"),
];

/// The first row with which word, where in it, what to put there, and a word of why.
const BAD_ROWS: &[(&str, &str, &str, &str)] = &[
    ("\"orders\"", "/seq", "7", "is missing: found 7"),
    ("\"orders\"", "/format", "99", "format 99"),
    ("\"orders\"", "/at", "9223372036854775807", "calendar"),
    ("\"orders\"", "/at", "0", "calendar"),
    ("\"orders\"", "/rule", "\"because\"", "because"),
    ("\"orders\"", "/rule", "\"a\\tb\"", "columns"),
    ("\"orders\"", "/order_no", "\"P 1\"", "name"),
    ("\"orders\"", "/order_no", "\"P\\n1\"", "columns"),
    ("\"orders\"", "/order_no", "null", "columns"),
    ("\"orders\"", "/order_number", "5", "not there"),
    ("\"orders\"", "/round", "3", "round is 3"),
    ("\"orders\"", "/terms", "1", "terms 1"),
    ("\"orders\"", "/setup/opened_at", "1", "calendar"),
    (
        "\"orders\"",
        "/setup/opened_at",
        "1709255000000",
        "opened at",
    ),
    ("\"orders\"", "/body/province", "\"atlantis\"", "atlantis"),
    ("\"P-2\"", "/order_no", "\"P-1\"", "`P-1` already"),
    ("\"terms\":{", "/body/terms/window/value", "-1", "window"),
    (
        "sms_dispatched",
        "/detail/sms_dispatched/nth_code",
        "4294967295",
        "nth_code",
    ),
    (
        "sms_dispatched",
        "/detail/sms_dispatched/person",
        "9",
        "verifier",
    ),
    (
        "sms_dispatched",
        "/detail/sms_dispatched/message",
        "9",
        "not there",
    ),
    (
        "sms_dispatched",
        "/detail/sms_dispatched/arrives_at",
        "-1",
        "calendar",
    ),
    (
        "sms_dispatched",
        "/detail",
        "\"order_submitted\"",
        "order_submitted",
    ),
    ("sms_dispatched", "/at", "1000000000000", "before"),
    (
        "sms_delivered",
        "/detail/sms_delivered/message",
        "77",
        "on its way",
    ),
    (
        "resend_requested",
        "/detail/resend_requested/nth",
        "2",
        "nth is 2",
    ),
    (
        "attempt_failed",
        "/detail/attempt_failed/failures",
        "4294967295",
        "failures",
    ),
    ("\"call\"", "/detail/about/person", "7", "verifier"),
];

#[tokio::test]
async fn every_bad_document_is_refused_with_the_place_that_is_wrong() {
    let service = Service::start().await;
    let good = document(&service).await;
    let heads = BAD_HEADS.iter().map(|(place, value, refused_at, why)| {
        let (place, refused_at) = ((*place).to_owned(), (*refused_at).to_owned());
        (place, *value, refused_at, *why)
    });
    let rows = BAD_ROWS.iter().map(|(word, place, value, why)| {
        let row = format!("/journal/{}", row(&good, word));
        (format!("{row}{place}"), *value, row, *why)
    });
    for (place, value, refused_at, why) in heads.chain(rows) {
        let mut document = good.clone();
        let found = document.pointer_mut(&place);
        *found.unwrap_or_else(|| unreachable!("{place}")) = value.parse().unwrap();
        let problem = import(&service, "target", &document).await;
        let problem = problem.refused(422, "invalid");
        let error = &problem["errors"][0];
        assert_eq!(error["pointer"], refused_at, "{place}: {error}");
        let detail = error["detail"].as_str().unwrap();
        assert!(detail.contains(why), "{place}: {error}");
    }
    // Nothing was stored on the way, and the document as it was is a sandbox.
    let stored = service.call(Method::GET, "/_sim/v1/sandboxes/target", None);
    stored.await.refused(404, "unknown-sandbox");
    assert_eq!(import(&service, "target", &good).await.status, 201);
}

#[tokio::test]
async fn a_document_lacks_nothing_and_has_nothing_else() {
    let service = Service::start().await;
    let good = document(&service).await;
    for field in ["format", "settings", "origin", "clock", "journal"] {
        let mut document = good.clone();
        document.as_object_mut().unwrap().remove(field);
        let problem = import(&service, "target", &document).await;
        let problem = problem.refused(422, "invalid").to_string();
        assert!(
            problem.contains(&format!("missing field `{field}`")),
            "{problem}"
        );
    }
    let mut extra = good.clone();
    extra["colour"] = json!("red");
    let problem = import(&service, "target", &extra).await;
    let problem = problem.refused(422, "invalid").to_string();
    assert!(problem.contains("colour"), "{problem}");
    let mut hole = good;
    hole["journal"].as_array_mut().unwrap().remove(3);
    let problem = import(&service, "target", &hole).await;
    assert_eq!(
        problem.refused(422, "invalid")["errors"][0]["pointer"],
        "/journal/3"
    );
}

#[tokio::test]
async fn what_is_no_json_too_large_or_of_another_kind_is_told_so() {
    let service = Service::start().await;
    let send = |kind: &str, body: Vec<u8>| {
        let request = Request::post("/s/x/_sim/v1/import").header("content-type", kind);
        service.send(request.body(body.into()).unwrap())
    };
    send("application/json", b"{".to_vec())
        .await
        .refused(400, "malformed-json");
    send("application/json", b"{} {}".to_vec())
        .await
        .refused(400, "malformed-json");
    send("application/json", Vec::new())
        .await
        .refused(400, "malformed-json");
    send("text/plain", b"{}".to_vec())
        .await
        .refused(415, "not-json");
    let large = vec![b' '; (1 << 26) + 1];
    send("application/json", large)
        .await
        .refused(413, "body-too-large");
}
