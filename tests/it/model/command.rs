//! What can be done to a sandbox: a script of commands.
//!
//! A command names its target by a number that is taken modulo whatever there is, so that any
//! part of a script is a script and shrinking leaves the rest its meaning.

use beian_sim::rules::{
    FailureFields, FailureMode, FailureTrips, MismatchStatus, OverLimit, Overrides, ResendCode,
    Span,
};
use beian_sim::sim::{Captcha, Settings};
use proptest::sample::Index;

use super::book::{EDITIONS, PROFILES};
use super::cast::Filing;

/// A whole story: how the sandbox starts, and what is done to it.
#[derive(Clone, Debug)]
pub struct Script {
    pub seed: u64,
    pub start: &'static str,
    pub rules: Rules,
    pub commands: Vec<Command>,
}

/// One thing done.
#[derive(Clone, Debug)]
pub enum Command {
    /// Submits under one of few names, or under none.
    Submit {
        name: Option<usize>,
        filing: Filing,
    },
    /// Submits what an order holds once more, under its name.
    SubmitAgain(Index),
    /// Resubmits an order, returned ones first, perhaps corrected.
    Resubmit {
        order: Index,
        correction: Correction,
    },
    Withdraw(Index),
    Review {
        order: Index,
        approve: bool,
    },
    /// Enters something so many times, and perhaps what is right after that.
    Verify {
        entry: Entry,
        times: usize,
        then_right: bool,
    },
    Resend {
        entry: Entry,
        times: usize,
    },
    Advance(Leap),
    /// Sets other rules: they bind rounds from now on.
    SetRules(Rules),
}

/// What a resubmission changes.
#[derive(Clone, Debug)]
pub enum Correction {
    Nothing,
    Place(usize),
    Content(Filing),
}

/// What a person enters, in terms of an SMS that was sent.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Which SMS: of those whose code is live, or of the newest.
    pub sms: Index,
    pub stale: bool,
    pub phone: PhoneEntry,
    pub code: CodeEntry,
    pub suffix: SuffixEntry,
}

/// Which phone is entered.
#[derive(Clone, Debug)]
pub enum PhoneEntry {
    Right,
    /// A phone of the cast.
    Of(usize),
    Stranger,
    NoPhone,
}

/// Which code is entered.
#[derive(Clone, Debug)]
pub enum CodeEntry {
    /// The one in the SMS.
    Right,
    /// One more than that.
    Wrong,
    /// Of another SMS.
    Other(Index),
    /// No code at all.
    NoCode(usize),
}

/// Which suffix is entered.
#[derive(Clone, Debug)]
pub enum SuffixEntry {
    /// One of those that are right.
    Right(Index),
    /// Of a paper of the cast.
    Of(usize),
    /// Of nobody.
    Wrong(usize),
}

/// How far the clock goes.
#[derive(Clone, Debug)]
pub enum Leap {
    By(i64),
    /// To the next thing that is due, and so much further or less far.
    Boundary {
        off: i64,
    },
    /// To a later thing that is due.
    LaterBoundary {
        which: Index,
        off: i64,
    },
    /// To the next moment at which the regulation changes.
    NextRegulation {
        off: i64,
    },
}

/// What the sandbox is set to.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// The pinned edition.
    pub edition: Option<usize>,
    pub profile: Option<usize>,
    pub knobs: Knobs,
}

/// What is overridden; times in milliseconds.
#[derive(Clone, Debug, Default)]
pub struct Knobs {
    pub window: Option<i64>,
    pub failure_limit: Option<u32>,
    pub any_field: Option<bool>,
    pub in_a_row: Option<bool>,
    pub trips_after: Option<bool>,
    pub return_delay: Option<i64>,
    pub resend_limit: Option<u32>,
    pub over_returns: Option<bool>,
    pub new_code: Option<bool>,
    pub first_delay: Option<i64>,
    pub resend_delay: Option<i64>,
    pub noon: Option<bool>,
    pub mismatch: Option<u16>,
    /// The shortest and the longest.
    pub lags: Option<(i64, i64)>,
}

impl Entry {
    /// What would be right in the same place.
    pub fn right(&self) -> Self {
        Self {
            phone: PhoneEntry::Right,
            code: CodeEntry::Right,
            suffix: SuffixEntry::Right(self.sms),
            ..self.clone()
        }
    }
}

impl Rules {
    /// As a sandbox takes them.
    pub fn settings(&self, seed: u64) -> Settings {
        Settings {
            seed,
            rulebook: self.edition.map(|edition| EDITIONS[edition].0.to_owned()),
            profile: self.profile.map(|profile| PROFILES[profile].to_owned()),
            overrides: self.knobs.overrides(),
            captcha: Captcha::Required,
            ..Settings::default()
        }
    }
}

impl Knobs {
    fn overrides(&self) -> Overrides {
        fn pick<T>(flag: Option<bool>, yes: T, no: T) -> Option<T> {
            flag.map(|flag| if flag { yes } else { no })
        }
        let span = |millis: Option<i64>| millis.map(Span::from_millis);
        Overrides {
            window: span(self.window),
            failure_limit: self.failure_limit,
            failure_fields: pick(self.any_field, FailureFields::Any, FailureFields::IdSuffix),
            failure_mode: pick(self.in_a_row, FailureMode::Consecutive, FailureMode::Total),
            failure_trips: pick(
                self.trips_after,
                FailureTrips::AfterLimit,
                FailureTrips::OnLimit,
            ),
            failure_return_delay: span(self.return_delay),
            resend_limit: self.resend_limit,
            resend_over_limit: pick(self.over_returns, OverLimit::ReturnOrder, OverLimit::Refuse),
            resend_code: pick(self.new_code, ResendCode::New, ResendCode::Same),
            first_sms_delay: span(self.first_delay),
            resend_delay: span(self.resend_delay),
            noon_redispatch: self.noon,
            mismatch_status: self
                .mismatch
                .and_then(|status| MismatchStatus::from_value(status.into())),
            sync_lag_min: span(self.lags.map(|lags| lags.0)),
            sync_lag_max: span(self.lags.map(|lags| lags.1)),
        }
    }
}
