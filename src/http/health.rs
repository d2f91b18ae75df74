//! Whether the process lives, whether it serves, and which it is.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::App;
use super::problem::Problem;
use crate::app::Unavailable;

#[derive(Serialize)]
struct Health {
    status: &'static str,
}

#[derive(Serialize)]
struct Version {
    name: &'static str,
    version: &'static str,
}

/// `GET /livez`: the process answers.
pub async fn livez() -> Response {
    axum::Json(Health { status: "ok" }).into_response()
}

/// `GET /readyz`: commands are served; 503 while the store fails or the service stops.
pub async fn readyz(State(app): State<App>) -> Result<Response, Problem> {
    if app.hall.is_draining() {
        return Err(Unavailable::Draining.into());
    }
    if !app.hall.is_ready() {
        return Err(Unavailable::Store.into());
    }
    Ok(axum::Json(Health { status: "ok" }).into_response())
}

/// `GET /version`.
pub async fn version() -> Response {
    let version = env!("CARGO_PKG_VERSION");
    axum::Json(Version {
        name: env!("CARGO_PKG_NAME"),
        version,
    })
    .into_response()
}
