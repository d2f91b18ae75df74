//! `GET /v1/orders/{order_no}`: an order as the provider's system sees it.

use axum::extract::State;

use super::super::App;
use super::super::extract::{Named, Params, Sandbox};
use super::super::problem::Problem;
use super::super::reply::{Reply, json};
use super::view::OrderView;
use crate::app::Seen;

/// Shows an order, behind by the sync lag.
pub async fn show_order(
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
                .map(|order| json(&OrderView::of(order)))
        })
        .await?;
    let view = seen.value.ok_or(Problem::UnknownOrder(order_no))?;
    Ok(Reply::seen(Seen {
        value: view,
        now: seen.now,
    }))
}
