//! `GET /_sim/v1/orders/{order_no}`: the truth of an order, whatever the provider knows.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::extract::{Named, Params, Sandbox};
use super::super::problem::Problem;
use super::super::reply::{Reply, Source, Time, json};
use super::super::vocabulary;
use crate::app::Seen;
use crate::order::{Course, Order, Progress, ReturnReason, Suffix, Verifier};
use crate::rules::{Role, RuleId};

/// An order in truth, whatever the provider knows.
#[derive(Serialize, ToSchema)]
#[schema(as = TrueOrder)]
pub struct Truth<'a> {
    /// The provider's name for the order.
    #[schema(examples("P-1"))]
    order_no: &'a str,
    /// The round, from 1.
    #[schema(minimum = 1, examples(1))]
    round: u32,
    /// Where it stands.
    #[schema(value_type = vocabulary::Status)]
    status: &'static str,
    /// Where the provider sees it stand.
    #[schema(value_type = vocabulary::SeenStatus)]
    seen_status: &'static str,
    /// Why it was returned; null unless it is.
    #[schema(value_type = Option<vocabulary::ReturnReason>, required)]
    return_reason: Option<&'static str>,
    /// The edition that the round is bound to.
    #[schema(examples("app-2023"))]
    rulebook: &'a str,
    /// The vendor's reading that the round is bound to; null for none.
    #[schema(required, examples("tencent"))]
    profile: Option<&'a str>,
    /// When the round was submitted.
    opened_at: Time,
    /// The first instant that is too late to verify; null where nobody has to.
    #[schema(required)]
    deadline: Option<Time>,
    /// Why nobody has to verify; null where somebody has.
    #[schema(required)]
    unverified_by: Option<RuleView>,
    /// Who must verify.
    verifiers: Vec<VerifierTruth<'a>>,
    /// What time will cause, in order.
    scheduled: Vec<ScheduledView>,
}

/// A rule, and where it is written.
#[derive(Serialize, ToSchema)]
#[schema(as = SourcedRule)]
pub struct RuleView {
    /// The rule.
    #[schema(examples("verifiers.table"))]
    rule: &'static str,
    /// Where it is written.
    source: Source,
}

/// Somebody who must verify, in truth.
#[derive(Serialize, ToSchema)]
#[schema(as = Verifier)]
pub struct VerifierTruth<'a> {
    /// The phone that is texted and matched.
    #[schema(pattern = "^1[3-9][0-9]{9}$", examples("13800000001"))]
    phone: String,
    /// The name that the SMS addresses.
    #[schema(examples("张三"))]
    name: &'a str,
    /// In which roles the person stands in the order.
    #[schema(value_type = Vec<vocabulary::Role>, min_items = 1)]
    roles: &'a [Role],
    /// How far the person is.
    #[schema(value_type = vocabulary::VerifierState)]
    state: &'static str,
    /// The live code; null before the first SMS.
    #[schema(required, pattern = "^[0-9]{6}$", examples("123456"))]
    code: Option<String>,
    /// The ID suffixes that are right, any of them.
    #[schema(examples("010014"))]
    id_suffixes: Vec<&'a str>,
    /// Failures counted in this round.
    #[schema(examples(0))]
    failures: u32,
    /// Failures left until the limit.
    #[schema(examples(5))]
    failures_left: u32,
    /// Resends accepted in this round.
    #[schema(examples(0))]
    resends: u32,
    /// Resends left until the cap.
    #[schema(examples(2))]
    resends_left: u32,
    /// When the person passed; null before.
    #[schema(required)]
    verified_at: Option<Time>,
    /// The rules that make the person verify, and so.
    rules: Vec<RuleView>,
}

/// Something that time will cause to an order.
#[derive(Serialize, ToSchema)]
#[schema(as = ScheduledEvent)]
pub struct ScheduledView {
    /// When it is due.
    at: Time,
    /// What will happen.
    #[schema(value_type = vocabulary::EventType)]
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
