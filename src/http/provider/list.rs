//! `GET /v1/orders`: the provider's orders, newest first, a page at a time.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::extract::{Params, Sandbox};
use super::super::order_form::keys;
use super::super::problem::Problem;
use super::super::reply::{Reply, json};
use super::SEEN_STATUS;
use super::view::OrderView;
use crate::order::Status;
use crate::rules::FilingType;
use crate::sim;

/// A page of orders, newest first.
#[derive(Serialize, ToSchema)]
pub struct OrderPage<'a> {
    /// The orders, as the provider sees them.
    orders: Vec<OrderView<'a>>,
    /// What to give as `after` for the page behind; null on the last one.
    #[schema(required, examples("41"))]
    next: Option<String>,
}

/// Lists orders by what the provider sees of them.
pub async fn list_orders(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    mut params: Params,
) -> Result<Reply, Problem> {
    let status = params.take_key("status", Status::seen_from_key, SEEN_STATUS)?;
    let expected = keys(FilingType::ALL, FilingType::key);
    let filing_type = params.take_key("filing_type", FilingType::from_key, &expected)?;
    let (limit, after) = (params.limit()?, params.after()?);
    params.finish()?;
    let before = after
        .and_then(|after| u32::try_from(after).ok())
        .unwrap_or(u32::MAX);
    let seen = app.hall.read(&id, |sandbox, _| {
        json(&page(sandbox, (status, filing_type), before, limit))
    });
    Ok(Reply::seen(seen.await?))
}

fn page(
    sandbox: &sim::Sandbox,
    filter: (Option<Status>, Option<FilingType>),
    before: u32,
    limit: usize,
) -> OrderPage<'_> {
    // One more than the page tells whether there is a next one.
    let mut numbers = sandbox.listed(filter.0, filter.1, before, limit + 1);
    let more = numbers.len() > limit;
    numbers.truncate(limit);
    let next = numbers.last().filter(|_| more).map(u32::to_string);
    let orders = numbers
        .iter()
        .filter_map(|number| sandbox.order_at(*number));
    OrderPage {
        orders: orders.map(OrderView::of).collect(),
        next,
    }
}
