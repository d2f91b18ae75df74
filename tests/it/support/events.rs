//! Reading an event stream, in the process and over a socket.

use std::io::{BufRead, BufReader};

use axum::body::Body;
use axum::http::Request;
use beian_sim::app::SandboxId;
use http_body_util::BodyExt;
use serde_json::{Value, json};

use super::Service;
use super::document::DOCUMENT;
use super::process::Process;

/// One event of a stream.
#[derive(Clone, PartialEq, Debug)]
pub struct Told {
    /// Its id; nothing where it cannot be resumed from.
    pub id: Option<u64>,
    /// Its type.
    pub event: String,
    /// Its data.
    pub data: Value,
}

/// An open stream.
pub struct Stream {
    body: Body,
    rest: String,
}

impl Stream {
    /// Opens the stream of the sandbox `default`.
    pub async fn open(service: &Service, query: &str) -> Self {
        let path = format!("/_sim/v1/events{query}");
        Self::of(service, Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Opens it again, as a browser does that has had the event with that id.
    pub async fn again(service: &Service, last: u64) -> Self {
        let request = Request::get("/_sim/v1/events?after=0").header("last-event-id", last);
        Self::of(service, request.body(Body::empty()).unwrap()).await
    }

    /// The stream that the request opens.
    pub async fn of(service: &Service, request: Request<Body>) -> Self {
        let response = service.respond(request).await;
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-cache");
        let (body, rest) = (response.into_body(), String::new());
        Self { body, rest }
    }

    /// The next block of lines, as it came; nothing at the stream's end.
    pub async fn block(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.rest.find("\n\n") {
                let block = self.rest.drain(..end + 2).collect::<String>();
                return Some(block.trim_end().to_owned());
            }
            let data = self.body.frame().await?.unwrap().into_data().unwrap();
            self.rest.push_str(std::str::from_utf8(&data).unwrap());
        }
    }

    /// The next event; nothing at the stream's end.
    pub async fn next(&mut self) -> Option<Told> {
        self.block().await.map(|block| Told::parse(block.lines()))
    }

    /// The next event that can be resumed from.
    pub async fn happened(&mut self) -> Told {
        loop {
            let told = self.next().await.expect("the stream goes on");
            if told.id.is_some() {
                return told;
            }
        }
    }

    /// The events up to that one that can be resumed from.
    pub async fn up_to(&mut self, last: u64) -> Vec<Told> {
        let mut found = Vec::new();
        while found.last().and_then(|told: &Told| told.id) != Some(last) {
            found.push(self.happened().await);
        }
        found
    }
}

impl Told {
    fn parse<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let (mut id, mut event, mut data) = (None, String::new(), Value::Null);
        for line in lines {
            match line.split_once(": ").unwrap() {
                ("id", text) => id = Some(text.parse().unwrap()),
                ("event", text) => text.clone_into(&mut event),
                ("data", text) => data = serde_json::from_str(text).unwrap(),
                other => unreachable!("{other:?}"),
            }
        }
        assert_eq!(data["type"], *event, "the data says its type too");
        let schema = json!({ "$ref": "#/components/schemas/StreamedEvent" });
        DOCUMENT.hold("StreamedEvent", &schema, true, &data);
        Self { id, event, data }
    }
}

/// The number of the newest line of the sandbox `default`.
pub async fn newest(service: &Service) -> u64 {
    let id = SandboxId::default_sandbox();
    let seen = service.hall.read(&id, |sandbox, _| sandbox.seq()).await;
    seen.unwrap().value
}

/// A stream of a process, read as it comes.
pub fn over_socket(
    process: &Process,
) -> impl Iterator<Item = Result<Told, std::io::Error>> + Send + use<> {
    let response = ureq::get(format!("{}/_sim/v1/events?after=0", process.base))
        .call()
        .unwrap();
    let mut lines = BufReader::new(response.into_body().into_reader()).lines();
    std::iter::from_fn(move || {
        let mut block = Vec::new();
        loop {
            match lines.next()? {
                Ok(line) if line.is_empty() => {
                    return Some(Ok(Told::parse(block.iter().map(String::as_str))));
                }
                Ok(line) => block.push(line),
                Err(error) => return Some(Err(error)),
            }
        }
    })
}
