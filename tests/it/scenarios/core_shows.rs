//! What a sandbox shows, in the words of the contract: written a second time, on purpose, so that
//! the service's own translation is held against something.

use beian_sim::client::{
    self, Attempt, ByRule, Detail, Event, Message, NearMiss, ProviderOrder, Scheduled,
    SeenVerifier, Verifier,
};
use beian_sim::order::{
    self, Course, Fact, Flaw, Happening, PersonAt, Progress, ReturnReason, Round, SmsVerifyStatus,
    Suffix,
};
use beian_sim::play::OrderSeen;
use beian_sim::sim::{Addressed, Call, KeptAttempt, Sandbox};

/// An order in every view.
pub fn order(order: &order::Order) -> OrderSeen {
    let round = order.round();
    let return_reason = order.return_reason().map(|reason| reason.key().to_owned());
    OrderSeen {
        truth: truth(order),
        view: ProviderOrder {
            order_no: order.order_no().to_owned(),
            round: round.number,
            status: order.seen_status().key().to_owned(),
            sms_verify_status: order.seen_sms_verify_status().map(SmsVerifyStatus::number),
            return_reason,
            updated_at: order.seen_at().to_string(),
            verifiers: round.setup.verifiers.iter().map(masked).collect(),
        },
        timeline: order
            .timeline()
            .iter()
            .map(|happening| event(order, happening))
            .collect(),
    }
}

fn masked(verifier: &order::Verifier) -> SeenVerifier {
    SeenVerifier {
        phone: verifier.phone.masked(),
        roles: verifier.roles.iter().map(ToString::to_string).collect(),
    }
}

fn truth(order: &order::Order) -> client::Order {
    let round = order.round();
    let terms = &round.basis.terms;
    let mut due = order.due();
    due.sort_unstable();
    let people = round.setup.verifiers.iter().zip(order.state().people());
    client::Order {
        order_no: order.order_no().to_owned(),
        round: round.number,
        status: order.status().key().to_owned(),
        return_reason: order.return_reason().map(|reason| reason.key().to_owned()),
        rulebook: terms.edition.clone(),
        profile: terms.profile.clone(),
        deadline: round.deadline().map(|deadline| deadline.to_string()),
        unverified_by: match round.setup.course {
            Course::Verified { .. } => None,
            Course::Unverified(rule) => Some(ByRule {
                rule: rule.key().to_owned(),
            }),
        },
        verifiers: people
            .map(|(verifier, progress)| self::verifier(round, verifier, progress))
            .collect(),
        scheduled: due
            .iter()
            .map(|due| Scheduled {
                r#type: due.kind.event_type().to_owned(),
            })
            .collect(),
    }
}

fn verifier(round: &Round, verifier: &order::Verifier, progress: &Progress) -> Verifier {
    let terms = &round.basis.terms;
    let (failures, resends) = progress
        .texted()
        .map_or((0, 0), |texted| (texted.failures, texted.resends));
    Verifier {
        phone: verifier.phone.to_string(),
        name: verifier.name.to_string(),
        roles: verifier.roles.iter().map(ToString::to_string).collect(),
        id_suffixes: verifier
            .suffixes
            .iter()
            .map(Suffix::as_str)
            .map(str::to_owned)
            .collect(),
        state: progress.key().to_owned(),
        code: progress.texted().map(|texted| texted.code.to_string()),
        failures,
        failures_left: terms.failure_limit.value.saturating_sub(failures),
        resends,
        resends_left: terms.resend_limit.value.saturating_sub(resends),
    }
}

fn event(order: &order::Order, happening: &Happening) -> Event {
    let round = order.round_of(happening);
    Event {
        at: happening.at.to_string(),
        r#type: happening.fact.type_key().to_owned(),
        round: round.number,
        rule: happening.rule.key().to_owned(),
        source: round.basis.sources_of(happening.rule).to_string(),
        scheduled: false,
        detail: detail(round, &happening.fact),
    }
}

fn detail(round: &Round, fact: &Fact) -> Detail {
    let phone = |person: u16| {
        let verifier = round.setup.verifiers.get(usize::from(person));
        verifier.map(|verifier| verifier.phone.to_string())
    };
    let about = |person| Detail {
        phone: phone(person),
        ..Detail::default()
    };
    match fact {
        Fact::SmsDispatched {
            person, kind, code, ..
        } => Detail {
            kind: Some(kind.key().to_owned()),
            code: Some(code.to_string()),
            ..about(*person)
        },
        Fact::AttemptFailed { person, failures } => Detail {
            failures: Some(*failures),
            ..about(*person)
        },
        Fact::SmsDelivered { person, .. }
        | Fact::ResendRequested { person, .. }
        | Fact::PersonVerified { person }
        | Fact::VerificationFailed { person, .. } => about(*person),
        Fact::OrderReturned { reason } => Detail {
            reason: Some(ReturnReason::key(*reason).to_owned()),
            ..Detail::default()
        },
        _ => Detail::default(),
    }
}

/// An SMS.
pub fn sms(addressed: Addressed<'_>) -> Message {
    let message = addressed.message;
    Message {
        order_no: addressed.order.order_no().to_owned(),
        to: addressed.verifier.phone.to_string(),
        from: addressed.verifier.sender.as_deref().map(str::to_owned),
        kind: message.kind.key().to_owned(),
        code: message.code.to_string(),
        text: addressed.text(),
        dispatched_at: message.dispatched_at.to_string(),
    }
}

/// An attempt.
pub fn attempt(sandbox: &Sandbox, kept: &KeptAttempt) -> Attempt {
    let attempt = &kept.attempt;
    let order = attempt
        .about
        .and_then(|about| sandbox.order_at(about.order));
    let call = match attempt.call {
        Call::Verify => "verify",
        Call::Resend => "resend",
    };
    Attempt {
        at: kept.at.to_string(),
        call: call.to_owned(),
        phone: attempt.phone.to_string(),
        code: attempt.code.as_deref().map(str::to_owned),
        id_suffix: attempt.suffix.to_string(),
        valid_status: attempt.verdict.valid_status(),
        rule: kept.rule.key().to_owned(),
        order_no: order.map(|order| order.order_no().to_owned()),
        failures: attempt.failures,
        near_miss: attempt.near_miss.map(|near| NearMiss {
            code: near.kind.key().to_owned(),
            rule: None,
        }),
    }
}

/// Where a flaw is, and what it is.
pub fn field(flaw: &Flaw) -> (String, String) {
    let (pointer, code) = match flaw {
        Flaw::FilingTypeNotInEdition { .. } => ("/filing_type".to_owned(), "not-in-edition"),
        Flaw::KindNotInEdition { service, .. } => (kind_of(*service), "not-in-edition"),
        Flaw::KindNotForFilingType { service, .. } => (kind_of(*service), "wrong-kind"),
        Flaw::ServicesMissing => ("/services".to_owned(), "empty"),
        Flaw::PermitBackMissing(at) => (format!("{}/hk_macau_id_number", person(*at)), "required"),
    };
    (pointer, code.to_owned())
}

fn kind_of(service: usize) -> String {
    format!("/services/{service}/kind")
}

fn person(at: PersonAt) -> String {
    let principal = at.service.map_or_else(
        || "/entity/principal".to_owned(),
        |service| format!("/services/{service}/principal"),
    );
    if at.on_record {
        format!("{principal}/on_record")
    } else {
        principal
    }
}
