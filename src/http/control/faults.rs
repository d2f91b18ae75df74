//! `GET`/`PUT /_sim/v1/faults`: what goes wrong in a sandbox, and how often it has.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::extract::{Json, Params, Sandbox};
use super::super::fields::{Errors, Object, unless};
use super::super::problem::Problem;
use super::super::reply::{Reply, json};
use super::super::vocabulary;
use super::fault_form::{BY_EDITION, effect_of, read_plan};
use super::fault_words::{FaultEffect, FaultKind, UndeliverablePrefixes};
use crate::sim::{self, Fault, Undeliverable, WebhookEvent};

/// What goes wrong in a sandbox.
#[derive(Serialize, ToSchema)]
#[schema(as = FaultPlan)]
pub struct PlanView<'a> {
    /// The faults; the first that fits fires.
    #[schema(max_items = 1000)]
    faults: Vec<FaultView<'a>>,
    /// Phones that never receive an SMS.
    #[schema(value_type = UndeliverablePrefixes)]
    undeliverable_prefixes: PrefixesView<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum PrefixesView<'a> {
    Nobody(Option<()>),
    ByEdition(&'static str),
    Listed(&'a [Box<str>]),
}

/// Something that goes wrong, and how often it has.
#[derive(Serialize, ToSchema)]
#[schema(as = FiredFault)]
pub struct FaultView<'a> {
    /// Its name in the plan and in timelines.
    #[schema(examples("no-signal"))]
    id: &'a str,
    /// What it disturbs.
    #[schema(value_type = FaultKind)]
    kind: &'static str,
    /// What goes wrong.
    #[schema(value_type = FaultEffect)]
    effect: &'static str,
    /// By how much, as an ISO 8601 duration; only of effects that take one.
    #[schema(examples("PT30M"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// Only of SMS to that phone, or calls that name it.
    #[schema(examples("13800000001"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// Only of that order.
    #[schema(examples("P-1"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    order_no: Option<&'a str>,
    /// Only of the n-th, from 1.
    #[schema(minimum = 1, examples(1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    nth: Option<u32>,
    /// Of so many in a hundred, chosen by the sandbox's seed.
    #[schema(minimum = 1, maximum = 100, examples(30))]
    #[serde(skip_serializing_if = "Option::is_none")]
    share_percent: Option<u8>,
    /// Only of that call.
    #[schema(value_type = Option<vocabulary::Call>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<&'static str>,
    /// Only of webhooks that tell that.
    #[schema(value_type = Option<vocabulary::WebhookEvent>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'static str>,
    /// How often at the most.
    #[schema(minimum = 1, examples(2))]
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
    /// How often it has fired.
    #[schema(examples(1))]
    fired: u32,
}

/// Shows the plan, with how often each fault has fired.
pub async fn show_faults(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    params: Params,
) -> Result<Reply, Problem> {
    params.finish()?;
    let seen = app
        .hall
        .read(&id, |sandbox, _| json(&PlanView::of(sandbox)));
    Ok(Reply::seen(seen.await?))
}

/// Replaces the plan: what is not given goes wrong no more, and every fault counts from zero.
pub async fn set_faults(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    Json(body): Json,
) -> Result<Reply, Problem> {
    let mut errors = Errors::new();
    let plan = read_plan(Object::body(body)?, &mut errors);
    unless(errors, Some(()))?;
    let seen = app.hall.command(&id, |sandbox, _| {
        sandbox.set_faults(plan);
        json(&PlanView::of(sandbox))
    });
    Ok(Reply::seen(seen.await?))
}

impl<'a> PlanView<'a> {
    fn of(sandbox: &'a sim::Sandbox) -> Self {
        let plan = &sandbox.settings().faults;
        let faults = plan.faults.iter();
        Self {
            faults: faults
                .map(|fault| FaultView::of(fault, sandbox.fired(&fault.id)))
                .collect(),
            undeliverable_prefixes: match &plan.undeliverable {
                Undeliverable::Nobody => PrefixesView::Nobody(None),
                Undeliverable::ByEdition => PrefixesView::ByEdition(BY_EDITION),
                Undeliverable::Listed(prefixes) => PrefixesView::Listed(prefixes),
            },
        }
    }
}

impl<'a> FaultView<'a> {
    fn of(fault: &'a Fault, fired: u32) -> Self {
        let (kind, effect, by) = effect_of(fault.trouble);
        let address = &fault.address;
        Self {
            id: &fault.id,
            kind,
            effect,
            by: by.map(|by| by.to_string()),
            phone: address.phone.map(|phone| phone.to_string()),
            order_no: address.order_no.as_deref(),
            nth: address.nth,
            share_percent: address.share_percent,
            call: address.call.map(sim::Call::key),
            event: address.event.map(WebhookEvent::key),
            times: fault.times,
            fired,
        }
    }
}
