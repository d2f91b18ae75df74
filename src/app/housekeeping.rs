//! What nobody waits for: checkpoints, rows left behind, sandboxes that nobody uses.
//!
//! Invariant: a sandbox that leaves memory stays stored; one is removed only where that was asked
//! for.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tracing::warn;

use super::hall::Hall;
use super::id::SandboxId;
use super::removing::LastUses;
use super::wall::pause;
use crate::rules::{Span, Timestamp};

/// How often the log is moved into the database, off the commit path.
const CHECKPOINT_EVERY: Duration = Duration::from_millis(500);

/// How many rounds of housekeeping pass between two looks for idle sandboxes.
const ROUNDS_BETWEEN_SWEEPS: u32 = 60;

/// What is done about idle sandboxes.
#[derive(Debug)]
pub struct House {
    unload_after: Span,
    remove_after: Option<Span>,
    uses: LastUses,
}

impl House {
    /// A sandbox leaves memory once it was idle for `unload_after`, and is removed once no client
    /// used it for `remove_after`, by the wall and from now on at the earliest.
    pub fn new(hall: &Hall, unload_after: Span, remove_after: Option<Span>) -> Self {
        Self {
            unload_after,
            remove_after,
            uses: LastUses::since(hall.wall.now()),
        }
    }

    /// Looks for idle sandboxes.
    pub async fn sweep(&mut self, hall: &Hall) {
        let wall = hall.wall.now();
        hall.note_listeners(wall);
        let left = hall.unload_idle(wall.minus(self.unload_after));
        let Some(remove_after) = self.remove_after else {
            return;
        };
        self.uses.note(left);
        let removing = hall.remove_idle(&mut self.uses, wall.minus(remove_after));
        if let Err(error) = removing.await {
            warn!(error = %error, "idle sandboxes could not be removed; it will be tried again");
        }
    }
}

/// Keeps house until the hall is drained.
pub async fn keep_house(hall: Arc<Hall>, mut house: House) {
    let mut rounds: u32 = 0;
    let mut busy = false;
    let mut commits_seen = 0;
    while !hall.is_draining() {
        pause(CHECKPOINT_EVERY).await;
        let commits = hall.commits();
        // The log is given back once, when the writing has stopped.
        if commits != commits_seen || busy {
            let truncate = commits == commits_seen;
            if let Err(error) = hall.store.checkpoint(truncate).await {
                warn!(error = %error, "a checkpoint failed; it will be tried again");
            }
            busy = !truncate;
        }
        commits_seen = commits;
        if let Err(error) = hall.store.remove_slice().await {
            warn!(error = %error, "rows left behind could not be removed; it will be tried again");
        }
        rounds = rounds.wrapping_add(1);
        if rounds.is_multiple_of(ROUNDS_BETWEEN_SWEEPS) {
            house.sweep(&hall).await;
        }
    }
}

impl Hall {
    /// Lets sandboxes go from memory that were last used before that time. Answers which went, and
    /// when a client last asked something of each.
    pub fn unload_idle(&self, before: Timestamp) -> Vec<(SandboxId, Timestamp)> {
        let mut left = Vec::new();
        let mut slots = self.slots.write().unwrap_or_else(PoisonError::into_inner);
        slots.retain(|id, slot| {
            let mut guard = slot.seat();
            let idle = guard.as_ref().is_none_or(|seat| seat.used_at < before);
            if !idle || !slot.is_committed() {
                return true;
            }
            *guard = None;
            drop(guard);
            // Whoever holds the slot would otherwise go on with a seat that nobody else finds.
            let stays = Arc::strong_count(slot) > 1;
            if !stays {
                left.push((id.clone(), slot.asked_at()));
            }
            stays
        });
        left
    }
}
