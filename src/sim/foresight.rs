//! What time alone will bring, with nobody doing anything: a function of the sandbox as it stands.

use super::message::Addressed;
use super::sandbox::Sandbox;
use crate::order::{Order, Phone, SmsKind};

/// Which SMS are meant; what is absent does not matter.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SmsFilter {
    /// Those to that phone.
    pub to: Option<Phone>,
    /// Those about that order, by number.
    pub order: Option<u32>,
    /// Those of that kind.
    pub kind: Option<SmsKind>,
}

impl SmsFilter {
    /// Whether the message is meant.
    pub fn fits(&self, message: &Addressed<'_>) -> bool {
        self.is_meant(message.order, message.verifier.phone, message.message.kind)
    }

    /// Whether time alone will bring such an SMS about that order.
    pub fn comes_of(&self, order: &Order) -> bool {
        let verifiers = &order.round().setup.verifiers;
        order.sms_to_come().any(|(person, kind)| {
            let verifier = verifiers.get(usize::from(person));
            verifier.is_some_and(|verifier| self.is_meant(order, verifier.phone, kind))
        })
    }

    fn is_meant(&self, order: &Order, phone: Phone, kind: SmsKind) -> bool {
        self.order.is_none_or(|number| number == order.number())
            && self.to.is_none_or(|to| to == phone)
            && self.kind.is_none_or(|wanted| wanted == kind)
    }
}

impl Sandbox {
    /// An order about which time alone will bring such an SMS.
    pub fn order_to_text(&self, filter: SmsFilter) -> Option<u32> {
        let comes = |number: &u32| {
            self.order_at(*number)
                .is_some_and(|order| filter.comes_of(order))
        };
        match (filter.order, filter.to) {
            (Some(order), _) => Some(order).filter(comes),
            (None, Some(to)) => self.index.history(to).find(comes),
            (None, None) => {
                let entries = self.index.agenda();
                let texting = entries.filter(|entry| entry.due.kind.sms().is_some());
                texting.map(|entry| entry.order).find(comes)
            }
        }
    }
}
