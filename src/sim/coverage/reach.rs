//! What can happen at all under the rules that a round is bound to: nobody's tests are held
//! against the rest.

use super::{Side, is_measured};
use crate::rules::{
    FailureFields, FailureMode, FailureTrips, MismatchStatus, OverLimit, Overrides, ResendCode,
    RuleId, Span, Terms, Timestamp, catalog,
};

/// From the end of a day to noon of the next: a window that is no longer is closed by then.
const LEAST_UNTIL_NOON: Span = Span::from_secs(12 * 60 * 60);

/// The rules and sides that can happen.
#[derive(Clone, Debug)]
pub struct Reach {
    rules: [bool; RuleId::ALL.len()],
    sides: [bool; Side::ALL.len()],
}

impl Reach {
    /// What can happen to rounds under those terms, opened at that moment or later.
    pub(super) fn under(terms: &Terms, since: Timestamp) -> Self {
        let can = Can(terms);
        let enrols = |at: Timestamp| at > since;
        let mut provinces = catalog().provinces().iter();
        let enrolling = provinces.any(|info| enrols(info.enrolled_from.value));
        let mut reach = Self::default();
        for (rule, slot) in RuleId::ALL.iter().zip(&mut reach.rules) {
            let by_date = *rule != RuleId::EnrolmentProvince || enrolling;
            *slot = is_measured(*rule) && by_date && can.decide(*rule);
        }
        for (side, slot) in Side::ALL.iter().zip(&mut reach.sides) {
            *slot = can.take(*side);
        }
        reach
    }

    /// What can happen under any edition, as it stands and in any vendor's reading.
    pub(super) fn everywhere() -> Self {
        let readings = || catalog().profiles().iter().map(Some);
        let mut reach = Self::default();
        for edition in catalog().editions() {
            for profile in std::iter::once(None).chain(readings()) {
                let terms = catalog().terms(edition, profile, &Overrides::default());
                if let Ok(terms) = terms {
                    reach.join(&Self::under(&terms, Timestamp::MIN));
                }
            }
        }
        reach
    }

    /// Adds what else can happen.
    pub(super) fn join(&mut self, other: &Self) {
        let rules = self.rules.iter_mut().zip(&other.rules);
        let sides = self.sides.iter_mut().zip(&other.sides);
        for (here, there) in rules.chain(sides) {
            *here |= there;
        }
    }

    pub(super) fn has_rule(&self, rule: RuleId) -> bool {
        self.rules.get(rule as usize).is_some_and(|can| *can)
    }

    pub(super) fn has_side(&self, side: Side) -> bool {
        self.sides.get(side as usize).is_some_and(|can| *can)
    }
}

impl Default for Reach {
    fn default() -> Self {
        Self {
            rules: [false; RuleId::ALL.len()],
            sides: [false; Side::ALL.len()],
        }
    }
}

/// What the terms allow, as far as they differ in it.
struct Can<'a>(&'a Terms);

impl Can<'_> {
    /// A failure can be counted without failing the order.
    fn fail_below(&self) -> bool {
        let after_limit = self.0.failure_trips.value == FailureTrips::AfterLimit;
        self.0.failure_limit.value > 1 || after_limit
    }

    /// A run of failures can be broken.
    fn break_run(&self) -> bool {
        let runs = self.0.failure_fields.value == FailureFields::IdSuffix
            && self.0.failure_mode.value == FailureMode::Consecutive;
        runs && self.fail_below()
    }

    /// An order that has failed waits for its return.
    fn wait_failed(&self) -> bool {
        self.0.failure_return_delay.value > Span::ZERO
    }

    /// A resent SMS can go out before the window closes.
    fn resend(&self) -> bool {
        self.0.resend_limit.value > 0 && self.0.resend_delay.value < self.0.window.value
    }

    /// Those still pending can be texted again at noon.
    fn text_at_noon(&self) -> bool {
        self.0.noon_redispatch.value && self.0.window.value > LEAST_UNTIL_NOON
    }

    fn decide(&self, rule: RuleId) -> bool {
        let terms = self.0;
        match rule {
            RuleId::SmsNoon => self.text_at_noon(),
            RuleId::SmsResent | RuleId::ResendCodeKept => self.resend(),
            RuleId::VerifyMismatch => terms.mismatch_status.value == MismatchStatus::Mismatch,
            RuleId::FailureCounted => self.fail_below(),
            RuleId::FailureUncounted => {
                terms.failure_fields.value == FailureFields::IdSuffix
                    && terms.mismatch_status.value == MismatchStatus::NotFound
            }
            RuleId::FailureRun => self.break_run(),
            RuleId::FailureLimit => terms.failure_trips.value == FailureTrips::OnLimit,
            RuleId::FailureAfterLimit => terms.failure_trips.value == FailureTrips::AfterLimit,
            RuleId::FailureClosed => self.wait_failed(),
            RuleId::ResendAccepted => terms.resend_limit.value > 0,
            RuleId::ResendLimit => terms.resend_over_limit.value == OverLimit::Refuse,
            RuleId::ResendReturnsOrder => terms.resend_over_limit.value == OverLimit::ReturnOrder,
            _ => true,
        }
    }

    fn take(&self, side: Side) -> bool {
        let terms = self.0;
        match side {
            Side::FailureAdded => self.fail_below(),
            Side::FailureRunBroken => self.break_run(),
            Side::ReturnWaiting | Side::WithdrawnFailed => self.wait_failed(),
            Side::ResendWithin => terms.resend_limit.value > 1,
            Side::ResendLast => terms.resend_limit.value > 0,
            Side::ResendSent | Side::ResentCodeUsed => self.resend(),
            Side::ResendOvertaken => {
                terms.resend_limit.value > 0 && terms.resend_delay.value > Span::ZERO
            }
            Side::ResentCodeSuperseded => {
                self.resend() && terms.resend_code.value == ResendCode::New
            }
            Side::FirstSmsBefore => terms.first_sms_delay.value > Span::ZERO,
            Side::NoonSent | Side::NoonOvertaken => self.text_at_noon(),
            Side::SyncBefore | Side::SyncOvertaken => terms.sync_lag_max.value > Span::ZERO,
            _ => true,
        }
    }
}
