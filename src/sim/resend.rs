//! What a request for another SMS leads to (短信重发).

use super::attempt::{About, NearMiss, NearMissKind};
use super::index::Who;
use super::person::{Decided, Entered, about};
use super::sandbox::Sandbox;
use crate::order::{Fact, Order, Phone, ReturnReason, Standing, Suffix};
use crate::rules::{OverLimit, RuleId, Timestamp, Verdict};

impl Sandbox {
    /// Decides on a resend: of every pending verification of that person that is under the cap.
    pub(super) fn decide_resend(&self, now: Timestamp, entered: Entered<'_>) -> Decided {
        let suffix = Suffix::new(entered.suffix);
        let Some(phone) =
            Phone::parse(entered.phone).filter(|phone| self.index.knows(*phone, &suffix))
        else {
            let near_miss = self.explain_nobody(now, entered);
            return Decided::nobody(Verdict::ResendUnknown, RuleId::ResendUnknown, near_miss);
        };
        let pending: Vec<(Who, &Order)> = self
            .index
            .waiting(phone, Standing::Pending)
            .filter_map(|who| Some((who, self.order_at(who.order)?)))
            .filter(|(who, order)| {
                let verifier = order.round().setup.verifiers.get(usize::from(who.person));
                verifier.is_some_and(|verifier| verifier.has_suffix(entered.suffix))
            })
            .collect();
        let Some((first, newest)) = pending.first() else {
            let near_miss = self.explain_nothing_pending(now, phone);
            let rule = RuleId::ResendNothingPending;
            return Decided::nobody(Verdict::NothingPending, rule, near_miss);
        };
        let about = about(newest, first.person);
        let facts: Vec<_> = pending
            .iter()
            .filter_map(|(who, order)| resend_of(now, *who, order))
            .collect();
        if facts.is_empty() {
            over_the_cap(&pending, about)
        } else {
            let decided = Decided::about(Verdict::Resent, RuleId::ResendAccepted, about);
            Decided { facts, ..decided }
        }
    }
}

/// The resend of one pending verification, where the cap allows it (rule `resend.limit`).
fn resend_of(now: Timestamp, who: Who, order: &Order) -> Option<(u32, RuleId, Fact)> {
    let terms = &order.round().basis.terms;
    let waiting = order
        .state()
        .people()
        .get(usize::from(who.person))?
        .waiting()?;
    let due = now.plus(terms.resend_delay.value);
    let nth = waiting.resends + 1;
    let fact = Fact::ResendRequested {
        person: who.person,
        nth,
        due,
    };
    (nth <= terms.resend_limit.value).then_some((who.order, RuleId::ResendAccepted, fact))
}

/// Every pending verification is at the cap: no SMS, and the orders live on or go back.
fn over_the_cap(pending: &[(Who, &Order)], about: About) -> Decided {
    let returned: Vec<_> = pending
        .iter()
        .filter(|(_, order)| {
            order.round().basis.terms.resend_over_limit.value == OverLimit::ReturnOrder
        })
        .map(|(who, _)| {
            let reason = ReturnReason::ResendLimit;
            (
                who.order,
                RuleId::ResendReturnsOrder,
                Fact::OrderReturned { reason },
            )
        })
        .collect();
    let rule = if returned.is_empty() {
        RuleId::ResendLimit
    } else {
        RuleId::ResendReturnsOrder
    };
    Decided {
        facts: returned,
        near_miss: Some(NearMiss::of(NearMissKind::ResendsUsedUp, about)),
        ..Decided::about(Verdict::ResendLimit, rule, about)
    }
}
