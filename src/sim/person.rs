//! What a responsible person asks of a sandbox: to verify, and for another SMS.
//!
//! The ministry's forms carry no order: phone, ID suffix and code are all there is.

use super::attempt::{About, Attempt, Call, ENTERED_CHARS_KEPT, NearMiss, NearMissKind};
use super::index::Who;
use super::record::Change;
use super::sandbox::Sandbox;
use crate::order::{
    Code, Comparison, Fact, Judgement, Order, Phone, Progress, Standing, State, Text, judge,
};
use crate::rules::{MismatchStatus, RuleId, Ruled, Timestamp, Verdict};

/// What a person entered, as it came.
#[derive(Clone, Copy)]
pub struct Entered<'a> {
    /// The phone.
    pub phone: &'a str,
    /// The code; empty at a resend.
    pub code: &'a str,
    /// The last six characters of the ID number.
    pub suffix: &'a str,
}

/// What a decision leads to: the verdict, the events, and what the journal keeps of it.
pub(super) struct Decided {
    pub(super) verdict: Ruled<Verdict>,
    pub(super) facts: Vec<(u32, RuleId, Fact)>,
    pub(super) about: Option<About>,
    pub(super) failures: Option<u32>,
    pub(super) near_miss: Option<NearMiss>,
}

impl Sandbox {
    /// A person enters code, phone and ID suffix.
    pub fn verify(&mut self, now: Timestamp, entered: Entered<'_>) -> Ruled<Verdict> {
        let decided = self.decide_verify(now, entered);
        self.conclude(now, Call::Verify, entered, decided)
    }

    /// A person asks for the SMS again.
    pub fn resend(&mut self, now: Timestamp, entered: Entered<'_>) -> Ruled<Verdict> {
        let decided = self.decide_resend(now, entered);
        self.conclude(now, Call::Resend, entered, decided)
    }

    fn conclude(
        &mut self,
        now: Timestamp,
        call: Call,
        entered: Entered<'_>,
        decided: Decided,
    ) -> Ruled<Verdict> {
        let verdict = decided.verdict;
        let attempt = Attempt {
            call,
            phone: kept(entered.phone),
            code: (call == Call::Verify).then(|| kept(entered.code)),
            suffix: kept(entered.suffix),
            verdict: verdict.value,
            about: decided.about,
            failures: decided.failures,
            near_miss: decided.near_miss,
        };
        self.enact(now, verdict.rule, Change::Attempted(Box::new(attempt)));
        for (order, rule, fact) in decided.facts {
            self.happen(now, order, rule, fact);
        }
        verdict
    }

    fn decide_verify(&self, now: Timestamp, entered: Entered<'_>) -> Decided {
        let code = Code::parse(entered.code);
        let Some((who, order)) = self.pick(Phone::parse(entered.phone), code) else {
            let near_miss = self.explain_nobody(now, entered);
            return Decided::nobody(Verdict::NotFound, RuleId::VerifyNothingMatches, near_miss);
        };
        let place = usize::from(who.person);
        let Some((verifier, progress)) = order
            .round()
            .setup
            .verifiers
            .get(place)
            .zip(order.state().people().get(place))
        else {
            let near_miss = self.explain_nobody(now, entered);
            return Decided::nobody(Verdict::NotFound, RuleId::VerifyNothingMatches, near_miss);
        };
        let about = about(order, who.person);
        if matches!(order.state(), State::Failed { .. }) {
            return Decided {
                near_miss: Some(NearMiss::of(NearMissKind::OrderFailed, about)),
                ..Decided::about(Verdict::Closed, RuleId::FailureClosed, about)
            };
        }
        let comparison = Comparison {
            code: progress
                .texted()
                .is_some_and(|texted| Some(texted.code) == code),
            suffix: verifier.has_suffix(entered.suffix),
            addressed: self.is_addressed(verifier.phone, code),
        };
        match progress {
            Progress::Waiting(waiting) => {
                let judged = judge(&order.round().basis.terms, waiting, comparison);
                self.decide_pending(now, entered, (who, order), judged)
            }
            Progress::Passed { .. } if comparison.code && comparison.suffix => {
                Decided::about(Verdict::AlreadyVerified, RuleId::VerifyAlready, about)
            }
            Progress::Passed { .. } | Progress::Unsent => Decided {
                near_miss: self.explain_verifier(now, entered, who),
                ..Decided::about(Verdict::NotFound, RuleId::VerifyNothingMatches, about)
            },
        }
    }

