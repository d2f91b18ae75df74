//! The person's page: what a responsible person sees, unmistakably a simulator.
//!
//! It talks to the ministry's wire format and to nothing else, and loads nothing from elsewhere.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::extract::Request;
use axum::response::{Redirect, Response};
use serde::Serialize;

use super::extract::Sandbox;
use super::served::served;
use crate::rules::Verdict;

/// Only what the service itself serves: no inline code or style, no other origin, no framing.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; \
    frame-ancestors 'none'";

/// Verdicts of the two forms, whose prompts the page shows.
const VERIFY: &[Verdict] = &[
    Verdict::AllVerified,
    Verdict::WaitingForOthers,
    Verdict::AlreadyVerified,
    Verdict::NotFound,
    Verdict::Failed,
    Verdict::Closed,
    Verdict::Mismatch,
];
const RESEND: &[Verdict] = &[
    Verdict::Resent,
    Verdict::NothingPending,
    Verdict::ResendLimit,
    Verdict::ResendUnknown,
];

#[derive(Serialize)]
struct Prompts {
    verify: BTreeMap<u16, &'static str>,
    resend: BTreeMap<u16, &'static str>,
}

static PAGE: LazyLock<String> = LazyLock::new(|| {
    let texts = |verdicts: &[Verdict]| {
        verdicts
            .iter()
            .map(|verdict| (verdict.valid_status(), verdict.message()))
            .collect()
    };
    let prompts = Prompts {
        verify: texts(VERIFY),
        resend: texts(RESEND),
    };
    let json = serde_json::to_string(&prompts).unwrap_or_default();
    include_str!("assets/page.html").replace("{prompts}", &json)
});

/// `GET /`: the two forms, 短信核验 and 短信重发, in the sandbox `default`.
pub async fn show_page() -> Response {
    asset("text/html; charset=utf-8", PAGE.as_str())
}

/// `GET /s/{sandbox}/`: the same page in another sandbox.
pub async fn show_page_of(_: Sandbox) -> Response {
    show_page().await
}

/// `GET /s/{sandbox}`: the page is one slash further, so that its links are right.
pub async fn redirect_to_page(request: Request) -> Redirect {
    Redirect::permanent(&format!("{}/", request.uri().path()))
}

/// `GET /assets/page.css`.
pub async fn style() -> Response {
    asset("text/css; charset=utf-8", include_str!("assets/page.css"))
}

/// `GET /assets/page.js`.
pub async fn script() -> Response {
    asset(
        "text/javascript; charset=utf-8",
        include_str!("assets/page.js"),
    )
}

/// `GET /assets/md5.js`.
pub async fn md5() -> Response {
    asset(
        "text/javascript; charset=utf-8",
        include_str!("assets/md5.js"),
    )
}

/// `GET /assets/icon.svg`.
pub async fn icon() -> Response {
    asset("image/svg+xml", include_str!("assets/icon.svg"))
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    served(kind, POLICY, text)
}
