//! A sandbox: clock, agenda, keyed chance, its orders and who waits at which phone.
//!
//! Pure: whoever holds a sandbox gives it the time and takes its records. There is no async, no
//! input or output, no clock and no journal here.
//!
//! The promise: the same seed, settings and sequence of commands give the same codes, lags, order
//! of events and answers, on every machine.

mod admit;
mod apply;
mod attempt;
mod chance;
mod clock;
mod control;
mod coverage;
mod echo;
mod fault;
mod fire;
mod foresight;
mod index;
mod listing;
mod message;
mod near_miss;
mod person;
mod provider;
mod record;
mod resend;
mod sandbox;
mod settings;
mod upcoming;
mod webhook;

#[cfg(test)]
mod tests;

pub use admit::Inadmissible;
pub use apply::CorruptJournal;
pub use attempt::{ATTEMPTS_KEPT, ENTERED_CHARS_KEPT};
pub use attempt::{About, Attempt, Call, KeptAttempt, NearMiss, NearMissKind};
pub use clock::{Clock, Mode};
pub use control::ClockBackwards;
pub use coverage::{CoverageStatus, Covered, Limit, Share, Side, Sum, is_measured};
pub use fault::{
    Address, CallFaulted, CallTrouble, FAULTS_MAX, Fault, FaultPlan, PREFIXES_FAULT, SmsTrouble,
    SyncTrouble, Trouble, Undeliverable, WebhookTrouble,
};
pub use foresight::SmsFilter;
pub use index::{Entry, Index, Who};
pub use listing::Standings;
pub use message::{Addressed, Fate, Message};
pub use person::Entered;
pub use provider::{Decision, Refusal, Submitted};
pub use record::{Change, Record};
pub use sandbox::Sandbox;
pub use settings::{Captcha, Origin, SEED_MAX, Settings};
pub use upcoming::{Settled, Upcoming, WEBHOOK_ATTEMPTED};
pub use webhook::{
    DELIVERIES_KEPT, Delivery, DeliveryStatus, Endpoint, Letter, NotDelivered, Noted, Outcome,
    Posting, RETRY_AFTER, RETRY_AFTER_MAX, Redelivery, SECRET_BYTES, SECRET_PREFIX, TRIES_MAX,
    Tried, Webhook, WebhookEvent,
};
