//! A portal that receives webhooks: keeps what came, and answers as it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode};
use axum::{Router, routing::any};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::support::document::DOCUMENT;

/// What came.
#[derive(Clone, Debug)]
pub struct Received {
    pub headers: HeaderMap,
    pub body: Bytes,
    pub path: String,
}

/// How the receiver answers.
pub enum Reply {
    /// With that status, those headers and that body.
    With(u16, Vec<(&'static str, String)>, String),
    /// Not at all, until it is released.
    Never,
}

/// A receiver on loopback.
pub struct Receiver {
    pub url: String,
    state: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    log: Mutex<Vec<Received>>,
    replies: Mutex<VecDeque<Reply>>,
    came: Notify,
    released: Notify,
}

impl Reply {
    /// With that status.
    pub fn status(status: u16) -> Self {
        Self::With(status, Vec::new(), String::new())
    }
}

impl Receiver {
    /// A receiver that answers 204 where it is not told otherwise.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hooks?of=portal", listener.local_addr().unwrap());
        let state = Arc::new(Shared::default());
        let service = Router::new()
            .fallback(any(receive))
            .with_state(Arc::clone(&state));
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self { url, state }
    }

    /// The next answers, in this order.
    pub fn answers(&self, replies: impl IntoIterator<Item = Reply>) {
        self.state.replies.lock().unwrap().extend(replies);
    }

    /// Lets the answer go that is held back.
    pub fn release(&self) {
        self.state.released.notify_one();
    }

    /// Everything that came, each as the OpenAPI document says.
    pub fn log(&self) -> Vec<Received> {
        let log = self.state.log.lock().unwrap().clone();
        for received in &log {
            DOCUMENT.hold_webhook(&received.headers, &received.json());
        }
        log
    }

    /// Everything that came, as soon as so many have.
    pub async fn received(&self, count: usize) -> Vec<Received> {
        loop {
            let came = self.state.came.notified();
            let log = self.log();
            if log.len() >= count {
                return log;
            }
            came.await;
        }
    }
}

impl Received {
    /// The body's JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The type that it tells.
    pub fn event(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

async fn receive(
    State(state): State<Arc<Shared>>,
    uri: axum::http::Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let path = uri.to_string();
    let received = Received {
        headers,
        body,
        path,
    };
    state.log.lock().unwrap().push(received);
    state.came.notify_one();
    let reply = state.replies.lock().unwrap().pop_front();
    match reply {
        None => answer(StatusCode::NO_CONTENT.as_u16(), &[], String::new()),
        Some(Reply::With(status, headers, body)) => answer(status, &headers, body),
        Some(Reply::Never) => {
            state.released.notified().await;
            answer(StatusCode::NO_CONTENT.as_u16(), &[], String::new())
        }
    }
}

fn answer(status: u16, headers: &[(&'static str, String)], body: String) -> Response<Body> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, value);
    }
    response.body(Body::from(body)).unwrap()
}
