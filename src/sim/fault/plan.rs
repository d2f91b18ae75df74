//! The plan of faults: a list, of which the first that fits a thing fires.

use serde::{Deserialize, Serialize};

use crate::order::Phone;
use crate::rules::Span;
use crate::sim::attempt::Call;
use crate::sim::chance;
use crate::sim::webhook::WebhookEvent;

/// Faults that a plan has at the most.
pub const FAULTS_MAX: usize = 1_000;

/// The id under which phones that never receive stand in the timeline.
pub const PREFIXES_FAULT: &str = "undeliverable_prefixes";

/// A sandbox's plan.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FaultPlan {
    /// The journal's number when the plan was made: firings after it count.
    pub since: u64,
    /// The faults.
    pub faults: Vec<Fault>,
    /// Phones that never receive an SMS.
    pub undeliverable: Undeliverable,
}

/// Phones that never receive an SMS, by first digits.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undeliverable {
    /// None.
    #[default]
    Nobody,
    /// Those that could not receive it under the edition that binds the round.
    ByEdition,
    /// These.
    Listed(Vec<Box<str>>),
}

/// One fault.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Fault {
    /// Its id.
    pub id: Box<str>,
    /// What goes wrong.
    pub trouble: Trouble,
    /// With what it goes wrong.
    pub address: Address,
    /// How often it may fire; nothing for always.
    pub times: Option<u32>,
}

/// What goes wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// With an SMS.
    Sms(SmsTrouble),
    /// With the sync of a result to the provider.
    Sync(SyncTrouble),
    /// With a call of `verify` or `resend`.
    Call(CallTrouble),
    /// With a webhook.
    Webhook(WebhookTrouble),
}

/// What goes wrong with an SMS.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmsTrouble {
    /// It never arrives.
    Lost,
    /// It arrives so much later.
    Late(Span),
    /// It leaves twice; the copy arrives so much later.
    Duplicated(Span),
    /// It arrives so long after the window has closed.
    AfterWindow(Span),
}

/// What goes wrong with the sync of a result.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncTrouble {
    /// The provider learns so much later.
    Late(Span),
    /// It never learns.
    Never,
}

/// What goes wrong with a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallTrouble {
    /// The server fails (500), and nothing is done.
    Error,
    /// The server knows no token (401), and nothing is done.
    Unauthorized,
    /// It is done, and the answer is so late, by the wall.
    Slow(Span),
    /// The connection ends, and nothing is done.
    Drop,
    /// It is done, and the connection ends without an answer.
    LoseAnswer,
}

/// What goes wrong with a webhook.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookTrouble {
    /// It is never sent.
    Lost,
    /// It is sent twice.
    Duplicated,
}

/// With what a fault goes wrong; what is not given fits everything.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// This phone.
    pub phone: Option<Phone>,
    /// This order.
    pub order_no: Option<Box<str>>,
    /// The n-th SMS to the phone in the round, or the n-th webhook of the order, from 1.
    pub nth: Option<u32>,
    /// So many of a hundred, keyed by seed, fault and thing.
    pub share_percent: Option<u8>,
    /// This call.
    pub call: Option<Call>,
    /// This webhook.
    pub event: Option<WebhookEvent>,
}

/// Something that may go wrong.
#[derive(Clone, Copy, Default)]
pub(super) struct Thing<'a> {
    pub(super) phone: &'a str,
    pub(super) order_no: &'a str,
    pub(super) round: u32,
    pub(super) nth: u32,
    pub(super) call: Option<Call>,
    pub(super) event: Option<WebhookEvent>,
}

impl FaultPlan {
    /// Whether nothing goes wrong.
    pub fn is_empty(&self) -> bool {
        self.faults.is_empty() && self.undeliverable == Undeliverable::Nobody
    }
}

impl Address {
    /// Whether the thing is one that is meant, as far as it is named.
    pub(super) fn names(&self, thing: Thing<'_>) -> bool {
        self.phone
            .is_none_or(|phone| phone.to_string() == thing.phone)
            && self
                .order_no
                .as_deref()
                .is_none_or(|order_no| order_no == thing.order_no)
            && self.nth.is_none_or(|nth| nth == thing.nth)
            && self.call.is_none_or(|call| Some(call) == thing.call)
            && self.event.is_none_or(|event| Some(event) == thing.event)
    }

    /// Whether the thing falls in the share.
    pub(super) fn draws(&self, seed: u64, fault: &str, thing: Thing<'_>) -> bool {
        self.share_percent.is_none_or(|share| {
            let Thing {
                phone,
                order_no,
                round,
                nth,
                event,
                ..
            } = thing;
            let event = event.map_or("", WebhookEvent::key);
            let key = (phone, order_no, round, nth, event);
            chance::falls_in_share(seed, fault, share, key)
        })
    }
}
