//! `GET /_sim/v1/orders/{order_no}`: the truth of an order, whatever the provider knows.

use axum::extract::State;
use serde::Serialize;

use super::super::App;
use super::super::extract::{Named, Params, Sandbox};
use super::super::problem::Problem;
use super::super::reply::{Reply, Source, Time, json};
use crate::app::Seen;
use crate::order::{Course, Order, Progress, ReturnReason, Suffix, Verifier};
use crate::rules::{Role, RuleId};

/// An order in truth.
#[derive(Serialize)]
pub struct Truth<'a> {
    order_no: &'a str,
    round: u32,
    status: &'static str,
    seen_status: &'static str,
    return_reason: Option<&'static str>,
    rulebook: &'a str,
    profile: Option<&'a str>,
    opened_at: Time,
    deadline: Option<Time>,
    unverified_by: Option<RuleView>,
    verifiers: Vec<VerifierTruth<'a>>,
    scheduled: Vec<ScheduledView>,
}

#[derive(Serialize)]
struct RuleView {
    rule: &'static str,
    source: Source,
}

#[derive(Serialize)]
struct VerifierTruth<'a> {
    phone: String,
    name: &'a str,
    roles: &'a [Role],
    state: &'static str,
    code: Option<String>,
    id_suffixes: Vec<&'a str>,
    failures: u32,
    failures_left: u32,
    resends: u32,
    resends_left: u32,
    verified_at: Option<Time>,
    rules: Vec<RuleView>,
}

#[derive(Serialize)]
struct ScheduledView {
    at: Time,
    r#type: &'static str,
}

/// Shows an order as it stands in truth, codes and right ID suffixes included.
pub async fn show_truth(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    Named(order_no): Named,
    params: Params,
) -> Result<Reply, Problem> {
    params.finish()?;
    let seen = app
        .hall
        .read(&id, |sandbox, _| {
            sandbox
                .order(&order_no)
                .map(|order| json(&Truth::of(order)))
        })
        .await?;
    let view = seen.value.ok_or(Problem::UnknownOrder(order_no))?;
    Ok(Reply::seen(Seen {
        value: view,
        now: seen.now,
    }))
}

impl<'a> Truth<'a> {
    /// The truth of that order.
    pub fn of(order: &'a Order) -> Self {
        let round = order.round();
        let terms = &round.basis.terms;
        let unverified_by = match round.setup.course {
            Course::Verified { .. } => None,
            Course::Unverified(rule) => Some(RuleView::of(order, rule)),
        };
        let people = round.setup.verifiers.iter().zip(order.state().people());
        let mut scheduled = order.due();
        scheduled.sort_unstable();
        Self {
            order_no: order.order_no(),
            round: round.number,
            status: order.status().key(),
            seen_status: order.seen_status().key(),
            return_reason: order.return_reason().map(ReturnReason::key),
            rulebook: &terms.edition,
            profile: terms.profile.as_deref(),
            opened_at: Time(round.setup.opened_at),
            deadline: round.deadline().map(Time),
            unverified_by,
            verifiers: people
                .map(|(verifier, progress)| VerifierTruth::of(order, verifier, progress))
                .collect(),
            scheduled: scheduled
                .iter()
                .map(|due| ScheduledView {
                    at: Time(due.at),
                    r#type: due.kind.event_type(),
                })
                .collect(),
        }
    }
}

impl RuleView {
    fn of(order: &Order, rule: RuleId) -> Self {
        let source = order.round().basis.sources_of(rule);
        Self {
            rule: rule.key(),
            source: Source(source),
        }
    }
}

impl<'a> VerifierTruth<'a> {
    fn of(order: &Order, verifier: &'a Verifier, progress: &Progress) -> Self {
        let terms = &order.round().basis.terms;
        let rules = order.round().rules_of(verifier);
        let texted = progress.texted();
        let failures = texted.map_or(0, |texted| texted.failures);
        let resends = texted.map_or(0, |texted| texted.resends);
        Self {
            phone: verifier.phone.to_string(),
            name: &verifier.name,
            roles: &verifier.roles,
            state: progress.key(),
            code: texted.map(|texted| texted.code.to_string()),
            id_suffixes: verifier.suffixes.iter().map(Suffix::as_str).collect(),
            failures,
            failures_left: terms.failure_limit.value.saturating_sub(failures),
            resends,
            resends_left: terms.resend_limit.value.saturating_sub(resends),
            verified_at: progress.passed_at().map(Time),
            rules: rules
                .into_iter()
                .map(|rule| RuleView::of(order, rule))
                .collect(),
        }
    }
}
