//! Deliveries: each webhook that is owed, with what was tried; the newest finished ones are kept.
//!
//! Invariant: what is due is a function of the deliveries and of the endpoints that have ended.

use std::collections::{BTreeMap, BTreeSet};

use super::event::WebhookEvent;
use super::posting::Outcome;
use crate::rules::{RuleId, Timestamp};

/// Deliveries that a sandbox keeps; finished ones beyond that fall out, the oldest first.
pub const DELIVERIES_KEPT: usize = 10_000;

/// A webhook that is owed, or was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// Its id: `msg_` and what is keyed by seed, order, round, type and number.
    pub id: Box<str>,
    /// The order that it is about, by number.
    pub order: u32,
    /// The event that it tells, by its place in the order's timeline.
    pub happening: u32,
    /// The order's round then.
    pub round: u32,
    /// What it tells.
    pub event: WebhookEvent,
    /// When that happened.
    pub queued_at: Timestamp,
    /// The rule by which it happened.
    pub rule: RuleId,
    /// Every try, oldest first.
    pub tried: Vec<Tried>,
    pub(super) standing: Standing,
    /// How many endpoints had ended when it was queued.
    pub(super) ended: u32,
}

/// One try.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tried {
    /// When.
    pub at: Timestamp,
    /// What came of it.
    pub outcome: Outcome,
}

/// Where a delivery stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Standing {
    /// It is to be tried.
    Pending {
        /// When.
        at: Timestamp,
        /// How often it was tried since it was queued.
        tries: usize,
        /// How often it is to be sent.
        copies: u8,
    },
    /// It was received.
    Delivered,
    /// It was tried in vain as often as it may be.
    Failed,
    /// A fault took it.
    Lost,
}

/// Where a delivery stands, on the wire.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeliveryStatus {
    /// It will be tried at that moment, or as soon as may be.
    Pending(Timestamp),
    /// It was received.
    Delivered,
    /// It was tried in vain as often as it may be, or the endpoint said that it is gone.
    Failed,
    /// A fault took it.
    Lost,
    /// Its endpoint was removed or disabled before it was received.
    Abandoned,
}

/// A sandbox's deliveries.
#[derive(Default, Debug)]
pub struct Deliveries {
    queued: u32,
    kept: BTreeMap<u32, Delivery>,
    due: BTreeSet<(Timestamp, u32)>,
}

impl DeliveryStatus {
    /// The status on the wire.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Pending(_) => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Lost => "lost",
            Self::Abandoned => "abandoned",
        }
    }

    /// Every status.
    pub const KEYS: &'static [&'static str] =
        &["pending", "delivered", "failed", "lost", "abandoned"];
}

impl Delivery {
    /// Where it stands, so many endpoints having ended.
    pub const fn status(&self, ended: u32) -> DeliveryStatus {
        match self.standing {
            Standing::Pending { at, .. } if self.ended == ended => DeliveryStatus::Pending(at),
            Standing::Pending { .. } => DeliveryStatus::Abandoned,
            Standing::Delivered => DeliveryStatus::Delivered,
            Standing::Failed => DeliveryStatus::Failed,
            Standing::Lost => DeliveryStatus::Lost,
        }
    }
}

impl Deliveries {
    /// All that are kept, by number.
    pub const fn kept(&self) -> &BTreeMap<u32, Delivery> {
        &self.kept
    }

    /// How many are to be tried, now or later.
    pub fn pending(&self) -> usize {
        self.due.len()
    }

    /// When the next one is due, and which.
    pub fn next(&self) -> Option<(Timestamp, u32)> {
        self.due.first().copied()
    }

    /// When the next one falls due that is not due yet, and which.
    pub fn next_after(&self, now: Timestamp) -> Option<(Timestamp, u32)> {
        self.due.range((now, u32::MAX)..).next().copied()
    }

    /// Takes in a new one.
    pub(super) fn add(&mut self, delivery: Delivery, ended: u32) {
        let number = self.queued;
        self.queued += 1;
        self.kept.insert(number, delivery);
        self.note_due(number, ended);
        // One that is still pending holds back those behind it, for as long as it may be tried.
        while self.kept.len() > DELIVERIES_KEPT
            && let Some(oldest) = self.kept.first_entry()
            && !matches!(oldest.get().status(ended), DeliveryStatus::Pending(_))
        {
            oldest.remove();
        }
    }

    /// Changes one, if it is still kept, so many endpoints having ended. Answers whether there
    /// ever was one of that number.
    pub(super) fn change(
        &mut self,
        number: u32,
        ended: u32,
        change: impl FnOnce(&mut Delivery),
    ) -> bool {
        let Some(delivery) = self.kept.get_mut(&number) else {
            return number < self.queued;
        };
        if let Standing::Pending { at, .. } = delivery.standing {
            self.due.remove(&(at, number));
        }
        change(delivery);
        self.note_due(number, ended);
        true
    }

    /// Nothing of what is pending is due any more.
    pub(super) fn forget_due(&mut self) {
        self.due.clear();
    }

    fn note_due(&mut self, number: u32, ended: u32) {
        let delivery = self.kept.get(&number);
        if let Some(DeliveryStatus::Pending(at)) = delivery.map(|kept| kept.status(ended)) {
            self.due.insert((at, number));
        }
    }
}
