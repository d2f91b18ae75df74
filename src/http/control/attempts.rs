//! `GET /_sim/v1/attempts`: what people entered, what they were told and why, newest first.

use axum::extract::State;
use serde::Serialize;

use super::super::App;
use super::super::extract::{Params, Sandbox};
use super::super::problem::Problem;
use super::super::reply::{Reply, Source, Time, json};
use super::explain::NearMissView;
use crate::rules::Timestamp;
use crate::sim::{self, Attempt, KeptAttempt};

#[derive(Serialize)]
struct AttemptPage<'a> {
    attempts: Vec<AttemptView<'a>>,
    next: Option<String>,
}

#[derive(Serialize)]
struct AttemptView<'a> {
    id: String,
    at: Time,
    rule: &'static str,
    source: Source,
    order_no: Option<&'a str>,
    round: Option<u32>,
    #[serde(flatten)]
    told: ToldView<'a>,
}

/// What somebody entered, and what they were told.
#[derive(Serialize)]
pub struct ToldView<'a> {
    call: &'static str,
    phone: &'a str,
    code: Option<&'a str>,
    id_suffix: &'a str,
    valid_status: u16,
    valid_flag: bool,
    outcome: &'static str,
    message: &'static str,
    failures: Option<u32>,
    near_miss: Option<NearMissView>,
}

/// Lists the newest attempts, by phone as entered and by order where one was found.
pub async fn list_attempts(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    mut params: Params,
) -> Result<Reply, Problem> {
    let (phone, order_no) = (params.take("phone"), params.take("order_no"));
    let (limit, after) = (params.limit()?, params.after()?);
    params.finish()?;
    let seen = app.hall.read(&id, |sandbox, _| {
        let order = order_no.map(|order_no| sandbox.index().number_of(&order_no));
        let fits = |kept: &&KeptAttempt| {
            let about = kept.attempt.about.map(|about| about.order);
            after.is_none_or(|after| kept.id < after)
                && phone
                    .as_ref()
                    .is_none_or(|phone| **phone == *kept.attempt.phone)
                && order.is_none_or(|order| order.is_some() && order == about)
        };
        let found = sandbox.attempts().iter().rev().filter(fits).take(limit + 1);
        let mut attempts: Vec<_> = found.map(|kept| AttemptView::of(sandbox, kept)).collect();
        let more = attempts.len() > limit;
        attempts.truncate(limit);
        let next = attempts.last().filter(|_| more).map(|last| last.id.clone());
        json(&AttemptPage { attempts, next })
    });
    Ok(Reply::seen(seen.await?))
}

impl<'a> AttemptView<'a> {
    fn of(sandbox: &'a sim::Sandbox, kept: &'a KeptAttempt) -> Self {
        let about = kept.attempt.about;
        let order = about.and_then(|about| sandbox.order_at(about.order));
        Self {
            id: kept.id.to_string(),
            at: Time(kept.at),
            rule: kept.rule.key(),
            source: Source(sandbox.sources_of(kept.rule, about)),
            order_no: order.map(crate::order::Order::order_no),
            round: about.map(|about| about.round),
            told: ToldView::of(sandbox, kept.at, &kept.attempt),
        }
    }
}

impl<'a> ToldView<'a> {
    /// What was entered and told at that moment.
    pub fn of(sandbox: &sim::Sandbox, at: Timestamp, attempt: &'a Attempt) -> Self {
        let verdict = attempt.verdict;
        let near_miss = attempt.near_miss;
        Self {
            call: attempt.call.key(),
            phone: &attempt.phone,
            code: attempt.code.as_deref(),
            id_suffix: &attempt.suffix,
            valid_status: verdict.valid_status(),
            valid_flag: verdict.valid_flag(),
            outcome: verdict.outcome(),
            message: verdict.message(),
            failures: attempt.failures,
            near_miss: near_miss.map(|near_miss| NearMissView::of(sandbox, at, &near_miss)),
        }
    }
}
