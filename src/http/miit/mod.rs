//! The ministry's plane: the six calls of its public web page in its own wire format, with tokens
//! and a slider puzzle, so that what talks to the real page talks to this service unchanged.
//!
//! Invariant: its verdicts are the person's plane's. Whatever goes wrong before a verdict is
//! answered in the ministry's envelope and counts for nobody.

mod auth;
mod call;
mod gallery;
mod image;
mod picture;
mod reply;
mod sms;
mod token;

use axum::http::{HeaderName, Method};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

use super::reply::{REQUEST_ID, SIM_NOW, SIM_RULE, SIM_SANDBOX};
use reply::Refusal;

pub use auth::{Tokens, authorize, refresh};
pub use gallery::Gallery;
pub use image::{Picture, check_image, get_check_image};
pub use reply::{Failure, SIM_REFUSAL, Success};
pub use sms::{Validated, resend, validate};

/// What a page on another origin may read beside the body.
const EXPOSED: [HeaderName; 5] = [REQUEST_ID, SIM_SANDBOX, SIM_NOW, SIM_RULE, SIM_REFUSAL];

/// What a browser needs to let a page on another origin call, credentials included: the ministry's
/// page sends them, so a star will not do.
pub fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::mirror_request())
        .allow_credentials(true)
        .allow_headers(AllowHeaders::mirror_request())
        .allow_methods([Method::GET, Method::POST])
        .expose_headers(EXPOSED)
}

/// Any other call of the ministry's, of which there are many.
pub async fn unknown_call() -> Refusal {
    Refusal::UnknownCall
}

/// A call with another method than its own.
pub async fn method_not_allowed() -> Refusal {
    Refusal::MethodNotAllowed
}
