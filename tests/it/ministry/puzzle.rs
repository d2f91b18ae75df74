//! The slider puzzle: one try each, an end by the sandbox's clock, and the same pictures again.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::json;

use super::page::{Page, failures, gap, refused, with_order};
use crate::support::Service;

#[tokio::test]
async fn a_picture_can_be_tried_once() {
    let (service, _) = with_order().await;
    let page = Page::open(&service, "default").await;
    let missed = page.picture().await;
    let x = gap(&missed);
    refused(
        &page.check(&missed["uuid"], x + 5).await,
        200,
        500,
        "picture-missed",
    );
    refused(
        &page.check(&missed["uuid"], x).await,
        200,
        500,
        "picture-unknown",
    );
    let solved = page.picture().await;
    page.check(&solved["uuid"], gap(&solved)).await.ok();
    let again = page.check(&solved["uuid"], gap(&solved)).await;
    refused(&again, 200, 500, "picture-unknown");
    assert_eq!(failures(&service).await, (json!(0), 0));
}

#[tokio::test]
async fn a_few_pixels_do_not_matter_and_a_place_may_be_a_number() {
    let service = Service::start().await;
    let page = Page::open(&service, "default").await;
    for (off, right) in [(-5, false), (-4, true), (0, true), (4, true), (5, false)] {
        let picture = page.picture().await;
        let x = i64::try_from(gap(&picture)).unwrap() + off;
        let entry = json!({ "key": picture["uuid"], "value": x });
        let answer = page.post("image/checkImage", &entry).await;
        assert_eq!(answer.json()["success"], right, "{off}");
    }
    let picture = page.picture().await;
    let entry = json!({ "key": picture["uuid"], "value": "left" });
    let answer = page.post("image/checkImage", &entry).await;
    refused(&answer, 200, 500, "picture-missed");
}

#[tokio::test]
async fn a_picture_ends_by_the_sandboxs_clock_and_is_of_its_sandbox_alone() {
    let (service, _) = with_order().await;
    let page = Page::open(&service, "default").await;
    let other = Page::open(&service, "other").await;
    let (first, second) = (page.picture().await, page.picture().await);
    let elsewhere = other.check(&first["uuid"], gap(&first)).await;
    refused(&elsewhere, 200, 500, "picture-unknown");
    let advance = |by: &str| service.post("/_sim/v1/clock/advance", json!({ "by": by }));
    advance("4m59s").await;
    assert_eq!(
        page.check(&first["uuid"], gap(&first)).await.ok()["success"],
        true
    );
    advance("1s").await;
    let late = page.check(&second["uuid"], gap(&second)).await;
    refused(&late, 200, 500, "picture-unknown");
}

#[tokio::test]
async fn the_same_seed_draws_the_same_pictures_in_the_same_order() {
    let (one, other) = (Service::start().await, Service::start().await);
    let mut drawn = Vec::new();
    for (service, sandbox, seed) in [(&one, "a", 7), (&other, "b", 7), (&one, "c", 8)] {
        let path = format!("/_sim/v1/sandboxes/{sandbox}");
        service.put(&path, json!({ "seed": seed })).await;
        let page = Page::open(service, sandbox).await;
        let pictures = [page.picture().await, page.picture().await];
        drawn.push(pictures.map(|p| [p["bigImage"].clone(), p["smallImage"].clone()]));
        if sandbox == "a" {
            service.post("/s/a/_sim/v1/reset", json!({})).await;
            let after = page.picture().await;
            assert_eq!(after["bigImage"], drawn[0][0][0], "a reset begins anew");
        }
    }
    assert_eq!(drawn[0], drawn[1]);
    assert_ne!(drawn[0][0], drawn[0][1]);
    assert_ne!(drawn[0], drawn[2]);
}

#[tokio::test]
async fn other_requests_are_answered_while_a_picture_is_drawn() {
    let service = Service::start().await;
    let page = Page::open(&service, "default").await;
    let answered = std::sync::Mutex::new(Vec::new());
    let picture = async {
        page.picture().await;
        answered.lock().unwrap().push("picture");
    };
    let other = async {
        let request = Request::builder().method(Method::GET).uri("/livez");
        let answer = service.send(request.body(Body::empty()).unwrap()).await;
        assert!(answer.status.is_success());
        answered.lock().unwrap().push("other");
    };
    // The picture is asked for first, by one thread that serves both.
    tokio::join!(biased; picture, other);
    assert_eq!(*answered.lock().unwrap(), ["other", "picture"]);
}
