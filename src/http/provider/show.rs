//! `GET /v1/orders/{order_no}`: an order as the provider's system sees it, at once or once it stands so.

use axum::extract::State;

use super::super::App;
use super::super::extract::{Named, Params, Sandbox};
use super::super::problem::Problem;
use super::super::reply::{Reply, json};
use super::SEEN_STATUS;
use super::awaited::wait;
use super::view::OrderView;
use crate::app::Seen;
use crate::order::Status;

/// Shows an order, behind by the sync lag; with `wait_status` and `wait`, once it stands so or the
/// time has ended.
pub async fn show_order(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    Named(order_no): Named,
    mut params: Params,
) -> Result<Reply, Problem> {
    let wanted = params.take_key("wait_status", Status::seen_from_key, SEEN_STATUS)?;
    let span = params.wait()?;
    params.finish()?;
    match (wanted, span) {
        (None, None) => {}
        (Some(wanted), Some(span)) => {
            // Rare: in a box, so that the future of every look-up stays small.
            Box::pin(wait(&app, &id, &order_no, wanted, span)).await?;
        }
        (Some(_), None) => return Err(half("wait_status", "wait")),
        (None, Some(_)) => return Err(half("wait", "wait_status")),
    }
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

fn half(given: &str, missing: &str) -> Problem {
    Problem::BadParameter(format!("`{given}` goes with `{missing}`, which is missing"))
}
