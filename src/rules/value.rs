//! Values as people write them, in a book or an override, and the limits on each.
//!
//! Invariant: books and overrides are read by the same code, so neither can hold a value that
//! the other would refuse.

use std::fmt;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::keyed::{Keyed, keyed, one_of};
use super::parameter::Parameter;
use super::span::Span;
use super::vocabulary::MismatchStatus;

/// What the failure limit may be.
pub const FAILURE_LIMIT: RangeInclusive<i64> = 1..=1_000;

/// What the resend cap may be.
pub const RESEND_LIMIT: RangeInclusive<i64> = 0..=1_000;

/// The longest window, delay or lag, in days.
pub const DELAY_DAYS_MAX: i64 = 3_660;

/// A value before anyone knows what it is for: text, number or flag.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "expected a text, a whole number, or true or false"
)]
pub enum RawValue {
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A word or a duration.
    Text(String),
}

/// Why a value is not right for a parameter.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{parameter}`: expected {expected}")]
pub struct OverrideError {
    /// Which parameter.
    pub parameter: Parameter,
    /// In which way.
    pub kind: OverrideErrorKind,
    /// What would be right.
    pub expected: String,
}

keyed! {
    /// In which way a value is not right.
    OverrideErrorKind {
        /// A text where a number belongs, and the like.
        WrongType = "wrong-type",
        /// Too small, too large, or in contradiction to another parameter.
        OutOfRange = "out-of-range",
        /// A word that is not one of the parameter's.
        UnknownValue = "unknown-value",
    }
}

/// A type that parameters have.
pub trait Value: Sized {
    /// Reads the value for that parameter, and holds it against the limits.
    fn read(raw: &RawValue, parameter: Parameter) -> Result<Self, OverrideError>;

    /// The value as it would be written.
    fn raw(&self) -> RawValue;
}

impl Value for Span {
    fn read(raw: &RawValue, parameter: Parameter) -> Result<Self, OverrideError> {
        let least = if parameter == Parameter::Window {
            Self::from_millis(1)
        } else {
            Self::ZERO
        };
        let above = if parameter == Parameter::Window {
            " above zero"
        } else {
            ""
        };
        let expected =
            || format!("a duration such as `24h` or `PT24H`{above}, at most {DELAY_DAYS_MAX} days");
        let RawValue::Text(text) = raw else {
            return Err(parameter.refuses(OverrideErrorKind::WrongType, expected()));
        };
        match Self::parse(text) {
            Err(_) => Err(parameter.refuses(OverrideErrorKind::UnknownValue, expected())),
            Ok(span) if span < least || span > Self::from_days(DELAY_DAYS_MAX) => {
                Err(parameter.refuses(OverrideErrorKind::OutOfRange, expected()))
            }
            Ok(span) => Ok(span),
        }
    }

    fn raw(&self) -> RawValue {
        RawValue::Text(self.to_string())
    }
}

impl Value for u32 {
    fn read(raw: &RawValue, parameter: Parameter) -> Result<Self, OverrideError> {
        let range = if parameter == Parameter::FailureLimit {
            FAILURE_LIMIT
        } else {
            RESEND_LIMIT
        };
        let expected = || format!("a whole number from {} to {}", range.start(), range.end());
        let RawValue::Number(number) = raw else {
            return Err(parameter.refuses(OverrideErrorKind::WrongType, expected()));
        };
        Self::try_from(*number)
            .ok()
            .filter(|_| range.contains(number))
            .ok_or_else(|| parameter.refuses(OverrideErrorKind::OutOfRange, expected()))
    }

    fn raw(&self) -> RawValue {
        RawValue::Number(i64::from(*self))
    }
}

impl Value for bool {
    fn read(raw: &RawValue, parameter: Parameter) -> Result<Self, OverrideError> {
        match raw {
            RawValue::Flag(flag) => Ok(*flag),
            RawValue::Number(_) | RawValue::Text(_) => {
                Err(parameter.refuses(OverrideErrorKind::WrongType, "true or false".to_owned()))
            }
        }
    }

    fn raw(&self) -> RawValue {
        RawValue::Flag(*self)
    }
}

impl Value for MismatchStatus {
    fn read(raw: &RawValue, parameter: Parameter) -> Result<Self, OverrideError> {
        let expected = || {
            let numbers: Vec<_> = Self::ALL
                .iter()
                .map(|one| one.value().to_string())
                .collect();
            format!("the number {}", numbers.join(" or "))
        };
        let RawValue::Number(number) = raw else {
            return Err(parameter.refuses(OverrideErrorKind::WrongType, expected()));
        };
        Self::from_value(*number)
            .ok_or_else(|| parameter.refuses(OverrideErrorKind::UnknownValue, expected()))
    }

    fn raw(&self) -> RawValue {
        RawValue::Number(i64::from(self.value()))
    }
}

impl<T: Keyed> Value for T {
    fn read(raw: &RawValue, parameter: Parameter) -> Result<Self, OverrideError> {
        let RawValue::Text(word) = raw else {
            return Err(parameter.refuses(OverrideErrorKind::WrongType, one_of::<Self>()));
        };
        Self::of_word(word)
            .ok_or_else(|| parameter.refuses(OverrideErrorKind::UnknownValue, one_of::<Self>()))
    }

    fn raw(&self) -> RawValue {
        RawValue::Text(self.word().to_owned())
    }
}

impl fmt::Display for RawValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => f.pad(if *flag { "true" } else { "false" }),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.pad(text),
        }
    }
}
