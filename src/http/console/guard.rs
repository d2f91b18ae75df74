//! What stands before every page: no form of another origin is taken, and whatever cannot be shown is
//! told on a page in the visitor's language.

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::super::extract::Sandbox;
use super::layout;
use super::look::Look;
use super::trouble::Trouble;
use super::visit::{base_of, html};

/// Only what the service itself serves: no inline code or style, no other origin, no framing.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

/// Lets a request of the console through, unless another origin sent it.
pub async fn guard(request: Request, next: Next) -> Response {
    let look = Look::of(request.headers());
    let sandbox = request.extensions().get::<Sandbox>();
    let base = sandbox.map_or_else(String::new, |sandbox| base_of(&sandbox.0));
    let changes = *request.method() != Method::GET && *request.method() != Method::HEAD;
    let mut response = if changes && is_foreign(request.headers()) {
        Trouble::CrossSite.into_response()
    } else {
        next.run(request).await
    };
    match response.extensions_mut().remove::<Trouble>() {
        Some(trouble) => html(trouble.status(), layout::trouble(look, &base, &trouble)),
        None => response,
    }
}

/// What only takes a form is one step below the page with the form: whoever reloads it gets there.
pub async fn back_to_page(request: Request) -> Response {
    if *request.method() != Method::GET {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let sandbox = request.extensions().get::<Sandbox>();
    let base = sandbox.map_or_else(String::new, |sandbox| base_of(&sandbox.0));
    let path = request.uri().path();
    let parent = path
        .rsplit_once('/')
        .map_or("/console", |(parent, _)| parent);
    Redirect::to(&format!("{base}{parent}")).into_response()
}

/// `/console/…`: whatever no route has.
pub async fn unknown_page() -> Trouble {
    Trouble::UnknownPage
}

/// Whether a browser sent the request for a page of another origin. What is no browser sends neither
/// header, and has no visitor whose place it could take.
fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    if let Some(site) = text("sec-fetch-site")
        && site != "same-origin"
        && site != "none"
    {
        return true;
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else {
        return false;
    };
    let host = text(header::HOST.as_str()).and_then(|host| host.parse::<Authority>().ok());
    let origin = origin
        .split_once("://")
        .and_then(|(_, host)| host.parse::<Authority>().ok());
    origin.is_none() || origin != host
}
