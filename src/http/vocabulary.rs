//! The words of the wire as schemas: which there are, for the OpenAPI document.
//!
//! Invariant: the words are the core's own lists, so that a word which the core learns is in the
//! document without a change here. The core knows nothing of documents.

use serde_json::Value;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::order::{Fact, Progress, SmsVerifyStatus};
use crate::rules::{Grade, Parameter, Profile, Rulebook, Verdict, catalog};
use crate::{order, rules, sim};

/// What a sandbox that goes by the clock calls its edition.
pub const BY_DATE: &str = "by_date";

/// Declares types that stand for words in the schemas of wire types.
macro_rules! words {
    ($($(#[doc = $doc:literal])+ $name:ident = $words:expr;)+) => {$(
        $(#[doc = $doc])+
        pub struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                of_words(concat!($($doc),+), $words)
            }
        }

        impl ToSchema for $name {}
    )+};
}

words! {
    /// What an order asks of the authority (备案类型).
    FilingType = keys(rules::FilingType::ALL, rules::FilingType::key);
    /// What a service is.
    ServiceKind = keys(rules::ServiceKind::ALL, rules::ServiceKind::key);
    /// What kind of document a person is filed with (证件类型).
    IdType = keys(rules::IdType::ALL, rules::IdType::key);
    /// Who runs the network behind a phone number; it decides which number texts it.
    Carrier = keys(rules::Carrier::ALL, rules::Carrier::key);
    /// In which role a person stands in an order.
    Role = keys(rules::Role::ALL, rules::Role::key);
    /// A province by its lower-case ISO 3166-2:CN code.
    Province = provinces();
    /// The name of a rule's parameter.
    ParameterName = keys(Parameter::ALL, Parameter::key);
    /// The edition of a sandbox: `by_date` for the one in force by its clock, or one that is pinned.
    RulebookChoice = std::iter::once(BY_DATE).chain(editions()).collect();
    /// A vendor's reading of the editions.
    ProfileChoice = catalog().profiles().iter().map(Profile::id).collect();
    /// Whence a parameter's value comes.
    Layer = keys(super::effective::Layer::ALL, super::effective::Layer::key);
    /// How far a source is trusted: `seed` and `A` most, `C` least.
    SourceGrade = keys(Grade::ALL, Grade::key);
    /// What a person is told, in a word; `valid_status` is its number.
    Outcome = outcomes();
    /// Where an order stands in truth.
    Status = keys(order::Status::ALL, order::Status::key);
    /// Where the provider sees an order stand; a failed one looks like a waiting one.
    SeenStatus = seen_statuses();
    /// Why an order was returned.
    ReturnReason = keys(order::ReturnReason::ALL, order::ReturnReason::key);
    /// How far a verifier is: not texted yet, texted, or passed.
    VerifierState = Progress::KEYS.to_vec();
    /// What the authority decides.
    Decision = super::control::DECISIONS.iter().map(|(key, _)| *key).collect();
    /// Why an SMS is sent: at first, on request, or at the noon after.
    SmsKind = keys(order::SmsKind::ALL, order::SmsKind::key);
    /// What became of an SMS.
    MessageStatus = sim::Fate::KEYS.to_vec();
    /// What happens to an order, the effects of faults included.
    EventType = event_types();
    /// What time causes: what happens to an order, and the tries of webhooks.
    TimedType = [event_types(), vec![sim::WEBHOOK_ATTEMPTED]].concat();
    /// Whether a rule, or a side of a limit, was exercised.
    CoverageStatus = keys(sim::CoverageStatus::ALL, sim::CoverageStatus::key);
    /// What a person asked for.
    Call = keys(sim::Call::ALL, sim::Call::key);
    /// What would have had to differ.
    NearMissCode = keys(sim::NearMissKind::ALL, sim::NearMissKind::key);
    /// Whether a sandbox's clock runs or stands.
    ClockMode = keys(sim::Mode::ALL, sim::Mode::key);
    /// Whether the ministry's plane asks for a solved captcha.
    Captcha = keys(sim::Captcha::ALL, sim::Captcha::key);
    /// What a webhook tells.
    WebhookEvent = keys(sim::WebhookEvent::ALL, sim::WebhookEvent::key);
    /// Where a webhook stands.
    DeliveryStatus = sim::DeliveryStatus::KEYS.to_vec();
    /// Why a receiver did not answer.
    NotDelivered = keys(sim::NotDelivered::ALL, sim::NotDelivered::key);
}

/// The portal model's number for where the verification stands: 1 waiting, 2 done, 3 timed out or failed.
pub struct SmsVerifyNumber;

/// The ministry's number of a prompt (`validStatus`).
pub struct ValidStatus;

impl PartialSchema for SmsVerifyNumber {
    fn schema() -> RefOr<Schema> {
        let all = SmsVerifyStatus::ALL.iter();
        let says = "Where the verification stands, by the portal model's number: 1 waiting, \
                    2 done, 3 timed out or failed.";
        of_numbers(says, all.map(|status| u16::from(status.number())).collect())
    }
}

impl ToSchema for SmsVerifyNumber {}

impl PartialSchema for ValidStatus {
    fn schema() -> RefOr<Schema> {
        let all = Verdict::ALL.iter().map(|verdict| verdict.valid_status());
        let says = "The ministry's number of the prompt (`validStatus`).";
        of_numbers(says, all.collect())
    }
}

impl ToSchema for ValidStatus {}

/// The schema of one of several words.
pub fn of_words(says: &str, words: Vec<&'static str>) -> RefOr<Schema> {
    let mut words = words;
    let mut seen = std::collections::BTreeSet::new();
    words.retain(|word| seen.insert(*word));
    one_of(Type::String, says.trim(), words)
}

fn of_numbers(says: &str, mut numbers: Vec<u16>) -> RefOr<Schema> {
    numbers.sort_unstable();
    numbers.dedup();
    one_of(Type::Integer, says, numbers)
}

fn one_of<T: Into<Value> + Clone>(kind: Type, says: &str, values: Vec<T>) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(SchemaType::new(kind))
        .description(Some(says))
        .examples(values.first().cloned().map(Into::into))
        .enum_values(Some(values.into_iter().map(Into::into)))
        .into()
}

/// The keys of a list.
pub fn keys<T: Copy>(all: &[T], key: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|value| key(*value)).collect()
}

fn provinces() -> Vec<&'static str> {
    let all = catalog().provinces().iter();
    all.map(|province| &*province.code).collect()
}

fn outcomes() -> Vec<&'static str> {
    Verdict::ALL
        .iter()
        .map(|verdict| verdict.outcome())
        .collect()
}

fn seen_statuses() -> Vec<&'static str> {
    let all = keys(order::Status::ALL, order::Status::key).into_iter();
    all.filter(|key| order::Status::seen_from_key(key).is_some())
        .collect()
}

fn editions() -> impl Iterator<Item = &'static str> {
    catalog().editions().iter().map(Rulebook::id)
}

fn event_types() -> Vec<&'static str> {
    [Fact::TYPES, Fact::FAULT_TYPES].concat()
}
