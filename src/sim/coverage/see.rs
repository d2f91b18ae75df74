//! What each record exercises, told by the record and the order as it stood before it.

use super::{Coverage, Side};
use crate::order::{
    Course, Fact, Order, Progress, ReturnReason, Round, SmsKind, State, Sync, Waiting,
};
use crate::rules::{RuleId, Verdict};
use crate::sim::attempt::{Attempt, Call, NearMissKind};
use crate::sim::record::{Change, Record};
use crate::sim::sandbox::Sandbox;

impl Sandbox {
    /// Counts what the record exercises, right before it is applied.
    pub(in crate::sim) fn cover(&mut self, record: &Record) {
        let (coverage, orders) = (&mut self.coverage, &self.orders);
        let order = |number: u32| orders.get(number as usize);
        match &record.change {
            Change::Opened { round, .. } => {
                coverage.rule(record.rule);
                coverage.see_round(round);
            }
            Change::Attempted(attempt) => {
                let about = attempt.about.and_then(|about| order(about.order));
                coverage.rule(record.rule);
                coverage.see_attempt(attempt, about);
            }
            Change::Happened {
                order: number,
                fact,
            } => {
                // What an attempt brings about goes by its rule, which was counted with it.
                let newest = self.attempts.back().map(|newest| newest.rule);
                if newest != Some(record.rule) {
                    coverage.rule(record.rule);
                }
                if let Some(order) = order(*number) {
                    coverage.see_fact(fact, order);
                }
            }
            Change::Bound(_) | Change::CallFaulted(_) | Change::Posted(_) => {}
        }
    }
}

impl Coverage {
    fn rule(&mut self, rule: RuleId) {
        self.rules.count(rule as usize);
    }

    fn side(&mut self, side: Side) {
        self.sides.count(side as usize);
    }

    fn side_if(&mut self, taken: bool, side: Side) {
        if taken {
            self.side(side);
        }
    }

    /// Which edition binds, who verifies and with what is settled when the round opens; what the
    /// SMS carries, when it goes out.
    fn see_round(&mut self, round: &Round) {
        self.rule(RuleId::EditionByDate);
        for verifier in &round.setup.verifiers {
            let rules = round.rules_of(verifier).into_iter();
            for rule in rules.filter(|rule| !is_of_the_sms(*rule)) {
                self.rule(rule);
            }
        }
        self.side_if(round.number > 1, Side::RoundsAgain);
    }

    fn see_attempt(&mut self, attempt: &Attempt, order: Option<&Order>) {
        self.verdicts.count(attempt.verdict as usize);
        let state = order.map(Order::state);
        match attempt.verdict {
            Verdict::WaitingForOthers => self.side(Side::VerifiersWaiting),
            Verdict::ResendLimit => self.side(Side::ResendBeyond),
            Verdict::AlreadyVerified => {
                let unknown = matches!(state, Some(State::UnderReview { .. }));
                self.side_if(unknown, Side::SyncBefore);
            }
            _ => {}
        }
        let Some(near_miss) = attempt.near_miss else {
            return;
        };
        self.near_misses.count(near_miss.kind as usize);
        match near_miss.kind {
            NearMissKind::CodeExpired => self.side(Side::WindowAfter),
            NearMissKind::CodeSuperseded => self.side(Side::ResentCodeSuperseded),
            NearMissKind::CodeOfEarlierRound => self.side(Side::RoundsOldCode),
            NearMissKind::NotTextedYet => self.side(Side::FirstSmsBefore),
            NearMissKind::OrderFailed => self.side(Side::ReturnWaiting),
            NearMissKind::PermitFront => self.side(Side::PermitFront),
            NearMissKind::AlreadySynced if attempt.call == Call::Verify => {
                let known =
                    !matches!(state, Some(State::UnderReview { sync, .. }) if *sync != Sync::Done);
                self.side_if(known, Side::SyncAfter);
            }
            _ => {}
        }
    }

