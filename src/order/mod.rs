//! One filing order: its people, rounds and states, and what can happen to it.
//!
//! Pure: no clock, no chance, no input or output. Time comes in as an argument, and whatever is
//! decided here is a value that somebody else enacts. Knows the rules, and no other order.

mod agenda;
mod fact;
mod faulted;
mod opening;
#[expect(
    clippy::module_inception,
    reason = "the order itself is the module's centre"
)]
mod order;
mod person;
mod progress;
mod round;
mod seen;
mod state;
mod submission;
mod text;
mod verify;
mod waits;

#[cfg(test)]
mod tests;

pub use agenda::{Due, DueKind};
pub use fact::{Fact, ReturnReason, SmsKind};
pub use faulted::{Effect, Faulted};
pub use opening::{Flaw, Law};
pub use order::{Happening, InTransit, Order};
pub use person::{Code, Person, Phone, Suffix};
pub use progress::{Progress, Waiting};
pub use round::{Acquaintance, Basis, Course, Round, Setup, Verifier, minutes_since};
pub use seen::{SmsVerifyStatus, Status};
pub use state::{Impossible, People, State, Sync};
pub use submission::{Correction, Entity, PersonAt, Service, Submission};
pub use submission::{ORDER_NO_CHARS_MAX, is_order_no};
pub use text::Text;
pub use verify::{Comparison, Judgement, judge};
pub use waits::{Standing, Wait};
