//! What a sandbox is set to, apart from its clock.

use serde::{Deserialize, Serialize};

use super::clock::Mode;
use super::fault::FaultPlan;
use super::webhook::Webhook;
use crate::rules::{Overrides, Timestamp};

/// The largest seed: the integers that every JSON reader keeps exactly.
pub const SEED_MAX: u64 = (1 << 53) - 1;

/// A sandbox's settings.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// What all chance is keyed with.
    pub seed: u64,
    /// The pinned edition; nothing where the edition goes by the clock.
    pub rulebook: Option<String>,
    /// The vendor's reading laid over the edition.
    pub profile: Option<String>,
    /// Single parameters laid over both.
    pub overrides: Overrides,
    /// Whether the ministry's plane asks for a captcha.
    pub captcha: Captcha,
    /// What goes wrong.
    pub faults: FaultPlan,
    /// Where the provider's portal is told of events.
    pub webhook: Webhook,
}

/// Whether the ministry's plane asks for a captcha.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Captcha {
    /// As the ministry does.
    #[default]
    Required,
    /// Never.
    Off,
}

impl Captcha {
    /// Both settings.
    pub const ALL: &'static [Self] = &[Self::Required, Self::Off];

    /// The setting with that key.
    pub fn from_key(key: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|captcha| captcha.key() == key)
    }

    /// The setting on the wire.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Off => "off",
        }
    }
}

/// What a reset goes back to.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Origin {
    /// The settings.
    pub settings: Settings,
    /// The clock: its mode and, where one was given, the moment that it starts from.
    pub clock: Option<(Mode, Option<Timestamp>)>,
}
