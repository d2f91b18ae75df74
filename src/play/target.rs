//! Whatever can play a scenario: what is asked of it, and what it shows.
//!
//! What is shown has the fields of the HTTP contract, so that two targets are compared by what a
//! client could know of them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::verbs::{Advance, Decision, SetRules};
use crate::client::{self, Attempt, Event, Message, Parameter, Verdict};

/// Something that plays scenarios: a sandbox, or a service that has one.
///
/// An error says that the target cannot be asked any more; a refusal is an answer.
pub trait Target {
    /// The provider submits an order.
    fn submit(&mut self, body: &Value) -> Result<Answer, client::Error>;
    /// The provider submits a returned order again.
    fn resubmit(&mut self, order_no: &str, body: &Value) -> Result<Answer, client::Error>;
    /// The provider takes an order back.
    fn withdraw(&mut self, order_no: &str) -> Result<Answer, client::Error>;
    /// The authority decides.
    fn review(&mut self, order_no: &str, decision: Decision) -> Result<Answer, client::Error>;
    /// A person enters phone, code and ID suffix.
    fn verify(&mut self, phone: &str, code: &str, suffix: &str) -> Result<Answer, client::Error>;
    /// A person asks for another SMS.
    fn resend(&mut self, phone: &str, suffix: &str) -> Result<Answer, client::Error>;
    /// Time passes.
    fn advance(&mut self, advance: &Advance) -> Result<Answer, client::Error>;
    /// The rules change.
    fn set_rules(&mut self, rules: &SetRules) -> Result<Answer, client::Error>;
    /// What the clock shows, and the type of what time will cause next.
    fn clock(&mut self) -> Result<(String, Option<String>), client::Error>;
    /// An order in every view, if there is one.
    fn order(&mut self, order_no: &str) -> Result<Option<OrderSeen>, client::Error>;
    /// What happened to an order, oldest first; nothing where there is no such order.
    fn events(&mut self, order_no: &str) -> Result<Vec<Event>, client::Error>;
    /// Every SMS, oldest first.
    fn messages(&mut self) -> Result<Vec<Message>, client::Error>;
    /// The newest attempt.
    fn last_attempt(&mut self) -> Result<Option<Attempt>, client::Error>;
    /// What a round submitted now would be bound to.
    fn parameters(&mut self) -> Result<Vec<Parameter>, client::Error>;
}

/// The answer to a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// Done, and nothing more to say.
    Done,
    /// A submission: whether it made an order.
    Submitted(bool),
    /// What a person is told.
    Told(Verdict),
    /// The types of the events that fired.
    Fired(Vec<String>),
    /// Refused, with the bad fields: where and why.
    Refused(String, BTreeMap<String, String>),
}

/// An order in every view.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrderSeen {
    /// In truth.
    pub truth: client::Order,
    /// As the provider's system sees it.
    pub view: client::ProviderOrder,
    /// What happened, oldest first.
    pub timeline: Vec<Event>,
}
