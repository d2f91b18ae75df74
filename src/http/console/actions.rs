//! What the provider and the authority can do with an order now.

use axum::response::Response;
use maud::{Markup, html};
use serde_json::{Value, json};

use super::form::{Form, Rejected, error, is_bad, value};
use super::notice::{Deed, done};
use super::order::{self, Named, name_of};
use super::refusals::refusal;
use super::trouble::Trouble;
use super::visit::{Scene, Visit};
use super::widgets::{curl, line};
use super::words::Words;
use crate::order::{Correction, Order, Status};
use crate::rules::Timestamp;
use crate::sim::{Decision, Refusal, Sandbox};

/// The longest reason of the authority, in characters.
const REASON_CHARS_MAX: usize = 1_000;

/// `POST /console/orders/{order_no}/resubmit`: as the provider, unchanged.
pub async fn resubmit(visit: Visit, named: Named, form: Form) -> Result<Response, Trouble> {
    act(visit, named, form, Deed::Resubmitted, |sandbox, now, no| {
        sandbox.resubmit(now, no, Correction::default())
    })
    .await
}

/// `POST /console/orders/{order_no}/withdraw`: as the provider.
pub async fn withdraw(visit: Visit, named: Named, form: Form) -> Result<Response, Trouble> {
    act(visit, named, form, Deed::Withdrawn, Sandbox::withdraw).await
}

/// `POST /console/orders/{order_no}/approve`: as the authority.
pub async fn approve(visit: Visit, named: Named, form: Form) -> Result<Response, Trouble> {
    act(visit, named, form, Deed::Approved, |sandbox, now, no| {
        sandbox.review(now, no, Decision::Approve, None)
    })
    .await
}

/// `POST /console/orders/{order_no}/reject`: as the authority, with a reason.
pub async fn reject(visit: Visit, named: Named, form: Form) -> Result<Response, Trouble> {
    let reason = form.get("reason").to_owned();
    if reason.chars().count() > REASON_CHARS_MAX {
        let error = visit.look.lang.words().reason_too_long.to_owned();
        let rejected = form.invalid("reject", vec![("reason", error)]);
        return order::show(&visit, &name_of(named), Some(&rejected)).await;
    }
    let reason = Some(reason).filter(|reason| !reason.is_empty());
    act(visit, named, form, Deed::Rejected, |sandbox, now, no| {
        sandbox.review(now, no, Decision::Reject, reason.map(Into::into))
    })
    .await
}

async fn act(
    visit: Visit,
    named: Named,
    form: Form,
    deed: Deed,
    wish: impl FnOnce(&mut Sandbox, Timestamp, &str) -> Result<u32, Refusal>,
) -> Result<Response, Trouble> {
    let order_no = name_of(named);
    let done_to = visit.app.hall.command(&visit.id, |sandbox, moment| {
        wish(sandbox, moment.now, &order_no)
    });
    match done_to.await?.value {
        Ok(_) => Ok(done(&visit.path(&format!("/orders/{order_no}")), deed)),
        Err(refused) => {
            let rejected = form.conflict("actions", refusal(visit.look.lang, &refused));
            order::show(&visit, &order_no, Some(&rejected)).await
        }
    }
}

/// One button: what it is called, where it goes, and the line that does the same.
struct Action {
    name: &'static str,
    label: &'static str,
    class: &'static str,
    path: String,
    body: Option<Value>,
}

/// The buttons for what can be done now.
pub fn section(scene: &Scene<'_>, order: &Order, rejected: Option<&Rejected>) -> Markup {
    let w = scene.words;
    let actions = actions(w, order);
    html! {
        section aria-labelledby="actions" {
            h2 id="actions" { (w.actions) }
            (error(rejected, "actions", ""))
            @if actions.is_empty() { p.quiet { (w.nothing_to_do) } }
            div.actions {
                @for action in &actions { (button(scene, order, action, rejected)) }
            }
        }
    }
}

fn actions(w: &Words, order: &Order) -> Vec<Action> {
    let no = order.order_no();
    let provider = |name, label| Action {
        name,
        label,
        class: "",
        path: format!("/v1/orders/{no}/{name}"),
        body: None,
    };
    let review = |name, label, class, body| Action {
        name,
        label,
        class,
        path: format!("/_sim/v1/orders/{no}/review"),
        body: Some(body),
    };
    match order.status() {
        Status::AwaitingVerification | Status::VerificationFailed => {
            vec![provider("withdraw", w.withdraw)]
        }
        Status::UnderReview => vec![
            review(
                "approve",
                w.approve,
                "primary",
                json!({ "decision": "approve" }),
            ),
            review(
                "reject",
                w.reject,
                "danger",
                json!({ "decision": "reject", "reason": w.reason_example }),
            ),
            provider("withdraw", w.withdraw),
        ],
        Status::Returned => vec![provider("resubmit", w.resubmit)],
        Status::Approved | Status::Rejected | Status::Withdrawn => Vec::new(),
    }
}

fn button(
    scene: &Scene<'_>,
    order: &Order,
    action: &Action,
    rejected: Option<&Rejected>,
) -> Markup {
    let w = scene.words;
    let target = format!("/orders/{}/{}", order.order_no(), action.name);
    html! {
        div.action {
            form method="post" action=(scene.visit.path(&target)) {
                @if action.name == "reject" {
                    div.field {
                        label.unseen for="reject-reason" { (w.reason) }
                        input id="reject-reason" name="reason" placeholder=(w.reason) value=(value(rejected, "reject", "reason", "")) dir="auto"
                            autocomplete="off" aria-invalid=[is_bad(rejected, "reject", "reason").then_some("true")];
                        (error(rejected, "reject", "reason"))
                    }
                }
                button class=(action.class) id={ "do-" (action.name) } { (action.label) }
            }
            (curl(w, action.name, &line(scene, "POST", &action.path, action.body.as_ref())))
        }
    }
}
