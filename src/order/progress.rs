//! How far one verifier has come in the round.

use super::fact::{Fact, SmsKind};
use super::person::Code;
use crate::rules::Timestamp;

/// How far a verifier has come; each stage holds what is true in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Progress {
    /// The first SMS is not dispatched: the order is not in the verification store yet.
    Unsent,
    /// Texted, and not yet passed.
    Waiting(Waiting),
    /// Passed.
    Passed {
        /// When.
        at: Timestamp,
        /// With what.
        with: Waiting,
    },
}

/// What is known of a verifier who has been texted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Waiting {
    /// When the first SMS was dispatched.
    pub sent_at: Timestamp,
    /// The live code.
    pub code: Code,
    /// Which of the person's codes in this round it is, from 1.
    pub nth_code: u32,
    /// Wrong entries that count.
    pub failures: u32,
    /// Accepted resends.
    pub resends: u32,
    /// Accepted resends whose SMS is still to be dispatched: which, and when.
    pub queued: Vec<(u32, Timestamp)>,
    /// Whether the noon SMS has been dispatched.
    pub noon_sent: bool,
}

impl Progress {
    /// What is known of the verifier once texted.
    pub const fn texted(&self) -> Option<&Waiting> {
        match self {
            Self::Unsent => None,
            Self::Waiting(waiting) | Self::Passed { with: waiting, .. } => Some(waiting),
        }
    }

    /// What is known of a verifier who is texted and has not passed.
    pub const fn waiting(&self) -> Option<&Waiting> {
        match self {
            Self::Waiting(waiting) => Some(waiting),
            Self::Unsent | Self::Passed { .. } => None,
        }
    }

    /// When the verifier passed.
    pub const fn passed_at(&self) -> Option<Timestamp> {
        match self {
            Self::Passed { at, .. } => Some(*at),
            Self::Unsent | Self::Waiting(_) => None,
        }
    }

    /// Every stage, on the wire.
    pub const KEYS: &'static [&'static str] = &["unsent", "pending", "verified"];

    /// The stage on the wire.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Unsent => "unsent",
            Self::Waiting(_) => "pending",
            Self::Passed { .. } => "verified",
        }
    }

    /// The verifier after the fact; nothing where it cannot happen to this verifier.
    pub(super) fn after(self, at: Timestamp, fact: &Fact) -> Option<Self> {
        match (self, fact) {
            (
                Self::Unsent,
                Fact::SmsDispatched {
                    kind: SmsKind::First,
                    code,
                    nth_code,
                    ..
                },
            ) => Some(Self::Waiting(Waiting {
                sent_at: at,
                code: *code,
                nth_code: *nth_code,
                failures: 0,
                resends: 0,
                queued: Vec::new(),
                noon_sent: false,
            })),
            (Self::Waiting(waiting), fact) => waiting.after(at, fact),
            (Self::Unsent | Self::Passed { .. }, _) => None,
        }
    }
}

impl Waiting {
    fn after(mut self, at: Timestamp, fact: &Fact) -> Option<Progress> {
        match fact {
            Fact::SmsDispatched {
                kind: SmsKind::Resend,
                code,
                nth_code,
                ..
            } => {
                let due = self.queued.iter().position(|(_, due)| *due == at)?;
                self.queued.remove(due);
                (self.code, self.nth_code) = (*code, *nth_code);
            }
            Fact::SmsDispatched {
                kind: SmsKind::Noon,
                ..
            } if !self.noon_sent => {
                self.noon_sent = true;
            }
            Fact::ResendRequested { nth, due, .. } => {
                self.resends = *nth;
                self.queued.push((*nth, *due));
            }
            Fact::AttemptFailed { failures, .. } => self.failures = *failures,
            Fact::PersonVerified { .. } => {
                self.queued.clear();
                return Some(Progress::Passed { at, with: self });
            }
            Fact::SmsDispatched { .. }
            | Fact::OrderSubmitted
            | Fact::OrderResubmitted
            | Fact::SmsDelivered { .. }
            | Fact::OrderUnderReview { .. }
            | Fact::VerificationFailed { .. }
            | Fact::OrderReturned { .. }
            | Fact::ResultSynced
            | Fact::OrderWithdrawn
            | Fact::OrderApproved { .. }
            | Fact::OrderRejected { .. }
            | Fact::Faulted(_) => return None,
        }
        Some(Progress::Waiting(self))
    }
}
