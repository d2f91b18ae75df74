//! Waiting for an order's status: held while time can still bring it, refused with what to do when
//! not.

use super::super::App;
use super::super::problem::Problem;
use crate::app::{Look, SandboxId};
use crate::order::{Order, State, Status};
use crate::rules::Span;
use crate::sim;

/// Waits until the provider sees the order in that status, or the time has ended.
///
/// # Errors
/// Where there is no such order, or time alone will not bring the status.
pub async fn wait(
    app: &App,
    id: &SandboxId,
    order_no: &str,
    wanted: Status,
    span: Span,
) -> Result<(), Problem> {
    let look = |sandbox: &sim::Sandbox, _| match sandbox.order(order_no) {
        None => Look::Over(Err(Problem::UnknownOrder(order_no.to_owned()))),
        Some(order) if order.seen_status() == wanted => Look::Over(Ok(())),
        Some(order) if order.time_leads_to(wanted) => Look::Open,
        Some(order) => Look::Over(Err(Problem::CannotHappen(not_by_itself(order, wanted)))),
    };
    match app.hall.wait(id, span, look).await? {
        Some(seen) => seen.value,
        None => Ok(()),
    }
}

/// Why the status does not come by itself, and what would have to be done. Whoever waits is a
/// test, which may know what the provider does not: that the order has failed.
fn not_by_itself(order: &Order, wanted: Status) -> String {
    let order_no = order.order_no();
    let todo = match order.state() {
        State::Approved { .. } | State::Rejected { .. } | State::Withdrawn { .. } => {
            format!("it is `{}`, for good", order.status().key())
        }
        State::Awaiting { .. } | State::Failed { .. } | State::UnderReview { .. }
            if wanted == Status::Withdrawn =>
        {
            format!("POST /v1/orders/{order_no}/withdraw")
        }
        State::Awaiting { .. } => "it waits for a person: POST /v1/verify".to_owned(),
        State::Failed { return_at, .. } => {
            format!("it has failed its verification and is returned at {return_at}")
        }
        State::UnderReview { .. } => {
            format!("it waits for the authority: POST /_sim/v1/orders/{order_no}/review")
        }
        State::Returned { .. } => {
            format!("it waits for its next round: POST /v1/orders/{order_no}/resubmit")
        }
    };
    format!(
        "`{order_no}` does not become `{}` by itself: {todo}",
        wanted.key()
    )
}
