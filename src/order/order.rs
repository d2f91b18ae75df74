//! One filing order: its rounds, where it stands, and everything that happened to it.
//!
//! An order changes only by applying facts; live and on load it is the same `apply`.

use smallvec::{SmallVec, smallvec};

use super::fact::Fact;
use super::faulted::Effect;
use super::person::Phone;
use super::round::Round;
use super::state::{Impossible, State};
use super::text::Text;
use crate::rules::{RuleId, Timestamp};

/// Events of an order whose one verifier passes at the first try.
const USUAL_HISTORY: usize = 6;

/// A filing order (备案订单) of a sandbox.
#[derive(Clone, PartialEq, Debug)]
pub struct Order {
    number: u32,
    order_no: Text,
    /// Nearly always one, which then stands in the order itself.
    rounds: SmallVec<[Round; 1]>,
    state: State,
    timeline: Vec<Happening>,
    in_transit: Vec<InTransit>,
}

/// One entry of an order's timeline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Happening {
    /// When it happened: its due time, however late the process looked.
    pub at: Timestamp,
    /// Its number in the sandbox's journal.
    pub seq: u32,
    /// The rule that made it so.
    pub rule: RuleId,
    /// The round that it belongs to.
    pub round: u16,
    /// What happened.
    pub fact: Fact,
}

/// An SMS on its way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InTransit {
    /// Its number in the sandbox.
    pub message: u32,
    /// To which verifier of the round in which it was sent.
    pub person: u16,
    /// When it arrives.
    pub arrives_at: Timestamp,
}

impl Order {
    /// The order as its first round opens it.
    pub fn submitted(seq: u64, number: u32, order_no: Text, round: Round, rule: RuleId) -> Self {
        let at = round.setup.opened_at;
        let state = State::opened(round.setup.verifiers.len());
        let opening = Happening {
            at,
            seq: place(seq),
            rule,
            round: 1,
            fact: Fact::OrderSubmitted,
        };
        let mut timeline = Vec::with_capacity(USUAL_HISTORY);
        timeline.push(opening);
        Self {
            number,
            order_no,
            rounds: smallvec![round],
            state,
            timeline,
            in_transit: Vec::new(),
        }
    }

    /// Opens the next round.
    ///
    /// # Errors
    /// Unless the order was returned.
    pub fn resubmitted(&mut self, seq: u64, round: Round, rule: RuleId) -> Result<(), Impossible> {
        let fact = Fact::OrderResubmitted;
        if !matches!(self.state, State::Returned { .. }) {
            return Err(Impossible {
                state: self.state.name(),
                event: fact.type_key(),
            });
        }
        let at = round.setup.opened_at;
        self.state = State::opened(round.setup.verifiers.len());
        self.rounds.push(round);
        self.record(seq, at, rule, fact);
        Ok(())
    }

    /// Lets the fact happen, as that record of the journal.
    ///
    /// # Errors
    /// Where the state table says that it cannot. The order is then no longer to be used.
    pub fn apply(
        &mut self,
        seq: u64,
        at: Timestamp,
        rule: RuleId,
        fact: Fact,
    ) -> Result<(), Impossible> {
        let consumed = State::Approved {
            people: Box::default(),
        };
        self.state = std::mem::replace(&mut self.state, consumed).after(at, &fact)?;
        match &fact {
            Fact::SmsDispatched {
                person,
                message,
                arrives_at,
                ..
            } => self.in_transit.push(InTransit {
                message: *message,
                person: *person,
                arrives_at: *arrives_at,
            }),
            Fact::SmsDelivered { message, .. } => {
                self.in_transit.retain(|sms| sms.message != *message);
                if self.in_transit.is_empty() {
                    // Its room would outweigh the rest of a message, once for every order.
                    self.in_transit = Vec::new();
                }
            }
            Fact::Faulted(faulted) => self.disturb(&faulted.effect),
            _ => {}
        }
        self.record(seq, at, rule, fact);
        Ok(())
    }

