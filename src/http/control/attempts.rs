//! `GET /_sim/v1/attempts`: what people entered, what they were told and why, newest first.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::extract::{Params, Sandbox};
use super::super::problem::Problem;
use super::super::reply::{Reply, Source, Time, json};
use super::super::vocabulary;
use super::explain::NearMissView;
use crate::rules::Timestamp;
use crate::sim::{self, Attempt, KeptAttempt};

/// A page of attempts, newest first.
#[derive(Serialize, ToSchema)]
pub struct AttemptPage<'a> {
    /// The attempts.
    attempts: Vec<AttemptView<'a>>,
    /// What to give as `after` for the page behind; null on the last one.
    #[schema(required, examples("41"))]
    next: Option<String>,
}

/// A call of `verify` or `resend`, on whichever plane.
#[derive(Serialize, ToSchema)]
#[schema(as = Attempt)]
pub struct AttemptView<'a> {
    /// Its number in the sandbox, from 1.
    #[schema(examples("7"))]
    id: String,
    /// When.
    at: Time,
    /// The rule of the verdict.
    #[schema(examples("verify.passed"))]
    rule: &'static str,
    /// Where that is written.
    source: Source,
    /// The order that was meant; null where none was found.
    #[schema(required, examples("P-1"))]
    order_no: Option<&'a str>,
    /// Its round, from 1; null where no order was found.
    #[schema(required, minimum = 1, examples(1))]
    round: Option<u32>,
    /// The entry and the answer.
    #[serde(flatten)]
    told: ToldView<'a>,
}

/// What somebody entered, and what they were told.
#[derive(Serialize, ToSchema)]
#[schema(as = Told)]
pub struct ToldView<'a> {
    /// What was asked for.
    #[schema(value_type = vocabulary::Call)]
    call: &'static str,
    /// The phone as entered, cut off where it is long.
    #[schema(examples("13800000001"))]
    phone: &'a str,
    /// The code as entered, cut off where it is long; null for a resend.
    #[schema(required, examples("123456"))]
    code: Option<&'a str>,
    /// The ID suffix as entered, cut off where it is long.
    #[schema(examples("010014"))]
    id_suffix: &'a str,
    /// The ministry's number of the prompt.
    #[schema(value_type = vocabulary::ValidStatus)]
    valid_status: u16,
    /// The ministry's flag.
    #[schema(examples(false))]
    valid_flag: bool,
    /// The word for the number.
    #[schema(value_type = vocabulary::Outcome)]
    outcome: &'static str,
    /// The prompt as the person reads it.
    #[schema(examples("尊敬的ICP用户：该条验证库里找不到记录或已完成验证。"))]
    message: &'static str,
    /// Failures counted for that person after it; null where it counted for nobody.
    #[schema(required, examples(1))]
    failures: Option<u32>,
    /// What would have had to differ; null for what went well.
    #[schema(required)]
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
