//! A sandbox's settings on the wire, and reading changes of them.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::super::fields::{Errors, Object};
use super::super::problem::FieldError;
use super::super::reply::Time;
use super::super::scalars::{self, wire};
use super::super::vocabulary::{self, BY_DATE};
use super::clock::ClockView;
use crate::rules::{Overrides, Parameter, RawValue, Timestamp, catalog};
use crate::sim::{self, Captcha, SEED_MAX, Settings};

/// A sandbox as it stands.
#[derive(Serialize, ToSchema)]
#[schema(as = Sandbox)]
pub struct SandboxView<'a> {
    /// Its name.
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,62}$", examples("job-7"))]
    id: &'a str,
    /// What it is set to.
    #[serde(flatten)]
    settings: SettingsView<'a>,
    /// Its clock.
    clock: ClockView,
    /// How many orders it holds.
    #[schema(examples(2))]
    orders: usize,
}

/// What a sandbox is set to.
#[derive(Serialize, ToSchema)]
#[schema(as = Settings)]
pub struct SettingsView<'a> {
    /// What chance is drawn from: the same seed gives the same codes and lags.
    #[schema(maximum = 9_007_199_254_740_991_u64, examples(0))]
    seed: u64,
    /// `by_date`, or the edition that is pinned.
    #[schema(examples("by_date"))]
    rulebook: &'a str,
    /// The vendor's reading; null for none.
    #[schema(required, examples("tencent"))]
    profile: Option<&'a str>,
    /// Parameters that are set for this sandbox alone, by name.
    #[schema(value_type = scalars::Overrides)]
    overrides: Map<String, Value>,
    /// Whether the ministry's plane asks for a solved captcha.
    #[schema(value_type = vocabulary::Captcha)]
    captcha: &'static str,
}

/// A sandbox in the list of them.
#[derive(Serialize, ToSchema)]
#[schema(as = ListedSandbox)]
pub struct SandboxRow<'a> {
    /// Its name.
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,62}$", examples("job-7"))]
    id: &'a str,
    /// What it is set to.
    #[serde(flatten)]
    settings: SettingsView<'a>,
    /// Its clock.
    clock: ShortClock,
}

/// A sandbox's clock in the list of them.
#[derive(Serialize, ToSchema)]
#[schema(as = ListedClock)]
pub struct ShortClock {
    /// What it shows.
    now: Time,
    /// Whether it runs or stands.
    #[schema(value_type = vocabulary::ClockMode)]
    mode: &'static str,
}

/// Changes of settings; what is absent stays.
#[derive(Default)]
pub struct SettingsChange {
    seed: Option<u64>,
    rulebook: Option<Option<String>>,
    profile: Option<Option<String>>,
    overrides: Vec<(Parameter, Option<RawValue>)>,
    clear_overrides: bool,
    captcha: Option<Captcha>,
}

impl<'a> SandboxView<'a> {
    /// That sandbox at that moment.
    pub fn of(id: &'a str, sandbox: &'a sim::Sandbox, now: Timestamp) -> Self {
        Self {
            id,
            settings: SettingsView::of(sandbox.settings()),
            clock: ClockView::of(sandbox, now),
            orders: sandbox.orders().len(),
        }
    }
}

impl<'a> SettingsView<'a> {
    /// Those settings.
    pub fn of(settings: &'a Settings) -> Self {
        let overrides = settings.overrides.iter();
        Self {
            seed: settings.seed,
            rulebook: settings.rulebook.as_deref().unwrap_or(BY_DATE),
            profile: settings.profile.as_deref(),
            overrides: overrides
                .map(|(name, raw)| (name.key().to_owned(), wire(raw)))
                .collect(),
            captcha: settings.captcha.key(),
        }
    }
}

impl<'a> SandboxRow<'a> {
    /// That row of the list.
    pub fn of(summary: &'a crate::app::SandboxSummary) -> Self {
        let clock = ShortClock {
            now: Time(summary.now),
            mode: summary.clock.mode().key(),
        };
        Self {
            id: &summary.id,
            settings: SettingsView::of(&summary.settings),
            clock,
        }
    }
}

impl SettingsChange {
    /// Reads `seed` and `captcha`, which only `sandboxes/{id}` has.
    pub fn read_own(&mut self, object: &mut Object, errors: &mut Errors) {
        if let Some(value) = object.take("seed") {
            self.seed = value.as_u64().filter(|seed| *seed <= SEED_MAX);
            if self.seed.is_none() {
                object.refuse(
                    "seed",
                    "out-of-range",
                    "expected a number from 0 to 2^53-1",
                    errors,
                );
            }
        }
        let expected = "`required` or `off`";
        self.captcha = object.optional_key("captcha", Captcha::from_key, expected, errors);
    }

