//! What every answer carries, and which sandbox a request is about.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;

use super::App;
use super::extract::Sandbox;
use super::reply::{REQUEST_ID, SIM_NOW, SIM_SANDBOX, time_header};
use crate::app::SandboxId;

/// The longest `Request-Id` that is taken over from a client, in bytes.
const REQUEST_ID_BYTES_MAX: usize = 128;

/// Routes that are about the service and no sandbox.
const SERVICE_ROUTES: &[&str] = &["/livez", "/readyz", "/version"];

/// Where what the pages are made of is served.
const ASSETS: &str = "/assets/";

static REQUESTS: AtomicU64 = AtomicU64::new(1);

/// Finds the request's sandbox, and gives the answer what every answer carries.
pub async fn envelope(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let request_id = request_id(&request);
    let sandbox = sandbox_of(request.uri().path());
    if let Some(sandbox) = &sandbox {
        request.extensions_mut().insert(Sandbox(sandbox.clone()));
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, request_id);
    let Some(sandbox) = sandbox else {
        return response;
    };
    if let Ok(name) = HeaderValue::from_str(sandbox.as_str()) {
        headers.insert(SIM_SANDBOX, name);
    }
    if !headers.contains_key(SIM_NOW)
        && let Ok(seen) = app.hall.read(&sandbox, |_, _| ()).await
    {
        response
            .headers_mut()
            .insert(SIM_NOW, time_header(seen.now));
    }
    response
}

/// The client's own id, where it sent one that fits; else a new one.
fn request_id(request: &Request) -> HeaderValue {
    let sent = request.headers().get(REQUEST_ID);
    let fitting = sent.filter(|id| (1..=REQUEST_ID_BYTES_MAX).contains(&id.len()));
    fitting.cloned().unwrap_or_else(|| {
        let number = REQUESTS.fetch_add(1, Ordering::Relaxed);
        HeaderValue::try_from(format!("req-{number}"))
            .unwrap_or_else(|_| HeaderValue::from_static("req"))
    })
}

/// The sandbox that a path is about; nothing for the service's own routes and impossible names.
fn sandbox_of(path: &str) -> Option<SandboxId> {
    if SERVICE_ROUTES.contains(&path) || path.starts_with(ASSETS) {
        return None;
    }
    match path.strip_prefix("/s/") {
        Some(rest) => SandboxId::parse(rest.split('/').next().unwrap_or_default()),
        None => Some(SandboxId::default_sandbox()),
    }
}
