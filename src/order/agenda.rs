//! What time will cause to one order: a function of its state, never kept beside it.

use super::fact::{ReturnReason, SmsKind};
use super::order::Order;
use super::progress::Progress;
use super::round::Course;
use super::state::{State, Sync};
use crate::rules::{RuleId, Timestamp};

/// Something that falls due for an order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Due {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: DueKind,
    /// For which verifier, by place; 0 where it concerns all.
    pub person: u16,
    /// Which of several of the kind: the n-th resend, or a message's number.
    pub nth: u32,
}

/// What falls due. At one instant an order's entries fire in this order: what closes the
/// window comes before what would still be sent in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum DueKind {
    /// The delayed return of a failed order.
    Return,
    /// The end of the window.
    WindowEnd,
    /// The first SMS.
    FirstSms,
    /// A resent SMS.
    ResentSms,
    /// The noon SMS.
    NoonSms,
    /// The arrival of an SMS.
    Delivery,
    /// The provider learns the result.
    Sync,
}

impl DueKind {
    /// The type of the event that it causes.
    pub const fn event_type(self) -> &'static str {
        match self {
            Self::Return | Self::WindowEnd => "order_returned",
            Self::FirstSms | Self::ResentSms | Self::NoonSms => "sms_dispatched",
            Self::Delivery => "sms_delivered",
            Self::Sync => "result_synced",
        }
    }

    /// The rule by which it fires.
    pub const fn rule(self) -> RuleId {
        match self {
            Self::Return => RuleId::FailureReturn,
            Self::WindowEnd => RuleId::WindowEnd,
            Self::FirstSms => RuleId::SmsFirst,
            Self::ResentSms => RuleId::SmsResent,
            Self::NoonSms => RuleId::SmsNoon,
            Self::Delivery => RuleId::SmsDelivery,
            Self::Sync => RuleId::SyncLag,
        }
    }

    /// Why the order goes back when it fires, if it does.
    pub const fn return_reason(self) -> Option<ReturnReason> {
        match self {
            Self::Return => Some(ReturnReason::FailureLimit),
            Self::WindowEnd => Some(ReturnReason::WindowExpired),
            Self::FirstSms | Self::ResentSms | Self::NoonSms | Self::Delivery | Self::Sync => None,
        }
    }

    /// The kind of SMS that it dispatches, if any.
    pub const fn sms(self) -> Option<SmsKind> {
        match self {
            Self::FirstSms => Some(SmsKind::First),
            Self::ResentSms => Some(SmsKind::Resend),
            Self::NoonSms => Some(SmsKind::Noon),
            Self::Return | Self::WindowEnd | Self::Delivery | Self::Sync => None,
        }
    }
}

impl Order {
    /// Everything that time will cause to this order as it stands, unsorted.
    pub fn due(&self) -> Vec<Due> {
        let mut due = Vec::new();
        match self.state() {
            State::Awaiting { people } => self.due_while_awaiting(people, &mut due),
            State::Failed { return_at, .. } => due.push(for_all(*return_at, DueKind::Return)),
            State::UnderReview {
                sync: Sync::Due(at),
                ..
            } => {
                due.push(for_all(*at, DueKind::Sync));
            }
            State::UnderReview {
                sync: Sync::Done | Sync::Never,
                ..
            }
            | State::Returned { .. }
            | State::Approved { .. }
            | State::Rejected { .. }
            | State::Withdrawn { .. } => {}
        }
        due.extend(self.in_transit().iter().map(|sms| Due {
            at: sms.arrives_at,
            kind: DueKind::Delivery,
            person: sms.person,
            nth: sms.message,
        }));
        due
    }

    /// The SMS that time alone will bring, with the verifier's place: each comes unless its
    /// verifier passes or the order ends before.
    pub fn sms_to_come(&self) -> impl Iterator<Item = (u16, SmsKind)> {
        let (deadline, noon_at) = match self.round().setup.course {
            Course::Verified {
                deadline, noon_at, ..
            } => (deadline, noon_at),
            Course::Unverified(_) => (Timestamp::MIN, None),
        };
        // The noon SMS of somebody who is not texted yet is not due, but follows from the first.
        let follows =
            move |kind| (kind == SmsKind::First && noon_at.is_some()).then_some(SmsKind::Noon);
        let in_time = self.due().into_iter().filter(move |due| due.at < deadline);
        in_time.flat_map(move |due| {
            let kinds = due.kind.sms().into_iter();
            kinds
                .flat_map(move |kind| std::iter::once(kind).chain(follows(kind)))
                .map(move |kind| (due.person, kind))
        })
    }

    fn due_while_awaiting(&self, people: &[Progress], due: &mut Vec<Due>) {
        let Course::Verified {
            first_sms_at,
            noon_at,
            deadline,
        } = self.round().setup.course
        else {
            return;
        };
        due.push(for_all(deadline, DueKind::WindowEnd));
        for (person, progress) in (0_u16..).zip(people) {
            let mut add = |at, kind, nth| {
                due.push(Due {
                    at,
                    kind,
                    person,
                    nth,
                });
            };
            match progress {
                Progress::Unsent => add(first_sms_at, DueKind::FirstSms, 0),
                Progress::Waiting(waiting) => {
                    for (nth, at) in &waiting.queued {
                        add(*at, DueKind::ResentSms, *nth);
                    }
                    if let Some(noon) = noon_at.filter(|_| !waiting.noon_sent) {
                        add(noon, DueKind::NoonSms, 0);
                    }
                }
                Progress::Passed { .. } => {}
            }
        }
    }
}

const fn for_all(at: Timestamp, kind: DueKind) -> Due {
    Due {
        at,
        kind,
        person: 0,
        nth: 0,
    }
}
