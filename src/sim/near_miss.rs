//! Near misses: what would have had to differ for an entry to be right.
//!
//! An explanation only; no verdict depends on it. It looks at a bounded number of orders.

use super::attempt::{About, NearMiss, NearMissKind};
use super::index::Who;
use super::person::{Entered, about};
use super::sandbox::Sandbox;
use crate::order::{
    Code, Course, Fact, Happening, Order, Person, Phone, Progress, ReturnReason, Round, Standing,
    State, Suffix, Verifier,
};
use crate::rules::{RuleId, SuffixFrom, Timestamp, full_width_brackets, last_six};

/// How many of a phone's orders are searched for what an entry may have meant.
const ORDERS_SEARCHED_MAX: usize = 64;

impl NearMiss {
    /// A near miss that is about that verifier.
    pub const fn of(kind: NearMissKind, about: About) -> Self {
        Self {
            kind,
            about: Some(about),
            moment: None,
        }
    }

    const fn bare(kind: NearMissKind) -> Self {
        Self {
            kind,
            about: None,
            moment: None,
        }
    }

    const fn at(mut self, moment: Timestamp) -> Self {
        self.moment = Some(moment);
        self
    }
}

impl Sandbox {
    /// Why the entry is not right for the verifier whom it found.
    pub(super) fn explain_verifier(
        &self,
        now: Timestamp,
        entered: Entered<'_>,
        who: Who,
    ) -> Option<NearMiss> {
        let order = self.order_at(who.order)?;
        let round = order.round();
        let place = usize::from(who.person);
        let verifier = round.setup.verifiers.get(place)?;
        let live = order.state().people().get(place)?.texted()?.code;
        let here = about(order, who.person);
        let code = Code::parse(entered.code);
        let suffix_right = verifier.has_suffix(entered.suffix);
        if code == Some(live) {
            return Some(if suffix_right {
                NearMiss::of(NearMissKind::AlreadySynced, here)
            } else {
                explain_suffix(entered.suffix, order, who.person, verifier)
            });
        }
        let by_code = code.and_then(|code| {
            code_of_another(order, who.person, code)
                .or_else(|| self.explain_old_code(now, verifier.phone, code))
        });
        by_code.or_else(|| {
            if suffix_right {
                return Some(NearMiss::of(NearMissKind::WrongCode, here));
            }
            let by_suffix = explain_suffix(entered.suffix, order, who.person, verifier);
            Some(if by_suffix.kind == NearMissKind::WrongSuffix {
                NearMiss::of(NearMissKind::WrongCodeAndSuffix, here)
            } else {
                by_suffix
            })
        })
    }

    /// Why the entry found nobody.
    pub(super) fn explain_nobody(&self, now: Timestamp, entered: Entered<'_>) -> Option<NearMiss> {
        let Some(phone) = Phone::parse(entered.phone) else {
            return Some(NearMiss::bare(NearMissKind::UnknownPhone));
        };
        let code = Code::parse(entered.code);
        code.and_then(|code| self.explain_old_code(now, phone, code))
            .or_else(|| self.explain_resend_suffix(entered, phone))
            .or_else(|| self.explain_idle_phone(phone))
            .or_else(|| {
                let order = self.order_at(self.index.mentioned(phone).next()?)?;
                Some(NearMiss::of(NearMissKind::PhoneNotAsked, about(order, 0)))
            })
            .or_else(|| self.explain_typo(phone, code, entered.suffix))
            .or(Some(NearMiss::bare(NearMissKind::UnknownPhone)))
    }

    /// Why nothing of a known person is pending.
    pub(super) fn explain_nothing_pending(&self, now: Timestamp, phone: Phone) -> Option<NearMiss> {
        let failed = self.index.waiting(phone, Standing::Failed).next();
        if let Some((who, order)) = failed.and_then(|who| Some((who, self.order_at(who.order)?))) {
            return Some(NearMiss::of(
                NearMissKind::OrderFailed,
                about(order, who.person),
            ));
        }
        let idle = self.explain_idle_phone(phone);
        idle.or(Some(NearMiss::bare(NearMissKind::NothingPending).at(now)))
    }

    /// What the phone's newest order is at, where nothing of it can be found at the page.
    fn explain_idle_phone(&self, phone: Phone) -> Option<NearMiss> {
        let order = self.order_at(self.index.history(phone).next()?)?;
        let place = order.round().verifier(phone).unwrap_or_default();
        let here = about(order, u16::try_from(place).unwrap_or_default());
        let unsent = matches!(order.state().people().get(place), Some(Progress::Unsent));
        match (order.state(), order.round().setup.course) {
            (State::Awaiting { .. }, Course::Verified { first_sms_at, .. }) if unsent => {
                Some(NearMiss::of(NearMissKind::NotTextedYet, here).at(first_sms_at))
            }
            (State::UnderReview { .. } | State::Approved { .. } | State::Rejected { .. }, _) => {
                let passed = order
                    .state()
                    .people()
                    .get(place)
                    .and_then(Progress::passed_at);
                let near = NearMiss::of(NearMissKind::AlreadySynced, here);
                Some(passed.map_or(near, |at| near.at(at)))
            }
            _ => Some(NearMiss::of(NearMissKind::NothingPending, here).at(last_moment(order))),
        }
    }

