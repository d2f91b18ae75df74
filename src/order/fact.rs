//! What can happen to an order; the only way that an order changes.
//!
//! A fact is complete: applying it needs no rule, no clock and no chance.

use serde::{Deserialize, Serialize};

use super::faulted::Faulted;
use super::person::Code;
use crate::rules::Timestamp;

/// Something that happened to an order; `person` is a verifier's place in the round.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The provider submitted it: round 1 opened.
    OrderSubmitted,
    /// The provider submitted it again: the next round opened.
    OrderResubmitted,
    /// An SMS left for a verifier's phone.
    SmsDispatched {
        /// To whom.
        person: u16,
        /// Why.
        kind: SmsKind,
        /// Its number in the sandbox.
        message: u32,
        /// The code in it, live from now on.
        code: Code,
        /// Which of this person's codes in the round it is, from 1.
        nth_code: u32,
        /// When it arrives.
        arrives_at: Timestamp,
    },
    /// An SMS arrived.
    SmsDelivered {
        /// To whom.
        person: u16,
        /// Its number in the sandbox.
        message: u32,
    },
    /// A verifier asked for the SMS again, within the cap.
    ResendRequested {
        /// Who.
        person: u16,
        /// Which of this person's resends in the round it is, from 1.
        nth: u32,
        /// When the SMS will be dispatched.
        due: Timestamp,
    },
    /// A verifier entered something wrong.
    AttemptFailed {
        /// Who.
        person: u16,
        /// How many failures are counted now; 0 where the entry broke the run.
        failures: u32,
    },
    /// A verifier passed.
    PersonVerified {
        /// Who.
        person: u16,
    },
    /// All have passed, or nobody had to: the authority reviews (管局审核).
    OrderUnderReview {
        /// When the provider learns it; nothing where it knows at once.
        sync_at: Option<Timestamp>,
    },
    /// A verifier failed out, and the order with them.
    VerificationFailed {
        /// Who.
        person: u16,
        /// When the order goes back.
        return_at: Timestamp,
    },
    /// The order went back to the provider (退回).
    OrderReturned {
        /// Why.
        reason: ReturnReason,
    },
    /// The provider learned that the order is under review.
    ResultSynced,
    /// The provider took the order back.
    OrderWithdrawn,
    /// The authority approved.
    OrderApproved {
        /// What it said.
        reason: Option<Box<str>>,
    },
    /// The authority rejected.
    OrderRejected {
        /// What it said.
        reason: Option<Box<str>>,
    },
    /// Something went wrong, as the sandbox's plan of faults wants it.
    Faulted(Box<Faulted>),
}

/// Why an SMS was sent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmsKind {
    /// After the submission.
    First,
    /// The verifier asked again.
    Resend,
    /// Noon of the next day, in the editions that know it.
    Noon,
}

/// Why an order went back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnReason {
    /// Not everybody had passed when the window closed.
    WindowExpired,
    /// A verifier failed too often.
    FailureLimit,
    /// A verifier asked for too many SMS, where that returns the order.
    ResendLimit,
}

impl Fact {
    /// Every event type that a fault gives an order, and no rule.
    pub const FAULT_TYPES: &'static [&'static str] = &[
        "sms_lost",
        "sms_delayed",
        "sms_duplicated",
        "sync_delayed",
        "webhook_lost",
        "webhook_duplicated",
    ];

    /// Every event type that the rules give an order, in the order of a story.
    pub const TYPES: &'static [&'static str] = &[
        "order_submitted",
        "order_resubmitted",
        "sms_dispatched",
        "sms_delivered",
        "resend_requested",
        "attempt_failed",
        "person_verified",
        "order_under_review",
        "verification_failed",
        "order_returned",
        "result_synced",
        "order_withdrawn",
        "order_approved",
        "order_rejected",
    ];

    /// The event's type on the wire and in the journal.
    pub fn type_key(&self) -> &'static str {
        match self {
            Self::OrderSubmitted => "order_submitted",
            Self::OrderResubmitted => "order_resubmitted",
            Self::SmsDispatched { .. } => "sms_dispatched",
            Self::SmsDelivered { .. } => "sms_delivered",
            Self::ResendRequested { .. } => "resend_requested",
            Self::AttemptFailed { .. } => "attempt_failed",
            Self::PersonVerified { .. } => "person_verified",
            Self::OrderUnderReview { .. } => "order_under_review",
            Self::VerificationFailed { .. } => "verification_failed",
            Self::OrderReturned { .. } => "order_returned",
            Self::ResultSynced => "result_synced",
            Self::OrderWithdrawn => "order_withdrawn",
            Self::OrderApproved { .. } => "order_approved",
            Self::OrderRejected { .. } => "order_rejected",
            Self::Faulted(faulted) => faulted.effect.type_key(),
        }
    }
}

impl SmsKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[Self::First, Self::Resend, Self::Noon];

    /// The kind on the wire.
    pub const fn key(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Resend => "resend",
            Self::Noon => "noon",
        }
    }

    /// The kind with that key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.key() == key)
    }
}

impl ReturnReason {
    /// Every reason.
    pub const ALL: &'static [Self] = &[Self::WindowExpired, Self::FailureLimit, Self::ResendLimit];

    /// The reason on the wire.
    pub const fn key(self) -> &'static str {
        match self {
            Self::WindowExpired => "window_expired",
            Self::FailureLimit => "failure_limit",
            Self::ResendLimit => "resend_limit",
        }
    }
}
