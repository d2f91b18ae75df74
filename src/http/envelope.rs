//! What every answer carries, and which sandbox a request is about. A panic ends here, as an
//! answer.
//!
//! A service around the router and no layer of its routes: a layer costs every request a copy of
//! the route and a future in a box.

use std::convert::Infallible;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::response::{IntoResponse, Response};
use axum::routing::future::RouteFuture;
use tower_service::Service;
use tracing::error;

use super::App;
use super::access::is_guarded;
use super::extract::Sandbox;
use super::metrics;
use super::named_routes::template_of;
use super::problem::Problem;
use super::reply::{REQUEST_ID, SIM_NOW, SIM_SANDBOX, time_header};
use super::request_log::{Caption, RequestLog};
use crate::app::{SandboxId, Unavailable};

/// The longest `Request-Id` that is taken over from a client, in bytes.
const REQUEST_ID_BYTES_MAX: usize = 128;

/// Routes that are about the service and no sandbox.
const SERVICE_ROUTES: &[&str] = &[
    "/livez",
    "/readyz",
    "/version",
    "/metrics",
    "/openapi.json",
    "/docs",
];

/// Where what the pages are made of is served, and the viewer of the document.
const ASSETS: &[&str] = &["/assets/", "/docs/"];

static REQUESTS: AtomicU64 = AtomicU64::new(1);

/// The whole service: the router, each of its answers in its envelope.
#[derive(Clone)]
pub struct Enveloped {
    app: App,
    routes: Router,
}

/// What is written on the envelope, and what the answer is counted and logged under.
struct Seal {
    app: App,
    route: &'static str,
    method: &'static str,
    /// Empty once it is on the answer.
    request_id: HeaderValue,
    sandbox: Option<SandboxId>,
}

/// An answer on its way.
pub struct Sealing {
    seal: Seal,
    log: RequestLog,
    stage: Stage,
}

#[expect(
    clippy::large_enum_variant,
    reason = "the usual stage is the large one, and a box would cost every request one"
)]
enum Stage {
    Refused,
    Routed(RouteFuture<Infallible>),
    /// The answer does not say what the sandbox's clock shows, and the sandbox is asked.
    Dating(Pin<Box<dyn Future<Output = Response> + Send>>),
}

impl Enveloped {
    /// That router's answers in envelopes.
    pub const fn new(app: App, routes: Router) -> Self {
        Self { app, routes }
    }

    fn is_allowed(&self, request: &Request) -> bool {
        let token = self.app.control_token.as_ref();
        token
            .is_none_or(|token| !is_guarded(request.uri().path()) || token.is_in(request.headers()))
    }
}

impl Service<Request> for Enveloped {
    type Response = Response;
    type Error = Infallible;
    type Future = Sealing;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> Sealing {
        let seal = Seal {
            app: self.app.clone(),
            route: template_of(request.uri().path()),
            method: metrics::name_of(request.method()),
            request_id: request_id(&request),
            sandbox: sandbox_of(request.uri().path()),
        };
        let log = RequestLog::begin(seal.caption(), request.uri().query());
        let stage = if self.is_allowed(&request) {
            if let Some(sandbox) = &seal.sandbox {
                request.extensions_mut().insert(Sandbox(sandbox.clone()));
            }
            Stage::Routed(self.routes.call(request))
        } else {
            Stage::Refused
        };
        Sealing { seal, log, stage }
    }
}

impl Future for Sealing {
    type Output = Result<Response, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { seal, log, stage } = &mut *self;
        let _within = log.span().enter();
        loop {
            let response = match stage {
                Stage::Refused => Problem::Unauthorized.into_response(),
                Stage::Routed(routed) => {
                    let polled = catch_unwind(AssertUnwindSafe(|| Pin::new(routed).poll(context)));
                    match polled {
                        Ok(Poll::Pending) => return Poll::Pending,
                        Ok(Poll::Ready(Ok(response))) => response,
                        Err(_) => {
                            error!("a handler panicked");
                            Problem::Unavailable(Unavailable::Defect).into_response()
                        }
                    }
                }
                Stage::Dating(dating) => {
                    let Poll::Ready(dated) = dating.as_mut().poll(context) else {
                        return Poll::Pending;
                    };
                    return Poll::Ready(Ok(seal.logged(log, dated)));
                }
            };
            match seal.put_on(response) {
                Ok(sealed) => return Poll::Ready(Ok(seal.logged(log, sealed))),
                Err(dating) => *stage = Stage::Dating(dating),
            }
        }
    }
}

impl Seal {
    /// The answer with what every answer carries, or what finds out the rest of that first.
    fn put_on(
        &mut self,
        mut response: Response,
    ) -> Result<Response, Pin<Box<dyn Future<Output = Response> + Send>>> {
        let requests = &self.app.requests;
        requests.count(self.route, self.method, &response);
        let headers = response.headers_mut();
        let request_id = std::mem::replace(&mut self.request_id, HeaderValue::from_static(""));
        headers.insert(REQUEST_ID, request_id);
        let Some(sandbox) = &self.sandbox else {
            return Ok(response);
        };
        if let Ok(name) = HeaderValue::from_str(sandbox.as_str()) {
            headers.insert(SIM_SANDBOX, name);
        }
        if headers.contains_key(SIM_NOW) {
            return Ok(response);
        }
        let (hall, sandbox) = (Arc::clone(&self.app.hall), sandbox.clone());
        Err(Box::pin(async move {
            if let Ok(seen) = hall.read(&sandbox, |_, _| ()).await {
                let headers = response.headers_mut();
                headers.insert(SIM_NOW, time_header(seen.now));
            }
            response
        }))
    }

    const fn caption(&self) -> Caption<'_> {
        Caption {
            request_id: &self.request_id,
            sandbox: self.sandbox.as_ref(),
            method: self.method,
            route: self.route,
        }
    }

    fn logged(&self, log: &RequestLog, response: Response) -> Response {
        log.end(self.caption(), &response, self.app.hall.is_draining());
        response
    }
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
    if SERVICE_ROUTES.contains(&path) || ASSETS.iter().any(|assets| path.starts_with(assets)) {
        return None;
    }
    match path.strip_prefix("/s/") {
        Some(rest) => SandboxId::parse(rest.split('/').next().unwrap_or_default()),
        None => Some(SandboxId::default_sandbox()),
    }
}
