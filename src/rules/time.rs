//! Moments: milliseconds since the epoch, read and shown as civil time in Shanghai.
//!
//! Invariant: one instant has one text (RFC 3339 at `+08:00`), and no arithmetic overflows. The
//! present moment is not to be had here; it comes in as an argument.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::span::{DAY, HOUR, MINUTE, SECOND, Span};

/// How far civil time in Shanghai is ahead of UTC. It knows no daylight saving.
const OFFSET: i64 = 8 * HOUR;
const OFFSET_TEXT: &[u8; 6] = b"+08:00";

/// The civil years that are read.
const YEAR_MIN: i64 = 2000;
const YEAR_MAX: i64 = 9998;

/// The last moment that has a text with a year of four digits.
const LAST: i64 = days_from_civil(YEAR_MAX + 2) * DAY - OFFSET - 1;

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// Why a text is not a moment or a duration; the message says what was expected.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TimeError {
    /// Not RFC 3339.
    #[error("expected a time as in RFC 3339, such as `2024-03-01T09:00:00+08:00`, found `{0}`")]
    NotATime(String),
    /// A time that the simulator does not reach.
    #[error("expected a time of the years {YEAR_MIN} to {YEAR_MAX} at +08:00, found `{0}`")]
    YearOutOfRange(String),
    /// Neither form of a duration.
    #[error("expected a duration such as `90s`, `1h30m`, `2d` or `PT24H`, found `{0}`")]
    NotASpan(String),
    /// Longer than any clock here runs.
    #[error("expected a duration of at most {days} days, found `{text}`")]
    SpanTooLong {
        /// The longest, in days.
        days: i64,
        /// What was found.
        text: String,
    },
}

impl Timestamp {
    /// Before every moment: for ranges; no calendar has it.
    pub const MIN: Self = Self(i64::MIN);

    /// After every moment: for ranges; no calendar has it.
    pub const MAX: Self = Self(i64::MAX);

    /// The moment so many milliseconds after the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339 with any offset; what is finer than a millisecond is cut off.
    ///
    /// # Errors
    /// Where the text is not RFC 3339, or its civil year in Shanghai is not one of 2000 to 9998.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let time = chrono::DateTime::parse_from_rfc3339(text)
            .map_err(|_| TimeError::NotATime(text.to_owned()))?;
        let moment = Self(time.timestamp_millis());
        let years = days_from_civil(YEAR_MIN) * DAY..days_from_civil(YEAR_MAX + 1) * DAY;
        if years.contains(&moment.civil_millis()) {
            Ok(moment)
        } else {
            Err(TimeError::YearOutOfRange(text.to_owned()))
        }
    }

    /// The moment that much later; the end of the year 9999 where it would lie beyond that.
    #[must_use]
    pub const fn plus(self, span: Span) -> Self {
        let later = self.0.saturating_add(span.millis());
        if later > LAST {
            Self(if self.0 > LAST { self.0 } else { LAST })
        } else {
            Self(later)
        }
    }

    /// The moment that much earlier.
    #[must_use]
    pub const fn minus(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.millis()))
    }

    /// How long after `earlier` this is; nothing where it is not later.
    pub const fn since(self, earlier: Self) -> Span {
        Span::from_millis(self.0.saturating_sub(earlier.0))
    }

    /// Whether it lies in the years that clocks here reach: 2000 to 9999 in Shanghai.
    pub const fn is_of_the_calendar(self) -> bool {
        self.civil_millis() >= days_from_civil(YEAR_MIN) * DAY && self.0 <= LAST
    }

    /// Noon in Shanghai on the civil day after this moment's.
    #[must_use]
    pub const fn next_civil_noon(self) -> Self {
        let tomorrow = self.civil_millis().div_euclid(DAY) + 1;
        Self(
            tomorrow
                .saturating_mul(DAY)
                .saturating_add(DAY / 2 - OFFSET),
        )
    }

    /// Milliseconds since the epoch as a clock in Shanghai would count them.
    const fn civil_millis(self) -> i64 {
        self.0.saturating_add(OFFSET)
    }
}

/// Days from the epoch to the first of January, by the Gregorian calendar.
const fn days_from_civil(year: i64) -> i64 {
    let before = year - 1;
    let since_year_one = before * 365 + before / 4 - before / 100 + before / 400;
    since_year_one - 719_162
}

/// Year, month and day of a day counted from the epoch (Hinnant's `civil_from_days`).
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    // The era begins in March of a year divisible by 400, so that the leap day comes last.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 {
        march_month + 3
    } else {
        march_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = self.civil_millis();
        let (year, month, day) = civil_from_days(civil.div_euclid(DAY));
        let clock = civil.rem_euclid(DAY);
        let mut text = Text {
            bytes: [0; Text::ROOM],
            len: 0,
        };
        match u32::try_from(year) {
            Ok(year) if year <= 9_999 => text.digits(i64::from(year), 4),
            // No moment that was read or reckoned comes here: only raw numbers do.
            _ => write!(f, "{year}")?,
        }
        for (mark, value) in [
            (b'-', month),
            (b'-', day),
            (b'T', clock / HOUR),
            (b':', clock % HOUR / MINUTE),
            (b':', clock % MINUTE / SECOND),
        ] {
            text.push(mark);
            text.digits(value, 2);
        }
        if clock % SECOND != 0 {
            text.push(b'.');
            text.digits(clock % SECOND, 3);
        }
        for byte in OFFSET_TEXT {
            text.push(*byte);
        }
        f.write_str(text.as_str())
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text in the making: every answer shows moments, and `write!` is slow for this.
struct Text {
    bytes: [u8; Self::ROOM],
    len: usize,
}

impl Text {
    const ROOM: usize = "2024-03-01T09:00:00.250+08:00".len();

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.len) {
            *place = byte;
            self.len += 1;
        }
    }

    fn digits(&mut self, value: i64, count: u32) {
        let value = value.unsigned_abs();
        for place in (0..count).rev() {
            self.push(b'0' + (value / 10_u64.pow(place) % 10) as u8);
        }
    }

    fn as_str(&self) -> &str {
        self.bytes
            .get(..self.len)
            .and_then(|text| std::str::from_utf8(text).ok())
            .unwrap_or("")
    }
}
