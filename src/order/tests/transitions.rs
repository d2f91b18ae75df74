//! The drawn table of states is what the code does.

use std::collections::BTreeMap;

use crate::order::{
    Code, Effect, Fact, Faulted, Progress, ReturnReason, SmsKind, State, Sync, Waiting,
};
use crate::rules::Timestamp;

const AT: Timestamp = Timestamp::from_millis(1_000);

fn waiting() -> Progress {
    Progress::Waiting(Waiting {
        sent_at: AT,
        code: Code::from_number(1),
        nth_code: 1,
        failures: 0,
        resends: 0,
        queued: Vec::new(),
        noon_sent: false,
    })
}

/// A state of each name; the first verifier is untexted, the second is texted.
fn states() -> Vec<State> {
    let people = || vec![Progress::Unsent, waiting()].into_boxed_slice();
    vec![
        State::Awaiting { people: people() },
        State::Failed {
            people: people(),
            return_at: AT,
        },
        State::Returned {
            people: people(),
            reason: ReturnReason::WindowExpired,
        },
        State::UnderReview {
            people: people(),
            sync: Sync::Due(AT),
        },
        State::Approved { people: people() },
        State::Rejected { people: people() },
        State::Withdrawn {
            people: people(),
            known_verified: false,
        },
    ]
}

/// A fact of each type that its verifier can have.
fn facts() -> Vec<Fact> {
    let reason = ReturnReason::WindowExpired;
    vec![
        Fact::OrderSubmitted,
        Fact::OrderResubmitted,
        Fact::SmsDispatched {
            person: 0,
            kind: SmsKind::First,
            message: 0,
            code: Code::from_number(1),
            nth_code: 1,
            arrives_at: AT,
        },
        Fact::SmsDelivered {
            person: 0,
            message: 0,
        },
        Fact::ResendRequested {
            person: 1,
            nth: 1,
            due: AT,
        },
        Fact::AttemptFailed {
            person: 1,
            failures: 1,
        },
        Fact::PersonVerified { person: 1 },
        Fact::OrderUnderReview { sync_at: Some(AT) },
        Fact::VerificationFailed {
            person: 1,
            return_at: AT,
        },
        Fact::OrderReturned { reason },
        Fact::ResultSynced,
        Fact::OrderWithdrawn,
        Fact::OrderApproved { reason: None },
        Fact::OrderRejected { reason: None },
    ]
}

/// A fact of each type that a fault gives.
fn faulted() -> Vec<Fact> {
    let effects = [
        Effect::SmsLost {
            person: 1,
            message: 0,
        },
        Effect::SmsDelayed {
            person: 1,
            message: 0,
            arrives_at: AT,
        },
        Effect::SmsDuplicated {
            person: 1,
            message: 1,
            of: 0,
            arrives_at: AT,
        },
        Effect::SyncDelayed { sync_at: None },
        Effect::WebhookLost {
            delivery: "msg_1".into(),
        },
        Effect::WebhookDuplicated {
            delivery: "msg_1".into(),
        },
    ];
    let fact = |effect| {
        let fault = "a-fault".into();
        Fact::Faulted(Box::new(Faulted { fault, effect }))
    };
    effects.into_iter().map(fact).collect()
}

/// The table in the module's doc: the next state by event and state; a dot for none.
fn drawn() -> BTreeMap<(String, String), String> {
    let text = include_str!("../state.rs");
    let rows: Vec<Vec<String>> = text
        .lines()
        .filter_map(|line| line.strip_prefix("//! "))
        .filter(|line| line.contains(" | "))
        .map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect();
    let (head, body) = rows.split_first().unwrap();
    let cells = body.iter().flat_map(|row| {
        let states = head.iter().zip(row).skip(1);
        states.map(|(state, next)| ((row[0].clone(), state.clone()), next.clone()))
    });
    cells.collect()
}

#[test]
fn the_drawn_table_is_the_code() {
    let drawn = drawn();
    let types = Fact::TYPES.len() + Fact::FAULT_TYPES.len();
    assert_eq!(drawn.len(), types * states().len());
    for fact in facts().into_iter().chain(faulted()) {
        for state in states() {
            let name = state.name().to_owned();
            let key = (fact.type_key().to_owned(), name);
            // A resubmission opens a round, which is the order's doing and not its state's.
            if fact == Fact::OrderResubmitted {
                continue;
            }
            let next = state
                .after(AT, &fact)
                .map_or(".".to_owned(), |next| next.name().to_owned());
            assert_eq!(drawn[&key], next, "{key:?}");
        }
    }
}

#[test]
fn every_event_type_is_drawn() {
    let facts: Vec<_> = facts().iter().map(Fact::type_key).collect();
    assert_eq!(facts, Fact::TYPES);
    let faulted: Vec<_> = faulted().iter().map(Fact::type_key).collect();
    assert_eq!(faulted, Fact::FAULT_TYPES);
}

#[test]
fn a_result_that_has_synced_does_not_sync_again() {
    let people = vec![waiting()].into_boxed_slice();
    let state = State::UnderReview {
        people,
        sync: Sync::Done,
    };
    assert!(state.after(AT, &Fact::ResultSynced).is_err());
}

#[test]
fn nobody_is_texted_first_twice_or_verified_untexted() {
    let people = || vec![Progress::Unsent, waiting()].into_boxed_slice();
    let state = || State::Awaiting { people: people() };
    assert!(
        state()
            .after(AT, &Fact::PersonVerified { person: 0 })
            .is_err()
    );
    assert!(
        state()
            .after(AT, &Fact::PersonVerified { person: 9 })
            .is_err()
    );
    let again = Fact::SmsDispatched {
        person: 1,
        kind: SmsKind::First,
        message: 0,
        code: Code::from_number(2),
        nth_code: 1,
        arrives_at: AT,
    };
    assert!(state().after(AT, &again).is_err());
}