    /// A code that this phone was once sent and that is no longer live.
    fn explain_old_code(&self, now: Timestamp, phone: Phone, code: Code) -> Option<NearMiss> {
        let orders = self.index.history(phone).take(ORDERS_SEARCHED_MAX);
        orders
            .filter_map(|number| self.order_at(number))
            .find_map(|order| {
                let sent = order.timeline().iter().rev().find(|happening| {
                    happening.at <= now && carries(order, happening, phone, code)
                })?;
                let round = order.round_of(sent);
                let person = u16::try_from(round.verifier(phone)?).ok()?;
                let here = About {
                    order: order.number(),
                    round: round.number,
                    person,
                };
                if round.number < order.round().number {
                    return Some(NearMiss::of(NearMissKind::CodeOfEarlierRound, here));
                }
                let end = last_moment(order);
                match order.state() {
                    State::Awaiting { .. } | State::Failed { .. } => {
                        Some(NearMiss::of(NearMissKind::CodeSuperseded, here))
                    }
                    State::Returned {
                        reason: ReturnReason::WindowExpired,
                        ..
                    } => Some(NearMiss::of(NearMissKind::CodeExpired, here).at(end)),
                    State::UnderReview { .. } | State::Approved { .. } | State::Rejected { .. } => {
                        Some(NearMiss::of(NearMissKind::AlreadySynced, here).at(end))
                    }
                    State::Returned { .. } | State::Withdrawn { .. } => {
                        Some(NearMiss::of(NearMissKind::CodeOfEndedOrder, here).at(end))
                    }
                }
            })
    }

    /// A resend with the wrong suffix: what is wrong with it for the phone's newest order.
    fn explain_resend_suffix(&self, entered: Entered<'_>, phone: Phone) -> Option<NearMiss> {
        if !entered.code.is_empty() || self.index.knows(phone, &Suffix::new(entered.suffix)) {
            return None;
        }
        let order = self.order_at(self.index.history(phone).next()?)?;
        let place = order.round().verifier(phone)?;
        let verifier = order.round().setup.verifiers.get(place)?;
        Some(explain_suffix(
            entered.suffix,
            order,
            u16::try_from(place).ok()?,
            verifier,
        ))
    }

    /// A phone that waits and differs from the entered one in a single digit.
    fn explain_typo(&self, phone: Phone, code: Option<Code>, suffix: &str) -> Option<NearMiss> {
        let suffix = Suffix::new(suffix);
        let meant = phone.one_digit_off().find_map(|near| match code {
            Some(code) => self.index.by_code(near, code),
            None if self.index.knows(near, &suffix) => {
                self.index.waiting(near, Standing::Pending).next()
            }
            None => None,
        })?;
        let order = self.order_at(meant.order)?;
        Some(NearMiss::of(
            NearMissKind::PhoneOneDigitOff,
            about(order, meant.person),
        ))
    }
}

/// What is wrong with the suffix of a verifier.
fn explain_suffix(entered: &str, order: &Order, person: u16, verifier: &Verifier) -> NearMiss {
    let here = about(order, person);
    let verifiers = (0_u16..).zip(&order.round().setup.verifiers);
    let mut others = verifiers.filter(|(place, _)| *place != person);
    if let Some((other, _)) = others.find(|(_, other)| other.has_suffix(entered)) {
        let other = about(order, other);
        return NearMiss::of(NearMissKind::SuffixOfAnotherPerson, other);
    }
    let kind = if verifier.has_suffix(&full_width_brackets(entered)) {
        NearMissKind::HalfWidthBrackets
    } else if verifier.has_suffix(&last_six(entered)) {
        NearMissKind::WholeIdNumber
    } else if verifier.has_suffix(&entered.to_uppercase()) {
        NearMissKind::LowercaseX
    } else {
        side_of_permit(entered, order.round(), verifier).unwrap_or(NearMissKind::WrongSuffix)
    };
    NearMiss::of(kind, here)
}

/// The live code of another verifier of the order.
fn code_of_another(order: &Order, person: u16, code: Code) -> Option<NearMiss> {
    let people = (0_u16..).zip(order.state().people());
    let mut others = people.filter(|(place, _)| *place != person);
    let (other, _) =
        others.find(|(_, other)| other.texted().is_some_and(|texted| texted.code == code))?;
    Some(NearMiss::of(
        NearMissKind::CodeOfAnotherPerson,
        about(order, other),
    ))
}

/// Whether the event sent that code to that phone.
fn carries(order: &Order, happening: &Happening, phone: Phone, code: Code) -> bool {
    let Fact::SmsDispatched {
        person, code: sent, ..
    } = &happening.fact
    else {
        return false;
    };
    let verifier = order
        .round_of(happening)
        .setup
        .verifiers
        .get(usize::from(*person));
    *sent == code && verifier.is_some_and(|verifier| verifier.phone == phone)
}

/// The other side of the permit than the one that is asked (rule `suffix.zhejiang-permit`).
fn side_of_permit(entered: &str, round: &Round, verifier: &Verifier) -> Option<NearMissKind> {
    let (other_side, kind) = if verifier.suffix_rule == RuleId::SuffixZhejiangPermit {
        (SuffixFrom::IdNumber, NearMissKind::PermitFront)
    } else {
        (SuffixFrom::HkMacauIdNumber, NearMissKind::PermitBack)
    };
    let is_meant = |person: &&Person| {
        let number = person.number_for(other_side);
        person.phone == verifier.phone && number.is_some_and(|number| last_six(number) == entered)
    };
    round
        .people()
        .any(|person| is_meant(&person))
        .then_some(kind)
}

/// When the order last changed.
fn last_moment(order: &Order) -> Timestamp {
    order
        .timeline()
        .last()
        .map_or(order.round().setup.opened_at, |last| last.at)
}
