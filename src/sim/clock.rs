//! A sandbox's clock: wall time plus an offset, or standing still.

use crate::rules::Timestamp;
use serde::{Deserialize, Serialize};

/// How a sandbox's time goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// Wall time plus so many milliseconds.
    Running(i64),
    /// Standing at that moment.
    Frozen(Timestamp),
}

/// Whether a clock runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// It runs with the wall.
    Running,
    /// It stands still.
    Frozen,
}

impl Clock {
    /// The clock in that mode that shows `now` at that wall time.
    pub fn showing(mode: Mode, now: Timestamp, wall: Timestamp) -> Self {
        match mode {
            Mode::Running => Self::Running(now.millis().saturating_sub(wall.millis())),
            Mode::Frozen => Self::Frozen(now),
        }
    }

    /// What it shows at that wall time.
    pub fn shows(self, wall: Timestamp) -> Timestamp {
        match self {
            Self::Running(offset) => {
                let shown = Timestamp::from_millis(wall.millis().saturating_add(offset));
                shown.min(Timestamp::MAX)
            }
            Self::Frozen(at) => at,
        }
    }

    /// Whether it runs.
    pub const fn mode(self) -> Mode {
        match self {
            Self::Running(_) => Mode::Running,
            Self::Frozen(_) => Mode::Frozen,
        }
    }

    /// The wall time at which it will show that moment; never, where it stands.
    pub fn wall_at(self, moment: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Running(offset) => Some(Timestamp::from_millis(
                moment.millis().saturating_sub(offset),
            )),
            Self::Frozen(_) => None,
        }
    }
}

impl Mode {
    /// Both modes.
    pub const ALL: &'static [Self] = &[Self::Running, Self::Frozen];

    /// The mode with that key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|mode| mode.key() == key)
    }

    /// The mode on the wire.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Frozen => "frozen",
        }
    }
}
