//! `GET`/`PUT /_sim/v1/faults`: what goes wrong in a sandbox, and how often it has.

use axum::extract::State;
use serde::Serialize;

use super::super::App;
use super::super::extract::{Json, Params, Sandbox};
use super::super::fields::{Errors, Object, unless};
use super::super::problem::Problem;
use super::super::reply::{Reply, json};
use super::fault_form::{BY_EDITION, effect_of, read_plan};
use crate::sim::{self, Fault, Undeliverable, WebhookEvent};

#[derive(Serialize)]
struct PlanView<'a> {
    faults: Vec<FaultView<'a>>,
    undeliverable_prefixes: PrefixesView<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum PrefixesView<'a> {
    Nobody(Option<()>),
    ByEdition(&'static str),
    Listed(&'a [Box<str>]),
}

#[derive(Serialize)]
struct FaultView<'a> {
    id: &'a str,
    kind: &'static str,
    effect: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order_no: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nth: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    share_percent: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
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
