//! When a fault fires, and what it does.

use serde::{Deserialize, Serialize};

use super::plan::{
    CallTrouble, FaultPlan, PREFIXES_FAULT, SmsTrouble, SyncTrouble, Thing, Trouble, Undeliverable,
    WebhookTrouble,
};
use crate::order::{Effect, Fact, Faulted, Order, Phone, Round};
use crate::rules::{RuleId, Timestamp, catalog};
use crate::sim::attempt::Call;
use crate::sim::record::Change;
use crate::sim::sandbox::Sandbox;
use crate::sim::webhook::WebhookEvent;

/// A call of `verify` or `resend` was answered by a fault.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CallFaulted {
    /// The fault's id.
    pub fault: Box<str>,
    /// Which call.
    pub call: Call,
}

/// An SMS that has just been dispatched.
#[derive(Clone, Copy)]
pub struct Dispatched {
    /// To whom.
    pub person: u16,
    /// Its number in the sandbox.
    pub message: u32,
    /// When it would arrive.
    pub arrives_at: Timestamp,
}

impl Sandbox {
    /// Replaces the plan; every fault counts from zero.
    pub fn set_faults(&mut self, plan: FaultPlan) {
        self.settings.faults = FaultPlan {
            since: self.seq,
            ..plan
        };
        self.fired.clear();
        self.revision += 1;
    }

    /// How often a fault has fired since the plan was made.
    pub fn fired(&self, fault: &str) -> u32 {
        self.fired.get(fault).copied().unwrap_or_default()
    }

    /// Counts a firing, where it is of the plan in force.
    pub(in crate::sim) fn count_firing(&mut self, seq: u64, fault: &str) {
        if seq > self.settings.faults.since {
            *self.fired.entry(fault.into()).or_default() += 1;
        }
    }

    /// What a fault makes of a call by that phone, as entered. It has fired then.
    pub fn disturb_call(&mut self, now: Timestamp, call: Call, phone: &str) -> Option<CallTrouble> {
        let thing = Thing {
            phone,
            call: Some(call),
            ..Thing::default()
        };
        let (fault, trouble) = self.fault(thing, |trouble| match trouble {
            Trouble::Call(trouble) => Some(trouble),
            _ => None,
        })?;
        let change = Change::CallFaulted(Box::new(CallFaulted { fault, call }));
        self.enact(now, RuleId::FaultInjected, change);
        Some(trouble)
    }

    /// Lets faults happen to an SMS that has just been dispatched.
    pub(in crate::sim) fn disturb_sms(&mut self, at: Timestamp, number: u32, sms: Dispatched) {
        let Dispatched {
            person,
            message,
            arrives_at,
        } = sms;
        let Some((fault, trouble, window_end)) = self.sms_fault(number, person) else {
            return;
        };
        let effect = match trouble {
            SmsTrouble::Lost => Effect::SmsLost { person, message },
            SmsTrouble::Late(by) => Effect::SmsDelayed {
                person,
                message,
                arrives_at: arrives_at.plus(by),
            },
            SmsTrouble::AfterWindow(by) => Effect::SmsDelayed {
                person,
                message,
                arrives_at: window_end.plus(by),
            },
            SmsTrouble::Duplicated(by) => Effect::SmsDuplicated {
                person,
                message: self.messages_len(),
                of: message,
                arrives_at: arrives_at.plus(by),
            },
        };
        self.fire_fault(at, number, fault, effect);
    }

    fn sms_fault(&self, number: u32, person: u16) -> Option<(Box<str>, SmsTrouble, Timestamp)> {
        let order = self.order_at(number)?;
        let round = order.round();
        let phone = round.setup.verifiers.get(usize::from(person))?.phone;
        let window_end = round.deadline()?;
        if self.never_receives(phone, round) {
            return Some((PREFIXES_FAULT.into(), SmsTrouble::Lost, window_end));
        }
        let text = phone.to_string();
        let thing = Thing {
            phone: &text,
            nth: dispatched_to(order, person),
            ..Thing::of(order)
        };
        let (fault, trouble) = self.fault(thing, |trouble| match trouble {
            Trouble::Sms(trouble) => Some(trouble),
            _ => None,
        })?;
        Some((fault, trouble, window_end))
    }

    fn never_receives(&self, phone: Phone, round: &Round) -> bool {
        let phone = phone.to_string();
        match &self.settings.faults.undeliverable {
            Undeliverable::Nobody => false,
            Undeliverable::Listed(prefixes) => {
                prefixes.iter().any(|prefix| phone.starts_with(&**prefix))
            }
            Undeliverable::ByEdition => catalog()
                .undeliverable_prefixes(&round.basis.terms.edition)
                .is_some_and(|known| known.value.iter().any(|prefix| phone.starts_with(prefix))),
        }
    }

    /// Lets faults happen to a result that is to be synced at that moment.
    pub(in crate::sim) fn disturb_sync(&mut self, at: Timestamp, number: u32, due: Timestamp) {
        let Some(order) = self.order_at(number) else {
            return;
        };
        let found = self.fault(Thing::of(order), |trouble| match trouble {
            Trouble::Sync(trouble) => Some(trouble),
            _ => None,
        });
        if let Some((fault, trouble)) = found {
            let sync_at = match trouble {
                SyncTrouble::Late(by) => Some(due.plus(by)),
                SyncTrouble::Never => None,
            };
            self.fire_fault(at, number, fault, Effect::SyncDelayed { sync_at });
        }
    }

    /// What a fault would do to the order's n-th webhook.
    pub(in crate::sim) fn webhook_fault(
        &self,
        order: &Order,
        nth: u32,
        event: WebhookEvent,
    ) -> Option<(Box<str>, WebhookTrouble)> {
        let thing = Thing {
            nth,
            event: Some(event),
            ..Thing::of(order)
        };
        self.fault(thing, |trouble| match trouble {
            Trouble::Webhook(trouble) => Some(trouble),
            _ => None,
        })
    }

    /// Lets a fault happen to an order.
    pub(in crate::sim) fn fire_fault(
        &mut self,
        at: Timestamp,
        order: u32,
        fault: Box<str>,
        effect: Effect,
    ) {
        let fact = Fact::Faulted(Box::new(Faulted { fault, effect }));
        self.happen(at, order, RuleId::FaultInjected, fact);
    }

    /// The first fault of the kind that fits the thing and may still fire.
    fn fault<T>(
        &self,
        thing: Thing<'_>,
        of_kind: impl Fn(Trouble) -> Option<T>,
    ) -> Option<(Box<str>, T)> {
        self.settings.faults.faults.iter().find_map(|fault| {
            let trouble = of_kind(fault.trouble)?;
            let fires = fault.address.names(thing)
                && fault
                    .times
                    .is_none_or(|times| self.fired(&fault.id) < times)
                && fault.address.draws(self.settings.seed, &fault.id, thing);
            fires.then(|| (fault.id.clone(), trouble))
        })
    }
}

impl<'a> Thing<'a> {
    fn of(order: &'a Order) -> Self {
        Self {
            order_no: order.order_no(),
            round: order.round().number,
            ..Self::default()
        }
    }
}

/// How many SMS have left for that verifier in the current round.
fn dispatched_to(order: &Order, to: u16) -> u32 {
    let round = order.round().number;
    let sent = order.timeline().iter().filter(|happening| {
        u32::from(happening.round) == round
            && matches!(happening.fact, Fact::SmsDispatched { person, .. } if person == to)
    });
    u32::try_from(sent.count()).unwrap_or(u32::MAX)
}
