//! The states of an order and what leads from one to the next.
//!
//! Each state holds what is true in it; a transition consumes the state and yields the next, or
//! says that it is not possible. A dot says that the event is impossible in that state. A
//! resubmission opens a new round and with it a new `awaiting`.
//!
//! ```text
//! event               | awaiting     | failed    | returned  | under_review | approved | rejected | withdrawn
//! --------------------+--------------+-----------+-----------+--------------+----------+----------+----------
//! order_submitted     | .            | .         | .         | .            | .        | .        | .
//! order_resubmitted   | .            | .         | awaiting  | .            | .        | .        | .
//! sms_dispatched      | awaiting     | .         | .         | .            | .        | .        | .
//! sms_delivered       | awaiting     | failed    | returned  | under_review | approved | rejected | withdrawn
//! resend_requested    | awaiting     | .         | .         | .            | .        | .        | .
//! attempt_failed      | awaiting     | .         | .         | .            | .        | .        | .
//! person_verified     | awaiting     | .         | .         | .            | .        | .        | .
//! order_under_review  | under_review | .         | .         | .            | .        | .        | .
//! verification_failed | failed       | .         | .         | .            | .        | .        | .
//! order_returned      | returned     | returned  | .         | .            | .        | .        | .
//! result_synced       | .            | .         | .         | under_review | .        | .        | .
//! order_withdrawn     | withdrawn    | withdrawn | .         | withdrawn    | .        | .        | .
//! order_approved      | .            | .         | .         | approved     | .        | .        | .
//! order_rejected      | .            | .         | .         | rejected     | .        | .        | .
//! sms_lost            | awaiting     | .         | .         | .            | .        | .        | .
//! sms_delayed         | awaiting     | .         | .         | .            | .        | .        | .
//! sms_duplicated      | awaiting     | .         | .         | .            | .        | .        | .
//! sync_delayed        | .            | .         | .         | under_review | .        | .        | .
//! webhook_lost        | awaiting     | failed    | returned  | under_review | approved | rejected | withdrawn
//! webhook_duplicated  | awaiting     | failed    | returned  | under_review | approved | rejected | withdrawn
//! ```

use thiserror::Error;

use super::fact::{Fact, ReturnReason};
use super::faulted::Effect;
use super::progress::Progress;
use crate::rules::Timestamp;

/// How far each verifier of the round has come, by place.
pub type People = Box<[Progress]>;

/// Where an order stands, in truth; the provider may not know it yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum State {
    /// Waiting for its verifiers.
    Awaiting {
        /// How far each has come.
        people: People,
    },
    /// Failed out, and not yet returned.
    Failed {
        /// How far each had come.
        people: People,
        /// When the order goes back.
        return_at: Timestamp,
    },
    /// Gone back to the provider.
    Returned {
        /// How far each had come.
        people: People,
        /// Why.
        reason: ReturnReason,
    },
    /// Under the authority's review.
    UnderReview {
        /// How each passed.
        people: People,
        /// Whether the provider knows.
        sync: Sync,
    },
    /// Approved.
    Approved {
        /// How each passed.
        people: People,
    },
    /// Rejected, for good.
    Rejected {
        /// How each passed.
        people: People,
    },
    /// Taken back by the provider, for good.
    Withdrawn {
        /// How far each had come.
        people: People,
        /// Whether the provider knew that all had passed.
        known_verified: bool,
    },
}

/// Whether the provider has learned that verification is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sync {
    /// It will learn at that moment.
    Due(Timestamp),
    /// It will not learn of it, by a fault.
    Never,
    /// It knows.
    Done,
}

/// An event that cannot happen in a state: a defect, or a journal that was tampered with.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("`{event}` cannot happen to an order that is `{state}`")]
pub struct Impossible {
    /// The state's key.
    pub state: &'static str,
    /// The event's type.
    pub event: &'static str,
}

impl State {
    /// A new round's state.
    pub fn opened(verifiers: usize) -> Self {
        Self::Awaiting {
            people: vec![Progress::Unsent; verifiers].into_boxed_slice(),
        }
    }

