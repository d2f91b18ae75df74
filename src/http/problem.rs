//! What a client did wrong, or what the service cannot do now: RFC 9457 problem details.
//!
//! A closed set: every code is here, with its status. An answer names every bad field at once.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::disturb::{Disturbance, cut};
use super::openapi::ProblemCode;
use super::reply::SIM_RULE;
use crate::app::Unavailable;
use crate::rules::RuleId;

/// A refusal; nothing was stored.
#[derive(Debug)]
pub enum Problem {
    /// The body is no JSON.
    MalformedJson(String),
    /// A parameter of the query or path is malformed.
    BadParameter(String),
    /// The route is for who has the control token.
    Unauthorized,
    /// There is no such route.
    UnknownRoute,
    /// The route has no such method.
    MethodNotAllowed,
    /// The sandbox has no such order.
    UnknownOrder(String),
    /// There is no such sandbox.
    UnknownSandbox(String),
    /// There is no such edition.
    UnknownRulebook(String),
    /// The order exists with other content.
    OrderExists(String),
    /// The status does not allow it.
    WrongStatus {
        /// The order.
        order_no: String,
        /// Its status.
        status: &'static str,
        /// What would be possible.
        hint: &'static str,
    },
    /// The sandbox exists.
    SandboxExists(String),
    /// The sandbox is not empty.
    SandboxNotEmpty,
    /// No filing is accepted at this time.
    FilingsSuspended,
    /// The clock would go back.
    ClockBackwards(String),
    /// What is waited for does not come by itself.
    CannotHappen(String),
    /// A limit is reached.
    LimitReached(String),
    /// The body is too large.
    BodyTooLarge(usize),
    /// The body is not said to be JSON.
    NotJson,
    /// Fields are not acceptable.
    Invalid(Vec<FieldError>),
    /// A fault of the sandbox's plan took the call.
    Faulted(Disturbance),
    /// The sandbox has no endpoint for webhooks.
    NoWebhook,
    /// The sandbox's endpoint for webhooks is removed or disabled.
    WebhookInactive,
    /// The sandbox keeps no such delivery.
    UnknownDelivery(String),
    /// The service cannot serve it now.
    Unavailable(Unavailable),
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// Where: a JSON Pointer (RFC 6901) into the body.
    #[schema(examples("/entity/principal/phone"))]
    pub pointer: String,
    /// What, for machines.
    #[schema(examples("unknown-value"))]
    pub code: &'static str,
    /// What, for people.
    #[schema(examples("expected a mainland mobile number, ^1[3-9]\\d{9}$"))]
    pub detail: String,
}

/// Why a request was refused: RFC 9457 problem details. Nothing was stored.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Body<'a> {
    /// Names the code as a URI.
    #[schema(examples("urn:beian-sim:problem:unknown-order"))]
    r#type: String,
    /// What the code means, the same for all of its problems.
    #[schema(examples("The sandbox has no such order"))]
    title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599, examples(404))]
    status: u16,
    /// What went wrong, for machines: stable.
    #[schema(value_type = ProblemCode)]
    code: &'static str,
    /// What went wrong this time, for people.
    #[schema(examples("no order `P-9` in this sandbox"))]
    detail: String,
    /// The rule that refuses it, where one does.
    #[schema(examples("fault.injected"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    /// Where the rule is written.
    #[schema(examples("N2322"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    /// Every bad field, where fields are bad.
    #[schema(value_type = Vec<FieldError>, min_items = 1)]
    #[serde(skip_serializing_if = "<[FieldError]>::is_empty")]
    errors: &'a [FieldError],
}

