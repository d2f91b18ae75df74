//! `POST /_sim/v1/reset`: empties a sandbox; settings and clock go back to their origin.

use axum::extract::State;

use super::super::App;
use super::super::extract::{Json, Sandbox};
use super::super::fields::{Errors, Object, unless};
use super::super::problem::Problem;
use super::super::reply::{Reply, json};
use super::settings::SandboxView;

/// Empties the sandbox, and shows it as it then is.
pub async fn reset_sandbox(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    Json(body): Json,
) -> Result<Reply, Problem> {
    let mut errors = Errors::new();
    Object::body(body)?.finish(&mut errors);
    unless(errors, Some(()))?;
    app.hall.reset(&id).await?;
    let seen = app.hall.read(&id, |sandbox, moment| {
        json(&SandboxView::of(id.as_str(), sandbox, moment.now))
    });
    Ok(Reply::seen(seen.await?))
}
