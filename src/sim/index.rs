//! The sandbox's look-ups: who waits at which phone, and the provider's list.
//!
//! All of it is a function of the orders: every entry can be taken out and put in again from
//! what an order says of itself. Each look-up is a step through one sorted set; names alone, which
//! nobody asks for in order, are hashed, by a hash without chance.

use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, DefaultHasher};

use crate::order::{Code, Due, Order, Phone, Standing, Status, Suffix, Text, Wait};
use crate::rules::{FilingType, Timestamp};

/// A verifier of an order's current round.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Who {
    /// The order's number in the sandbox.
    pub order: u32,
    /// The verifier's place in the round.
    pub person: u16,
}

/// An agenda entry with its owner; its order is the order in which simultaneous entries fire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Entry {
    /// When it falls due.
    pub at: Timestamp,
    /// The order that owns it.
    pub order: u32,
    /// What falls due.
    pub due: Due,
}

/// What an order contributes to the look-ups as it stands; by default nothing.
#[derive(PartialEq, Debug, Default)]
pub struct Contribution {
    due: Vec<Due>,
    waits: Vec<Wait>,
    listed: Option<(Status, FilingType)>,
}

type ByCode = (Phone, Code, Who);
type ByStanding = (Phone, Standing, Timestamp, Who);

/// The look-ups.
#[derive(Default, Debug, PartialEq)]
pub struct Index {
    numbers: HashMap<Text, u32, BuildHasherDefault<DefaultHasher>>,
    agenda: BTreeSet<Entry>,
    codes: BTreeSet<ByCode>,
    waiting: BTreeSet<ByStanding>,
    known: BTreeSet<(Phone, Suffix)>,
    history: BTreeSet<(Phone, u32)>,
    mentioned: BTreeSet<(Phone, u32)>,
    listed: BTreeSet<(Status, FilingType, u32)>,
    messages: BTreeSet<(Phone, u32)>,
}

impl Contribution {
    /// What the order contributes.
    pub fn of(order: &Order) -> Self {
        Self {
            due: order.due(),
            waits: order.waits(),
            listed: Some((order.seen_status(), order.round().submission.filing_type)),
        }
    }
}

impl Index {
    /// Puts what the order contributes in the place of what it contributed before. Most of it
    /// stays: only what differs is touched.
    pub fn replace(&mut self, order: u32, before: &Contribution, after: &Contribution) {
        for due in before.due.iter().filter(|due| !after.due.contains(due)) {
            self.agenda.remove(&entry(order, *due));
        }
        for due in after.due.iter().filter(|due| !before.due.contains(due)) {
            self.agenda.insert(entry(order, *due));
        }
        let gone = before
            .waits
            .iter()
            .filter(|wait| !after.waits.contains(wait));
        for (code, standing) in gone.map(|wait| looked_up(order, wait)) {
            self.codes.remove(&code);
            self.waiting.remove(&standing);
        }
        let new = after
            .waits
            .iter()
            .filter(|wait| !before.waits.contains(wait));
        for (code, standing) in new.map(|wait| looked_up(order, wait)) {
            self.codes.insert(code);
            self.waiting.insert(standing);
        }
        if before.listed != after.listed {
            if let Some((status, filing_type)) = before.listed {
                self.listed.remove(&(status, filing_type, order));
            }
            if let Some((status, filing_type)) = after.listed {
                self.listed.insert((status, filing_type, order));
            }
        }
    }

    /// Learns whom the order's newest round names.
    pub fn learn_round(&mut self, order: &Order) {
        let setup = &order.round().setup;
        for verifier in &setup.verifiers {
            self.history.insert((verifier.phone, order.number()));
            for suffix in &verifier.suffixes {
                self.known.insert((verifier.phone, suffix.clone()));
            }
        }
        for other in &setup.others {
            self.known.insert((other.0, other.1.clone()));
        }
        for person in order.round().people() {
            let phones = std::iter::once(person.phone).chain(person.emergency_phone);
            for phone in phones.filter(|phone| !order.is_verified_by(*phone)) {
                self.mentioned.insert((phone, order.number()));
            }
        }
    }

