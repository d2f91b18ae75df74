//! What time will cause next, webhooks included, and settling up to where one is due.
//!
//! Invariant: an event fires by itself, a webhook does not: somebody has to carry it. So settling
//! with webhooks stops where the next one is due, after all events of that instant.

use super::clock::Clock;
use super::record::{Change, Record};
use super::sandbox::Sandbox;
use super::webhook::Posting;
use crate::rules::Timestamp;

/// The type of the entry at which a webhook is tried.
pub const WEBHOOK_ATTEMPTED: &str = "webhook_attempted";

/// Something that time will cause.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Upcoming {
    /// When.
    pub at: Timestamp,
    /// Its type.
    pub event: &'static str,
    /// Whose, by number.
    pub order: u32,
}

/// How far settling came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Settled {
    /// Nothing due is left.
    All,
    /// There may be more: the limit was reached.
    Part,
    /// A webhook has been due since that moment, and all events up to it have fired.
    Webhook(Timestamp),
}

impl Sandbox {
    /// As `settle`, but stops where a webhook is due.
    pub fn settle_to_webhook(&mut self, to: Timestamp, limit: usize) -> Settled {
        for _ in 0..limit {
            let webhook = self
                .next_delivery()
                .map(|(at, _)| at)
                .filter(|at| *at <= to);
            let until = webhook.unwrap_or(to);
            match self.next_entry().filter(|entry| entry.at <= until) {
                Some(entry) => self.fire(entry),
                None => return webhook.map_or(Settled::All, Settled::Webhook),
            }
        }
        Settled::Part
    }

    /// The type of what a record tells to have happened, and to which order; nothing where it is
    /// about no order, or about its submission.
    pub fn happened(&self, record: &Record) -> Option<(&'static str, u32)> {
        match &record.change {
            Change::Happened { order, fact } => Some((fact.type_key(), *order)),
            Change::Posted(posting) => match **posting {
                Posting::Tried { delivery, .. } => {
                    let order = self.deliveries().get(&delivery)?.order;
                    Some((WEBHOOK_ATTEMPTED, order))
                }
                Posting::Queued { .. } | Posting::Requeued { .. } => None,
            },
            Change::Bound(_)
            | Change::Opened { .. }
            | Change::Attempted(_)
            | Change::CallFaulted(_) => None,
        }
    }

    /// What time will cause next. A webhook that is already due is no matter of time.
    pub fn next_event(&self, now: Timestamp) -> Option<Upcoming> {
        let event = self.next_entry().map(|entry| Upcoming {
            at: entry.at,
            event: entry.due.kind.event_type(),
            order: entry.order,
        });
        let webhook = self.next_delivery_after(now).and_then(|(at, number)| {
            Some(Upcoming {
                at,
                event: WEBHOOK_ATTEMPTED,
                order: self.deliveries().get(&number)?.order,
            })
        });
        match (event, webhook) {
            (Some(event), Some(webhook)) if webhook.at < event.at => Some(webhook),
            (event, webhook) => event.or(webhook),
        }
    }

    /// When, by the wall, somebody must look; with webhooks, if there is who carries them. A moment
    /// long past where a webhook is due now.
    pub fn due_wall(&self, with_webhooks: bool) -> Option<Timestamp> {
        let event = self.next_entry();
        let event = event.and_then(|entry| self.clock.wall_at(entry.at));
        let webhook = self.next_delivery().filter(|_| with_webhooks);
        let webhook = webhook.and_then(|(at, _)| match self.clock {
            Clock::Running(_) => self.clock.wall_at(at),
            Clock::Frozen(shown) => {
                (at <= shown.max(self.last_at)).then_some(Timestamp::from_millis(0))
            }
        });
        event.into_iter().chain(webhook).min()
    }
}