    /// What the entry means for a person who has still to verify.
    fn decide_pending(
        &self,
        now: Timestamp,
        entered: Entered<'_>,
        (who, order): (Who, &Order),
        judged: Ruled<Judgement>,
    ) -> Decided {
        let Who {
            order: number,
            person,
        } = who;
        let terms = &order.round().basis.terms;
        let failed = |failures| {
            (
                number,
                judged.rule,
                Fact::AttemptFailed { person, failures },
            )
        };
        let (facts, failures) = match judged.value {
            Judgement::Passed => return self.decide_passed(now, who, order),
            Judgement::Tripped(failures) => {
                let return_at = now.plus(terms.failure_return_delay.value);
                let fact = Fact::VerificationFailed { person, return_at };
                (
                    vec![failed(failures), (number, judged.rule, fact)],
                    Some(failures),
                )
            }
            Judgement::Counted(failures) => (vec![failed(failures)], Some(failures)),
            Judgement::RunBroken => (vec![failed(0)], Some(0)),
            Judgement::Uncounted => (Vec::new(), None),
        };
        let (verdict, rule) = match judged.value {
            Judgement::Tripped(_) => (Verdict::Failed, judged.rule),
            _ if terms.mismatch_status.value == MismatchStatus::Mismatch => {
                (Verdict::Mismatch, RuleId::VerifyMismatch)
            }
            _ => (Verdict::NotFound, judged.rule),
        };
        Decided {
            facts,
            failures,
            near_miss: self.explain_verifier(now, entered, who),
            ..Decided::about(verdict, rule, about(order, person))
        }
    }

    fn decide_passed(&self, now: Timestamp, who: Who, order: &Order) -> Decided {
        let people = (0_u16..).zip(order.state().people());
        let others_wait = people
            .into_iter()
            .any(|(p, other)| p != who.person && other.passed_at().is_none());
        let (verdict, rule) = if others_wait {
            (Verdict::WaitingForOthers, RuleId::VerifyWaiting)
        } else {
            (Verdict::AllVerified, RuleId::VerifyAllPassed)
        };
        let passed = Fact::PersonVerified { person: who.person };
        let mut facts = vec![(who.order, rule, passed)];
        if !others_wait {
            facts.push((who.order, rule, self.under_review(now, order)));
        }
        Decided {
            facts,
            ..Decided::about(verdict, rule, about(order, who.person))
        }
    }

    /// Whom an entry is about: the live code decides, else the pending verification dispatched
    /// last, else a failed one.
    fn pick(&self, phone: Option<Phone>, code: Option<Code>) -> Option<(Who, &Order)> {
        let phone = phone?;
        let by_code = code.and_then(|code| self.index.by_code(phone, code));
        let who = by_code
            .or_else(|| self.index.waiting(phone, Standing::Pending).next())
            .or_else(|| self.index.waiting(phone, Standing::Failed).next())?;
        Some((who, self.order_at(who.order)?))
    }

    /// Whether the entry is certainly meant for the order that it was matched with.
    fn is_addressed(&self, phone: Phone, code: Option<Code>) -> bool {
        let by_code = code.and_then(|code| self.index.by_code(phone, code));
        by_code.is_some()
            || self
                .index
                .waiting(phone, Standing::Pending)
                .nth(1)
                .is_none()
    }
}

impl Decided {
    pub(super) fn about(verdict: Verdict, rule: RuleId, about: About) -> Self {
        Self {
            verdict: Ruled {
                value: verdict,
                rule,
            },
            facts: Vec::new(),
            about: Some(about),
            failures: None,
            near_miss: None,
        }
    }

    pub(super) fn nobody(verdict: Verdict, rule: RuleId, near_miss: Option<NearMiss>) -> Self {
        Self {
            verdict: Ruled {
                value: verdict,
                rule,
            },
            facts: Vec::new(),
            about: near_miss.and_then(|near| near.about),
            failures: None,
            near_miss,
        }
    }
}

pub(super) fn about(order: &Order, person: u16) -> About {
    About {
        order: order.number(),
        round: order.round().number,
        person,
    }
}

/// What the journal keeps of an entered field.
fn kept(entered: &str) -> Text {
    entered.chars().take(ENTERED_CHARS_KEPT).collect()
}