    /// Reads `rulebook`, `profile` and `overrides`.
    pub fn read_rules(&mut self, object: &mut Object, errors: &mut Errors) {
        let editions = catalog()
            .editions()
            .iter()
            .map(|edition| format!("`{}`", edition.id()));
        let expected = format!("`{BY_DATE}`, {}", editions.collect::<Vec<_>>().join(", "));
        let known = |id: &str| id == BY_DATE || catalog().edition(id).is_some();
        self.rulebook = pick(object, "rulebook", known, &expected, errors)
            .map(|id| id.filter(|id| id != BY_DATE));
        let profiles = catalog()
            .profiles()
            .iter()
            .map(|profile| format!("`{}`", profile.id()));
        let expected = format!("null, {}", profiles.collect::<Vec<_>>().join(", "));
        let known = |id: &str| catalog().profile(id).is_some();
        self.profile = pick(object, "profile", known, &expected, errors);
        match object.take_nullable("overrides") {
            None => {}
            Some(Value::Null) => self.clear_overrides = true,
            Some(value) => {
                if let Some(nested) = Object::nested(value, object.pointer("overrides"), errors) {
                    self.overrides = read_overrides(nested, errors);
                }
            }
        }
    }

    /// The settings with the change made.
    ///
    /// # Errors
    /// Where overrides contradict each other or an edition.
    pub fn apply(&self, settings: &Settings) -> Result<Settings, FieldError> {
        let mut next = settings.clone();
        next.seed = self.seed.unwrap_or(next.seed);
        next.captcha = self.captcha.unwrap_or(next.captcha);
        if let Some(rulebook) = &self.rulebook {
            next.rulebook.clone_from(rulebook);
        }
        if let Some(profile) = &self.profile {
            next.profile.clone_from(profile);
        }
        if self.clear_overrides {
            next.overrides = Overrides::default();
        }
        for (parameter, value) in &self.overrides {
            match value {
                None => next.overrides.clear(*parameter),
                Some(raw) => next
                    .overrides
                    .set(*parameter, raw)
                    .map_err(|e| refused(&e))?,
            }
        }
        // Under whichever edition a round will be bound, the rules must be in themselves consistent.
        let profile = next.profile.as_deref().and_then(|id| catalog().profile(id));
        for edition in catalog().editions() {
            let terms = catalog().terms(edition, profile, &next.overrides);
            terms.map_err(|error| refused(&error))?;
        }
        Ok(next)
    }
}

/// An id that may be absent (stays), null (none) or known.
fn pick(
    object: &mut Object,
    name: &str,
    known: impl Fn(&str) -> bool,
    expected: &str,
    errors: &mut Errors,
) -> Option<Option<String>> {
    match object.take_nullable(name)? {
        Value::Null => Some(None),
        Value::String(id) if known(&id) => Some(Some(id)),
        Value::String(_) => {
            object.refuse(
                name,
                "unknown-value",
                &format!("expected one of {expected}"),
                errors,
            );
            None
        }
        _ => {
            object.refuse(name, "wrong-type", "expected a string", errors);
            None
        }
    }
}

fn read_overrides(object: Object, errors: &mut Errors) -> Vec<(Parameter, Option<RawValue>)> {
    let (fields, at) = object.into_rest();
    let mut found = Vec::new();
    for (name, value) in fields {
        let pointer = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        let Some(parameter) = Parameter::from_key(&name).filter(|known| known.overridable()) else {
            errors.push(FieldError::new(
                pointer,
                "unknown-field",
                "is not a parameter",
            ));
            continue;
        };
        let raw = match value {
            Value::Null => {
                found.push((parameter, None));
                continue;
            }
            Value::Bool(flag) => RawValue::Flag(flag),
            Value::Number(number) => RawValue::Number(number.as_i64().unwrap_or(i64::MAX)),
            Value::String(text) => RawValue::Text(text),
            Value::Array(_) | Value::Object(_) => {
                errors.push(FieldError::new(
                    pointer,
                    "wrong-type",
                    "expected a single value",
                ));
                continue;
            }
        };
        match Overrides::default().set(parameter, &raw) {
            Ok(()) => found.push((parameter, Some(raw))),
            Err(error) => errors.push(refused(&error)),
        }
    }
    found
}

fn refused(error: &crate::rules::OverrideError) -> FieldError {
    let pointer = format!("/overrides/{}", error.parameter.key());
    FieldError::new(
        pointer,
        error.kind.key(),
        format!("expected {}", error.expected),
    )
}
