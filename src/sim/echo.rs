//! What else follows from an event at once: faults that fire on it, and the webhook that tells it.

use super::fault::Dispatched;
use super::sandbox::Sandbox;
use super::webhook::WebhookEvent;
use crate::order::Fact;
use crate::rules::{RuleId, Timestamp};

impl Sandbox {
    /// Lets follow what follows from the newest event of the order. A sandbox without faults and
    /// without an endpoint pays a look for it.
    pub(super) fn echo(&mut self, at: Timestamp, number: u32, rule: RuleId) {
        let told = self.settings.webhook.active().is_some();
        if !told && self.settings.faults.is_empty() {
            return;
        }
        let order = self.order_at(number);
        let newest = order.and_then(|order| order.timeline().last());
        let Some(fact) = newest.map(|happening| happening.fact.clone()) else {
            return;
        };
        if let Some(event) = WebhookEvent::of(&fact).filter(|_| told) {
            self.queue_webhook(at, number, rule, event);
        }
        match fact {
            Fact::SmsDispatched {
                person,
                message,
                arrives_at,
                ..
            } => {
                let sms = Dispatched {
                    person,
                    message,
                    arrives_at,
                };
                self.disturb_sms(at, number, sms);
            }
            Fact::OrderUnderReview { sync_at: Some(due) } => self.disturb_sync(at, number, due),
            _ => {}
        }
    }
}
