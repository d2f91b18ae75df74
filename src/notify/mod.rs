//! Carries webhooks to the provider's portal, signed by the specification of Standard Webhooks 1.0.
//!
//! Invariant: whatever the receiver does, a try ends in time, takes a bounded answer, and goes to no
//! address that was not allowed when it was connected to. Knows no sandbox.

mod exchange;
mod messenger;
mod targets;

pub use exchange::{ANSWER_BYTES_MAX, ANSWER_CHARS_KEPT, TRY_TIMEOUT};
pub use messenger::{Messenger, Write};
pub use targets::{BadAllowance, Targets};
