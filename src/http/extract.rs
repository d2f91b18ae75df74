//! What handlers take from a request: the sandbox, path parameters, the query, the body.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde_json::Value;

use super::fields::not_an_object;
use super::problem::Problem;
use crate::app::SandboxId;
use crate::rules::Span;

/// The largest body, in bytes.
pub const BODY_BYTES_MAX: usize = 1 << 20;

/// How many rows a page has at the most, and unless the query says otherwise.
pub const PAGE_ROWS_MAX: usize = 1_000;
/// Rows of a page where the query says nothing.
pub const PAGE_ROWS_DEFAULT: usize = 100;

/// The longest that a request may wait for something to happen, by the wall.
pub const WAIT_MAX: Span = Span::from_secs(60);

/// The sandbox of the request's path; the root is the sandbox `default`.
#[derive(Clone)]
pub struct Sandbox(pub SandboxId);

/// The `{name}` of the path: an order, a sandbox, an edition.
pub struct Named(pub String);

/// The query's parameters; each is taken by name, and what is left is unknown.
pub struct Params(BTreeMap<String, String>);

/// The body's JSON; an absent body is `null`.
pub struct Json(pub Value);

impl<S: Sync> FromRequestParts<S> for Sandbox {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let found = parts.extensions.get::<Self>().cloned();
        found.ok_or_else(|| {
            let expected = "a sandbox's name matches [a-z0-9][a-z0-9-]{0,62}";
            Problem::BadParameter(expected.to_owned())
        })
    }
}

impl<S: Sync + Send> FromRequestParts<S> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let params = RawPathParams::from_request_parts(parts, state)
            .await
            .map_err(|error| Problem::BadParameter(error.body_text()))?;
        let named = params.iter().find(|(name, _)| *name == "name");
        named
            .map(|(_, value)| Self(value.to_owned()))
            .ok_or(Problem::UnknownRoute)
    }
}

impl<S: Sync + Send> FromRequestParts<S> for Params {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = Query::<BTreeMap<String, String>>::from_request_parts(parts, state).await;
        query
            .map(|query| Self(query.0))
            .map_err(|error| Problem::BadParameter(error.body_text()))
    }
}

impl Params {
    /// The parameter, if it is there and not empty.
    pub fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name).filter(|value| !value.is_empty())
    }

    /// The parameter as one of several keys.
    ///
    /// # Errors
    /// Where it is none of them.
    pub fn take_key<T>(
        &mut self,
        name: &str,
        known: impl Fn(&str) -> Option<T>,
        expected: &str,
    ) -> Result<Option<T>, Problem> {
        let Some(key) = self.take(name) else {
            return Ok(None);
        };
        let bad = || Problem::BadParameter(format!("`{name}` is `{key}`; expected {expected}"));
        known(&key).map(Some).ok_or_else(bad)
    }

    /// The page's length.
    ///
    /// # Errors
    /// Where it is no number from 1 to the maximum.
    pub fn limit(&mut self) -> Result<usize, Problem> {
        let in_range = |text: &str| {
            text.parse()
                .ok()
                .filter(|limit| (1..=PAGE_ROWS_MAX).contains(limit))
        };
        let expected = format!("a number from 1 to {PAGE_ROWS_MAX}");
        Ok(self
            .take_key("limit", in_range, &expected)?
            .unwrap_or(PAGE_ROWS_DEFAULT))
    }

    /// Where the page starts: the `next` of the page before.
    ///
    /// # Errors
    /// Where it is no such value.
    pub fn after(&mut self) -> Result<Option<u64>, Problem> {
        self.number("after", "the `next` of the page before")
    }

    /// How long to wait for something to happen, if at all.
    ///
    /// # Errors
    /// Where it is no duration, or longer than the maximum.
    pub fn wait(&mut self) -> Result<Option<Span>, Problem> {
        let in_range = |text: &str| Span::parse(text).ok().filter(|span| *span <= WAIT_MAX);
        let expected = format!("a duration of at most {WAIT_MAX}, such as `10s`");
        self.take_key("wait", in_range, &expected)
    }

    /// The parameter as a number.
    ///
    /// # Errors
    /// Where it is none.
    pub fn number(&mut self, name: &str, expected: &str) -> Result<Option<u64>, Problem> {
        self.take_key(name, |text| text.parse().ok(), expected)
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// Where parameters are left that the route does not have.
    pub fn finish(self) -> Result<(), Problem> {
        let unknown: Vec<_> = self.0.into_keys().map(|name| format!("`{name}`")).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let detail = format!("this route has no parameter {}", unknown.join(", "));
        Err(Problem::BadParameter(detail))
    }
}

impl<S: Sync + Send> FromRequest<S> for Json {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let body = read_json_text(request, BODY_BYTES_MAX).await?;
        if body.is_empty() {
            return Ok(Self(Value::Null));
        }
        match serde_json::from_slice(&body) {
            // Nothing is an absent body; `null` is one that is no object.
            Ok(Value::Null) => Err(not_an_object()),
            Ok(value) => Ok(Self(value)),
            Err(error) => Err(Problem::MalformedJson(error.to_string())),
        }
    }
}

/// The text of a body that is said to be JSON; an absent one is empty.
///
/// # Errors
/// Where it is too large, does not arrive whole, or is said to be something else.
pub async fn read_json_text(request: Request, bytes_max: usize) -> Result<Bytes, Problem> {
    let said_json = is_json(request.headers());
    let body = read_up_to(request, bytes_max).await?;
    if body.is_empty() || said_json {
        Ok(body)
    } else {
        Err(Problem::NotJson)
    }
}

/// The body's bytes.
///
/// # Errors
/// Where it is too large, or does not arrive whole.
pub async fn read(request: Request) -> Result<Bytes, Problem> {
    read_up_to(request, BODY_BYTES_MAX).await
}

async fn read_up_to(request: Request, bytes_max: usize) -> Result<Bytes, Problem> {
    let body = axum::body::to_bytes(request.into_body(), bytes_max).await;
    body.map_err(|error| {
        if is_too_large(&error) {
            Problem::BodyTooLarge(bytes_max)
        } else {
            Problem::MalformedJson("the body did not arrive whole".to_owned())
        }
    })
}

fn is_too_large(error: &axum::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if cause.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        source = cause.source();
    }
    false
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = kind.and_then(|kind| kind.split(';').next()).map(str::trim);
    essence.is_some_and(|essence| {
        essence.eq_ignore_ascii_case("application/json")
            || (essence.starts_with("application/") && essence.ends_with("+json"))
    })
}