    /// The state's name in the drawn table.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Awaiting { .. } => "awaiting",
            Self::Failed { .. } => "failed",
            Self::Returned { .. } => "returned",
            Self::UnderReview { .. } => "under_review",
            Self::Approved { .. } => "approved",
            Self::Rejected { .. } => "rejected",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }

    /// How far each verifier of the round has come.
    pub const fn people(&self) -> &People {
        match self {
            Self::Awaiting { people }
            | Self::Failed { people, .. }
            | Self::Returned { people, .. }
            | Self::UnderReview { people, .. }
            | Self::Approved { people }
            | Self::Rejected { people }
            | Self::Withdrawn { people, .. } => people,
        }
    }

    /// The state after the event at that moment.
    ///
    /// # Errors
    /// Where the table above has a dot, or the verifier that the event names cannot have it.
    pub fn after(self, at: Timestamp, fact: &Fact) -> Result<Self, Impossible> {
        let impossible = Impossible {
            state: self.name(),
            event: fact.type_key(),
        };
        match (self, fact) {
            (state, Fact::SmsDelivered { .. }) => Ok(state),
            (
                Self::Awaiting { people },
                Fact::SmsDispatched { person, .. }
                | Fact::ResendRequested { person, .. }
                | Fact::AttemptFailed { person, .. }
                | Fact::PersonVerified { person },
            ) => moved(people, *person, at, fact).ok_or(impossible),
            (Self::Awaiting { people }, Fact::OrderUnderReview { sync_at }) => {
                let sync = sync_at.map_or(Sync::Done, Sync::Due);
                Ok(Self::UnderReview { people, sync })
            }
            (Self::Awaiting { people }, Fact::VerificationFailed { return_at, .. }) => {
                Ok(Self::Failed {
                    people,
                    return_at: *return_at,
                })
            }
            (
                Self::Awaiting { people } | Self::Failed { people, .. },
                Fact::OrderReturned { reason },
            ) => Ok(Self::Returned {
                people,
                reason: *reason,
            }),
            (
                Self::UnderReview {
                    people,
                    sync: Sync::Due(_),
                },
                Fact::ResultSynced,
            ) => Ok(Self::UnderReview {
                people,
                sync: Sync::Done,
            }),
            (Self::Awaiting { people } | Self::Failed { people, .. }, Fact::OrderWithdrawn) => {
                Ok(Self::Withdrawn {
                    people,
                    known_verified: false,
                })
            }
            (Self::UnderReview { people, sync }, Fact::OrderWithdrawn) => Ok(Self::Withdrawn {
                people,
                known_verified: sync == Sync::Done,
            }),
            (Self::UnderReview { people, .. }, Fact::OrderApproved { .. }) => {
                Ok(Self::Approved { people })
            }
            (Self::UnderReview { people, .. }, Fact::OrderRejected { .. }) => {
                Ok(Self::Rejected { people })
            }
            (state, Fact::Faulted(faulted)) => state.faulted(&faulted.effect).ok_or(impossible),
            (
                Self::Awaiting { .. }
                | Self::Failed { .. }
                | Self::Returned { .. }
                | Self::UnderReview { .. }
                | Self::Approved { .. }
                | Self::Rejected { .. }
                | Self::Withdrawn { .. },
                _,
            ) => Err(impossible),
        }
    }
}

impl State {
    /// The state after a fault; nothing where it cannot happen.
    fn faulted(self, effect: &Effect) -> Option<Self> {
        match (self, effect) {
            (state, Effect::WebhookLost { .. } | Effect::WebhookDuplicated { .. })
            | (
                state @ Self::Awaiting { .. },
                Effect::SmsLost { .. } | Effect::SmsDelayed { .. } | Effect::SmsDuplicated { .. },
            ) => Some(state),
            (
                Self::UnderReview {
                    people,
                    sync: Sync::Due(_),
                },
                Effect::SyncDelayed { sync_at },
            ) => Some(Self::UnderReview {
                people,
                sync: sync_at.map_or(Sync::Never, Sync::Due),
            }),
            _ => None,
        }
    }
}

/// The awaiting state in which one verifier has moved on.
fn moved(mut people: People, person: u16, at: Timestamp, fact: &Fact) -> Option<State> {
    let slot = people.get_mut(usize::from(person))?;
    *slot = std::mem::replace(slot, Progress::Unsent).after(at, fact)?;
    Some(State::Awaiting { people })
}
