//! Queueing webhooks, noting what came of each try, and sending them again by hand.

use std::collections::BTreeMap;

use super::delivery::{Delivery, Standing, Tried};
use super::event::WebhookEvent;
use super::posting::{Letter, Noted, Outcome, Posting, Redelivery};
use super::schedule::wait_after;
use crate::order::{Effect, Order};
use crate::rules::{RuleId, Timestamp};
use crate::sim::chance::{self, WebhookKey};
use crate::sim::fault::WebhookTrouble;
use crate::sim::record::{Change, Record};
use crate::sim::sandbox::Sandbox;

impl Sandbox {
    /// The deliveries that are kept, by number.
    pub const fn deliveries(&self) -> &BTreeMap<u32, Delivery> {
        self.deliveries.kept()
    }

    /// How many deliveries are to be tried, now or later.
    pub fn pending_deliveries(&self) -> usize {
        self.deliveries.pending()
    }

    /// When the next webhook is to be tried.
    pub fn next_delivery(&self) -> Option<(Timestamp, u32)> {
        let active = self.settings.webhook.active();
        active.and_then(|_| self.deliveries.next())
    }

    /// When the next webhook is to be tried that is not due yet.
    pub(in crate::sim) fn next_delivery_after(&self, now: Timestamp) -> Option<(Timestamp, u32)> {
        let active = self.settings.webhook.active();
        active.and_then(|_| self.deliveries.next_after(now))
    }

    /// The first webhook that is due.
    pub fn letter_due(&self, now: Timestamp) -> Option<Letter> {
        let (_, number) = self.next_delivery().filter(|(at, _)| *at <= now)?;
        let endpoint = self.settings.webhook.active()?;
        let delivery = self.deliveries.kept().get(&number)?;
        Some(Letter {
            number,
            id: delivery.id.clone(),
            url: endpoint.url.clone(),
            secret: endpoint.secret.clone(),
            event: delivery.event,
            at: delivery.queued_at,
            order: self.told(delivery)?,
        })
    }

    /// The order as it was when the event happened that the webhook tells.
    pub fn told(&self, delivery: &Delivery) -> Option<Order> {
        let place = usize::try_from(delivery.happening).ok()?;
        self.order_at(delivery.order)?.as_of(place)
    }

    /// Notes what came of a try, and answers what it led to; nothing where the delivery is no
    /// longer pending.
    pub fn note_try(&mut self, now: Timestamp, number: u32, outcome: Outcome) -> Option<Noted> {
        let ended = self.settings.webhook.ended;
        let delivery = self.deliveries.kept().get(&number)?;
        let Standing::Pending { tries, copies, .. } = delivery.standing else {
            return None;
        };
        let next = match &outcome {
            received if received.is_success() => (copies > 1).then_some(now),
            gone if gone.is_gone() => None,
            failed => wait_after(tries + 1, failed.asked()).map(|wait| now.plus(wait)),
        };
        let rule = delivery.rule;
        let disables = outcome.is_gone() && delivery.ended == ended;
        let posting = Posting::Tried {
            delivery: number,
            outcome,
            next,
        };
        self.enact(now, rule, Change::Posted(Box::new(posting)));
        let status = self.deliveries.kept().get(&number)?.status(ended);
        if disables {
            self.disable_endpoint(now);
        }
        Some(Noted { status, disables })
    }

    /// Makes a webhook due at once, with all its tries before it.
    ///
    /// # Errors
    /// As `Redelivery` says.
    pub fn redeliver(&mut self, now: Timestamp, id: &str) -> Result<u32, Redelivery> {
        let mut all = self.deliveries.kept().iter();
        let found = all.find(|(_, delivery)| *delivery.id == *id);
        let (number, delivery) = found.ok_or(Redelivery::Unknown)?;
        let (number, rule) = (*number, delivery.rule);
        if self.settings.webhook.active().is_none() {
            return Err(Redelivery::NoEndpoint);
        }
        let posting = Posting::Requeued {
            delivery: number,
            ended: self.settings.webhook.ended,
        };
        self.enact(now, rule, Change::Posted(Box::new(posting)));
        Ok(number)
    }

