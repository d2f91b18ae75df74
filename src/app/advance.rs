//! Advancing a sandbox's clock: everything due on the way fires, in order, in slices, and is
//! committed before the answer.

use std::sync::Arc;

use tracing::Instrument as _;

use super::Unavailable;
use super::hall::{Hall, Moment, SLICE, Seen};
use super::id::SandboxId;
use super::slot::Slot;
use crate::order::Text;
use crate::rules::{RuleId, Span, Timestamp};
use crate::sim::{ClockBackwards, Mode, Record, Sandbox, Settled};

/// Events that an advance lists at the most; it counts them all.
pub const FIRED_LISTED_MAX: usize = 1_000;

/// How far to advance.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// By a duration.
    By(Span),
    /// To a moment.
    To(Timestamp),
    /// To the next event, where there is one.
    NextEvent,
}

/// What an advance did.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Advanced {
    /// The first events that happened on the way.
    pub fired: Vec<Fired>,
    /// How many happened.
    pub fired_count: u64,
}

/// An event that happened on the way.
#[derive(Clone, PartialEq, Debug)]
pub struct Fired {
    /// When.
    pub at: Timestamp,
    /// Its type.
    pub event: &'static str,
    /// Whose.
    pub order_no: Text,
    /// The rule.
    pub rule: RuleId,
}

/// How a slice of the way ended.
enum Slice {
    Refused(ClockBackwards),
    Emptied,
    Reached,
    Onwards(Timestamp),
    /// A webhook is due on the way.
    Webhook(Timestamp),
}

impl Hall {
    /// Advances the sandbox's clock, and sets its mode where one is given.
    ///
    /// It goes on to its end even when nobody waits for the answer any more.
    ///
    /// # Errors
    /// As `Unavailable` says; what had been committed on the way stays. The inner error: the clock
    /// would go back although the sandbox holds orders.
    pub async fn advance(
        self: &Arc<Self>,
        id: &SandboxId,
        target: Target,
        mode: Option<Mode>,
    ) -> Result<Result<Seen<Advanced>, ClockBackwards>, Unavailable> {
        let (hall, id) = (Arc::clone(self), id.clone());
        let task = async move { hall.advance_all_the_way(&id, target, mode).await };
        let task = tokio::spawn(task.in_current_span());
        task.await.unwrap_or(Err(Unavailable::Defect))
    }

    async fn advance_all_the_way(
        &self,
        id: &SandboxId,
        target: Target,
        mode: Option<Mode>,
    ) -> Result<Result<Seen<Advanced>, ClockBackwards>, Unavailable> {
        let slot = self.slot(id);
        let _turn = slot.advancing.lock().await;
        let emptied = slot.emptied();
        if self.courier().is_none() {
            return self.advance_in_turn((&slot, emptied), target, mode).await;
        }
        // Nobody else delivers meanwhile. What was due before is tried first and belongs to no
        // advance, so that it is all the same whether somebody was at it already.
        let delivering = slot.delivering.lock().await;
        let done = match self.deliver_due(&slot, |_, _| ()).await {
            Ok(()) => self.advance_in_turn((&slot, emptied), target, mode).await,
            Err(unavailable) => Err(unavailable),
        };
        drop(delivering);
        self.reschedule(id);
        done
    }

    /// The caller holds the slot's turns to advance and to deliver, and says how often it had been
    /// emptied.
    async fn advance_in_turn(
        &self,
        (slot, emptied): (&Slot, u64),
        target: Target,
        mode: Option<Mode>,
    ) -> Result<Result<Seen<Advanced>, ClockBackwards>, Unavailable> {
        let id = &slot.id;
        let mut advanced = Advanced::default();
        let mut destination = None;
        let carried = self.courier().is_some();
        loop {
            let decide = |sandbox: &mut Sandbox, moment: Moment| {
                // What was on the way when the sandbox was emptied is no longer to come.
                if slot.emptied() != emptied {
                    return Slice::Emptied;
                }
                let mode = mode.unwrap_or_else(|| sandbox.clock().mode());
                let to = match destination {
                    // A running clock may have come by the destination between two slices.
                    Some(to) => moment.now.max(to),
                    None => resolve(sandbox, target, moment.now),
                };
                if let Err(backwards) = sandbox.may_show(to, moment.now) {
                    return Slice::Refused(backwards);
                }
                let settled = settle(sandbox, to, carried);
                let (reached, slice) = match settled {
                    Settled::All => (to, Slice::Reached),
                    Settled::Part => (sandbox.last_at(), Slice::Onwards(to)),
                    Settled::Webhook(due) => (due.max(moment.now), Slice::Webhook(to)),
                };
                sandbox.set_clock(mode, reached, moment.wall);
                slice
            };
            // What one instant makes due may be more than a slice, and then settling makes it
            // happen before and behind the decision.
            let watch = |sandbox: &Sandbox, records: &[Record]| advanced.note(sandbox, records);
            let seen = self.command_watched(id, decide, watch).await?;
            match seen.value {
                Slice::Refused(backwards) => return Ok(Err(backwards)),
                Slice::Reached | Slice::Emptied => {
                    return Ok(Ok(Seen {
                        value: advanced,
                        now: seen.now,
                    }));
                }
                Slice::Onwards(to) => destination = Some(to),
                Slice::Webhook(to) => {
                    destination = Some(to);
                    let watch =
                        |sandbox: &Sandbox, records: &[Record]| advanced.note(sandbox, records);
                    self.deliver_due(slot, watch).await?;
                }
            }
        }
    }
}

fn resolve(sandbox: &Sandbox, target: Target, now: Timestamp) -> Timestamp {
    match target {
        Target::By(span) => now.plus(span),
        Target::To(moment) => moment,
        Target::NextEvent => sandbox.next_event(now).map_or(now, |next| next.at),
    }
}

/// Settles a slice of the way; with webhooks up to where one is due, if there is who carries them.
fn settle(sandbox: &mut Sandbox, to: Timestamp, carried: bool) -> Settled {
    if carried {
        return sandbox.settle_to_webhook(to, SLICE);
    }
    if sandbox.settle(to, SLICE) {
        Settled::All
    } else {
        Settled::Part
    }
}

impl Advanced {
    /// Notes what happened.
    fn note(&mut self, sandbox: &Sandbox, records: &[Record]) {
        for record in records {
            let Some((event, order)) = sandbox.happened(record) else {
                continue;
            };
            self.fired_count += 1;
            if self.fired.len() < FIRED_LISTED_MAX
                && let Some(order) = sandbox.order_at(order)
            {
                self.fired.push(Fired {
                    at: record.at,
                    event,
                    order_no: order.order_no().into(),
                    rule: record.rule,
                });
            }
        }
    }
}
