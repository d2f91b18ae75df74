//! `POST /v1/orders/{order_no}/withdraw`: the provider takes an order back.

use axum::extract::State;

use super::super::App;
use super::super::extract::{Json, Named, Sandbox};
use super::super::fields::{Errors, Object, unless};
use super::super::problem::Problem;
use super::super::reply::{Reply, json};
use super::problem;
use super::view::OrderView;

/// Withdraws an order that awaits verification or is under review.
pub async fn withdraw_order(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    Named(order_no): Named,
    Json(body): Json,
) -> Result<Reply, Problem> {
    let mut errors = Errors::new();
    Object::body(body)?.finish(&mut errors);
    unless(errors, Some(()))?;
    let withdrawn = app.hall.command(&id, |sandbox, moment| {
        let number = sandbox.withdraw(moment.now, &order_no)?;
        Ok(sandbox
            .order_at(number)
            .map(|order| json(&OrderView::of(order)))
            .unwrap_or_default())
    });
    let seen = withdrawn.await?;
    let hint = "only an order that awaits verification or is under review can be withdrawn";
    let view = seen
        .value
        .map_err(|refusal| problem(refusal, &order_no, hint))?;
    Ok(Reply::new(view, seen.now))
}
