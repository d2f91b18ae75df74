//! The journal's form of the core's types. Rows carry a format number; what a release once wrote,
//! every later one reads.

use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::order::{Basis, Fact, Round, Setup, Submission};
use crate::rules::{RuleId, Timestamp};
use crate::sim::{Attempt, CallFaulted, Change, Posting, Record};

/// The format that this release writes: since 2 there are faults and webhooks.
pub(super) const FORMAT: i64 = 2;

/// The format that the first release wrote.
const FIRST_FORMAT: i64 = 1;

/// The type of rows that hold attempts.
pub(super) const ATTEMPT: &str = "attempt";

/// The type of rows that hold calls answered by a fault.
pub(super) const CALL_FAULTED: &str = "call_faulted";

/// The type of rows that hold what happened to a webhook.
pub(super) const WEBHOOK: &str = "webhook";

/// Stands for the missing order number of rows that are about no order.
pub(super) const NO_ORDER: i64 = -1;

/// What a row says that cannot be understood.
#[derive(Debug, Error)]
pub enum DecodeError {
    /// A newer release wrote it.
    #[error("written in format {0}, which a newer release of beian-sim knows")]
    Format(i64),
    /// The rule is not known.
    #[error("unknown rule `{0}`")]
    Rule(String),
    /// The rules of a round are missing.
    #[error("terms {0} are missing")]
    Terms(i64),
    /// A number is out of range.
    #[error("{0} is out of range")]
    Range(i64),
    /// Columns are missing, or hold what they cannot.
    #[error("columns are missing, or hold what they cannot")]
    Columns,
    /// The JSON is not of the form.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
}

impl DecodeError {
    /// What is wrong, without a word of the row.
    pub(super) fn without_quotes(&self) -> String {
        match self {
            Self::Json(error) => format!(
                "its JSON is not of the form at column {} ({:?})",
                error.column(),
                error.classify()
            ),
            Self::Format(_) | Self::Rule(_) | Self::Terms(_) | Self::Range(_) | Self::Columns => {
                self.to_string()
            }
        }
    }
}

/// A row of `terms`.
#[derive(sqlx::FromRow)]
pub(super) struct TermsRow {
    pub seq: i64,
    pub format: i64,
    pub at: i64,
    pub body: String,
}

/// The record of a row of `events`, its columns one behind the other.
pub(super) fn event(line: &str) -> Result<Record, DecodeError> {
    let [seq, format, at, rule_key, order, kind, detail] = columns(line)?;
    let format = number(format)?;
    let change = match (number(order)?, kind) {
        (NO_ORDER, CALL_FAULTED) => {
            Change::CallFaulted(Box::new(read::<CallFaulted>(format, detail)?))
        }
        (NO_ORDER, WEBHOOK) => Change::Posted(Box::new(read::<Posting>(format, detail)?)),
        (NO_ORDER, _) => Change::Attempted(Box::new(read::<Attempt>(format, detail)?)),
        (order, _) => Change::Happened {
            order: small(order)?,
            fact: read::<Fact>(format, detail)?,
        },
    };
    record(number(seq)?, number(at)?, rule(rule_key)?, change)
}

/// The record of a row of `orders`, its columns one behind the other.
pub(super) fn order(line: &str, bases: &[Arc<Basis>]) -> Result<Record, DecodeError> {
    let [
        seq,
        format,
        at,
        rule_key,
        order,
        order_no,
        round,
        basis,
        body,
        setup,
    ] = columns(line)?;
    let (format, basis) = (number(format)?, small(number(basis)?)?);
    let terms = bases
        .get(basis as usize)
        .ok_or(DecodeError::Terms(basis.into()))?;
    let round = Round {
        number: small(number(round)?)?,
        basis: Arc::clone(terms),
        submission: Arc::new(read::<Submission>(format, body)?),
        setup: read::<Setup>(format, setup)?,
    };
    let change = Change::Opened {
        order: small(number(order)?)?,
        order_no: order_no.into(),
        basis,
        round: Box::new(round),
    };
    record(number(seq)?, number(at)?, rule(rule_key)?, change)
}

/// The columns of a line. None of them holds a tab: JSON escapes it, and no name or key has one.
fn columns<const COUNT: usize>(line: &str) -> Result<[&str; COUNT], DecodeError> {
    let mut columns = line.splitn(COUNT, '\t');
    let mut found = [""; COUNT];
    for column in &mut found {
        *column = columns.next().ok_or(DecodeError::Columns)?;
    }
    Ok(found)
}

fn number(text: &str) -> Result<i64, DecodeError> {
    text.parse().map_err(|_| DecodeError::Columns)
}

impl TermsRow {
    pub(super) fn decode(self) -> Result<Record, DecodeError> {
        let basis = read::<Basis>(self.format, &self.body)?;
        record(
            self.seq,
            self.at,
            RuleId::EditionByDate,
            Change::Bound(Arc::new(basis)),
        )
    }
}

/// The JSON of a value, keys in the order of the type.
pub(super) fn write<T: serde::Serialize>(value: &T) -> Result<String, serde_json::Error> {
    serde_json::to_string(value)
}

/// A number as the database keeps it.
pub(super) fn bigint(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn read<T: DeserializeOwned>(format: i64, text: &str) -> Result<T, DecodeError> {
    match format {
        FIRST_FORMAT..=FORMAT => Ok(serde_json::from_str(text)?),
        unknown => Err(DecodeError::Format(unknown)),
    }
}

fn rule(key: &str) -> Result<RuleId, DecodeError> {
    RuleId::from_key(key).ok_or_else(|| DecodeError::Rule(key.to_owned()))
}

pub(super) fn small(number: i64) -> Result<u32, DecodeError> {
    u32::try_from(number).map_err(|_| DecodeError::Range(number))
}

/// A record's number as the core has it.
pub(super) fn natural(number: i64) -> Result<u64, DecodeError> {
    u64::try_from(number).map_err(|_| DecodeError::Range(number))
}

fn record(seq: i64, at: i64, rule: RuleId, change: Change) -> Result<Record, DecodeError> {
    Ok(Record {
        seq: natural(seq)?,
        at: Timestamp::from_millis(at),
        rule,
        change,
    })
}

/// Reads a sandbox's settings, origin or clock.
pub(super) fn setting<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, DecodeError> {
    Ok(serde_json::from_str(text)?)
}
