//! What can be done in a step, each with what it needs; what is left out is the usual.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::entry::{CodeRef, SuffixRef};
use super::schema;
use super::words::{FromWord, Moment, Single, WordOr};
use crate::rules::{FilingType, Parameter, Province, ServiceKind};

/// An order; what is left out is a first filing of one website in Zhejiang.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Submit {
    /// Its name.
    pub order: String,
    /// What is filed.
    #[serde(default = "first_filing")]
    #[schemars(schema_with = "schema::filing_type")]
    pub filing_type: FilingType,
    /// The authority; Zhejiang, where none is named.
    #[serde(default)]
    #[schemars(schema_with = "schema::province")]
    pub province: Option<Province>,
    /// Who answers for the entity.
    #[serde(default = "entity")]
    pub entity: String,
    /// The services, a word being the principal of a website.
    #[serde(default = "one_website")]
    pub services: Vec<WordOr<Service>>,
}

/// A website or app.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Who answers for it.
    pub principal: String,
    /// Website or app.
    #[serde(default = "website")]
    #[schemars(schema_with = "schema::service_kind")]
    pub kind: ServiceKind,
    /// Its name.
    #[serde(default = "service_name")]
    pub name: String,
}

/// A resubmission: what is left out stays as it was.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resubmit {
    /// The order.
    pub order: String,
    /// Another authority.
    #[serde(default)]
    #[schemars(schema_with = "schema::province")]
    pub province: Option<Province>,
    /// Another entity principal.
    #[serde(default)]
    pub entity: Option<String>,
    /// Other services.
    #[serde(default)]
    pub services: Option<Vec<WordOr<Service>>>,
}

/// What a person enters; what is left out is right.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// Who.
    pub person: String,
    /// The order whose SMS the code is read from; without one, any.
    #[serde(default)]
    pub order: Option<String>,
    /// Which code.
    #[serde(default)]
    pub code: CodeRef,
    /// Which ID suffix.
    #[serde(default)]
    pub suffix: SuffixRef,
    /// A phone other than the person's.
    #[serde(default)]
    pub phone: Option<String>,
}

/// What a person enters to be texted again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resend {
    /// Who.
    pub person: String,
    /// Which ID suffix.
    #[serde(default)]
    pub suffix: SuffixRef,
    /// A phone other than the person's.
    #[serde(default)]
    pub phone: Option<String>,
}

/// How far time goes.
#[derive(Debug, Deserialize)]
#[serde(try_from = "AdvanceTable")]
pub enum Advance {
    /// By a duration.
    By(String),
    /// To a moment.
    To(Moment),
    /// To the next event.
    NextEvent,
}

/// How far time goes: exactly one of the three.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Advance")]
pub struct AdvanceTable {
    /// By a duration.
    #[serde(default)]
    pub by: Option<String>,
    /// To a moment.
    #[serde(default)]
    pub to: Option<Moment>,
    /// To the next event.
    #[serde(default)]
    pub until: Option<Until>,
}

/// The authority's verdict.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The order.
    pub order: String,
    /// What it says.
    pub decision: Decision,
}

/// Where an advance without a moment of its own ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Until {
    /// At the next event, where there is one.
    NextEvent,
}

/// What the authority says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The filing is approved.
    Approve,
    /// The filing is rejected.
    Reject,
}

impl Decision {
    /// The decision on the wire.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
        }
    }
}

/// Other rules for the rounds to come; what is left out stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetRules {
    /// An edition, or `by_date`.
    #[serde(default)]
    pub rulebook: Option<String>,
    /// A vendor's reading.
    #[serde(default)]
    pub profile: Option<String>,
    /// Single parameters.
    #[serde(default)]
    #[schemars(schema_with = "schema::overrides")]
    pub overrides: BTreeMap<Parameter, Single>,
}

impl FromWord for Submit {
    fn from_word(word: &str) -> Self {
        Self {
            order: word.to_owned(),
            filing_type: first_filing(),
            province: None,
            entity: entity(),
            services: one_website(),
        }
    }
}

impl FromWord for Service {
    fn from_word(word: &str) -> Self {
        Self {
            principal: word.to_owned(),
            kind: website(),
            name: service_name(),
        }
    }
}

impl FromWord for Resubmit {
    fn from_word(word: &str) -> Self {
        Self {
            order: word.to_owned(),
            province: None,
            entity: None,
            services: None,
        }
    }
}

impl FromWord for Verify {
    fn from_word(word: &str) -> Self {
        Self {
            person: word.to_owned(),
            order: None,
            code: CodeRef::default(),
            suffix: SuffixRef::default(),
            phone: None,
        }
    }
}

impl FromWord for Resend {
    fn from_word(word: &str) -> Self {
        Self {
            person: word.to_owned(),
            suffix: SuffixRef::default(),
            phone: None,
        }
    }
}

impl FromWord for Advance {
    fn from_word(word: &str) -> Self {
        Self::By(word.to_owned())
    }
}

impl TryFrom<AdvanceTable> for Advance {
    type Error = &'static str;

    fn try_from(table: AdvanceTable) -> Result<Self, Self::Error> {
        match (table.by, table.to, table.until) {
            (Some(by), None, None) => Ok(Self::By(by)),
            (None, Some(to), None) => Ok(Self::To(to)),
            (None, None, Some(Until::NextEvent)) => Ok(Self::NextEvent),
            _ => Err("expected exactly one of `by`, `to` and `until`"),
        }
    }
}

const fn first_filing() -> FilingType {
    FilingType::FirstFiling
}

fn entity() -> String {
    "entity".to_owned()
}

fn one_website() -> Vec<WordOr<Service>> {
    vec![WordOr(Service::from_word("site"))]
}

const fn website() -> ServiceKind {
    ServiceKind::Website
}

fn service_name() -> String {
    "示例网".to_owned()
}
