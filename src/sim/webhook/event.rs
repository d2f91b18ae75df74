//! Which events the provider is told of: those that it sees at once, each when it sees it.

use crate::order::Fact;
use crate::rules::keyed::keyed;

keyed! {
    /// What a webhook tells.
    WebhookEvent {
        /// A round opened.
        Submitted = "order.submitted",
        /// The provider learns that the order is under review.
        UnderReview = "order.under_review",
        /// The order went back.
        Returned = "order.returned",
        /// The authority approved.
        Approved = "order.approved",
        /// The authority rejected.
        Rejected = "order.rejected",
        /// The provider took the order back.
        Withdrawn = "order.withdrawn",
    }
}

impl WebhookEvent {
    /// What the provider is told when that happens; nothing where it does not see it.
    pub const fn of(fact: &Fact) -> Option<Self> {
        match fact {
            Fact::OrderSubmitted | Fact::OrderResubmitted => Some(Self::Submitted),
            Fact::OrderUnderReview { sync_at: None } | Fact::ResultSynced => {
                Some(Self::UnderReview)
            }
            Fact::OrderReturned { .. } => Some(Self::Returned),
            Fact::OrderApproved { .. } => Some(Self::Approved),
            Fact::OrderRejected { .. } => Some(Self::Rejected),
            Fact::OrderWithdrawn => Some(Self::Withdrawn),
            Fact::OrderUnderReview { sync_at: Some(_) }
            | Fact::SmsDispatched { .. }
            | Fact::SmsDelivered { .. }
            | Fact::ResendRequested { .. }
            | Fact::AttemptFailed { .. }
            | Fact::PersonVerified { .. }
            | Fact::VerificationFailed { .. }
            | Fact::Faulted(_) => None,
        }
    }
}
