//! One request of a page: who asks, about which sandbox, and how its page is made.
//!
//! Everything on a page comes from one look at the sandbox, so that no two figures on it disagree.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::Markup;

use super::super::App;
use super::super::extract::Sandbox;
use super::super::reply::{SIM_NOW, time_header};
use super::super::served::served;
use super::advances::Advances;
use super::guard::POLICY;
use super::layout::{self, Frame};
use super::look::Look;
use super::trouble::Trouble;
use super::words::Words;
use crate::app::SandboxId;
use crate::rules::Timestamp;
use crate::sim;

/// Sandboxes that the switcher offers by name.
const SWITCHER_ROWS: usize = 12;

/// Query parameters that tell of an outcome, once.
const OUTCOMES: &[&str] = &["did", "attempt", "advance"];

/// Where the service is assumed to be where the request does not say it usably.
const USUAL_HOST: &str = "127.0.0.1:8080";

/// A request of the console.
pub struct Visit {
    /// What every handler can reach.
    pub app: App,
    /// The sandbox that it is about.
    pub id: SandboxId,
    /// What stands before every path of that sandbox: empty for `default`.
    pub base: String,
    /// How the page is to look.
    pub look: Look,
    /// Scheme and host, for lines to copy.
    pub origin: String,
    /// The path and query of this page, without a former outcome.
    pub here: String,
    /// What the newest advances fired.
    pub advances: Arc<Advances>,
    query: BTreeMap<String, String>,
}

/// What a page is made from.
pub struct Scene<'a> {
    /// The request.
    pub visit: &'a Visit,
    /// The sandbox, settled up to now.
    pub sandbox: &'a sim::Sandbox,
    /// What its clock shows.
    pub now: Timestamp,
    /// The words in the visitor's language.
    pub words: &'static Words,
}

impl Visit {
    /// A parameter of the query, if it is there and not empty.
    pub fn param(&self, name: &str) -> Option<&str> {
        let value = self.query.get(name).map(|value| value.trim());
        value.filter(|value| !value.is_empty())
    }

    /// A parameter of the query as a number.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.param(name)?.parse().ok()
    }

    /// The path of a page of this sandbox.
    pub fn path(&self, page: &str) -> String {
        format!("{}/console{page}", self.base)
    }

    /// Looks at the sandbox and makes the page.
    ///
    /// # Errors
    /// Where the sandbox cannot be looked at, or the page does not exist.
    pub async fn show(
        &self,
        frame: Frame,
        body: impl FnOnce(&Scene<'_>) -> Result<Markup, Trouble>,
    ) -> Result<Response, Trouble> {
        let others = self.app.hall.list("", SWITCHER_ROWS).await?;
        let seen = self.app.hall.read(&self.id, |sandbox, moment| {
            let scene = Scene {
                visit: self,
                sandbox,
                now: moment.now,
                words: self.look.lang.words(),
            };
            body(&scene).map(|body| layout::page(&scene, &frame, &others, &body))
        });
        let seen = seen.await?;
        let mut response = html(frame.status, seen.value?);
        response
            .headers_mut()
            .insert(SIM_NOW, time_header(seen.now));
        Ok(response)
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        let found = parts.extensions.get::<Sandbox>().cloned();
        let Sandbox(id) = found.ok_or(Trouble::BadSandboxName)?;
        let advances = parts.extensions.get::<Arc<Advances>>().cloned();
        let base = base_of(&id);
        let query = parts.uri.query().unwrap_or_default();
        let query: BTreeMap<String, String> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        Ok(Self {
            app: app.clone(),
            here: here(&base, parts.uri.path(), &query),
            base,
            id,
            look: Look::of(&parts.headers),
            origin: origin(&parts.headers),
            advances: advances.unwrap_or_default(),
            query,
        })
    }
}

/// What stands before every path of that sandbox.
pub fn base_of(id: &SandboxId) -> String {
    if *id == SandboxId::default_sandbox() {
        String::new()
    } else {
        format!("/s/{id}")
    }
}

/// A page's answer.
pub fn html(status: StatusCode, page: Markup) -> Response {
    let document = served("text/html; charset=utf-8", POLICY, page.into_string());
    (status, document).into_response()
}

fn here(base: &str, path: &str, query: &BTreeMap<String, String>) -> String {
    let lasting = query
        .iter()
        .filter(|(name, _)| !OUTCOMES.contains(&name.as_str()));
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(lasting)
        .finish();
    // Below `/s/{sandbox}` the router has taken the base away.
    if query.is_empty() {
        format!("{base}{path}")
    } else {
        format!("{base}{path}?{query}")
    }
}

/// Where a client reaches the service, as this one did; only what a shell takes as it is.
fn origin(headers: &HeaderMap) -> String {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &header::HeaderValue| value.to_str().ok())
    };
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b':' | b'-' | b'[' | b']');
    let host = text(header::HOST).filter(|host| !host.is_empty() && host.bytes().all(plain));
    let secure = text(header::HeaderName::from_static("x-forwarded-proto")) == Some("https");
    let scheme = if secure { "https" } else { "http" };
    format!("{scheme}://{}", host.unwrap_or(USUAL_HOST))
}
