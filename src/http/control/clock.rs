//! `GET`/`PUT /_sim/v1/clock`: what a sandbox's clock shows, and setting it.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::extract::{Json, Sandbox};
use super::super::fields::{Errors, Object, unless};
use super::super::problem::Problem;
use super::super::reply::{Reply, Time, json};
use super::super::vocabulary;
use crate::app::{Seen, Target};
use crate::rules::{Span, Timestamp};
use crate::sim::{self, ClockBackwards, Mode};

/// A sandbox's clock.
#[derive(Serialize, ToSchema)]
#[schema(as = Clock)]
pub struct ClockView {
    /// What it shows.
    now: Time,
    /// Whether it runs or stands.
    #[schema(value_type = vocabulary::ClockMode)]
    mode: &'static str,
    /// What time will cause next; null for nothing.
    #[schema(required)]
    next_event: Option<NextEvent>,
}

/// What time will cause next.
#[derive(Serialize, ToSchema)]
pub struct NextEvent {
    /// When it is due.
    at: Time,
    /// What will happen.
    #[schema(value_type = vocabulary::TimedType)]
    r#type: &'static str,
    /// The order that it will happen to.
    #[schema(examples("P-1"))]
    order_no: String,
}

impl ClockView {
    /// The clock of that sandbox, which shows `now`.
    pub fn of(sandbox: &sim::Sandbox, now: Timestamp) -> Self {
        let mode = sandbox.clock().mode().key();
        Self {
            now: Time(now),
            mode,
            next_event: NextEvent::of(sandbox, now),
        }
    }
}

impl NextEvent {
    /// What time will cause next in that sandbox.
    pub fn of(sandbox: &sim::Sandbox, now: Timestamp) -> Option<Self> {
        let next = sandbox.next_event(now)?;
        let order_no = sandbox.order_at(next.order)?.order_no().to_owned();
        Some(Self {
            at: Time(next.at),
            r#type: next.event,
            order_no,
        })
    }
}

/// `GET /_sim/v1/clock`.
pub async fn show_clock(State(app): State<App>, Sandbox(id): Sandbox) -> Result<Reply, Problem> {
    let seen = app
        .hall
        .read(&id, |sandbox, moment| {
            json(&ClockView::of(sandbox, moment.now))
        })
        .await?;
    Ok(Reply::seen(seen))
}

/// `PUT /_sim/v1/clock`: sets mode or moment, and fires what falls due.
pub async fn set_clock(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    Json(body): Json,
) -> Result<Reply, Problem> {
    let mut errors = Errors::new();
    let (mode, now) = read_clock(Object::body(body)?, &mut errors);
    unless(errors, Some(()))?;
    let target = now.map_or(Target::By(Span::from_millis(0)), Target::To);
    let moved = app.hall.advance(&id, target, mode).await?;
    let Seen { now, .. } = moved.map_err(clock_backwards)?;
    let seen = app.hall.read(&id, |sandbox, moment| {
        json(&ClockView::of(sandbox, moment.now.max(now)))
    });
    Ok(Reply::seen(seen.await?))
}

/// Reads `{"mode"?, "now"?}`.
pub fn read_clock(mut object: Object, errors: &mut Errors) -> (Option<Mode>, Option<Timestamp>) {
    let mode = object.optional_key("mode", Mode::from_key, "`running` or `frozen`", errors);
    let now = object.optional_time("now", errors);
    object.finish(errors);
    (mode, now)
}

/// The refusal to turn a clock back.
pub fn clock_backwards(backwards: ClockBackwards) -> Problem {
    Problem::ClockBackwards(format!(
        "the sandbox holds orders and shows {}; reset it to start earlier",
        backwards.now
    ))
}
