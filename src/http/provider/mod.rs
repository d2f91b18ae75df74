//! The provider's plane: what a filing portal asks of the authority, and sees of its orders.

mod awaited;
mod list;
mod recorded;
mod resubmit;
mod show;
mod submit;
mod view;
mod withdraw;

pub use list::{OrderPage, list_orders};
pub use resubmit::resubmit_order;
pub use show::show_order;
pub use submit::submit_order;
pub use view::{EntityView, OrderView, ServiceView};
pub use withdraw::withdraw_order;

use super::order_form;
use super::problem::{FieldError, Problem};
use crate::order::{Flaw, Status};
use crate::sim::Refusal;

/// What a status in a query must be.
const SEEN_STATUS: &str = "a status that the provider can see, such as `returned`";

/// The refusal of the core as a problem of this plane.
fn problem(refusal: Refusal, order_no: &str, hint: &'static str) -> Problem {
    let order_no = order_no.to_owned();
    match refusal {
        Refusal::UnknownOrder => Problem::UnknownOrder(order_no),
        Refusal::OrderExists => Problem::OrderExists(order_no),
        Refusal::FilingsSuspended => Problem::FilingsSuspended,
        Refusal::Flawed(flaws) => {
            Problem::Invalid(flaws.iter().map(order_form::error_of).collect())
        }
        Refusal::WrongStatus(status) => {
            // What the provider does not know is not told here either.
            let status = match status {
                Status::VerificationFailed => Status::AwaitingVerification,
                known => known,
            };
            Problem::WrongStatus {
                order_no,
                status: status.key(),
                hint,
            }
        }
        Refusal::TooManyOrders(max) => Problem::LimitReached(format!(
            "the sandbox holds {max} orders, the limit; reset it, or raise --max-orders"
        )),
    }
}

/// Which flaws are not already told by the form's own errors.
fn untold(flaws: &[Flaw], told: &[FieldError]) -> Vec<FieldError> {
    let errors = flaws.iter().map(order_form::error_of);
    errors
        .filter(|error| told.iter().all(|other| other.pointer != error.pointer))
        .collect()
}