impl Problem {
    /// The status of the answer.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::MalformedJson(_) | Self::BadParameter(_) => StatusCode::BAD_REQUEST,
            Self::Unauthorized | Self::Faulted(Disturbance::Unauthorized) => {
                StatusCode::UNAUTHORIZED
            }
            Self::UnknownRoute
            | Self::UnknownOrder(_)
            | Self::UnknownSandbox(_)
            | Self::UnknownRulebook(_)
            | Self::NoWebhook
            | Self::UnknownDelivery(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::OrderExists(_)
            | Self::WrongStatus { .. }
            | Self::SandboxExists(_)
            | Self::WebhookInactive
            | Self::SandboxNotEmpty
            | Self::FilingsSuspended
            | Self::ClockBackwards(_)
            | Self::CannotHappen(_)
            | Self::LimitReached(_)
            | Self::Unavailable(
                Unavailable::TooManySandboxes(_)
                | Unavailable::TooManyStreams(_)
                | Unavailable::TooManyWaits(_),
            ) => StatusCode::CONFLICT,
            Self::BodyTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Faulted(Disturbance::Error | Disturbance::Cut)
            | Self::Unavailable(Unavailable::Journal(_) | Unavailable::Defect) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
            Self::Unavailable(Unavailable::Draining | Unavailable::Store | Unavailable::Busy) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
        }
    }

    /// The answer's body.
    pub fn body(&self) -> Body<'_> {
        let (code, title) = self.names();
        let rule = self.rule();
        Body {
            r#type: format!("urn:beian-sim:problem:{code}"),
            title,
            status: self.status().as_u16(),
            code,
            detail: self.detail(),
            rule: rule.map(RuleId::key),
            source: rule.and_then(source_of),
            errors: self.errors(),
        }
    }

    /// The code and title.
    pub const fn names(&self) -> (&'static str, &'static str) {
        match self {
            Self::MalformedJson(_) => ("malformed-json", "The body is no JSON"),
            Self::BadParameter(_) => ("bad-parameter", "A parameter is malformed"),
            Self::Unauthorized => ("unauthorized", "The control token is missing"),
            Self::UnknownRoute => ("unknown-route", "There is no such route"),
            Self::MethodNotAllowed => ("method-not-allowed", "The route has no such method"),
            Self::UnknownOrder(_) => ("unknown-order", "The sandbox has no such order"),
            Self::UnknownSandbox(_) => ("unknown-sandbox", "There is no such sandbox"),
            Self::UnknownRulebook(_) => ("unknown-rulebook", "There is no such edition"),
            Self::OrderExists(_) => ("order-exists", "The order exists with other content"),
            Self::WrongStatus { .. } => ("wrong-status", "The order's status does not allow it"),
            Self::SandboxExists(_) => ("sandbox-exists", "The sandbox exists"),
            Self::SandboxNotEmpty => ("sandbox-not-empty", "The sandbox is not empty"),
            Self::FilingsSuspended => ("filings-suspended", "No filing is accepted at this time"),
            Self::ClockBackwards(_) => ("clock-backwards", "The clock never goes back"),
            Self::CannotHappen(_) => ("cannot-happen", "Time alone does not bring it"),
            Self::LimitReached(_)
            | Self::Unavailable(
                Unavailable::TooManySandboxes(_)
                | Unavailable::TooManyStreams(_)
                | Unavailable::TooManyWaits(_),
            ) => ("limit-reached", "A limit is reached"),
            Self::BodyTooLarge(_) => ("body-too-large", "The body is too large"),
            Self::NotJson => ("not-json", "The body is not said to be JSON"),
            Self::Invalid(_) => ("invalid", "Fields are not acceptable"),
            Self::Faulted(_) => ("fault-injected", "A fault of the sandbox's plan fired"),
            Self::NoWebhook => ("no-webhook", "The sandbox has no webhook endpoint"),
            Self::WebhookInactive => ("webhook-inactive", "No webhook endpoint is active"),
            Self::UnknownDelivery(_) => ("unknown-delivery", "There is no such delivery"),
            Self::Unavailable(Unavailable::Draining) => ("draining", "The service is stopping"),
            Self::Unavailable(Unavailable::Store) => ("store-unavailable", "The store fails"),
            Self::Unavailable(Unavailable::Busy) => ("busy", "Too much waits"),
            Self::Unavailable(Unavailable::Journal(_)) => ("journal", "The journal is unreadable"),
            Self::Unavailable(Unavailable::Defect) => ("defect", "An internal error"),
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::MalformedJson(detail)
            | Self::BadParameter(detail)
            | Self::ClockBackwards(detail)
            | Self::CannotHappen(detail)
            | Self::LimitReached(detail) => detail.clone(),
            Self::Unauthorized => {
                "the service was started with --control-token: send `Authorization: Bearer <token>`"
                    .to_owned()
            }
            Self::UnknownRoute => "see the table of routes in the README".to_owned(),
            Self::MethodNotAllowed => "the `Allow` header lists the methods".to_owned(),
            Self::UnknownOrder(order_no) => format!("no order `{order_no}` in this sandbox"),
            Self::UnknownSandbox(id) => format!("no sandbox `{id}` is stored"),
            Self::UnknownRulebook(id) => {
                format!("no edition `{id}`; `GET /_sim/v1/rulebooks` lists them")
            }
            Self::OrderExists(order_no) => format!(
                "`{order_no}` was submitted with other content; choose another `order_no`, or \
                 resubmit the order once it is returned"
            ),
            Self::WrongStatus {
                order_no,
                status,
                hint,
            } => {
                format!("`{order_no}` is `{status}`; {hint}")
            }
            Self::SandboxExists(id) => {
                format!("there is a sandbox `{id}`; choose another name, or remove it")
            }
            Self::SandboxNotEmpty => {
                "reset the sandbox, or import into one that holds nothing".to_owned()
            }
            Self::FilingsSuspended => {
                "the ministry's system changed over (工信管函〔2017〕2322号); advance the clock"
                    .to_owned()
            }
            Self::BodyTooLarge(max) => format!("a body has at most {max} bytes"),
            Self::NotJson => "send `Content-Type: application/json`".to_owned(),
            Self::Invalid(errors) => match errors.len() {
                1 => "1 field is not acceptable".to_owned(),
                count => format!("{count} fields are not acceptable"),
            },
            Self::Faulted(_) => {
                "服务器异常; `GET /_sim/v1/faults` lists what goes wrong".to_owned()
            }
            Self::NoWebhook | Self::WebhookInactive => {
                "`PUT /_sim/v1/webhook` with a `url` sets one".to_owned()
            }
            Self::UnknownDelivery(id) => {
                format!("no delivery `{id}`; `GET /_sim/v1/webhook/deliveries` lists them")
            }
            Self::Unavailable(unavailable) => unavailable.to_string(),
        }
    }

    /// The rule of the regulation that refuses it, where one does.
    pub const fn rule(&self) -> Option<RuleId> {
        match self {
            Self::FilingsSuspended => Some(RuleId::FilingsSuspended),
            Self::Faulted(_) => Some(RuleId::FaultInjected),
            _ => None,
        }
    }

    fn errors(&self) -> &[FieldError] {
        if let Self::Invalid(errors) = self {
            errors
        } else {
            &[]
        }
    }
}

/// Where a rule with a source of its own is written.
fn source_of(rule: RuleId) -> Option<String> {
    rule.info().source.as_ref().map(ToString::to_string)
}

impl FieldError {
    /// What is wrong with the field at that pointer.
    pub fn new(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            code,
            detail: detail.into(),
        }
    }
}

impl From<Disturbance> for Problem {
    fn from(disturbance: Disturbance) -> Self {
        Self::Faulted(disturbance)
    }
}

impl From<Unavailable> for Problem {
    fn from(unavailable: Unavailable) -> Self {
        Self::Unavailable(unavailable)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if matches!(self, Self::Faulted(Disturbance::Cut)) {
            return cut();
        }
        let rule = self.rule();
        let json = serde_json::to_vec(&self.body()).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = (self.status(), json).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        if let Some(rule) = rule {
            let rule = HeaderValue::from_static(rule.key());
            response.headers_mut().insert(SIM_RULE, rule);
        }
        if matches!(self, Self::Unauthorized) {
            // A browser asks its user for the password of the second kind.
            let ways = HeaderValue::from_static("Bearer, Basic realm=\"beian-sim control token\"");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, ways);
        }
        if response.status() == StatusCode::SERVICE_UNAVAILABLE {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}
