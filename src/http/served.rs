//! What a browser is served: pages and what they are made of, with the headers that keep a page to
//! itself.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// What a document is that is of no kind that can be told.
const BYTES: &str = "application/octet-stream";

/// A document under that content security policy.
pub fn served(kind: &str, policy: &'static str, body: impl Into<Body>) -> Response {
    let headers: [(HeaderName, HeaderValue); 5] = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_str(kind).unwrap_or(HeaderValue::from_static(BYTES)),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(policy),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        // Not `no-referrer`: a browser would then hide the origin of a page's own forms as well.
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("same-origin"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, body.into()).into_response()
}
