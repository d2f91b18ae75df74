//! `GET /_sim/v1/events`: what happens in a sandbox, as server-sent events, once it is committed.
//!
//! What happened to orders and who called has the journal's number as its id and can be resumed
//! from; how clock and settings stand has none, and the newest is told.

use std::collections::VecDeque;
use std::convert::Infallible;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use serde::Serialize;
use serde_json::{Value, json};
use tracing::{Instrument as _, Span};
use utoipa::ToSchema;

use super::super::App;
use super::super::extract::{Params, Sandbox};
use super::super::problem::Problem;
use super::super::reply::{SIM_NOW, Source, Time, time_header};
use super::super::scalars::AnyObject;
use super::attempts::ToldView;
use super::settings::SettingsView;
use super::timeline::EventView;
use crate::app::{Follower, Line, News};
use crate::rules::Timestamp;
use crate::sim::{self, Change, Record};

/// The last event that a client has had; browsers send it when they connect again.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Tells a proxy not to keep events back.
const NO_BUFFERING: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-accel-buffering"),
    HeaderValue::from_static("no"),
);

/// The data of one event of a stream.
#[derive(Serialize, ToSchema)]
#[schema(as = StreamedEvent)]
pub struct Told {
    /// When.
    at: Time,
    /// What: a type of the timeline, `attempt`, or how the sandbox stands: `clock`, `settings`,
    /// `reset`.
    #[schema(examples("sms_dispatched"))]
    r#type: &'static str,
    /// The order that it is about; null for none.
    #[schema(required, examples("P-1"))]
    order_no: Option<String>,
    /// The order's round, from 1; null for none.
    #[schema(required, minimum = 1, examples(1))]
    round: Option<u32>,
    /// The rule that made it so; null for none.
    #[schema(required, examples("sms.first"))]
    rule: Option<&'static str>,
    /// Where the rule is written; null for none.
    #[schema(required)]
    source: Option<Source>,
    /// What there is to say of it, by its type.
    #[schema(value_type = AnyObject)]
    detail: Value,
}

/// Streams the sandbox's events: those behind `Last-Event-ID` or `after`, else from now on.
pub async fn stream_events(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, Problem> {
    let asked = params.number("after", "the id of an event")?;
    params.finish()?;
    let after = last_event_id(&headers)?.or(asked);
    let seen = app.hall.follow(&id, after).await?;
    let mut response = Sse::new(events(seen.value)).into_response();
    let headers = response.headers_mut();
    headers.insert(SIM_NOW, time_header(seen.now));
    headers.extend([NO_BUFFERING]);
    Ok(response)
}

fn last_event_id(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let Some(id) = headers.get(LAST_EVENT_ID).filter(|id| !id.is_empty()) else {
        return Ok(None);
    };
    let number = id.to_str().ok().and_then(|id| id.parse().ok());
    let bad = || Problem::BadParameter("`Last-Event-ID` is not the id of an event".to_owned());
    number.map(Some).ok_or_else(bad)
}

/// The follower's news as they are asked for: no more is read than fits the connection.
fn events(follower: Follower) -> impl Stream<Item = Result<Event, Infallible>> {
    // What is logged while the stream is open is logged as of the request that opened it.
    let request = Span::current();
    stream::unfold(
        (follower, VecDeque::new()),
        move |(mut follower, mut read)| {
            let next = async move {
                while read.is_empty() {
                    read = told(follower.next(event_of).await?);
                }
                let event = read.pop_front()?;
                Some((Ok(event), (follower, read)))
            };
            next.instrument(request.clone())
        },
    )
}

fn told(news: News<Event>) -> VecDeque<Event> {
    match news {
        News::Events(events) => events.into(),
        News::Reset(at) => [state(at, "reset", json!({}))].into(),
        News::Clock(at, mode) => [state(at, "clock", json!({ "mode": mode.key() }))].into(),
        News::Settings(at, settings) => {
            [state(at, "settings", json!(SettingsView::of(&settings)))].into()
        }
        News::Quiet => [Event::default().comment("quiet")].into(),
    }
}

/// An event about the sandbox itself.
fn state(at: Timestamp, r#type: &'static str, detail: Value) -> Event {
    event(&Told {
        at: Time(at),
        r#type,
        order_no: None,
        round: None,
        rule: None,
        source: None,
        detail,
    })
}

fn event_of(sandbox: &sim::Sandbox, line: &Line) -> Option<Event> {
    let told = match line {
        Line::Order { seq, order } => of_order(sandbox, *seq, *order),
        Line::Other(record) => of_attempt(sandbox, record),
    };
    told.map(|told| event(&told).id(line.seq().to_string()))
}

fn of_order(sandbox: &sim::Sandbox, seq: u64, order: u32) -> Option<Told> {
    let order = sandbox.order_at(order)?;
    let view = EventView::past(order, order.happening(seq)?);
    Some(Told {
        at: view.at,
        r#type: view.r#type,
        order_no: Some(order.order_no().to_owned()),
        round: Some(view.round),
        rule: Some(view.rule),
        source: Some(view.source),
        detail: view.detail.into(),
    })
}

fn of_attempt(sandbox: &sim::Sandbox, record: &Record) -> Option<Told> {
    let Change::Attempted(attempt) = &record.change else {
        return None;
    };
    let order = attempt
        .about
        .and_then(|about| sandbox.order_at(about.order));
    Some(Told {
        at: Time(record.at),
        r#type: "attempt",
        order_no: order.map(|order| order.order_no().to_owned()),
        round: attempt.about.map(|about| about.round),
        rule: Some(record.rule.key()),
        source: Some(Source(sandbox.sources_of(record.rule, attempt.about))),
        detail: json!(ToldView::of(sandbox, record.at, attempt)),
    })
}

fn event(told: &Told) -> Event {
    let event = Event::default().event(told.r#type);
    // Wire types have string keys and no failing parts.
    event.json_data(told).unwrap_or_default()
}
