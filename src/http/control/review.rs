//! `POST /_sim/v1/orders/{order_no}/review`: the authority's verdict.

use axum::extract::State;

use super::super::App;
use super::super::extract::{Json, Named, Sandbox};
use super::super::fields::{Errors, Object, unless};
use super::super::problem::Problem;
use super::super::reply::{Reply, json};
use super::orders::Truth;
use crate::sim::{Decision, Refusal};

/// The longest reason, in characters.
const REASON_CHARS_MAX: usize = 1_000;

/// What the authority can decide, by name.
pub const DECISIONS: &[(&str, Decision)] =
    &[("approve", Decision::Approve), ("reject", Decision::Reject)];

/// Approves or rejects an order under review.
pub async fn review_order(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    Named(order_no): Named,
    Json(body): Json,
) -> Result<Reply, Problem> {
    let mut errors = Errors::new();
    let mut object = Object::body(body)?;
    let expected = "`approve` or `reject`";
    let decision = object.key("decision", decision_from_key, expected, &mut errors);
    let reason = object.optional_text("reason", REASON_CHARS_MAX, &mut errors);
    object.finish(&mut errors);
    let decision = unless(errors, decision)?;
    let reviewed = app.hall.command(&id, |sandbox, moment| {
        let number = sandbox.review(moment.now, &order_no, decision, reason.map(Into::into))?;
        Ok(sandbox
            .order_at(number)
            .map(|order| json(&Truth::of(order)))
            .unwrap_or_default())
    });
    let seen = reviewed.await?;
    let view = seen.value.map_err(|refusal| problem(&refusal, order_no))?;
    Ok(Reply::new(view, seen.now))
}

fn decision_from_key(key: &str) -> Option<Decision> {
    let known = DECISIONS.iter().find(|(known, _)| *known == key);
    known.map(|(_, decision)| *decision)
}

fn problem(refusal: &Refusal, order_no: String) -> Problem {
    match refusal {
        Refusal::WrongStatus(status) => Problem::WrongStatus {
            order_no,
            status: status.key(),
            hint: "the authority decides only on an order that is `under_review`",
        },
        Refusal::UnknownOrder
        | Refusal::OrderExists
        | Refusal::FilingsSuspended
        | Refusal::Flawed(_)
        | Refusal::TooManyOrders(_) => Problem::UnknownOrder(order_no),
    }
}
