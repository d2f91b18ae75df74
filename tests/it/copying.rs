//! Forks and documents: a copy answers byte for byte what its original answers, and goes its own
//! way from there.

use axum::http::Method;
use beian_sim::app::Limits;
use beian_sim::store::Store;
use serde_json::{Value, json};

use crate::determinism::{Call, story};
use crate::support::process::address;
use crate::support::{START, Service, at, first_filing};

/// Everything there is to be seen of a sandbox that the story was told in.
const VIEWS: &[&str] = &[
    "/v1/orders",
    "/v1/orders/P-1",
    "/v1/orders/P-2",
    "/v1/orders/P-3",
    "/_sim/v1/orders/P-1",
    "/_sim/v1/orders/P-2",
    "/_sim/v1/orders/P-3",
    "/_sim/v1/orders/P-1/timeline",
    "/_sim/v1/orders/P-2/timeline",
    "/_sim/v1/orders/P-3/timeline",
    "/_sim/v1/messages",
    "/_sim/v1/attempts",
    "/_sim/v1/coverage",
    "/_sim/v1/clock",
    "/_sim/v1/rules",
];

/// The story's calls before its middle, and those behind.
fn halves() -> (Vec<Call>, Vec<Call>) {
    let mut story = story();
    let rest = story.split_off(story.len() / 2);
    (story, rest)
}

/// Makes the calls in that sandbox, and says what was answered: status, time, rule and body.
async fn tell(service: &Service, sandbox: &str, calls: Vec<Call>) -> Vec<String> {
    let mut told = Vec::new();
    for (method, path, body) in calls {
        let answer = service
            .call(method, &format!("/s/{sandbox}{path}"), body)
            .await;
        let headers = ["sim-now", "sim-rule"].map(|name| answer.header(name).to_owned());
        let body = String::from_utf8_lossy(&answer.bytes);
        told.push(format!("{path} {} {headers:?} {body}", answer.status));
    }
    told
}

async fn views(service: &Service, sandbox: &str) -> Vec<String> {
    let views = VIEWS
        .iter()
        .map(|path| (Method::GET, (*path).to_owned(), None));
    tell(service, sandbox, views.collect()).await
}

/// A service with a sandbox `a` in which the story is half told.
async fn half_told() -> Service {
    let service = Service::start().await;
    let settings = json!({
        "seed": 7, "captcha": "off", "clock": { "mode": "frozen", "now": START },
    });
    service.put("/_sim/v1/sandboxes/a", settings).await;
    tell(&service, "a", halves().0).await;
    service
}

async fn export(service: &Service, sandbox: &str) -> Value {
    service.get(&format!("/s/{sandbox}/_sim/v1/export")).await
}

#[tokio::test]
async fn a_fork_answers_as_its_original_and_goes_on_by_itself() {
    let service = half_told().await;
    let fork = service.call(
        Method::POST,
        "/s/a/_sim/v1/fork",
        Some(json!({ "to": "b" })),
    );
    let fork = fork.await;
    assert_eq!(fork.status, 201);
    assert_eq!(fork.header("location"), "/_sim/v1/sandboxes/b");
    let (view, mut original) = (fork.ok(), service.get("/_sim/v1/sandboxes/a").await);
    original["id"] = "b".into();
    assert_eq!(view, original);
    assert_eq!(views(&service, "a").await, views(&service, "b").await);
    // The original goes on, and the fork stands where it was.
    let before = views(&service, "b").await;
    let told = tell(&service, "a", halves().1).await;
    assert_eq!(views(&service, "b").await, before);
    assert_eq!(tell(&service, "b", halves().1).await, told);
    assert_eq!(views(&service, "a").await, views(&service, "b").await);
    // A reset goes back to what the original was made as.
    let reset = service.post("/s/b/_sim/v1/reset", json!({})).await;
    assert_eq!((&reset["seed"], &reset["orders"]), (&7.into(), &0.into()));
    assert_eq!(reset["clock"]["now"], START);
}

