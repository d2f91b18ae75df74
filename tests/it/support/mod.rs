//! What tests share: a service in the process, spoken to without a socket.

pub mod document;
pub mod events;
pub mod process;

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::response::Response;
use beian_sim::app::{Committer, Hall, Limits, ManualWall, Wall};
use beian_sim::http::{App, ControlToken, Enveloped, router};
use beian_sim::rules::Timestamp;
use beian_sim::store::Store;
use serde_json::{Value, json};
use tower::ServiceExt;

use document::DOCUMENT;

/// What the wall shows until a test moves it: a moment of the edition `app-2023`.
pub const START: &str = "2024-03-01T09:00:00+08:00";

/// A service in the process.
pub struct Service {
    /// Its sandboxes.
    pub hall: Arc<Hall>,
    /// Its wall clock.
    pub wall: Arc<ManualWall>,
    router: Enveloped,
    store: Arc<Store>,
    committing: tokio::task::JoinHandle<()>,
}

/// An answer.
#[must_use]
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body's bytes.
    pub bytes: Vec<u8>,
}

impl Service {
    /// A service on a database in memory.
    pub async fn start() -> Self {
        Self::on("sqlite::memory:").await
    }

    /// A service on that database.
    pub async fn on(database: &str) -> Self {
        let limits = Limits {
            sandboxes_max: 1_000,
            orders_max: 100_000,
            ..Limits::default()
        };
        Self::with(database, limits).await
    }

    /// A service on that database with those limits.
    pub async fn with(database: &str, limits: Limits) -> Self {
        Self::guarded(database, limits, None).await
    }

    /// A service with that token on its control plane.
    pub async fn guarded(database: &str, limits: Limits, token: Option<&str>) -> Self {
        let store = Arc::new(Store::open(database).await.unwrap());
        let (committer, committing) = Committer::start(Arc::clone(&store));
        let wall = Wall::manual(at(START));
        let Wall::Manual(manual) = wall.clone() else {
            unreachable!()
        };
        let hall = Hall::open(Arc::clone(&store), committer, wall, limits)
            .await
            .unwrap();
        let token = token.map(ControlToken::new);
        let router = router(App::new(Arc::clone(&hall)).guarded_by(token));
        Self {
            hall,
            wall: manual,
            router,
            store,
            committing,
        }
    }

    /// Ends it, as a stop does: everything is committed and closed.
    pub async fn stop(self) {
        self.hall.drain();
        drop(self.router);
        drop(self.hall);
        self.committing.await.unwrap();
        if let Some(store) = Arc::into_inner(self.store) {
            store.close().await;
        }
    }

    /// One request.
    pub async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = Request::builder().method(&method).uri(path);
        let request = match &body {
            None => request.body(Body::empty()),
            Some(body) => request
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body.to_string())),
        };
        let request = request.unwrap();
        let path = request.uri().path().to_owned();
        let answer = self.send(request).await;
        if let Some(body) = body.filter(|_| answer.status.is_success()) {
            DOCUMENT.hold_request((&method, &path), &body);
        }
        answer
    }

    /// A request as it is.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let (parts, body) = self.respond(request).await.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        DOCUMENT.hold_answer((&method, &path), parts.status, &parts.headers, &bytes);
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }

    /// The response to a request, before its body has come.
    pub async fn respond(&self, request: Request<Body>) -> Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// A `GET` that must succeed.
    #[track_caller]
    pub fn get(&self, path: &str) -> impl Future<Output = Value> {
        let caller = std::panic::Location::caller();
        let call = self.call(Method::GET, path, None);
        async move { call.await.ok_at(caller) }
    }

    /// A `POST` that must succeed.
    #[track_caller]
    pub fn post(&self, path: &str, body: Value) -> impl Future<Output = Value> {
        let caller = std::panic::Location::caller();
        let call = self.call(Method::POST, path, Some(body));
        async move { call.await.ok_at(caller) }
    }

    /// A `PUT` that must succeed.
    #[track_caller]
    pub fn put(&self, path: &str, body: Value) -> impl Future<Output = Value> {
        let caller = std::panic::Location::caller();
        let call = self.call(Method::PUT, path, Some(body));
        async move { call.await.ok_at(caller) }
    }
}

impl Answer {
    /// The body's JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    /// The body's JSON of an answer that must be a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        self.ok_at(std::panic::Location::caller())
    }

    fn ok_at(self, caller: &std::panic::Location<'_>) -> Value {
        let text = String::from_utf8_lossy(&self.bytes);
        assert!(
            self.status.is_success(),
            "at {caller}: {} {text}",
            self.status
        );
        self.json()
    }

    /// The body's JSON of an answer that must be refused with that status and code.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        let body = self.json();
        assert_eq!(
            (self.status.as_u16(), body["code"].as_str()),
            (status, Some(code)),
            "{body}"
        );
        assert_eq!(
            self.headers[header::CONTENT_TYPE],
            "application/problem+json"
        );
        body
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

/// That moment.
pub fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// A person with a resident ID.
pub fn person(name: &str, phone: &str, id_number: &str) -> Value {
    json!({ "name": name, "phone": phone, "id_type": "resident_id", "id_number": id_number })
}

/// A first filing in Zhejiang: 张三 for the entity, 李四 for its website.
pub fn first_filing(order_no: &str) -> Value {
    json!({
        "order_no": order_no,
        "filing_type": "first_filing",
        "province": "zj",
        "provider": "云端示例",
        "entity": {
            "name": "示例公司",
            "principal": person("张三", "13800000001", "330102199001010014"),
        },
        "services": [{
            "name": "示例网",
            "kind": "website",
            "principal": person("李四", "13800000002", "33010219900101002X"),
        }],
    })
}
