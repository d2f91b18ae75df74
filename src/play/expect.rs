//! What must be so after a step; whatever is left out may be anything.
//!
//! `"none"` stands for what is absent. Words and numbers are those of the HTTP contract.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::model::Verb;
use super::words::{FromWord, Moment, Single, WordOr};
use crate::rules::RawValue;

/// What must be so after a step.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Expect {
    /// The word of the answer to `verify` or `resend`.
    pub outcome: Option<String>,
    /// The ministry's number of that answer.
    pub valid_status: Option<Single>,
    /// The text that the person reads.
    pub message: Option<String>,
    /// The rule of that answer.
    pub rule: Option<String>,
    /// What would have had to differ.
    pub near_miss: Option<String>,
    /// Why the step is refused; a step that does not expect it must be accepted.
    pub refused: Option<String>,
    /// The refused fields: where and why, all of them.
    pub fields: Option<BTreeMap<String, String>>,
    /// Whether a submission made a new order.
    pub new: Option<Single>,
    /// The events that fired while time passed, all of them.
    pub fired: Option<Vec<String>>,
    /// What the clock shows.
    pub now: Option<Moment>,
    /// The type of what time will cause next.
    pub next_event: Option<String>,
    /// Orders by name.
    pub order: BTreeMap<String, OrderExpect>,
    /// SMS by the person whose phone they went to; `everybody` for all.
    pub inbox: BTreeMap<String, InboxExpect>,
    /// What a round submitted now would be bound to, a word being the value.
    pub parameter: BTreeMap<String, WordOr<ParameterExpect>>,
}

impl Expect {
    /// Refuses what no answer to that verb could show, since nothing would hold it against one.
    pub(super) fn fits(&self, verb: Option<&Verb>) -> Result<(), &'static str> {
        let is_told = matches!(verb, Some(Verb::Verify(_) | Verb::Resend(_)));
        let told = self.outcome.is_some()
            || self.valid_status.is_some()
            || self.message.is_some()
            || self.rule.is_some()
            || self.near_miss.is_some();
        if told && !is_told {
            return Err(
                "`outcome`, `valid_status`, `message`, `rule` and `near_miss` are of `verify` \
                 and `resend`",
            );
        }
        if self.fired.is_some() && !matches!(verb, Some(Verb::Advance(_))) {
            return Err("`fired` is of `advance`");
        }
        if self.new.is_some() && !matches!(verb, Some(Verb::Submit(_))) {
            return Err("`new` is of `submit`");
        }
        if (self.refused.is_some() || self.fields.is_some()) && verb.is_none() {
            return Err("`refused` and `fields` are of a step that does something");
        }
        if self.fields.is_some() && self.refused.is_none() {
            return Err("`fields` is of a step that is `refused`");
        }
        Ok(())
    }
}

/// What must be so of an order.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OrderExpect {
    /// Its round.
    pub round: Option<Single>,
    /// Where it stands in truth.
    pub status: Option<String>,
    /// Where the provider's system believes it to stand.
    pub provider_sees: Option<String>,
    /// 1 waiting, 2 done, 3 lapsed, or `none`.
    pub sms_verify_status: Option<Single>,
    /// Why it was returned, or `none`.
    pub return_reason: Option<String>,
    /// The edition that the round is bound to.
    pub rulebook: Option<String>,
    /// The vendor's reading that the round is bound to, or `none`.
    pub profile: Option<String>,
    /// The first instant that is too late, or `none`.
    pub deadline: Option<String>,
    /// When the provider last saw it change.
    pub updated_at: Option<Moment>,
    /// The rule by which nobody verifies, or `none`.
    pub unverified_by: Option<String>,
    /// Who verifies, in order.
    pub verifiers: Option<Vec<String>>,
    /// Single verifiers by name.
    pub verifier: BTreeMap<String, VerifierExpect>,
    /// Events that happened, in this order; others may lie between.
    pub timeline: Vec<EventExpect>,
    /// Types of events that did not happen.
    pub never: Vec<String>,
    /// What time will cause: the types, all of them, in order.
    pub scheduled: Option<Vec<String>>,
}

/// What must be so of a verifier.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct VerifierExpect {
    /// The name that the SMS addresses.
    pub name: Option<String>,
    /// The roles.
    pub roles: Option<Vec<String>>,
    /// The ID suffixes that are right.
    pub id_suffixes: Option<Vec<String>>,
    /// `unsent`, `pending` or `verified`.
    pub state: Option<String>,
    /// Failures counted.
    pub failures: Option<Single>,
    /// Failures left.
    pub failures_left: Option<Single>,
    /// Resends accepted.
    pub resends: Option<Single>,
    /// Resends left.
    pub resends_left: Option<Single>,
}

/// An event that happened.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EventExpect {
    /// Its type.
    pub event: Option<String>,
    /// When.
    pub at: Option<Moment>,
    /// By which rule.
    pub rule: Option<String>,
    /// Where that rule is written.
    pub source: Option<String>,
    /// In which round.
    pub round: Option<Single>,
    /// Whom it is about.
    pub person: Option<String>,
    /// Which kind of SMS.
    pub kind: Option<String>,
    /// Why the order was returned.
    pub reason: Option<String>,
}

/// What must be so of the SMS to a phone.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct InboxExpect {
    /// Only those about this order.
    pub order: Option<String>,
    /// How many.
    pub count: Option<Single>,
    /// Their kinds, oldest first.
    pub kinds: Option<Vec<String>>,
    /// Whether they carry the `same` code or `different` ones.
    pub codes: Option<Codes>,
    /// Their codes, oldest first.
    pub codes_are: Option<Vec<String>>,
    /// How many digits each code has.
    pub code_digits: Option<Single>,
    /// The number that each came from, or `none`.
    pub from: Option<String>,
    /// When the newest was dispatched.
    pub last_at: Option<Moment>,
    /// What the newest says somewhere in its text.
    pub says: Vec<String>,
}

/// How codes compare.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Codes {
    /// All are the same.
    Same,
    /// All are different.
    Different,
}

/// What must be so of a parameter.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParameterExpect {
    /// Its value, as the service prints it.
    pub value: Single,
    /// Where it is written.
    #[serde(default)]
    pub source: Option<String>,
}

impl FromWord for ParameterExpect {
    fn from_word(word: &str) -> Self {
        Self {
            value: Single(RawValue::Text(word.to_owned())),
            source: None,
        }
    }
}
