//! What a service says that its traffic has exercised.

use serde::Deserialize;
use serde_json::Value;

/// What traffic has exercised, and what it never has.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub struct Coverage {
    /// Rules and sides of limits that were exercised.
    pub covered: u64,
    /// Rules and sides that could have been.
    pub total: u64,
    /// `covered` of `total` in percent, rounded down.
    pub percent: u64,
    /// Every rule.
    pub rules: Vec<CoveredRule>,
    /// Every limit.
    pub limits: Vec<CoveredLimit>,
}

/// A rule.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct CoveredRule {
    /// Its key: `window.end`.
    pub rule: String,
    /// Its English name.
    pub title: String,
    /// How often it has decided something.
    pub count: u64,
    /// `covered`, `missing` or `not_in_edition`.
    pub status: String,
    /// How to exercise it, where it is missing.
    #[serde(default)]
    pub hint: Option<String>,
}

/// A limit.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub struct CoveredLimit {
    /// Its key.
    pub name: String,
    /// What it is for a round of now; null where it has no value.
    #[serde(default)]
    pub value: Value,
    /// Its sides.
    pub sides: Vec<CoveredSide>,
}

/// A side of a limit.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct CoveredSide {
    /// Its name among the sides of the limit.
    pub side: String,
    /// What happened where it was taken.
    pub meaning: String,
    /// How often it was.
    pub count: u64,
    /// `covered`, `missing` or `not_in_edition`.
    pub status: String,
    /// How to take it, where it is missing.
    #[serde(default)]
    pub hint: Option<String>,
}
