//! What answers look like, with the fields and words of the contract. Fields that a client has no
//! use for here are not read, so that a service may add to its answers.

use serde::Deserialize;

use crate::rules::{self, RawValue};

/// What a person is told.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Verdict {
    /// The ministry's number (`validStatus`).
    pub valid_status: u16,
    /// The word for it: `all_verified`, `not_found`, …
    pub outcome: String,
    /// The text that the person reads.
    pub message: String,
    /// The rule that gave it.
    #[serde(default)]
    pub rule: String,
}

/// An order in truth, whatever the provider knows.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Order {
    /// The provider's name for it.
    pub order_no: String,
    /// Its round, from 1.
    pub round: u32,
    /// Where it stands: `awaiting_verification`, `verification_failed`, …
    pub status: String,
    /// Why it was returned.
    pub return_reason: Option<String>,
    /// The edition that the round is bound to.
    pub rulebook: String,
    /// The vendor's reading that the round is bound to.
    pub profile: Option<String>,
    /// The first instant that is too late, as RFC 3339.
    pub deadline: Option<String>,
    /// Why nobody verifies, where nobody does.
    pub unverified_by: Option<ByRule>,
    /// Who verifies.
    pub verifiers: Vec<Verifier>,
    /// What time will cause.
    pub scheduled: Vec<Scheduled>,
}

/// A rule that something is so by.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct ByRule {
    /// The rule.
    pub rule: String,
}

/// Somebody who verifies, in truth.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Verifier {
    /// The phone that is texted and matched.
    pub phone: String,
    /// The name that the SMS addresses.
    pub name: String,
    /// `entity_principal`, `service_principal`.
    pub roles: Vec<String>,
    /// The ID suffixes that are right.
    pub id_suffixes: Vec<String>,
    /// `unsent`, `pending` or `verified`.
    pub state: String,
    /// The live code, once one was sent.
    pub code: Option<String>,
    /// Failures counted.
    pub failures: u32,
    /// Failures left.
    pub failures_left: u32,
    /// Resends accepted.
    pub resends: u32,
    /// Resends left.
    pub resends_left: u32,
}

/// Something that time will cause.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Scheduled {
    /// The event's type.
    pub r#type: String,
}

/// An order as the provider's system sees it.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct ProviderOrder {
    /// The provider's name for it.
    pub order_no: String,
    /// Its round, from 1.
    pub round: u32,
    /// `awaiting_verification`, `under_review`, `returned`, …
    pub status: String,
    /// 1 waiting, 2 done, 3 timed out or failed; nothing where nobody verifies.
    pub sms_verify_status: Option<u8>,
    /// Why it was returned.
    pub return_reason: Option<String>,
    /// When the provider last saw it change, as RFC 3339.
    pub updated_at: String,
    /// Who verifies, phones masked.
    #[serde(default)]
    pub verifiers: Vec<SeenVerifier>,
}

/// Somebody who verifies, as the provider sees them.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct SeenVerifier {
    /// The phone, its middle hidden.
    pub phone: String,
    /// `entity_principal`, `service_principal`.
    pub roles: Vec<String>,
}

/// An event of an order's timeline.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Event {
    /// When, as RFC 3339.
    pub at: String,
    /// Its type.
    pub r#type: String,
    /// The round that it belongs to.
    pub round: u32,
    /// The rule that made it so.
    pub rule: String,
    /// Where that rule is written.
    pub source: String,
    /// Whether it is still to come.
    #[serde(default)]
    pub scheduled: bool,
    /// What else there is to say.
    pub detail: Detail,
}

/// An event's details; which there are depends on its type.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Detail {
    /// Whom it is about.
    pub phone: Option<String>,
    /// The kind of SMS.
    pub kind: Option<String>,
    /// Why the order was returned.
    pub reason: Option<String>,
    /// The code in the SMS.
    pub code: Option<String>,
    /// Failures counted.
    pub failures: Option<u32>,
}

/// An SMS.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Message {
    /// The order that it is about.
    pub order_no: String,
    /// The phone that it went to.
    pub to: String,
    /// The number that it came from, where there is a fixed one.
    pub from: Option<String>,
    /// `first`, `resend` or `noon`.
    pub kind: String,
    /// The code in it.
    pub code: String,
    /// Its text.
    pub text: String,
    /// When it was dispatched, as RFC 3339.
    pub dispatched_at: String,
}

/// A call of `verify` or `resend`.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Attempt {
    /// When, as RFC 3339.
    pub at: String,
    /// `verify` or `resend`.
    pub call: String,
    /// The phone as entered.
    pub phone: String,
    /// The code as entered.
    pub code: Option<String>,
    /// The ID suffix as entered.
    pub id_suffix: String,
    /// The ministry's number of the answer.
    pub valid_status: u16,
    /// The rule that gave the answer.
    pub rule: String,
    /// The order that it was about, where one was found.
    pub order_no: Option<String>,
    /// Failures counted after it.
    pub failures: Option<u32>,
    /// What would have had to differ.
    pub near_miss: Option<NearMiss>,
}

/// What would have had to differ.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct NearMiss {
    /// What, for machines.
    pub code: String,
    /// The rule that the entry fell short of.
    #[serde(default)]
    pub rule: Option<String>,
}

/// A sandbox's clock.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Clock {
    /// What it shows, as RFC 3339.
    pub now: String,
    /// `running` or `frozen`.
    pub mode: String,
    /// What time will cause next.
    pub next_event: Option<NextEvent>,
}

/// What time will cause next.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct NextEvent {
    /// When, as RFC 3339.
    pub at: String,
    /// The event's type.
    pub r#type: String,
    /// Whose.
    pub order_no: String,
}

/// What an advance did.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Advanced {
    /// What the clock shows, as RFC 3339.
    pub now: String,
    /// The first events that happened on the way.
    pub fired: Vec<Fired>,
    /// How many happened.
    pub fired_count: u64,
    /// What time will cause next.
    pub next_event: Option<NextEvent>,
}

/// An event that happened on the way.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Fired {
    /// When, as RFC 3339.
    pub at: String,
    /// Its type.
    pub r#type: String,
    /// Whose.
    pub order_no: String,
    /// The rule.
    pub rule: String,
}

/// An effective parameter of the rules.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Parameter {
    /// Which.
    pub name: rules::Parameter,
    /// Its value, as it would be written.
    pub value: RawValue,
    /// Where it is written.
    pub source: String,
}
