//! `POST /_sim/v1/clock/advance`: lets time pass; answers when all has settled.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::extract::{Json, Sandbox};
use super::super::fields::{Errors, Object, unless};
use super::super::problem::Problem;
use super::super::reply::{Reply, Time, json};
use super::super::vocabulary;
use super::clock::{NextEvent, clock_backwards};
use crate::app::{Advanced, Target};
use crate::order::Text;
use crate::rules::{Span, Timestamp};

/// What an advance came to, once all has settled.
#[derive(Serialize, ToSchema)]
#[schema(as = Advanced)]
pub struct AdvancedReply {
    /// What the clock shows now.
    now: Time,
    /// What fired on the way, in order: the first 1,000.
    fired: Vec<FiredView>,
    /// How many fired, those not listed included.
    #[schema(examples(3))]
    fired_count: u64,
    /// What time will cause next; null for nothing.
    #[schema(required)]
    next_event: Option<NextEvent>,
}

/// Something that time caused.
#[derive(Serialize, ToSchema)]
#[schema(as = FiredEvent)]
pub struct FiredView {
    /// When it was due, and so when it happened.
    at: Time,
    /// What happened.
    #[schema(value_type = vocabulary::TimedType)]
    r#type: &'static str,
    /// The order that it happened to.
    #[schema(value_type = String, examples("P-1"))]
    order_no: Text,
    /// The rule that caused it.
    #[schema(examples("sms.first"))]
    rule: &'static str,
}

/// Advances the sandbox's clock, firing everything due on the way, in order.
pub async fn advance_clock(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    Json(body): Json,
) -> Result<Reply, Problem> {
    let target = read(Object::body(body)?)?;
    let moved = app.hall.advance(&id, target, None).await?;
    let moved = moved.map_err(clock_backwards)?;
    let seen = app
        .hall
        .read(&id, |sandbox, moment| NextEvent::of(sandbox, moment.now))
        .await?;
    Ok(Reply::new(
        json(&reply(moved.value, moved.now, seen.value)),
        moved.now,
    ))
}

fn reply(advanced: Advanced, now: Timestamp, next_event: Option<NextEvent>) -> AdvancedReply {
    let fired = advanced.fired.into_iter().map(|fired| FiredView {
        at: Time(fired.at),
        r#type: fired.event,
        order_no: fired.order_no,
        rule: fired.rule.key(),
    });
    AdvancedReply {
        now: Time(now),
        fired: fired.collect(),
        fired_count: advanced.fired_count,
        next_event,
    }
}

/// Reads one of `{"by": "24h"}`, `{"to": time}`, `{"until": "next_event"}`.
fn read(mut object: Object) -> Result<Target, Problem> {
    const EXPECTED: &str = "expected exactly one of `by`, `to` and `until`";
    let mut errors = Errors::new();
    let by: Option<Span> = object.optional_span("by", &mut errors);
    let to = object.optional_time("to", &mut errors);
    let until = object.optional_key(
        "until",
        |key| (key == "next_event").then_some(Target::NextEvent),
        "`next_event`",
        &mut errors,
    );
    let given: Vec<Target> = by
        .map(Target::By)
        .into_iter()
        .chain(to.map(Target::To))
        .chain(until)
        .collect();
    if errors.is_empty() && given.len() != 1 {
        object.refuse("by", "required", EXPECTED, &mut errors);
    }
    object.finish(&mut errors);
    unless(errors, given.first().copied())
}
