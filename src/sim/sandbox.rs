//! A sandbox: a pure, deterministic value that takes a command and a time, and changes only by
//! records that it also hands out for the journal.
//!
//! Live and on load it is the same `apply`. Time causes things only through the agenda
//! (`settle`). Sandboxes know nothing of each other, of the wall, or of who keeps their journal.

use std::collections::VecDeque;
use std::sync::Arc;

use thiserror::Error;

use super::attempt::{ATTEMPTS_KEPT, About, KeptAttempt};
use super::clock::Clock;
use super::index::{Contribution, Entry, Index};
use super::message::{Addressed, Message};
use super::record::{Change, Record};
use super::settings::{Origin, Settings};
use crate::order::{Basis, Fact, Impossible, Order, Round, Verifier};
use crate::rules::{RoundSources, RuleId, Sources, Timestamp};

/// An isolated world: its clock, its rules, its orders.
#[derive(Debug)]
pub struct Sandbox {
    pub(super) settings: Settings,
    pub(super) clock: Clock,
    pub(super) origin: Origin,
    pub(super) bases: Vec<Arc<Basis>>,
    pub(super) orders: Vec<Order>,
    pub(super) messages: Vec<Message>,
    pub(super) attempts: VecDeque<KeptAttempt>,
    pub(super) index: Index,
    attempts_made: u64,
    last_at: Timestamp,
    seq: u64,
    outbox: Vec<Record>,
    indexing: bool,
    pub(super) revision: u64,
}

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
    /// An empty sandbox.
    pub fn new(settings: Settings, clock: Clock, origin: Origin) -> Self {
        Self {
            settings,
            clock,
            origin,
            bases: Vec::new(),
            orders: Vec::new(),
            messages: Vec::new(),
            attempts: VecDeque::new(),
            index: Index::default(),
            attempts_made: 0,
            last_at: Timestamp::MIN,
            seq: 0,
            outbox: Vec::new(),
            indexing: true,
            revision: 0,
        }
    }

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

    /// Takes the records made since the last call.
    pub fn take_outbox(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.outbox)
    }

    /// What it shows now, at that wall time: never before anything that has happened.
    pub fn now(&self, wall: Timestamp) -> Timestamp {
        self.clock.shows(wall).max(self.last_at)
    }

    /// Fires what is due up to `to`, in order, at most `limit` entries. Each event's time is its
    /// due time. Answers whether nothing due is left.
    pub fn settle(&mut self, to: Timestamp, limit: usize) -> bool {
        for _ in 0..limit {
            match self.index.next_entry().filter(|entry| entry.at <= to) {
                Some(entry) => self.fire(entry),
                None => return true,
            }
        }
        self.index.next_entry().is_none_or(|entry| entry.at > to)
    }

    /// The settings.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The clock.
    pub const fn clock(&self) -> Clock {
        self.clock
    }

    /// What a reset goes back to.
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The orders, by number.
    pub fn orders(&self) -> &[Order] {
        &self.orders
    }

    /// The order with that name.
    pub fn order(&self, order_no: &str) -> Option<&Order> {
        self.order_at(self.index.number_of(order_no)?)
    }

    /// The order with that number.
    pub fn order_at(&self, number: u32) -> Option<&Order> {
        self.orders.get(usize::try_from(number).ok()?)
    }

    /// The newest attempts, oldest first.
    pub const fn attempts(&self) -> &VecDeque<KeptAttempt> {
        &self.attempts
    }

    /// The look-ups.
    pub const fn index(&self) -> &Index {
        &self.index
    }

    /// The next thing that time will cause.
    pub fn next_entry(&self) -> Option<Entry> {
        self.index.next_entry()
    }

    /// The last record's number.
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// When the last thing happened to an order.
    pub const fn last_at(&self) -> Timestamp {
        self.last_at
    }

    /// How often settings and clock were changed since it was made or loaded.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The records made since they were last taken.
    pub fn outbox(&self) -> &[Record] {
        &self.outbox
    }

    /// How many messages were dispatched.
    pub fn messages_len(&self) -> u32 {
        u32::try_from(self.messages.len()).unwrap_or(u32::MAX)
    }

    /// The message with that number, and what it is about.
    pub fn message(&self, number: u32) -> Option<Addressed<'_>> {
        let message = self.messages.get(usize::try_from(number).ok()?)?;
        let order = self.order_at(message.order)?;
        let (round, verifier) = who(order, message.round, message.person)?;
        Some(Addressed {
            number,
            message,
            order,
            round,
            verifier,
        })
    }

    /// A verifier of a round of an order.
    pub fn verifier(&self, about: About) -> Option<&Verifier> {
        let order = self.order_at(about.order)?;
        who(order, about.round, about.person).map(|(_, verifier)| verifier)
    }

    /// Where the rule is written: for that round, or where none was found, for rounds of now.
    pub fn sources_of(&self, rule: RuleId, about: Option<About>) -> Sources {
        let round = about.and_then(|about| {
            let place = usize::try_from(about.round).ok()?.checked_sub(1)?;
            self.order_at(about.order)?.rounds().get(place)
        });
        match round {
            Some(round) => round.basis.sources_of(rule),
            None => {
                let terms = self.law(self.last_at).terms(&self.settings.overrides);
                let own = RoundSources {
                    verifiers: Sources::decided(),
                    province: Sources::decided(),
                };
                rule.sources(&terms, &own)
            }
        }
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
    }

    fn apply(&mut self, record: &Record) -> Result<(), CorruptJournal> {
        let seq = record.seq;
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
        }
        self.seq = seq;
        if !matches!(record.change, Change::Attempted(_)) {
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
            let order = Order::submitted(number, order_no.into(), round.clone(), rule);
            self.index.learn_name(&order);
            self.orders.push(order);
        } else {
            let order = self
                .orders
                .get_mut(place)
                .ok_or(CorruptJournal::Dangling { seq })?;
            before = Contribution::of(order);
            order
                .resubmitted(round.clone(), rule)
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
            .apply(record.at, record.rule, fact.clone())
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
                    delivered_at: None,
                });
            }
            Fact::SmsDelivered { message, .. } => {
                let message = self.messages.get_mut(*message as usize).ok_or(dangling)?;
                message.delivered_at = Some(record.at);
            }
            _ => {}
        }
        Ok(())
    }
}

/// A verifier of one of the order's rounds.
pub(super) fn who(order: &Order, round: u32, person: u16) -> Option<(&Round, &Verifier)> {
    let round = order
        .rounds()
        .get(usize::try_from(round).ok()?.checked_sub(1)?)?;
    Some((round, round.setup.verifiers.get(usize::from(person))?))
}
