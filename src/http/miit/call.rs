//! What a call brings: its sandbox, the plane's three headers, and the fields of its body.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use serde_json::{Map, Value};

use super::super::App;
use super::super::extract::{Sandbox, read};
use super::super::problem::Problem;
use super::reply::Refusal;
use super::token::{Kind, Signed, Signer};
use crate::app::SandboxId;

/// A call's sandbox and headers.
pub struct Call {
    /// The sandbox.
    pub sandbox: SandboxId,
    token: Option<String>,
    uuid: Option<String>,
    sign: Option<String>,
}

/// The fields of a JSON object. The ministry's page sends some that nothing reads.
pub struct Fields(Map<String, Value>);

/// The fields of a form.
pub struct Form(Vec<(String, String)>);

impl<S: Sync> FromRequestParts<S> for Call {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let Sandbox(sandbox) = Sandbox::from_request_parts(parts, state)
            .await
            .map_err(|_| Refusal::BadSandbox)?;
        let header = |name: &str| {
            let value = parts.headers.get(name)?.to_str().ok()?;
            (!value.is_empty()).then(|| value.to_owned())
        };
        Ok(Self {
            sandbox,
            token: header("token"),
            uuid: header("uuid"),
            sign: header("sign"),
        })
    }
}

impl Call {
    /// The key of the call's sandbox.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn signer(&self, app: &App) -> Result<Signer, Refusal> {
        Ok(Signer::of(app.hall.secret().await?, &self.sandbox))
    }

    /// The call's token; it may be over.
    ///
    /// # Errors
    /// Where it is missing or none of the sandbox's.
    pub fn token(&self, signer: &Signer) -> Result<Signed, Refusal> {
        let token = self.token.as_ref().ok_or(Refusal::TokenMissing)?;
        signer.read(Kind::Token, token).ok_or(Refusal::TokenInvalid)
    }

    /// The call's sign, which is good only beside the name of the picture that earned it; it may
    /// be over.
    ///
    /// # Errors
    /// Where either is missing, or the sign none of the sandbox's or another picture's.
    pub fn sign(&self, signer: &Signer) -> Result<Signed, Refusal> {
        let (sign, uuid) = self
            .sign
            .as_ref()
            .zip(self.uuid.as_ref())
            .ok_or(Refusal::SignMissing)?;
        signer
            .read(Kind::Sign, sign)
            .filter(|signed| signed.whose == *uuid)
            .ok_or(Refusal::SignInvalid)
    }
}

impl<S: Sync + Send> FromRequest<S> for Fields {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let body = read(request).await.map_err(|problem| refusal(&problem))?;
        let fields = serde_json::from_slice(&body);
        fields.map(Self).map_err(|_| Refusal::BodyMalformed)
    }
}

impl Fields {
    /// A field as text, from a string or a number. Nothing where it is missing or empty.
    ///
    /// # Errors
    /// Where it is neither.
    pub fn text(&self, name: &str) -> Result<Option<String>, Refusal> {
        let text = match self.0.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
                return Err(Refusal::BodyMalformed);
            }
        };
        Ok(Some(text).filter(|text| !text.trim().is_empty()))
    }
}

impl<S: Sync + Send> FromRequest<S> for Form {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let body = read(request).await.map_err(|problem| refusal(&problem))?;
        Ok(Self(form_urlencoded::parse(&body).into_owned().collect()))
    }
}

impl Form {
    /// A field; nothing where it is missing or empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(field, _)| field == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }
}

fn refusal(problem: &Problem) -> Refusal {
    match problem {
        Problem::BodyTooLarge(_) => Refusal::BodyTooLarge,
        _ => Refusal::BodyMalformed,
    }
}
