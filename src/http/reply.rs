//! Answers: JSON with what every answer carries, and how the core's values stand on the wire.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::app::Seen;
use crate::rules::{RuleId, Sources, Timestamp};

/// Names the request.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
/// Names the sandbox.
pub const SIM_SANDBOX: HeaderName = HeaderName::from_static("sim-sandbox");
/// What the sandbox's clock showed.
pub const SIM_NOW: HeaderName = HeaderName::from_static("sim-now");
/// The rule of a verdict.
pub const SIM_RULE: HeaderName = HeaderName::from_static("sim-rule");

/// An answer with JSON, as a sandbox made it.
pub struct Reply {
    status: StatusCode,
    json: Vec<u8>,
    now: Timestamp,
    rule: Option<RuleId>,
    location: Option<String>,
}

impl Reply {
    /// The answer that was serialized while the sandbox was held.
    pub fn seen(seen: Seen<Vec<u8>>) -> Self {
        Self::new(seen.value, seen.now)
    }

    /// An answer at that moment.
    pub const fn new(json: Vec<u8>, now: Timestamp) -> Self {
        Self {
            status: StatusCode::OK,
            json,
            now,
            rule: None,
            location: None,
        }
    }

    /// With that status.
    pub const fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// With the rule of the verdict.
    pub const fn rule(mut self, rule: RuleId) -> Self {
        self.rule = Some(rule);
        self
    }

    /// With the place of what was made.
    pub fn location(mut self, location: String) -> Self {
        self.location = Some(location);
        self
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.json));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        headers.insert(SIM_NOW, time_header(self.now));
        if let Some(rule) = self.rule {
            headers.insert(SIM_RULE, HeaderValue::from_static(rule.key()));
        }
        if let Some(location) = self.location.and_then(|at| HeaderValue::try_from(at).ok()) {
            headers.insert(header::LOCATION, location);
        }
        response
    }
}

/// A moment as a header.
pub fn time_header(moment: Timestamp) -> HeaderValue {
    HeaderValue::try_from(moment.to_string()).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Room for most answers, and what the allocator still takes from its quickest shelf.
const USUAL_BYTES: usize = 1_000;

/// The JSON of a wire type.
pub fn json<T: Serialize>(value: &T) -> Vec<u8> {
    let mut text = Vec::with_capacity(USUAL_BYTES);
    // Wire types have string keys and no failing parts.
    serde_json::to_writer(&mut text, value).map_or_else(|_| Vec::new(), |()| text)
}

/// A moment on the wire: RFC 3339 at +08:00.
#[derive(Clone, Copy)]
pub struct Time(pub Timestamp);

/// Where a rule is written, on the wire: `S3, HW`.
pub struct Source(pub Sources);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl Serialize for Source {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .pattern(Some(r"\+08:00$"))
            .description(Some(
                "A moment: RFC 3339 at +08:00, with milliseconds only where they are not zero.",
            ))
            .examples(["2024-03-01T09:00:00+08:00"])
            .into()
    }
}

impl ToSchema for Time {}

impl PartialSchema for Source {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .description(Some(
                "Where it is written: keys of the `sources` of `GET /_sim/v1/rulebooks`, or \
                 `decided`, `carried:EDITION`, `override`.",
            ))
            .examples(["S3, HW"])
            .into()
    }
}

impl ToSchema for Source {}
