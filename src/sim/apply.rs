//! Records: how a sandbox changes, live and on load by the same `apply`.

use std::sync::Arc;

use thiserror::Error;

use super::attempt::{ATTEMPTS_KEPT, KeptAttempt};
use super::clock::Clock;
use super::index::Contribution;
use super::message::{Fate, Message};
use super::record::{Change, Record};
use super::sandbox::{Sandbox, who};
use super::settings::{Origin, Settings};
use crate::order::{Effect, Fact, Faulted, Impossible, Order, Round};
use crate::rules::{RuleId, Timestamp};

/// A journal that cannot have been written by a sandbox.
#[derive(Debug, Error)]
pub enum CorruptJournal {
    /// The state table forbids the event.
    #[error("record {seq}: {source}")]
    Impossible {
        /// The record.
        seq: u64,
        /// What is wrong with it.
        source: Impossible,
    },
    /// A record names an order, round or message that there is not.
    #[error("record {seq} refers to something that is not there")]
    Dangling {
        /// The record.
        seq: u64,
    },
    /// A record is missing.
    #[error("record {expected} is missing: found {found}")]
    Gap {
        /// The number that should come.
        expected: u64,
        /// The number that came.
        found: u64,
    },
}

impl Sandbox {
    /// Begins to load: until `loaded`, records are applied and no look-up is kept.
    pub fn loading(settings: Settings, clock: Clock, origin: Origin) -> Self {
        Self {
            indexing: false,
            ..Self::new(settings, clock, origin)
        }
    }

    /// Ends a load: makes the look-ups, which are a function of the orders.
    pub fn loaded(mut self) -> Self {
        self.indexing = true;
        for order in &self.orders {
            let nothing = Contribution::default();
            self.index
                .replace(order.number(), &nothing, &Contribution::of(order));
        }
        self
    }

    /// Applies a record of the journal.
    ///
    /// # Errors
    /// Where no sandbox can have written it. The sandbox is then not to be used.
    pub fn replay(&mut self, record: &Record) -> Result<(), CorruptJournal> {
        if record.seq != self.seq + 1 {
            return Err(CorruptJournal::Gap {
                expected: self.seq + 1,
                found: record.seq,
            });
        }
        self.apply(record)
    }

