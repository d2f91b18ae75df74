//! `/docs`: the document in Swagger UI, which a crate carries whole. Nothing is loaded from elsewhere.

use std::sync::{Arc, LazyLock};

use axum::extract::{Path, Request};
use axum::response::{IntoResponse, Redirect, Response};
use utoipa_swagger_ui::Config;

use super::super::problem::Problem;
use super::super::served::served;

/// Only what the service itself serves; the viewer sets styles from its script.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; \
    frame-ancestors 'none'";

/// The viewer shows the document beside it, and asks nobody whether it is valid.
static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    let config = Config::new(["../openapi.json"]).validator_url("none");
    Arc::new(config.default_models_expand_depth(0))
});

/// `GET /docs`: the viewer is one slash further, so that its links are right.
pub async fn redirect_to_viewer(request: Request) -> Redirect {
    Redirect::permanent(&format!("{}/", request.uri().path()))
}

/// `GET /docs/`.
pub async fn show_viewer() -> Response {
    file("index.html")
}

/// `GET /docs/{file}`: what the viewer is made of.
pub async fn show_viewer_file(Path(name): Path<String>) -> Response {
    file(&name)
}

fn file(name: &str) -> Response {
    // A file that the crate has can always be served: its configuration is JSON.
    match utoipa_swagger_ui::serve(name, Arc::clone(&CONFIG)) {
        Ok(Some(file)) => served(&file.content_type, POLICY, file.bytes),
        Ok(None) | Err(_) => Problem::UnknownRoute.into_response(),
    }
}