    /// What a fault does to the SMS that are on their way.
    fn disturb(&mut self, effect: &Effect) {
        match effect {
            Effect::SmsLost { message, .. } => {
                self.in_transit.retain(|sms| sms.message != *message);
            }
            Effect::SmsDelayed {
                message,
                arrives_at,
                ..
            } => {
                let delayed = |sms: &&mut InTransit| sms.message == *message;
                if let Some(sms) = self.in_transit.iter_mut().find(delayed) {
                    sms.arrives_at = *arrives_at;
                }
            }
            Effect::SmsDuplicated {
                person,
                message,
                arrives_at,
                ..
            } => self.in_transit.push(InTransit {
                message: *message,
                person: *person,
                arrives_at: *arrives_at,
            }),
            Effect::SyncDelayed { .. }
            | Effect::WebhookLost { .. }
            | Effect::WebhookDuplicated { .. } => {}
        }
    }

    /// The order as it was right after that entry of its timeline.
    pub fn as_of(&self, place: usize) -> Option<Self> {
        let (first, rest) = self.timeline.get(..=place)?.split_first()?;
        let round = self.rounds.first()?.clone();
        let mut order = Self::submitted(
            first.seq.into(),
            self.number,
            self.order_no.clone(),
            round,
            first.rule,
        );
        for happening in rest {
            let Happening {
                at,
                seq,
                rule,
                fact,
                ..
            } = happening.clone();
            let happened = match fact {
                Fact::OrderResubmitted => {
                    let round = self.rounds.get(order.rounds.len())?.clone();
                    order.resubmitted(seq.into(), round, rule)
                }
                fact => order.apply(seq.into(), at, rule, fact),
            };
            happened.ok()?;
        }
        Some(order)
    }

    /// Its number in the sandbox, from 0: the order of submission.
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// The provider's name for it.
    pub fn order_no(&self) -> &str {
        &self.order_no
    }

    /// Where it stands.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The current round.
    #[expect(
        clippy::indexing_slicing,
        reason = "an order has a round from its first moment on"
    )]
    pub fn round(&self) -> &Round {
        &self.rounds[self.rounds.len() - 1]
    }

    /// All rounds, oldest first; never empty.
    pub fn rounds(&self) -> &[Round] {
        &self.rounds
    }

    /// Everything that happened, oldest first.
    pub fn timeline(&self) -> &[Happening] {
        &self.timeline
    }

    /// The event with that number in the sandbox's journal.
    pub fn happening(&self, seq: u64) -> Option<&Happening> {
        let seq = u32::try_from(seq).ok()?;
        let place = self.timeline.binary_search_by_key(&seq, |event| event.seq);
        self.timeline.get(place.ok()?)
    }

    /// SMS dispatched and not yet delivered.
    pub fn in_transit(&self) -> &[InTransit] {
        &self.in_transit
    }

    /// The numbers of the messages about it, oldest first.
    pub fn messages(&self) -> impl Iterator<Item = u32> {
        self.timeline
            .iter()
            .filter_map(|happening| match &happening.fact {
                Fact::SmsDispatched { message, .. } => Some(*message),
                Fact::Faulted(faulted) => match faulted.effect {
                    Effect::SmsDuplicated { message, .. } => Some(message),
                    _ => None,
                },
                _ => None,
            })
    }

    /// The round in which an event of the timeline happened.
    pub fn round_of(&self, happening: &Happening) -> &Round {
        self.rounds
            .get(usize::from(happening.round) - 1)
            .unwrap_or_else(|| self.round())
    }

    /// Whether that phone has to verify the current round.
    pub fn is_verified_by(&self, phone: Phone) -> bool {
        self.round().verifier(phone).is_some()
    }

    fn record(&mut self, seq: u64, at: Timestamp, rule: RuleId, fact: Fact) {
        let round = u16::try_from(self.rounds.len()).unwrap_or(u16::MAX);
        if self.timeline.len() == self.timeline.capacity() {
            // Doubling would leave half of a million short histories empty.
            self.timeline
                .reserve_exact((self.timeline.len() / 2).max(4));
        }
        self.timeline.push(Happening {
            at,
            seq: place(seq),
            rule,
            round,
            fact,
        });
    }
}

/// A record's number in the width that costs a happening nothing: memory is full long before a
/// sandbox has as many.
fn place(seq: u64) -> u32 {
    u32::try_from(seq).unwrap_or(u32::MAX)
}