    fn see_fact(&mut self, fact: &Fact, order: &Order) {
        let progress = |person: u16| order.state().people().get(usize::from(person));
        match fact {
            Fact::SmsDispatched {
                person,
                kind,
                nth_code,
                ..
            } => {
                let before = progress(*person).and_then(Progress::texted);
                self.see_sms(*kind, before.is_none_or(|live| live.nth_code < *nth_code));
            }
            Fact::ResendRequested { nth, .. } => {
                let below = *nth < order.round().basis.terms.resend_limit.value;
                self.side_if(below, Side::ResendWithin);
                self.side_if(!below, Side::ResendLast);
            }
            Fact::AttemptFailed { failures, .. } => {
                self.side_if(*failures == 0, Side::FailureRunBroken);
                self.side_if(*failures > 1, Side::FailureAdded);
            }
            Fact::PersonVerified { person } => {
                if let Some(waiting) = progress(*person).and_then(Progress::waiting) {
                    self.see_passed(order.round(), *person, waiting);
                }
            }
            Fact::OrderUnderReview { .. } => self.see_all_passed(order.round()),
            Fact::VerificationFailed { .. } => self.side(Side::FailureReached),
            Fact::OrderReturned { reason } => self.see_returned(*reason, order.state()),
            Fact::OrderWithdrawn => self.see_withdrawn(order.state()),
            Fact::OrderApproved { .. } => self.see_decided(Side::ReviewApproved, order.state()),
            Fact::OrderRejected { .. } => self.see_decided(Side::ReviewRejected, order.state()),
            Fact::OrderSubmitted
            | Fact::OrderResubmitted
            | Fact::SmsDelivered { .. }
            | Fact::ResultSynced
            | Fact::Faulted(_) => {}
        }
    }

    fn see_sms(&mut self, kind: SmsKind, is_new_code: bool) {
        self.rule(RuleId::SmsSender);
        if is_new_code {
            self.rule(RuleId::CodeSixDigits);
            self.rule(RuleId::CodeUniquePerPhone);
        }
        match kind {
            SmsKind::First => self.side(Side::FirstSmsSent),
            SmsKind::Resend => {
                self.rule(RuleId::ResendCodeKept);
                self.side(Side::ResendSent);
            }
            SmsKind::Noon => self.side(Side::NoonSent),
        }
    }

    fn see_passed(&mut self, round: &Round, person: u16, with: &Waiting) {
        let terms = &round.basis.terms;
        let resent = with.resends as usize > with.queued.len();
        let noon = matches!(
            round.setup.course,
            Course::Verified {
                noon_at: Some(_),
                ..
            }
        );
        let verifier = round.setup.verifiers.get(usize::from(person));
        let back = verifier.is_some_and(|asked| asked.suffix_rule == RuleId::SuffixZhejiangPermit);
        self.side(Side::WindowInside);
        self.side_if(
            with.failures + 1 == terms.failure_limit.value,
            Side::FailureOneBelow,
        );
        self.side_if(resent, Side::ResentCodeUsed);
        self.side_if(!with.queued.is_empty(), Side::ResendOvertaken);
        self.side_if(noon && !with.noon_sent, Side::NoonOvertaken);
        self.side_if(back, Side::PermitBack);
    }

    /// Nobody had to verify where the round has no verifier.
    fn see_all_passed(&mut self, round: &Round) {
        match round.setup.verifiers.len() {
            0 => return,
            1 => self.side(Side::VerifiersOne),
            _ => self.side(Side::VerifiersSeveral),
        }
        self.side_if(round.number > 1, Side::RoundsAgainPassed);
    }

    fn see_returned(&mut self, reason: ReturnReason, state: &State) {
        match reason {
            ReturnReason::WindowExpired => {
                let mut people = state.people().iter();
                self.side(Side::WindowEnded);
                let some_passed = people.any(|person| person.passed_at().is_some());
                self.side_if(some_passed, Side::VerifiersTorn);
            }
            ReturnReason::FailureLimit => self.side(Side::ReturnOver),
            ReturnReason::ResendLimit => {}
        }
    }

    fn see_withdrawn(&mut self, state: &State) {
        match state {
            State::Awaiting { .. } => self.side(Side::WithdrawnAwaiting),
            State::Failed { .. } => self.side(Side::WithdrawnFailed),
            _ => self.see_decided(Side::WithdrawnUnderReview, state),
        }
    }

    fn see_decided(&mut self, side: Side, state: &State) {
        let due = matches!(
            state,
            State::UnderReview {
                sync: Sync::Due(_),
                ..
            }
        );
        self.side(side);
        self.side_if(due, Side::SyncOvertaken);
    }
}

const fn is_of_the_sms(rule: RuleId) -> bool {
    matches!(
        rule,
        RuleId::CodeSixDigits | RuleId::CodeUniquePerPhone | RuleId::SmsSender
    )
}