#[tokio::test]
async fn a_document_makes_the_same_sandbox_elsewhere_and_on_a_disk() {
    let service = half_told().await;
    let document = export(&service, "a").await;
    let folder = tempfile::tempdir().unwrap();
    let database = address(&folder.path().join("elsewhere.db"));
    let elsewhere = Service::on(&database).await;
    let imported = elsewhere
        .call(Method::POST, "/s/c/_sim/v1/import", Some(document.clone()))
        .await;
    assert_eq!(imported.status, 201);
    assert_eq!(imported.ok()["orders"], 3);
    assert_eq!(views(&service, "a").await, views(&elsewhere, "c").await);
    let mut again = export(&elsewhere, "c").await;
    again["sandbox"] = "a".into();
    assert_eq!(again, document);
    // It is stored as if it had been written there.
    elsewhere.stop().await;
    let elsewhere = Service::on(&database).await;
    let told = tell(&service, "a", halves().1).await;
    assert_eq!(tell(&elsewhere, "c", halves().1).await, told);
    assert_eq!(views(&service, "a").await, views(&elsewhere, "c").await);
}

#[tokio::test]
async fn a_document_that_was_printed_on_many_lines_is_the_same_document() {
    let service = half_told().await;
    let document = export(&service, "a").await;
    let pretty = serde_json::to_string_pretty(&document).unwrap();
    let request = axum::http::Request::post("/s/c/_sim/v1/import")
        .header("content-type", "application/json")
        .body(pretty.into())
        .unwrap();
    service.send(request).await.ok();
    service
        .hall
        .unload(&beian_sim::app::SandboxId::parse("c").unwrap());
    assert_eq!(views(&service, "a").await, views(&service, "c").await);
}

#[tokio::test]
async fn an_empty_sandbox_is_copied_as_well_and_one_with_settings_can_be_filled() {
    let service = half_told().await;
    service
        .post("/s/nothing/_sim/v1/fork", json!({ "to": "still-nothing" }))
        .await;
    assert_eq!(
        service.get("/_sim/v1/sandboxes/still-nothing").await["orders"],
        0
    );
    let document = export(&service, "still-nothing").await;
    assert_eq!(document["journal"], json!([]));
    // Settings alone are no content; what the document says takes their place.
    service
        .put("/_sim/v1/sandboxes/set", json!({ "seed": 99 }))
        .await;
    let document = export(&service, "a").await;
    let filled = service
        .call(Method::POST, "/s/set/_sim/v1/import", Some(document))
        .await;
    assert_eq!(filled.status, 200);
    assert_eq!(filled.ok()["seed"], 7);
    assert_eq!(views(&service, "a").await, views(&service, "set").await);
}

#[tokio::test]
async fn a_running_clock_goes_on_from_the_moment_of_the_export() {
    let service = Service::start().await;
    service.post("/s/run/v1/orders", first_filing("P-1")).await;
    service.wall.set(at("2024-03-01T09:04:00+08:00"));
    let document = export(&service, "run").await;
    assert_eq!(
        document["clock"],
        json!({ "mode": "running", "now": "2024-03-01T09:04:00+08:00" })
    );
    // A fork shares the moment and not the clock.
    service
        .post("/s/run/_sim/v1/fork", json!({ "to": "fork" }))
        .await;
    service.wall.set(at("2024-07-01T00:00:00+08:00"));
    service.post("/s/later/_sim/v1/import", document).await;
    let clock = service.get("/s/later/_sim/v1/clock").await;
    assert_eq!(clock["now"], "2024-03-01T09:04:00+08:00");
    service.wall.set(at("2024-07-01T00:01:00+08:00"));
    let messages = service.get("/s/later/_sim/v1/messages").await;
    assert_eq!(
        messages["messages"][0]["dispatched_at"],
        "2024-03-01T09:05:00+08:00"
    );
    let forked = service.get("/s/fork/v1/orders/P-1").await;
    assert_eq!(forked["return_reason"], "window_expired");
}

#[tokio::test]
async fn a_large_sandbox_is_copied_in_slices_and_whole() {
    let service = Service::start().await;
    let clock = json!({ "mode": "frozen", "now": START });
    service.put("/s/a/_sim/v1/clock", clock).await;
    for number in 0..1_200 {
        let order = first_filing(&format!("P-{number}"));
        service.post("/s/a/v1/orders", order).await;
    }
    service
        .post("/s/a/_sim/v1/clock/advance", json!({ "by": "2d" }))
        .await;
    service
        .post("/s/a/_sim/v1/fork", json!({ "to": "b" }))
        .await;
    assert_eq!(views(&service, "a").await, views(&service, "b").await);
    let document = export(&service, "a").await;
    let journal = document["journal"].as_array().unwrap();
    assert!(journal.len() > 7_000, "{}", journal.len());
    let numbers = journal.iter().map(|row| row["seq"].as_u64().unwrap());
    assert!(numbers.eq(1..=journal.len() as u64));
    let request = axum::http::Request::post("/s/c/_sim/v1/import")
        .header("content-type", "application/json")
        .body(document.to_string().into())
        .unwrap();
    assert!(document.to_string().len() > beian_sim::http::BODY_BYTES_MAX);
    service.send(request).await.ok();
    assert_eq!(views(&service, "a").await, views(&service, "c").await);
}

