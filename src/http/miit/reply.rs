//! The ministry's envelope: what an answer and a refusal look like on the wire.
//!
//! A closed set. Nothing here counts as a failed verification.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::disturb::{Disturbance, cut};
use super::super::problem::Problem;
use super::super::reply::{Reply, json};
use crate::app::Unavailable;
use crate::rules::Timestamp;

/// Says which refusal it is: the ministry's message does not, and whoever tests a portal asks why.
pub const SIM_REFUSAL: HeaderName = HeaderName::from_static("sim-refusal");

/// What the ministry says to almost anything that it refuses.
const SERVER_ERROR: &str = "服务器异常";

/// Why a call is refused.
#[derive(Debug)]
pub enum Refusal {
    /// The path names no possible sandbox.
    BadSandbox,
    /// The plane has no such call.
    UnknownCall,
    /// The call has no such method.
    MethodNotAllowed,
    /// `authKey` is not what `timeStamp` makes it.
    BadAuthKey,
    /// There is no token.
    TokenMissing,
    /// The token is none of this sandbox's.
    TokenInvalid,
    /// The token has ended.
    TokenExpired,
    /// There is no sign, or no `uuid` that it is for.
    SignMissing,
    /// The sign is none of this sandbox's, or for another picture.
    SignInvalid,
    /// The sign has ended.
    SignExpired,
    /// There is no such picture, or no more.
    PictureUnknown,
    /// The piece does not lie in the gap.
    PictureMissed,
    /// The body is not what the call wants.
    BodyMalformed,
    /// The body is too large.
    BodyTooLarge,
    /// A field is missing or empty; what the ministry's page says then.
    FieldEmpty(&'static str),
    /// A fault of the sandbox's plan took the call.
    Faulted(Disturbance),
    /// The service cannot serve it now.
    Unavailable(Unavailable),
}

/// The ministry's envelope around an answer.
#[derive(Serialize, ToSchema)]
pub struct Success<'a, T> {
    /// Always 200, whatever the verdict.
    #[schema(minimum = 200, maximum = 200, examples(200))]
    code: u16,
    /// Always 操作成功.
    #[schema(examples("操作成功"))]
    msg: &'static str,
    /// The answer.
    params: &'a T,
    /// Always true.
    #[schema(examples(true))]
    success: bool,
}

/// The ministry's refusal; the header `Sim-Refusal` says which.
#[derive(Serialize, ToSchema)]
#[schema(as = MinistryRefusal)]
pub struct Failure {
    /// Always false.
    #[schema(examples(false))]
    success: bool,
    /// The HTTP status; 500 under HTTP 200.
    #[schema(minimum = 400, maximum = 599, examples(500))]
    code: u16,
    /// What the ministry says: mostly 服务器异常.
    #[schema(examples("服务器异常"))]
    msg: &'static str,
}

/// An answer with those parameters.
pub fn success<T: Serialize>(params: &T, now: Timestamp) -> Reply {
    let body = Success {
        code: 200,
        msg: "操作成功",
        params,
        success: true,
    };
    Reply::new(json(&body), now)
}

impl Refusal {
    /// The status of the answer: 200 for whatever the ministry answers in the envelope alone.
    fn status(&self) -> StatusCode {
        match self {
            Self::BadSandbox => StatusCode::BAD_REQUEST,
            Self::UnknownCall => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TokenMissing
            | Self::TokenInvalid
            | Self::TokenExpired
            | Self::Faulted(Disturbance::Unauthorized) => StatusCode::UNAUTHORIZED,
            Self::Faulted(Disturbance::Error | Disturbance::Cut) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unavailable(unavailable) => Problem::from(unavailable.clone()).status(),
            Self::BadAuthKey
            | Self::SignMissing
            | Self::SignInvalid
            | Self::SignExpired
            | Self::PictureUnknown
            | Self::PictureMissed
            | Self::BodyMalformed
            | Self::FieldEmpty(_) => StatusCode::OK,
        }
    }

    const fn reason(&self) -> &'static str {
        match self {
            Self::BadSandbox => "bad-sandbox",
            Self::UnknownCall => "unknown-call",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::BadAuthKey => "bad-auth-key",
            Self::TokenMissing => "token-missing",
            Self::TokenInvalid => "token-invalid",
            Self::TokenExpired => "token-expired",
            Self::SignMissing => "sign-missing",
            Self::SignInvalid => "sign-invalid",
            Self::SignExpired => "sign-expired",
            Self::PictureUnknown => "picture-unknown",
            Self::PictureMissed => "picture-missed",
            Self::BodyMalformed => "body-malformed",
            Self::BodyTooLarge => "body-too-large",
            Self::FieldEmpty(_) => "field-empty",
            Self::Faulted(_) => "fault-injected",
            Self::Unavailable(_) => "unavailable",
        }
    }
}

impl From<Disturbance> for Refusal {
    fn from(disturbance: Disturbance) -> Self {
        Self::Faulted(disturbance)
    }
}

impl From<Unavailable> for Refusal {
    fn from(unavailable: Unavailable) -> Self {
        Self::Unavailable(unavailable)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if matches!(self, Self::Faulted(Disturbance::Cut)) {
            return cut();
        }
        let status = self.status();
        let body = Failure {
            success: false,
            code: if status == StatusCode::OK {
                StatusCode::INTERNAL_SERVER_ERROR.as_u16()
            } else {
                status.as_u16()
            },
            msg: match self {
                Self::FieldEmpty(says) => says,
                _ => SERVER_ERROR,
            },
        };
        let mut response = (status, json(&body)).into_response();
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("application/json");
        headers.insert(header::CONTENT_TYPE, kind);
        headers.insert(SIM_REFUSAL, HeaderValue::from_static(self.reason()));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}
