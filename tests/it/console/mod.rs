//! The console: what its pages show, what its forms do, and what it keeps out.

mod actions;
mod clock;
mod coverage;
mod escaping;
mod look;
mod orders;
mod pages;
mod sandboxes;

use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::json;

use crate::support::{Answer, START, Service, first_filing};

/// Every page of a sandbox that needs no order.
pub const PAGES: &[&str] = &[
    "/console/orders",
    "/console/inbox",
    "/console/attempts",
    "/console/coverage",
    "/console/clock",
    "/console/rules",
    "/console/rulebooks",
    "/console/sandboxes",
];

/// A page.
pub async fn page(service: &Service, path: &str) -> String {
    let answer = service.call(Method::GET, path, None).await;
    assert_eq!(answer.status, 200, "{path}: {}", text(&answer));
    text(&answer)
}

/// An answer's text.
pub fn text(answer: &Answer) -> String {
    String::from_utf8(answer.bytes.clone()).unwrap()
}

/// Sends a form as a browser does.
pub async fn send(service: &Service, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::HOST, "sim.test:8080")
        .header(header::ORIGIN, "http://sim.test:8080")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body))
        .unwrap();
    service.send(request).await
}

/// Sends a form that must be accepted; answers the page that it leads to.
#[track_caller]
pub fn accepted<'a>(
    service: &'a Service,
    path: &'a str,
    fields: &'a [(&'a str, &'a str)],
) -> impl Future<Output = String> + 'a {
    let caller = std::panic::Location::caller();
    async move {
        let answer = send(service, path, fields).await;
        assert_eq!(answer.status, 303, "at {caller}: {}", text(&answer));
        page(service, answer.header("location")).await
    }
}

/// Sends a form that must be refused with that status; answers the page that says why.
#[track_caller]
pub fn rejected<'a>(
    service: &'a Service,
    path: &'a str,
    fields: &'a [(&'a str, &'a str)],
    status: u16,
) -> impl Future<Output = String> + 'a {
    let caller = std::panic::Location::caller();
    async move {
        let answer = send(service, path, fields).await;
        let page = text(&answer);
        assert_eq!(answer.status, status, "at {caller}: {page}");
        page
    }
}

/// A service whose clock stands, with an order whose two people have been texted.
pub async fn texted() -> Service {
    let service = Service::start().await;
    let clock = json!({ "mode": "frozen", "now": START });
    service.put("/_sim/v1/clock", clock).await;
    service.post("/v1/orders", first_filing("P-1")).await;
    let advance = json!({ "by": "5m" });
    service.post("/_sim/v1/clock/advance", advance).await;
    service
}

/// The live code of a verifier of `P-1`, by place.
pub async fn code(service: &Service, person: usize) -> String {
    let truth = service.get("/_sim/v1/orders/P-1").await;
    let code = truth["verifiers"][person]["code"].as_str();
    code.unwrap().to_owned()
}

/// How often the text stands in the page.
pub fn count(page: &str, text: &str) -> usize {
    page.matches(text).count()
}