    /// Owes the provider a webhook about the newest event of the order, which it sees.
    pub(in crate::sim) fn queue_webhook(
        &mut self,
        at: Timestamp,
        number: u32,
        rule: RuleId,
        event: WebhookEvent,
    ) {
        let Some(order) = self.order_at(number) else {
            return;
        };
        let nth = told_so_far(order, None);
        let key = WebhookKey {
            order_no: order.order_no(),
            round: order.round().number,
            event: event.key(),
            nth: told_so_far(order, Some(event)),
        };
        let id: Box<str> = chance::webhook_id(self.settings.seed, key).into();
        let fault = self.webhook_fault(order, nth, event);
        let posting = Posting::Queued {
            id: id.clone(),
            order: number,
            happening: u32::try_from(order.timeline().len() - 1).unwrap_or(u32::MAX),
            event,
            copies: match fault {
                None => 1,
                Some((_, WebhookTrouble::Lost)) => 0,
                Some((_, WebhookTrouble::Duplicated)) => 2,
            },
            ended: self.settings.webhook.ended,
        };
        self.enact(at, rule, Change::Posted(Box::new(posting)));
        if let Some((fault, trouble)) = fault {
            let effect = match trouble {
                WebhookTrouble::Lost => Effect::WebhookLost { delivery: id },
                WebhookTrouble::Duplicated => Effect::WebhookDuplicated { delivery: id },
            };
            self.fire_fault(at, number, fault, effect);
        }
    }

    /// Applies what happened to a delivery. Answers whether it can have happened.
    pub(in crate::sim) fn post(&mut self, record: &Record, posting: &Posting) -> bool {
        let ended_now = self.settings.webhook.ended;
        match posting {
            Posting::Queued {
                id,
                order,
                happening,
                event,
                copies,
                ended,
            } => {
                let Some(about) = self.order_at(*order) else {
                    return false;
                };
                let delivery = Delivery {
                    id: id.clone(),
                    order: *order,
                    happening: *happening,
                    round: about.round().number,
                    event: *event,
                    queued_at: record.at,
                    rule: record.rule,
                    tried: Vec::new(),
                    standing: Standing::queued(record.at, *copies),
                    ended: *ended,
                };
                self.deliveries.add(delivery, ended_now);
                true
            }
            Posting::Tried {
                delivery,
                outcome,
                next,
            } => self.deliveries.change(*delivery, ended_now, |delivery| {
                delivery.standing = delivery.standing.tried(outcome, *next);
                delivery.tried.push(Tried {
                    at: record.at,
                    outcome: outcome.clone(),
                });
            }),
            Posting::Requeued { delivery, ended } => {
                self.deliveries.change(*delivery, ended_now, |delivery| {
                    delivery.standing = Standing::queued(record.at, 1);
                    delivery.ended = *ended;
                })
            }
        }
    }
}

impl Standing {
    const fn queued(at: Timestamp, copies: u8) -> Self {
        if copies == 0 {
            return Self::Lost;
        }
        let tries = 0;
        Self::Pending { at, tries, copies }
    }

    fn tried(self, outcome: &Outcome, next: Option<Timestamp>) -> Self {
        let received = outcome.is_success();
        match (self, next) {
            (Self::Pending { copies, .. }, Some(at)) if received => {
                Self::queued(at, copies.saturating_sub(1))
            }
            (Self::Pending { tries, copies, .. }, Some(at)) => Self::Pending {
                at,
                tries: tries + 1,
                copies,
            },
            (_, _) if received => Self::Delivered,
            (_, _) => Self::Failed,
        }
    }
}

/// How many events of the order's current timeline the provider was told, or would have been; of
/// one type, those of the current round.
fn told_so_far(order: &Order, only: Option<WebhookEvent>) -> u32 {
    let round = order.round().number;
    let told = order.timeline().iter().filter(|happening| {
        let event = WebhookEvent::of(&happening.fact);
        match only {
            None => event.is_some(),
            Some(_) => event == only && u32::from(happening.round) == round,
        }
    });
    u32::try_from(told.count()).unwrap_or(u32::MAX)
}
