//! Advancing a sandbox's clock: everything due on the way fires, in order, in slices, and is
//! committed before the answer.

use std::sync::Arc;

use super::Unavailable;
use super::hall::{Hall, Moment, SLICE, Seen};
use super::id::SandboxId;
use crate::rules::{RuleId, Span, Timestamp};
use crate::sim::{Change, ClockBackwards, Mode, Record, Sandbox};

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
    pub order_no: Box<str>,
    /// The rule.
    pub rule: RuleId,
}

/// How a slice of the way ended.
enum Slice {
    Refused(ClockBackwards),
    Emptied,
    Reached,
    Onwards(Timestamp),
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
        let task = tokio::spawn(async move { hall.advance_all_the_way(&id, target, mode).await });
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
        let mut advanced = Advanced::default();
        let mut destination = None;
        let emptied = slot.emptied();
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
                let done = sandbox.settle(to, SLICE);
                let reached = if done { to } else { sandbox.last_at() };
                sandbox.set_clock(mode, reached, moment.wall);
                if done {
                    Slice::Reached
                } else {
                    Slice::Onwards(to)
                }
            };
            // What one instant makes due may be more than a slice, and then settling makes it
            // happen before and behind the decision.
            let watch =
                |sandbox: &Sandbox, records: &[Record]| note(sandbox, records, &mut advanced);
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
            }
        }
    }
}

fn resolve(sandbox: &Sandbox, target: Target, now: Timestamp) -> Timestamp {
    match target {
        Target::By(span) => now.plus(span),
        Target::To(moment) => moment,
        Target::NextEvent => sandbox.next_entry().map_or(now, |entry| entry.at),
    }
}

/// Notes what happened.
fn note(sandbox: &Sandbox, records: &[Record], advanced: &mut Advanced) {
    for record in records {
        let Change::Happened { order, fact } = &record.change else {
            continue;
        };
        advanced.fired_count += 1;
        if advanced.fired.len() < FIRED_LISTED_MAX
            && let Some(order) = sandbox.order_at(*order)
        {
            advanced.fired.push(Fired {
                at: record.at,
                event: fact.type_key(),
                order_no: order.order_no().into(),
                rule: record.rule,
            });
        }
    }
}
