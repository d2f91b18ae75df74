//! Whatever can play a scenario: what is asked of it, and what it shows.
//!
//! What is shown has the fields of the HTTP contract, so that two targets are compared by what a
//! client could know of them.

use std::collections::BTreeMap;

use beian_sim::rules::{Parameter, RawValue};
use serde::Deserialize;
use serde_json::Value;

use super::verbs::{Advance, SetRules};

/// Something that plays scenarios: a sandbox, or a service that has one.
pub trait Target {
    /// The provider submits an order.
    fn submit(&mut self, body: &Value) -> Answer;
    /// The provider submits a returned order again.
    fn resubmit(&mut self, order_no: &str, body: &Value) -> Answer;
    /// The provider takes an order back.
    fn withdraw(&mut self, order_no: &str) -> Answer;
    /// The authority decides.
    fn review(&mut self, order_no: &str, decision: &str) -> Answer;
    /// A person enters phone, code and ID suffix.
    fn verify(&mut self, phone: &str, code: &str, suffix: &str) -> Answer;
    /// A person asks for another SMS.
    fn resend(&mut self, phone: &str, suffix: &str) -> Answer;
    /// Time passes.
    fn advance(&mut self, advance: &Advance) -> Answer;
    /// The rules change.
    fn set_rules(&mut self, rules: &SetRules) -> Answer;
    /// What the clock shows, and the type of what time will cause next.
    fn clock(&mut self) -> (String, Option<String>);
    /// An order in every view, if there is one.
    fn order(&mut self, order_no: &str) -> Option<Order>;
    /// Every SMS, oldest first.
    fn messages(&mut self) -> Vec<Sms>;
    /// Every attempt, oldest first.
    fn attempts(&mut self) -> Vec<Attempt>;
    /// What a round submitted now would be bound to.
    fn parameters(&mut self) -> Vec<ParameterSeen>;
}

/// The answer to a step.
#[derive(Debug)]
pub enum Answer {
    /// Done, and nothing more to say.
    Done,
    /// A submission: whether it made an order.
    Submitted(bool),
    /// What a person is told.
    Told(Told),
    /// The types of the events that fired.
    Fired(Vec<String>),
    /// Refused, with the bad fields.
    Refused(String, BTreeMap<String, String>),
}

/// What a person is told.
#[derive(Debug, Deserialize)]
pub struct Told {
    pub valid_status: u16,
    pub outcome: String,
    pub message: String,
    #[serde(default)]
    pub rule: String,
}

/// An order in every view.
#[derive(Debug)]
pub struct Order {
    pub truth: Truth,
    pub view: View,
    /// What happened, oldest first.
    pub timeline: Vec<Event>,
}

/// An order in truth.
#[derive(Debug, Deserialize)]
pub struct Truth {
    pub round: u32,
    pub status: String,
    pub return_reason: Option<String>,
    pub rulebook: String,
    pub profile: Option<String>,
    pub deadline: Option<String>,
    pub unverified_by: Option<ByRule>,
    pub verifiers: Vec<Verifier>,
    pub scheduled: Vec<Scheduled>,
}

#[derive(Debug, Deserialize)]
pub struct ByRule {
    pub rule: String,
}

#[derive(Debug, Deserialize)]
pub struct Verifier {
    pub phone: String,
    pub name: String,
    pub roles: Vec<String>,
    pub id_suffixes: Vec<String>,
    pub state: String,
    pub failures: u32,
    pub failures_left: u32,
    pub resends: u32,
    pub resends_left: u32,
}

#[derive(Debug, Deserialize)]
pub struct Scheduled {
    pub r#type: String,
}

/// An order as the provider's system sees it.
#[derive(Debug, Deserialize)]
pub struct View {
    pub round: u32,
    pub status: String,
    pub sms_verify_status: Option<u8>,
    pub return_reason: Option<String>,
    pub updated_at: String,
}

#[derive(Debug, Deserialize)]
pub struct Event {
    pub at: String,
    pub r#type: String,
    pub round: u32,
    pub rule: String,
    pub source: String,
    #[serde(default)]
    pub scheduled: bool,
    pub detail: Detail,
}

/// Of an event's details, those that a scenario can ask for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Detail {
    pub phone: Option<String>,
    pub kind: Option<String>,
    pub reason: Option<String>,
    pub code: Option<String>,
    pub failures: Option<u32>,
}

#[derive(Debug, Deserialize)]
pub struct Sms {
    pub order_no: String,
    pub to: String,
    pub from: Option<String>,
    pub kind: String,
    pub code: String,
    pub text: String,
    pub dispatched_at: String,
}

#[derive(Debug, Deserialize)]
pub struct Attempt {
    pub at: String,
    pub call: String,
    pub phone: String,
    pub code: Option<String>,
    pub id_suffix: String,
    pub valid_status: u16,
    pub rule: String,
    pub order_no: Option<String>,
    pub failures: Option<u32>,
    pub near_miss: Option<NearMiss>,
}

#[derive(Debug, Deserialize)]
pub struct NearMiss {
    pub code: String,
    /// The rule that the entry fell short of; the core alone does not know it.
    #[serde(default)]
    pub rule: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct ParameterSeen {
    pub name: Parameter,
    pub value: RawValue,
    pub source: String,
}