    /// Makes a record, applies it, and puts it out.
    #[expect(
        clippy::panic,
        reason = "a decision that its own state forbids is a defect; the panic ends this sandbox's generation, and nothing of it is committed"
    )]
    pub(super) fn enact(&mut self, at: Timestamp, rule: RuleId, change: Change) {
        let record = Record {
            seq: self.seq + 1,
            at,
            rule,
            change,
        };
        if let Err(defect) = self.apply(&record) {
            panic!("a decision is impossible: {defect}");
        }
        self.outbox.push(record);
    }

    /// Lets a fact happen to an order.
    pub(super) fn happen(&mut self, at: Timestamp, order: u32, rule: RuleId, fact: Fact) {
        self.enact(at, rule, Change::Happened { order, fact });
        self.echo(at, order, rule);
    }

    fn apply(&mut self, record: &Record) -> Result<(), CorruptJournal> {
        let seq = record.seq;
        self.cover(record);
        match &record.change {
            Change::Bound(basis) => self.bases.push(Arc::clone(basis)),
            Change::Opened {
                order,
                order_no,
                round,
                ..
            } => {
                self.open(record, *order, order_no, round)?;
            }
            Change::Happened { order, fact } => self.change(record, *order, fact)?,
            Change::Attempted(attempt) => {
                self.attempts_made += 1;
                if self.attempts.len() == ATTEMPTS_KEPT {
                    self.attempts.pop_front();
                }
                self.attempts.push_back(KeptAttempt {
                    id: self.attempts_made,
                    at: record.at,
                    rule: record.rule,
                    attempt: (**attempt).clone(),
                });
            }
            Change::CallFaulted(faulted) => self.count_firing(seq, &faulted.fault),
            Change::Posted(posting) => {
                if !self.post(record, posting) {
                    return Err(CorruptJournal::Dangling { seq });
                }
            }
        }
        self.seq = seq;
        let about_calls = matches!(record.change, Change::Attempted(_) | Change::CallFaulted(_));
        if !about_calls {
            self.last_at = self.last_at.max(record.at);
        }
        Ok(())
    }

    fn open(
        &mut self,
        record: &Record,
        number: u32,
        order_no: &str,
        round: &Round,
    ) -> Result<(), CorruptJournal> {
        let (seq, rule) = (record.seq, record.rule);
        let place = number as usize;
        let mut before = Contribution::default();
        if place == self.orders.len() {
            let order = Order::submitted(seq, number, order_no.into(), round.clone(), rule);
            self.index.learn_name(&order);
            self.orders.push(order);
        } else {
            let order = self
                .orders
                .get_mut(place)
                .ok_or(CorruptJournal::Dangling { seq })?;
            before = Contribution::of(order);
            order
                .resubmitted(seq, round.clone(), rule)
                .map_err(|source| CorruptJournal::Impossible { seq, source })?;
        }
        let order = self
            .orders
            .get(place)
            .ok_or(CorruptJournal::Dangling { seq })?;
        self.index.learn_round(order);
        if self.indexing {
            let after = Contribution::of(order);
            self.index.replace(number, &before, &after);
        }
        Ok(())
    }

    fn change(&mut self, record: &Record, number: u32, fact: &Fact) -> Result<(), CorruptJournal> {
        let seq = record.seq;
        let dangling = CorruptJournal::Dangling { seq };
        let Some(order) = self.orders.get_mut(number as usize) else {
            return Err(dangling);
        };
        let before = self.indexing.then(|| Contribution::of(order));
        order
            .apply(seq, record.at, record.rule, fact.clone())
            .map_err(|source| CorruptJournal::Impossible { seq, source })?;
        if let Some(before) = before {
            let after = Contribution::of(order);
            self.index.replace(number, &before, &after);
        }
        match fact {
            Fact::SmsDispatched {
                person,
                kind,
                message,
                code,
                ..
            } => {
                let round = order.round().number;
                let verifier = order.round().setup.verifiers.get(usize::from(*person));
                let Some(verifier) = verifier.filter(|_| *message as usize == self.messages.len())
                else {
                    return Err(dangling);
                };
                self.index.learn_message(verifier.phone, *message);
                self.messages.push(Message {
                    order: number,
                    round,
                    person: *person,
                    kind: *kind,
                    code: *code,
                    dispatched_at: record.at,
                    fate: Fate::InTransit,
                });
            }
            Fact::SmsDelivered { message, .. } => {
                let message = self.messages.get_mut(*message as usize).ok_or(dangling)?;
                message.fate = Fate::Delivered(record.at);
            }
            Fact::Faulted(faulted) => self.disturb(record, number, faulted).ok_or(dangling)?,
            _ => {}
        }
        Ok(())
    }

    /// Applies what a fault did; nothing where it cannot have done it.
    fn disturb(&mut self, record: &Record, number: u32, faulted: &Faulted) -> Option<()> {
        self.count_firing(record.seq, &faulted.fault);
        match &faulted.effect {
            Effect::SmsLost { message, .. } => {
                self.messages.get_mut(*message as usize)?.fate = Fate::Lost;
            }
            Effect::SmsDuplicated { message, of, .. } => {
                let original = self.messages.get(*of as usize);
                let is_next = *message as usize == self.messages.len();
                let original = original.filter(|_| is_next)?.clone();
                let order = self.order_at(number)?;
                let (_, verifier) = who(order, original.round, original.person)?;
                let phone = verifier.phone;
                self.index.learn_message(phone, *message);
                self.messages.push(Message {
                    fate: Fate::InTransit,
                    ..original
                });
            }
            Effect::SmsDelayed { .. }
            | Effect::SyncDelayed { .. }
            | Effect::WebhookLost { .. }
            | Effect::WebhookDuplicated { .. } => {}
        }
        Some(())
    }
}
