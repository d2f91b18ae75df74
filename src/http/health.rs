//! Whether the process lives, whether it serves, and which it is.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::App;
use super::problem::Problem;
use crate::app::Unavailable;

/// That the process is well.
#[derive(Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`: what is not well is answered with a problem.
    #[schema(examples("ok"))]
    status: &'static str,
}

/// Which program serves.
#[derive(Serialize, ToSchema)]
pub struct Version {
    /// The program's name.
    #[schema(examples("beian-sim"))]
    name: &'static str,
    /// Its release, by semantic versioning.
    #[schema(examples("0.1.0"))]
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
