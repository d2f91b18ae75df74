//! Durations: whole milliseconds, read in two notations and printed in one.
//!
//! Invariant: a span is never negative, and what it prints it also reads.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::time::TimeError;

pub(super) const SECOND: i64 = 1_000;
pub(super) const MINUTE: i64 = 60 * SECOND;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// The longest duration that is read, in days.
const DAYS_MAX: i64 = 36_500;

/// The short notation, largest unit first.
const SHORT: &[(&str, i64)] = &[
    ("d", DAY),
    ("h", HOUR),
    ("m", MINUTE),
    ("s", SECOND),
    ("ms", 1),
];
/// ISO 8601 before and after the `T`. Its years and months have no fixed length, so it has none.
const ISO_DATE: &[(&str, i64)] = &[("D", DAY)];
const ISO_TIME: &[(&str, i64)] = &[("H", HOUR), ("M", MINUTE), ("S", SECOND)];

/// A duration in milliseconds, never negative.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
pub struct Span(i64);

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// So many milliseconds; none where the number is negative.
    pub const fn from_millis(millis: i64) -> Self {
        Self(if millis < 0 { 0 } else { millis })
    }

    /// So many seconds; none where the number is negative.
    pub const fn from_secs(seconds: i64) -> Self {
        Self::from_millis(seconds.saturating_mul(SECOND))
    }

    /// So many days; none where the number is negative.
    pub const fn from_days(days: i64) -> Self {
        Self::from_millis(days.saturating_mul(DAY))
    }

    /// The milliseconds.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Reads `1h30m` and the like, or ISO 8601 such as `P1DT2H30M`.
    ///
    /// Units stand in descending order, each at most once; what is finer than a millisecond is
    /// cut off.
    ///
    /// # Errors
    /// Where the text is neither, or longer than 36,500 days.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let millis = match text.strip_prefix('P') {
            Some(iso) => iso_millis(iso),
            None => sum(text, SHORT),
        };
        match millis {
            None => Err(TimeError::NotASpan(text.to_owned())),
            Some(millis) if millis > DAYS_MAX * DAY => Err(TimeError::SpanTooLong {
                days: DAYS_MAX,
                text: text.to_owned(),
            }),
            Some(millis) => Ok(Self(millis)),
        }
    }
}

impl From<i64> for Span {
    fn from(millis: i64) -> Self {
        Self::from_millis(millis)
    }
}

impl From<Span> for i64 {
    fn from(span: Span) -> Self {
        span.millis()
    }
}

/// What follows the `P`.
fn iso_millis(text: &str) -> Option<i64> {
    match text.split_once('T') {
        None => sum(text, ISO_DATE),
        Some(("", time)) => iso_time_millis(time),
        Some((date, time)) => Some(sum(date, ISO_DATE)?.saturating_add(iso_time_millis(time)?)),
    }
}

/// What follows the `T`: only seconds, the last unit, may have a fraction.
fn iso_time_millis(text: &str) -> Option<i64> {
    let Some((whole, fraction)) = text.split_once('.') else {
        return sum(text, ISO_TIME);
    };
    let fraction = fraction.strip_suffix('S')?;
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths: String = fraction.chars().chain("000".chars()).take(3).collect();
    let whole = sum(&format!("{whole}S"), ISO_TIME)?;
    Some(whole.saturating_add(thousandths.parse().ok()?))
}

/// Adds up `<number><unit>` pairs; a number too large to hold counts as too long.
fn sum(text: &str, mut units: &[(&str, i64)]) -> Option<i64> {
    let mut rest = text;
    let mut total: i64 = 0;
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = rest.split_at(digits);
        let letters = after.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (unit, after) = after.split_at(letters);
        let place = units.iter().position(|(name, _)| *name == unit)?;
        if number.is_empty() {
            return None;
        }
        let number = number.parse().unwrap_or(i64::MAX);
        total = total.saturating_add(units[place].1.saturating_mul(number));
        units = &units[place + 1..];
        rest = after;
        if rest.is_empty() {
            return Some(total);
        }
    }
}

impl fmt::Display for Span {
    /// ISO 8601 in hours, minutes and seconds: hours, since windows are spoken of in hours.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes, rest) = (self.0 / HOUR, self.0 % HOUR / MINUTE, self.0 % MINUTE);
        f.write_str("PT")?;
        if hours > 0 {
            write!(f, "{hours}H")?;
        }
        if minutes > 0 {
            write!(f, "{minutes}M")?;
        }
        match (rest / SECOND, rest % SECOND) {
            (0, 0) if self.0 > 0 => Ok(()),
            (seconds, 0) => write!(f, "{seconds}S"),
            (seconds, millis) => write!(f, "{seconds}.{millis:03}S"),
        }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
