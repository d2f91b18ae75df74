//! What happens when an agenda entry falls due.

use super::chance::{self, CodeKey};
use super::index::Entry;
use super::sandbox::Sandbox;
use crate::order::{Code, Due, DueKind, Fact, Order, Phone, ReturnReason, SmsKind};
use crate::rules::{ResendCode, RuleId, Timestamp};

/// How often a code is drawn anew before the next free one is taken.
const REDRAWS_MAX: u32 = 1_000;

impl Sandbox {
    /// Fires one entry at its due time.
    pub(super) fn fire(&mut self, entry: Entry) {
        let Entry { at, order, due } = entry;
        match due.kind {
            DueKind::Return => {
                let reason = ReturnReason::FailureLimit;
                self.happen(
                    at,
                    order,
                    RuleId::FailureReturn,
                    Fact::OrderReturned { reason },
                );
            }
            DueKind::WindowEnd => {
                let reason = ReturnReason::WindowExpired;
                self.happen(at, order, RuleId::WindowEnd, Fact::OrderReturned { reason });
            }
            DueKind::Sync => self.happen(at, order, RuleId::SyncLag, Fact::ResultSynced),
            DueKind::Delivery => {
                let fact = Fact::SmsDelivered {
                    person: due.person,
                    message: due.nth,
                };
                self.happen(at, order, RuleId::SmsDelivery, fact);
            }
            DueKind::FirstSms => self.dispatch(at, order, due, SmsKind::First, RuleId::SmsFirst),
            DueKind::ResentSms => self.dispatch(at, order, due, SmsKind::Resend, RuleId::SmsResent),
            DueKind::NoonSms => self.dispatch(at, order, due, SmsKind::Noon, RuleId::SmsNoon),
        }
    }

    /// Dispatches an SMS to a verifier, who is still waiting: else it would not be due.
    fn dispatch(&mut self, at: Timestamp, number: u32, due: Due, kind: SmsKind, rule: RuleId) {
        let Some((code, nth_code)) = self
            .order_at(number)
            .and_then(|order| self.code_for(order, due.person, kind))
        else {
            return;
        };
        let fact = Fact::SmsDispatched {
            person: due.person,
            kind,
            message: self.messages_len(),
            code,
            nth_code,
            arrives_at: at,
        };
        self.happen(at, number, rule, fact);
    }

    /// The code that the SMS carries, and which of the person's codes it is: a resend keeps the
    /// code unless the terms say otherwise (rule `resend.code`), the noon SMS always keeps it.
    fn code_for(&self, order: &Order, person: u16, kind: SmsKind) -> Option<(Code, u32)> {
        let round = order.round();
        let phone = round.setup.verifiers.get(usize::from(person))?.phone;
        let live = order.state().people().get(usize::from(person))?.texted();
        let fresh = round.basis.terms.resend_code.value == ResendCode::New;
        match live {
            None => Some((self.draw_code(order, phone, 1), 1)),
            Some(live) if kind == SmsKind::Resend && fresh => {
                let nth = live.nth_code + 1;
                Some((self.draw_code(order, phone, nth), nth))
            }
            Some(live) => Some((live.code, live.nth_code)),
        }
    }

    /// A code that no other live code of this phone equals (rule `code.unique-per-phone`).
    fn draw_code(&self, order: &Order, phone: Phone, nth: u32) -> Code {
        let key = |redraw| CodeKey {
            order_no: order.order_no(),
            round: order.round().number,
            phone,
            nth,
            redraw,
        };
        let draws = (0..REDRAWS_MAX).map(|redraw| chance::code(self.settings.seed, key(redraw)));
        let next_free = (0..Code::COUNT).map(Code::from_number);
        draws
            .chain(next_free)
            .find(|code| self.index.by_code(phone, *code).is_none())
            .unwrap_or_else(|| chance::code(self.settings.seed, key(0)))
    }
}
