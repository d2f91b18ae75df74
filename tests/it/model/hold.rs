//! What must hold after every step, whatever the model says.

use std::collections::BTreeSet;

use beian_sim::order::{Fact, Status};
use beian_sim::rules::Timestamp;
use beian_sim::sim::{Change, Record, Sandbox};
use proptest::prelude::*;

use super::world::{Checked, World};

impl World {
    /// Holds the sandbox against its invariants.
    pub fn hold(&mut self) -> Checked {
        self.time_goes_forward()?;
        self.what_ended_stays_ended()?;
        self.codes_are_unique()?;
        self.everything_names_its_source()?;
        self.seen.0 = self.records.len();
        self.journal_gives_the_same_state()
    }

    /// Time never goes back, nothing happens before its time, and what is due has happened.
    fn time_goes_forward(&self) -> Checked {
        let now = self.moment();
        prop_assert_eq!(self.sandbox.now(now), now);
        let is_call = |record: &&Record| matches!(record.change, Change::Attempted(_));
        let last = self.records.iter().rev().find(|record| !is_call(record));
        prop_assert_eq!(
            self.sandbox.last_at(),
            last.map_or(Timestamp::MIN, |record| record.at)
        );
        prop_assert!(self.sandbox.last_at() <= now);
        prop_assert!(self.sandbox.next_entry().is_none_or(|entry| entry.at > now));
        let ordered = |pair: &[Record]| pair[0].at <= pair[1].at && pair[0].seq + 1 == pair[1].seq;
        let new = &self.records[self.seen.0.saturating_sub(1)..];
        prop_assert!(
            new.windows(2).all(ordered),
            "the journal is in order of time"
        );
        prop_assert_eq!(self.sandbox.seq(), self.records.len() as u64);
        for order in self.sandbox.orders() {
            let timeline = order.timeline();
            prop_assert!(timeline.is_sorted_by_key(|happening| happening.at));
            prop_assert!(timeline.iter().all(|happening| happening.at <= now));
            prop_assert!(order.in_transit().is_empty(), "an SMS is late");
        }
        Ok(())
    }

    /// A returned, rejected, approved or withdrawn order changes by resubmission alone.
    fn what_ended_stays_ended(&mut self) -> Checked {
        self.ended.resize(self.sandbox.orders().len(), None);
        for (order, ended) in self.sandbox.orders().iter().zip(&mut self.ended) {
            let next = ended.and_then(|len| order.timeline().get(len));
            if let Some(next) = next {
                prop_assert_eq!(&next.fact, &Fact::OrderResubmitted);
            }
            let over = matches!(
                order.status(),
                Status::Returned | Status::Approved | Status::Rejected | Status::Withdrawn
            );
            *ended = over.then(|| order.timeline().len());
        }
        Ok(())
    }

    /// A person has one live code, and no two verifications of a phone have the same.
    fn codes_are_unique(&self) -> Checked {
        let mut codes = BTreeSet::new();
        for order in self.sandbox.orders() {
            let mut people = BTreeSet::new();
            for wait in order.waits() {
                prop_assert!(people.insert(wait.person), "two live codes for one person");
                prop_assert!(
                    codes.insert((wait.phone, wait.code)),
                    "a code twice at one phone"
                );
            }
        }
        Ok(())
    }

    /// Every new event and verdict names a rule, and the rule a source.
    fn everything_names_its_source(&self) -> Checked {
        for record in &self.records[self.seen.0..] {
            let about = match &record.change {
                Change::Attempted(attempt) => attempt.about,
                _ => None,
            };
            let sources = self.sandbox.sources_of(record.rule, about);
            prop_assert!(!sources.is_empty(), "{} has no source", record.rule);
            if let Change::Happened { order, fact } = &record.change {
                let order = self.order(*order as usize);
                let mut timeline = order.timeline().iter();
                let entry = timeline.find(|one| one.at == record.at && one.fact == *fact);
                let entry = entry.map(|one| (one.rule, order.round_of(one)));
                let Some((rule, round)) = entry else {
                    return Err(TestCaseError::fail("an event that the timeline lacks"));
                };
                prop_assert_eq!(rule, record.rule);
                prop_assert!(
                    !round.basis.sources_of(rule).is_empty(),
                    "{} has no source",
                    rule
                );
            }
        }
        Ok(())
    }

    /// The journal, taken in by an empty sandbox as if anybody had written it, gives the same state
    /// and the same look-ups: whatever a sandbox writes is admitted.
    fn journal_gives_the_same_state(&self) -> Checked {
        let live = &self.sandbox;
        let (settings, origin) = (live.settings().clone(), live.origin().clone());
        let mut loading = Sandbox::loading(settings, live.clock(), origin);
        prop_assert!(loading.admit_settings().is_ok());
        for record in &self.records {
            let admitted = loading.admit(record);
            prop_assert!(admitted.is_ok(), "{admitted:?}");
        }
        let loaded = loading.loaded();
        prop_assert!(loaded.orders() == live.orders(), "the orders differ");
        prop_assert!(loaded.index() == live.index(), "the look-ups differ");
        prop_assert!(loaded.attempts() == live.attempts(), "the attempts differ");
        prop_assert_eq!(loaded.next_entry(), live.next_entry());
        prop_assert_eq!(loaded.seq(), live.seq());
        prop_assert_eq!(loaded.last_at(), live.last_at());
        prop_assert_eq!(loaded.messages_len(), live.messages_len());
        for number in 0..live.messages_len() {
            let (loaded, live) = (
                loaded.message(number).unwrap(),
                live.message(number).unwrap(),
            );
            prop_assert!(loaded.message == live.message, "message {number} differs");
        }
        Ok(())
    }
}
