//! A sandbox: a pure, deterministic value that takes a command and a time, and changes only by
//! records that it also hands out for the journal.
//!
//! Live and on load it is the same `apply`. Time causes things only through the agenda
//! (`settle`). Sandboxes know nothing of each other, of the wall, or of who keeps their journal.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::attempt::{About, KeptAttempt};
use super::clock::Clock;
use super::coverage::Coverage;
use super::index::{Entry, Index};
use super::message::{Addressed, Message};
use super::record::Record;
use super::settings::{Origin, Settings};
use super::webhook::Deliveries;
use crate::order::{Basis, Order, Round, Verifier};
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
    pub(super) deliveries: Deliveries,
    pub(super) fired: BTreeMap<Box<str>, u32>,
    pub(super) attempts_made: u64,
    pub(super) coverage: Coverage,
    pub(super) last_at: Timestamp,
    pub(super) seq: u64,
    pub(super) outbox: Vec<Record>,
    pub(super) indexing: bool,
    pub(super) revision: u64,
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
            deliveries: Deliveries::default(),
            fired: BTreeMap::new(),
            attempts_made: 0,
            coverage: Coverage::default(),
            last_at: Timestamp::MIN,
            seq: 0,
            outbox: Vec::new(),
            indexing: true,
            revision: 0,
        }
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
}

/// A verifier of one of the order's rounds.
pub(super) fn who(order: &Order, round: u32, person: u16) -> Option<(&Round, &Verifier)> {
    let round = order
        .rounds()
        .get(usize::try_from(round).ok()?.checked_sub(1)?)?;
    Some((round, round.setup.verifiers.get(usize::from(person))?))
}
