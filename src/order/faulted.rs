//! What a fault of the sandbox's plan did to an order: it goes wrong, and the timeline says so.
//!
//! Invariant: as complete as any fact. Whoever applies it asks no plan.

use serde::{Deserialize, Serialize};

use crate::rules::Timestamp;

/// A fault fired.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Faulted {
    /// The fault's id in the plan.
    pub fault: Box<str>,
    /// What it did.
    pub effect: Effect,
}

/// What a fault did; `person` is a verifier's place in the round.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// An SMS that was dispatched will not arrive.
    SmsLost {
        /// To whom it went.
        person: u16,
        /// Its number in the sandbox.
        message: u32,
    },
    /// An SMS that was dispatched arrives later.
    SmsDelayed {
        /// To whom it goes.
        person: u16,
        /// Its number in the sandbox.
        message: u32,
        /// When it arrives.
        arrives_at: Timestamp,
    },
    /// An SMS that was dispatched left once more.
    SmsDuplicated {
        /// To whom it goes.
        person: u16,
        /// The copy's number in the sandbox.
        message: u32,
        /// The number of the one that it is a copy of.
        of: u32,
        /// When the copy arrives.
        arrives_at: Timestamp,
    },
    /// The provider learns of the passed verification later, or never.
    SyncDelayed {
        /// When; nothing where it never does.
        sync_at: Option<Timestamp>,
    },
    /// A webhook will not be sent.
    WebhookLost {
        /// Its id.
        delivery: Box<str>,
    },
    /// A webhook is sent twice.
    WebhookDuplicated {
        /// Its id.
        delivery: Box<str>,
    },
}

impl Effect {
    /// The event's type on the wire and in the journal.
    pub const fn type_key(&self) -> &'static str {
        match self {
            Self::SmsLost { .. } => "sms_lost",
            Self::SmsDelayed { .. } => "sms_delayed",
            Self::SmsDuplicated { .. } => "sms_duplicated",
            Self::SyncDelayed { .. } => "sync_delayed",
            Self::WebhookLost { .. } => "webhook_lost",
            Self::WebhookDuplicated { .. } => "webhook_duplicated",
        }
    }
}
