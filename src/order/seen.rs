//! Where an order stands: in truth, and as the provider's system sees it.
//!
//! The provider is behind in one thing only: it learns of a passed verification when the result
//! has synced (rule `sync.lag`). A failed order looks like a waiting one until it is returned.

use super::fact::{Fact, ReturnReason};
use super::order::Order;
use super::state::{State, Sync};
use crate::rules::Timestamp;

/// A status as it stands on the wire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Status {
    /// Waiting for its verifiers (待短信核验).
    AwaitingVerification,
    /// Failed out, not yet returned; never shown to the provider.
    VerificationFailed,
    /// Under the authority's review (管局审核).
    UnderReview,
    /// Gone back (退回).
    Returned,
    /// Approved.
    Approved,
    /// Rejected.
    Rejected,
    /// Withdrawn by the provider.
    Withdrawn,
}

/// The portal model's `sms_verify_status`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SmsVerifyStatus {
    /// 1: waiting.
    Waiting,
    /// 2: done.
    Done,
    /// 3: timed out, or failed.
    Lapsed,
}

impl Status {
    /// Every status.
    pub const ALL: &'static [Self] = &[
        Self::AwaitingVerification,
        Self::VerificationFailed,
        Self::UnderReview,
        Self::Returned,
        Self::Approved,
        Self::Rejected,
        Self::Withdrawn,
    ];

    /// The status on the wire.
    pub const fn key(self) -> &'static str {
        match self {
            Self::AwaitingVerification => "awaiting_verification",
            Self::VerificationFailed => "verification_failed",
            Self::UnderReview => "under_review",
            Self::Returned => "returned",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The status that the provider can see by that name.
    pub fn seen_from_key(key: &str) -> Option<Self> {
        let seen = |status: &&Self| **status != Self::VerificationFailed && status.key() == key;
        Self::ALL.iter().find(seen).copied()
    }
}

impl SmsVerifyStatus {
    /// Every one.
    pub const ALL: &'static [Self] = &[Self::Waiting, Self::Done, Self::Lapsed];

    /// The number on the wire.
    pub const fn number(self) -> u8 {
        match self {
            Self::Waiting => 1,
            Self::Done => 2,
            Self::Lapsed => 3,
        }
    }
}

impl Order {
    /// Where the order stands in truth.
    pub const fn status(&self) -> Status {
        match self.state() {
            State::Awaiting { .. } => Status::AwaitingVerification,
            State::Failed { .. } => Status::VerificationFailed,
            State::Returned { .. } => Status::Returned,
            State::UnderReview { .. } => Status::UnderReview,
            State::Approved { .. } => Status::Approved,
            State::Rejected { .. } => Status::Rejected,
            State::Withdrawn { .. } => Status::Withdrawn,
        }
    }

    /// Where the provider believes it to stand.
    pub const fn seen_status(&self) -> Status {
        match self.state() {
            State::Failed { .. }
            | State::UnderReview {
                sync: Sync::Due(_) | Sync::Never,
                ..
            } => Status::AwaitingVerification,
            _ => self.status(),
        }
    }

    /// Whether time alone leads the provider to see the order in that status.
    pub const fn time_leads_to(&self, status: Status) -> bool {
        match self.state() {
            State::Awaiting { .. } | State::Failed { .. } => matches!(status, Status::Returned),
            State::UnderReview {
                sync: Sync::Due(_), ..
            } => matches!(status, Status::UnderReview),
            State::UnderReview {
                sync: Sync::Done | Sync::Never,
                ..
            }
            | State::Returned { .. }
            | State::Approved { .. }
            | State::Rejected { .. }
            | State::Withdrawn { .. } => false,
        }
    }

    /// How the provider believes verification to stand; nothing where nobody verifies.
    pub fn seen_sms_verify_status(&self) -> Option<SmsVerifyStatus> {
        if self.round().setup.verifiers.is_empty() {
            return None;
        }
        Some(match self.seen_status() {
            Status::AwaitingVerification | Status::VerificationFailed => SmsVerifyStatus::Waiting,
            Status::UnderReview | Status::Approved | Status::Rejected => SmsVerifyStatus::Done,
            Status::Returned => SmsVerifyStatus::Lapsed,
            Status::Withdrawn => match self.state() {
                State::Withdrawn {
                    known_verified: true,
                    ..
                } => SmsVerifyStatus::Done,
                _ => SmsVerifyStatus::Waiting,
            },
        })
    }

    /// Why the order was returned, while it is.
    pub const fn return_reason(&self) -> Option<ReturnReason> {
        match self.state() {
            State::Returned { reason, .. } => Some(*reason),
            _ => None,
        }
    }

    /// When the provider last saw it change.
    pub fn seen_at(&self) -> Timestamp {
        let seen = |fact: &Fact| match fact {
            Fact::OrderUnderReview { sync_at } => sync_at.is_none(),
            Fact::OrderSubmitted
            | Fact::OrderResubmitted
            | Fact::OrderReturned { .. }
            | Fact::ResultSynced
            | Fact::OrderWithdrawn
            | Fact::OrderApproved { .. }
            | Fact::OrderRejected { .. } => true,
            Fact::SmsDispatched { .. }
            | Fact::SmsDelivered { .. }
            | Fact::ResendRequested { .. }
            | Fact::AttemptFailed { .. }
            | Fact::PersonVerified { .. }
            | Fact::VerificationFailed { .. }
            | Fact::Faulted(_) => false,
        };
        let last = self
            .timeline()
            .iter()
            .rev()
            .find(|happening| seen(&happening.fact));
        last.map_or(self.round().setup.opened_at, |happening| happening.at)
    }
}
