//! What is sent, what comes of it, and what the journal keeps of both.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::delivery::DeliveryStatus;
use super::event::WebhookEvent;
use crate::order::Order;
use crate::rules::keyed::keyed;
use crate::rules::{Span, Timestamp};

/// The status by which a receiver says that it is gone for good.
const GONE: u16 = 410;

/// What happened to a delivery.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Posting {
    /// It is owed from now on; numbered in order of appearance.
    Queued {
        /// Its id.
        id: Box<str>,
        /// The order, by number.
        order: u32,
        /// The event, by its place in the order's timeline.
        happening: u32,
        /// What it tells.
        event: WebhookEvent,
        /// How often it is to be sent; a fault makes it none or two.
        copies: u8,
        /// How many endpoints had ended.
        ended: u32,
    },
    /// It was tried.
    Tried {
        /// Its number.
        delivery: u32,
        /// What came of it.
        outcome: Outcome,
        /// When it is tried again; nothing where it is not.
        next: Option<Timestamp>,
    },
    /// Somebody wants it sent again.
    Requeued {
        /// Its number.
        delivery: u32,
        /// How many endpoints had ended.
        ended: u32,
    },
}

/// What came of a try.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The receiver answered.
    Answered {
        /// Its status.
        status: u16,
        /// How long it asks to be left alone.
        retry_after: Option<Span>,
        /// The beginning of its body.
        body: Box<str>,
    },
    /// It did not.
    Unanswered(NotDelivered),
}

keyed! {
    /// Why a receiver did not answer.
    NotDelivered {
        /// Its name has no address.
        Unresolved = "unresolved",
        /// Its address is not one that webhooks may go to.
        AddressRefused = "address-refused",
        /// Nobody listens there.
        Unreachable = "unreachable",
        /// It took too long.
        TimedOut = "timed-out",
        /// The connection ended, or what came was no HTTP.
        BrokenAnswer = "broken-answer",
    }
}

/// A webhook to be sent now.
#[derive(Clone, PartialEq)]
pub struct Letter {
    /// Its number in the sandbox.
    pub number: u32,
    /// Its id.
    pub id: Box<str>,
    /// Where it goes.
    pub url: Box<str>,
    /// With what it is signed.
    pub secret: Box<str>,
    /// What it tells.
    pub event: WebhookEvent,
    /// When that happened.
    pub at: Timestamp,
    /// The order as it was then.
    pub order: Order,
}

/// What a try led to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Noted {
    /// Where the delivery stands since.
    pub status: DeliveryStatus,
    /// Whether the endpoint is disabled by it.
    pub disables: bool,
}

/// Why a webhook is not sent again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Redelivery {
    /// There is no such delivery.
    Unknown,
    /// There is no endpoint that it could go to.
    NoEndpoint,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter")
            .field("id", &self.id)
            .field("url", &self.url)
            .field("event", &self.event)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

impl Outcome {
    /// Whether it was received.
    pub const fn is_success(&self) -> bool {
        matches!(self, Self::Answered { status, .. } if *status >= 200 && *status < 300)
    }

    /// What came of it, in one word: `received`, `refused` for any other answer, or why there was
    /// none.
    pub const fn key(&self) -> &'static str {
        let [received, refused] = Self::ANSWERED;
        match self {
            Self::Answered { .. } if self.is_success() => received,
            Self::Answered { .. } => refused,
            Self::Unanswered(why) => why.key(),
        }
    }

    /// The words for tries that were answered.
    pub const ANSWERED: [&'static str; 2] = ["received", "refused"];

    /// Whether the receiver says that it is gone for good.
    pub(super) const fn is_gone(&self) -> bool {
        matches!(self, Self::Answered { status, .. } if *status == GONE)
    }

    /// How long the receiver asks to be left alone.
    pub(super) const fn asked(&self) -> Option<Span> {
        match self {
            Self::Answered { retry_after, .. } => *retry_after,
            Self::Unanswered(_) => None,
        }
    }
}
