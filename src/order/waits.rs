//! Who of an order can be found at the ministry's page by phone: a function of its state.

use super::order::Order;
use super::person::{Code, Phone};
use super::progress::Progress;
use super::state::{State, Sync};
use crate::rules::Timestamp;

/// A verification that an entry with this phone can be about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wait {
    /// The verifier's phone.
    pub phone: Phone,
    /// The verifier's place in the round.
    pub person: u16,
    /// The live code.
    pub code: Code,
    /// When the first SMS was dispatched.
    pub sent_at: Timestamp,
    /// What it waits for.
    pub standing: Standing,
}

/// How a verification stands that can still be found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// The person has still to verify.
    Pending,
    /// The person has passed, and the result has not synced.
    Passed,
    /// The order has failed, and is not yet returned.
    Failed,
}

impl Order {
    /// The verifications of the current round that can be found: dispatched, and awaiting, failed
    /// and not yet returned, or under review and not yet synced.
    pub fn waits(&self) -> Vec<Wait> {
        let failed = match self.state() {
            State::Awaiting { .. }
            | State::UnderReview {
                sync: Sync::Due(_) | Sync::Never,
                ..
            } => false,
            State::Failed { .. } => true,
            State::UnderReview {
                sync: Sync::Done, ..
            }
            | State::Returned { .. }
            | State::Approved { .. }
            | State::Rejected { .. }
            | State::Withdrawn { .. } => return Vec::new(),
        };
        let people = (0_u16..).zip(self.state().people());
        people
            .zip(&self.round().setup.verifiers)
            .filter_map(|((person, progress), verifier)| {
                let texted = progress.texted()?;
                let standing = match progress {
                    _ if failed => Standing::Failed,
                    Progress::Passed { .. } => Standing::Passed,
                    Progress::Waiting(_) | Progress::Unsent => Standing::Pending,
                };
                Some(Wait {
                    phone: verifier.phone,
                    person,
                    code: texted.code,
                    sent_at: texted.sent_at,
                    standing,
                })
            })
            .collect()
    }
}