#[tokio::test]
async fn a_fork_takes_no_name_that_is_taken_and_of_two_at_once_one_wins() {
    let service = half_told().await;
    service.post("/s/b/v1/orders", first_filing("P-9")).await;
    let fork = |from: &str, to: Value| {
        let path = format!("/s/{from}/_sim/v1/fork");
        let service = &service;
        async move {
            service
                .call(Method::POST, &path, Some(json!({ "to": to })))
                .await
        }
    };
    fork("a", json!("b")).await.refused(409, "sandbox-exists");
    fork("a", json!("a")).await.refused(409, "sandbox-exists");
    assert_eq!(service.get("/s/b/_sim/v1/orders/P-9").await["round"], 1);
    for to in [json!("No Name"), json!(7), Value::Null] {
        let problem = fork("a", to).await.refused(422, "invalid");
        assert_eq!(problem["errors"][0]["pointer"], "/to");
    }
    let (one, other) = tokio::join!(fork("a", json!("c")), fork("b", json!("c")));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}

#[tokio::test]
async fn copies_keep_to_the_limits() {
    let limits = Limits {
        sandboxes_max: 2,
        orders_max: 2,
        ..Limits::default()
    };
    let source = half_told().await;
    let document = export(&source, "a").await;
    let service = Service::with("sqlite::memory:", limits).await;
    let import = |to: &str, document: Value| {
        let path = format!("/s/{to}/_sim/v1/import");
        let service = &service;
        async move { service.call(Method::POST, &path, Some(document)).await }
    };
    let problem = import("x", document).await.refused(409, "limit-reached");
    assert!(problem["detail"].as_str().unwrap().contains("--max-orders"));
    service.post("/s/one/v1/orders", first_filing("P-1")).await;
    service
        .post("/s/one/_sim/v1/fork", json!({ "to": "two" }))
        .await;
    let third = service
        .call(
            Method::POST,
            "/s/one/_sim/v1/fork",
            Some(json!({ "to": "three" })),
        )
        .await;
    third.refused(409, "limit-reached");
    let small = export(&service, "one").await;
    import("three", small.clone())
        .await
        .refused(409, "limit-reached");
    import("two", small).await.refused(409, "sandbox-not-empty");
    // What was refused left nothing: there is room again once one is gone.
    let gone = service
        .call(Method::DELETE, "/_sim/v1/sandboxes/two", None)
        .await;
    assert_eq!(gone.status, 204);
    service
        .post("/s/one/_sim/v1/fork", json!({ "to": "three" }))
        .await;
}

#[tokio::test]
async fn what_a_stop_leaves_of_a_copy_is_removed_after_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let database = address(&folder.path().join("stopped.db"));
    let service = Service::on(&database).await;
    service.post("/v1/orders", first_filing("P-1")).await;
    service.stop().await;
    let store = Store::open(&database).await.unwrap();
    let key = store.find("default").await.unwrap().unwrap().key;
    let (_, last) = store.census().await.unwrap();
    store.begin_staging(last + 1).await.unwrap();
    assert_eq!(store.copy_slice(key, last + 1, 1..100).await.unwrap(), 2);
    store.close().await;
    // The key is known to be taken until its rows are gone, and the sandbox never sees them.
    let store = Store::open(&database).await.unwrap();
    assert_eq!(store.census().await.unwrap(), (1, last + 1));
    assert_eq!(store.export(last + 1, 1, 100).await.unwrap().len(), 2);
    while store.remove_slice().await.unwrap() {}
    assert_eq!(store.export(last + 1, 1, 100).await.unwrap().len(), 0);
    assert_eq!(store.export(key, 1, 100).await.unwrap().len(), 2);
    assert_eq!(store.census().await.unwrap(), (1, last));
    store.close().await;
}
