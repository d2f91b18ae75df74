//! How far the random commands get: scripts that reach nothing agree about nothing.

use std::collections::BTreeMap;

use beian_sim::order::{Fact, ReturnReason, SmsKind};
use beian_sim::rules::Verdict;
use beian_sim::sim::{Change, Record};

use super::book::EDITIONS;

/// How often everything must have happened in a run.
const LEAST: usize = 3;

/// How often each kind of thing happened.
#[derive(Default)]
pub struct Reach(BTreeMap<String, usize>);

impl Reach {
    /// Adds what a journal holds.
    pub fn add(&mut self, records: &[Record]) {
        for record in records {
            match &record.change {
                Change::Bound(basis) => self.count(&basis.terms.edition),
                Change::Opened { round, .. } => self.count(&format!("round {}", round.number)),
                Change::Attempted(attempt) => {
                    self.count(&format!("answer {}", attempt.verdict.key()));
                }
                Change::CallFaulted(_) | Change::Posted(_) => self.count("a fault or a webhook"),
                Change::Happened { fact, .. } => {
                    self.count(fact.type_key());
                    match fact {
                        Fact::OrderReturned { reason } => self.count(reason.key()),
                        Fact::SmsDispatched { kind, .. } => self.count(kind.key()),
                        Fact::AttemptFailed { failures: 0, .. } => self.count("a run broken"),
                        _ => {}
                    }
                }
            }
        }
    }

    /// Claims that every answer, event, SMS, reason and edition was there, and third rounds.
    pub fn is_wide(&self) {
        let answers = Verdict::ALL.iter();
        let answers = answers.map(|verdict| format!("answer {}", verdict.key()));
        // The first event of a round is the record of its opening.
        let events = Fact::TYPES
            .iter()
            .filter(|key| !key.ends_with("submitted"))
            .copied();
        let sms = [SmsKind::First, SmsKind::Resend, SmsKind::Noon].map(SmsKind::key);
        let reasons = [
            ReturnReason::WindowExpired,
            ReturnReason::FailureLimit,
            ReturnReason::ResendLimit,
        ];
        let reasons = reasons.map(ReturnReason::key);
        let editions = EDITIONS.iter().map(|(id, _)| *id);
        let rest = ["round 1", "round 2", "round 3", "a run broken"];
        let others = events.chain(sms).chain(reasons).chain(editions).chain(rest);
        let others = others.map(ToOwned::to_owned);
        for key in answers.chain(others) {
            let times = self.0.get(&key).copied().unwrap_or(0);
            assert!(times >= LEAST, "`{key}` came {times} times: {:#?}", self.0);
        }
    }

    fn count(&mut self, key: &str) {
        *self.0.entry(key.to_owned()).or_default() += 1;
    }
}