    /// Learns an order's name.
    pub fn learn_name(&mut self, order: &Order) {
        self.numbers.insert(order.order_no().into(), order.number());
    }

    /// Learns to whom a message went.
    pub fn learn_message(&mut self, phone: Phone, message: u32) {
        self.messages.insert((phone, message));
    }

    /// The order with that name.
    pub fn number_of(&self, order_no: &str) -> Option<u32> {
        self.numbers.get(order_no).copied()
    }

    /// The next agenda entry.
    pub fn next_entry(&self) -> Option<Entry> {
        self.agenda.first().copied()
    }

    /// The agenda, the next entry first.
    pub fn agenda(&self) -> impl Iterator<Item = &Entry> {
        self.agenda.iter()
    }

    /// How many entries the agenda has.
    pub fn agenda_len(&self) -> usize {
        self.agenda.len()
    }

    /// The verification with that live code; of several, the order submitted last.
    pub fn by_code(&self, phone: Phone, code: Code) -> Option<Who> {
        const FIRST: Who = Who {
            order: 0,
            person: 0,
        };
        const LAST: Who = Who {
            order: u32::MAX,
            person: u16::MAX,
        };
        self.codes
            .range((phone, code, FIRST)..=(phone, code, LAST))
            .next_back()
            .map(|hit| hit.2)
    }

    /// The phone's verifications of that standing, the one dispatched last first.
    pub fn waiting(&self, phone: Phone, standing: Standing) -> impl Iterator<Item = Who> {
        let low = (
            phone,
            standing,
            Timestamp::MIN,
            Who {
                order: 0,
                person: 0,
            },
        );
        let high = (
            phone,
            standing,
            Timestamp::MAX,
            Who {
                order: u32::MAX,
                person: u16::MAX,
            },
        );
        self.waiting.range(low..=high).rev().map(|hit| hit.3)
    }

    /// Whether any order of the sandbox names a principal with that phone.
    pub fn knows_phone(&self, phone: Phone) -> bool {
        self.known_suffixes(phone).next().is_some()
    }

    /// The ID suffixes known for the phone.
    pub fn known_suffixes(&self, phone: Phone) -> impl Iterator<Item = &Suffix> {
        self.known
            .range((phone, Suffix::new(""))..)
            .take_while(move |hit| hit.0 == phone)
            .map(|hit| &hit.1)
    }

    /// Whether that phone and suffix belong to a principal of some order.
    pub fn knows(&self, phone: Phone, suffix: &Suffix) -> bool {
        self.known.contains(&(phone, suffix.clone()))
    }

    /// The orders that this phone had to verify in any round, newest first.
    pub fn history(&self, phone: Phone) -> impl Iterator<Item = u32> {
        self.history
            .range((phone, 0)..=(phone, u32::MAX))
            .rev()
            .map(|hit| hit.1)
    }

    /// The orders that name this phone without asking it, newest first.
    pub fn mentioned(&self, phone: Phone) -> impl Iterator<Item = u32> {
        self.mentioned
            .range((phone, 0)..=(phone, u32::MAX))
            .rev()
            .map(|hit| hit.1)
    }

    /// The orders that the provider sees in that status with that filing type, newest first, all
    /// with a smaller number than `before`.
    pub fn listed(
        &self,
        status: Status,
        filing_type: FilingType,
        before: u32,
    ) -> impl Iterator<Item = u32> {
        self.listed
            .range((status, filing_type, 0)..(status, filing_type, before))
            .rev()
            .map(|hit| hit.2)
    }

    /// The messages to that phone from that number on, oldest first.
    pub fn messages_to(&self, phone: Phone, from: u32) -> impl DoubleEndedIterator<Item = u32> {
        self.messages
            .range((phone, from)..=(phone, u32::MAX))
            .map(|hit| hit.1)
    }
}

fn entry(order: u32, due: Due) -> Entry {
    let at = due.at;
    Entry { at, order, due }
}

/// Under what a verification is looked up.
fn looked_up(order: u32, wait: &Wait) -> (ByCode, ByStanding) {
    let person = wait.person;
    let who = Who { order, person };
    (
        (wait.phone, wait.code, who),
        (wait.phone, wait.standing, wait.sent_at, who),
    )
}
