//! What nobody waits for: checkpoints, rows left behind, sandboxes that nobody uses.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tracing::warn;

use super::hall::Hall;
use super::wall::pause;
use crate::rules::{Span, Timestamp};

/// How often the log is moved into the database, off the commit path.
const CHECKPOINT_EVERY: Duration = Duration::from_millis(500);

/// How many rounds of housekeeping pass between two looks for idle sandboxes.
const ROUNDS_BETWEEN_SWEEPS: u32 = 60;

/// Keeps house until the hall is drained. A sandbox that nobody used for `idle_after` leaves
/// memory.
pub async fn keep_house(hall: Arc<Hall>, idle_after: Span) {
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
            hall.unload_idle(hall.wall.now().minus(idle_after));
        }
    }
}

impl Hall {
    /// Lets sandboxes go that were last used before that time.
    pub fn unload_idle(&self, before: Timestamp) {
        let mut slots = self.slots.write().unwrap_or_else(PoisonError::into_inner);
        slots.retain(|_, slot| {
            let mut guard = slot.seat();
            let idle = guard.as_ref().is_none_or(|seat| seat.used_at < before);
            if !idle || !slot.is_committed() {
                return true;
            }
            *guard = None;
            drop(guard);
            // Whoever holds the slot would otherwise go on with a seat that nobody else finds.
            Arc::strong_count(slot) > 1
        });
    }
}
