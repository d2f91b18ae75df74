//! Why a call came to nothing: refused, unanswered, or answered with what is not of the contract.

use std::fmt;

use serde::Deserialize;
use thiserror::Error;

/// Why a call came to nothing.
#[derive(Debug, Error)]
pub enum Error {
    /// The service refused it, and says why.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// Nobody answered.
    #[error("no answer from {url}: {source}")]
    Unanswered {
        /// What was called.
        url: String,
        /// What happened instead.
        source: Box<ureq::Error>,
    },
    /// The answer is not of the contract.
    #[error("{url} answered {status}, which is not of the contract: {reason}")]
    Unreadable {
        /// What was called.
        url: String,
        /// The answer's status.
        status: u16,
        /// What is wrong with it.
        reason: String,
    },
}

/// A refusal: the service's problem details (RFC 9457). Nothing was stored.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Refusal {
    /// The status of the answer.
    pub status: u16,
    /// What is wrong, for machines: `wrong-status`, `invalid`, …
    pub code: String,
    /// What is wrong, for people.
    #[serde(default)]
    pub detail: String,
    /// The rule of the regulation that refuses it, where one does.
    #[serde(default)]
    pub rule: Option<String>,
    /// Every bad field.
    #[serde(default)]
    pub errors: Vec<FieldError>,
}

/// What is wrong with one field.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct FieldError {
    /// Where: a JSON Pointer into the body.
    pub pointer: String,
    /// What, for machines.
    pub code: String,
    /// What, for people.
    #[serde(default)]
    pub detail: String,
}

impl Error {
    /// The refusal, where the call was refused.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Unanswered { .. } | Self::Unreadable { .. } => None,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.status, self.code, self.detail)?;
        for field in &self.errors {
            let FieldError {
                pointer,
                code,
                detail,
            } = field;
            write!(f, "; {pointer}: {code}, {detail}")?;
        }
        Ok(())
    }
}
