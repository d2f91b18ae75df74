//! `/_sim/v1/webhook`: where the provider's portal is told of events, by Standard Webhooks.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::extract::{Json, Params, Sandbox};
use super::super::fields::{Errors, Object, unless};
use super::super::problem::{FieldError, Problem};
use super::super::reply::{Reply, Time, json};
use crate::sim::{self, Endpoint, SECRET_BYTES, SECRET_PREFIX, Webhook};

/// The longest address, in characters.
const URL_CHARS_MAX: usize = 2_048;

/// Where the portal is told.
#[derive(Serialize, ToSchema)]
#[schema(as = Webhook)]
pub struct EndpointView<'a> {
    /// The portal's address.
    #[schema(examples("http://127.0.0.1:9000/beian"))]
    url: &'a str,
    /// What webhooks are signed with, by Standard Webhooks: `whsec_` and base64.
    #[schema(
        pattern = "^whsec_",
        examples("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    )]
    secret: &'a str,
    /// `active`, or `disabled` once the portal has answered 410.
    #[schema(pattern = "^(active|disabled)$", examples("active"))]
    status: &'static str,
    /// When it was disabled; null while it is active.
    #[schema(required)]
    disabled_at: Option<Time>,
}

/// What a `PUT` gives; what is absent stays.
struct Given {
    url: Option<String>,
    secret: Option<String>,
}

/// Shows the endpoint, its secret included.
pub async fn show_webhook(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    params: Params,
) -> Result<Reply, Problem> {
    params.finish()?;
    let seen = app.hall.read(&id, |sandbox, _| view(sandbox)).await?;
    let view = seen.value.ok_or(Problem::NoWebhook)?;
    Ok(Reply::new(view, seen.now))
}

/// Sets the endpoint, or adjusts it: 201 where it is new. One that was disabled is active again.
pub async fn set_webhook(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    Json(body): Json,
) -> Result<Reply, Problem> {
    let mut errors = Errors::new();
    let given = Given::read(&app, Object::body(body)?, &mut errors);
    unless(errors, Some(()))?;
    let set = app.hall.command(&id, |sandbox, _| {
        let before = sandbox.settings().webhook.endpoint.as_ref();
        let status = match before {
            None => StatusCode::CREATED,
            Some(_) => StatusCode::OK,
        };
        let endpoint = given.endpoint(sandbox.settings().seed, before)?;
        sandbox.set_endpoint(endpoint);
        Ok((status, view(sandbox).unwrap_or_default()))
    });
    let seen = set.await?;
    let (status, view) = seen.value.map_err(|error| Problem::Invalid(vec![error]))?;
    Ok(Reply::new(view, seen.now).status(status))
}

/// Removes the endpoint; what is pending is not sent any more.
pub async fn remove_webhook(
    State(app): State<App>,
    Sandbox(id): Sandbox,
) -> Result<Response, Problem> {
    let removed = app
        .hall
        .command(&id, |sandbox, _| sandbox.remove_endpoint());
    if removed.await?.value {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(Problem::NoWebhook)
    }
}

impl Given {
    fn read(app: &App, mut object: Object, errors: &mut Errors) -> Self {
        let url = object.optional_text("url", URL_CHARS_MAX, errors);
        if let Some(bad) = url.as_deref().and_then(|url| {
            let courier = app.hall.courier()?;
            courier.check(url).err()
        }) {
            object.refuse("url", "bad-url", &bad.to_string(), errors);
        }
        let secret = object.optional_text("secret", URL_CHARS_MAX, errors);
        if secret.as_deref().is_some_and(|secret| !is_secret(secret)) {
            let (least, most) = SECRET_BYTES;
            let expected =
                format!("expected `{SECRET_PREFIX}` and {least} to {most} bytes in base64");
            object.refuse("secret", "bad-secret", &expected, errors);
        }
        object.finish(errors);
        Self { url, secret }
    }

    /// The endpoint as it is to be, after the one before.
    fn endpoint(self, seed: u64, before: Option<&Endpoint>) -> Result<Endpoint, FieldError> {
        let known = before.map(|endpoint| endpoint.url.clone());
        let missing = || FieldError::new("/url", "required", "is required");
        let url = self.url.map(Into::into).or(known).ok_or_else(missing)?;
        let known = before.map(|endpoint| endpoint.secret.clone());
        let invented = || invented(seed, &url);
        let secret = self.secret.map(Into::into).or(known);
        Ok(Endpoint {
            secret: secret.unwrap_or_else(invented),
            url,
            disabled_at: None,
        })
    }
}

/// The secret where none is given.
fn invented(seed: u64, url: &str) -> Box<str> {
    let bytes = Webhook::invented_secret(seed, url);
    format!("{SECRET_PREFIX}{}", STANDARD.encode(bytes)).into()
}

fn is_secret(text: &str) -> bool {
    let (least, most) = SECRET_BYTES;
    let encoded = text.strip_prefix(SECRET_PREFIX);
    let bytes = encoded.and_then(|encoded| STANDARD.decode(encoded).ok());
    bytes.is_some_and(|bytes| (least..=most).contains(&bytes.len()))
}

fn view(sandbox: &sim::Sandbox) -> Option<Vec<u8>> {
    let endpoint = sandbox.settings().webhook.endpoint.as_ref()?;
    Some(json(&EndpointView {
        url: &endpoint.url,
        secret: &endpoint.secret,
        status: if endpoint.disabled_at.is_some() {
            "disabled"
        } else {
            "active"
        },
        disabled_at: endpoint.disabled_at.map(Time),
    }))
}
