//! What happened to an order and what time will cause, as the console tells and draws it.

use super::look::Lang;
use super::names;
use super::widgets::civil;
use super::words::fill;
use crate::order::{Due, DueKind, Effect, Fact, Happening, Order, Round};
use crate::rules::{RuleId, Timestamp};

/// One event.
pub struct Event<'a> {
    /// When.
    pub at: Timestamp,
    /// In which round.
    pub round: &'a Round,
    /// Whether it is still to come.
    pub scheduled: bool,
    /// Its type on the wire.
    pub key: &'static str,
    /// The rule that makes it so.
    pub rule: RuleId,
    /// Which verifier it concerns, by place; nothing where it concerns the order.
    pub person: Option<u16>,
    /// What there is to say of it.
    pub detail: String,
    /// The SMS that it dispatches or delivers.
    pub sms: Option<Sms>,
}

/// An SMS that is dispatched or delivered, by its number in the sandbox.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sms {
    /// It leaves.
    Leaves(u32),
    /// It arrives.
    Arrives(u32),
}

/// The whole story of an order: what happened, oldest first, then what is to come.
pub fn story(lang: Lang, order: &Order) -> Vec<Event<'_>> {
    let past = order
        .timeline()
        .iter()
        .map(|happening| past(lang, order, happening));
    let mut due = order.due();
    due.sort_unstable();
    let to_come = due.into_iter().map(|due| to_come(lang, order, due));
    past.chain(to_come).collect()
}

fn past<'a>(lang: Lang, order: &'a Order, happening: &Happening) -> Event<'a> {
    let round = order.round_of(happening);
    let fact = &happening.fact;
    Event {
        at: happening.at,
        round,
        scheduled: false,
        key: fact.type_key(),
        rule: happening.rule,
        person: person_of(fact),
        detail: detail(lang, round, fact),
        sms: match fact {
            Fact::SmsDispatched { message, .. } => Some(Sms::Leaves(*message)),
            Fact::SmsDelivered { message, .. } => Some(Sms::Arrives(*message)),
            _ => None,
        },
    }
}

fn to_come(lang: Lang, order: &Order, due: Due) -> Event<'_> {
    let personal = due.kind.sms().is_some() || due.kind == DueKind::Delivery;
    let detail = due
        .kind
        .sms()
        .map(|kind| names::sms(lang, kind))
        .or_else(|| {
            due.kind
                .return_reason()
                .map(|reason| names::reason(lang, reason))
        });
    Event {
        at: due.at,
        round: order.round(),
        scheduled: true,
        key: due.kind.event_type(),
        rule: due.kind.rule(),
        person: personal.then_some(due.person),
        detail: detail.unwrap_or_default().to_owned(),
        sms: (due.kind == DueKind::Delivery).then_some(Sms::Arrives(due.nth)),
    }
}

/// Which verifier a fact concerns.
const fn person_of(fact: &Fact) -> Option<u16> {
    match fact {
        Fact::SmsDispatched { person, .. }
        | Fact::SmsDelivered { person, .. }
        | Fact::ResendRequested { person, .. }
        | Fact::AttemptFailed { person, .. }
        | Fact::PersonVerified { person }
        | Fact::VerificationFailed { person, .. } => Some(*person),
        Fact::OrderSubmitted
        | Fact::OrderResubmitted
        | Fact::OrderUnderReview { .. }
        | Fact::OrderReturned { .. }
        | Fact::ResultSynced
        | Fact::OrderWithdrawn
        | Fact::OrderApproved { .. }
        | Fact::OrderRejected { .. } => None,
        Fact::Faulted(faulted) => match faulted.effect {
            Effect::SmsLost { person, .. }
            | Effect::SmsDelayed { person, .. }
            | Effect::SmsDuplicated { person, .. } => Some(person),
            Effect::SyncDelayed { .. }
            | Effect::WebhookLost { .. }
            | Effect::WebhookDuplicated { .. } => None,
        },
    }
}

/// What there is to say of a fact.
fn detail(lang: Lang, round: &Round, fact: &Fact) -> String {
    let w = lang.words();
    let terms = &round.basis.terms;
    match fact {
        Fact::OrderSubmitted | Fact::OrderResubmitted => {
            let verifiers = round.setup.verifiers.len().to_string();
            fill(w.detail_opened, &[&terms.edition, &verifiers])
        }
        Fact::SmsDispatched { kind, code, .. } => {
            fill(w.detail_sms, &[names::sms(lang, *kind), &code.to_string()])
        }
        Fact::ResendRequested { nth, due, .. } => {
            let cap = terms.resend_limit.value.to_string();
            fill(w.detail_resend, &[&nth.to_string(), &cap, &civil(*due)])
        }
        Fact::AttemptFailed { failures: 0, .. } => w.detail_run_broken.to_owned(),
        Fact::AttemptFailed { failures, .. } => {
            let limit = terms.failure_limit.value.to_string();
            fill(w.detail_failure, &[&failures.to_string(), &limit])
        }
        Fact::OrderUnderReview { sync_at: Some(at) } => fill(w.detail_sync, &[&civil(*at)]),
        Fact::VerificationFailed { return_at, .. } => fill(w.detail_return, &[&civil(*return_at)]),
        Fact::OrderReturned { reason } => names::reason(lang, *reason).to_owned(),
        Fact::OrderApproved { reason } | Fact::OrderRejected { reason } => {
            reason.as_deref().unwrap_or_default().to_owned()
        }
        Fact::Faulted(faulted) => fill(w.detail_fault, &[&faulted.fault]),
        Fact::SmsDelivered { .. }
        | Fact::PersonVerified { .. }
        | Fact::OrderUnderReview { sync_at: None }
        | Fact::ResultSynced
        | Fact::OrderWithdrawn => String::new(),
    }
}
