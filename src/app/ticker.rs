//! The ticker: running clocks need nobody to advance them.
//!
//! It knows of every sandbox when, by the wall, its next event falls due, loaded or not, and
//! settles it then.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tracing::{Instrument as _, error_span, warn};

use super::hall::{Asker, Hall};
use super::id::SandboxId;
use super::wall::pause;
use crate::rules::Timestamp;

/// How long to leave a sandbox alone that could not be settled.
pub(super) const RETRY_AFTER: Duration = Duration::from_secs(1);

/// When each sandbox is due.
#[derive(Default)]
pub struct Schedule {
    due: Mutex<Due>,
    changed: Notify,
}

#[derive(Default)]
struct Due {
    by_time: BTreeSet<(Timestamp, SandboxId)>,
    by_id: BTreeMap<SandboxId, Timestamp>,
}

impl Schedule {
    /// Notes when the sandbox is due next, or that it is not.
    pub fn set(&self, id: &SandboxId, at: Option<Timestamp>) {
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let before = match at {
            Some(at) => due.by_id.insert(id.clone(), at),
            None => due.by_id.remove(id),
        };
        if before == at {
            return;
        }
        if let Some(before) = before {
            due.by_time.remove(&(before, id.clone()));
        }
        if let Some(at) = at {
            due.by_time.insert((at, id.clone()));
            if due.by_time.first().is_some_and(|first| first.1 == *id) {
                self.changed.notify_one();
            }
        }
    }

    /// Wakes the ticker.
    pub fn wake(&self) {
        self.changed.notify_one();
    }

    fn first(&self) -> Option<(Timestamp, SandboxId)> {
        let due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        due.by_time.first().cloned()
    }
}

/// Settles sandboxes as they fall due, until the hall is drained.
pub async fn tick_until_drained(hall: Arc<Hall>) {
    while !hall.is_draining() {
        let changed = hall.schedule.changed.notified();
        let Some((due, id)) = hall.schedule.first() else {
            changed.await;
            continue;
        };
        tokio::select! {
            () = hall.wall.until(due) => {}
            () = changed => continue,
        }
        let span = error_span!("tick", sandbox = %id);
        tick(&hall, &id).instrument(span).await;
    }
}

/// Settles a sandbox that is due.
async fn tick(hall: &Arc<Hall>, id: &SandboxId) {
    match hall
        .command_by(Asker::House, id, |_, _| (), |_, _| ())
        .await
    {
        // The sandbox may have been settled or changed by somebody else meanwhile.
        Ok(_) => {
            hall.deliver_aside(id);
            hall.reschedule(id);
        }
        Err(error) => {
            warn!(error = %error, "a sandbox that is due cannot be settled");
            pause(RETRY_AFTER).await;
        }
    }
}

impl Hall {
    /// Notes anew when a loaded sandbox is due.
    ///
    /// While somebody delivers its webhooks they need no ticker: whoever does comes by here behind.
    pub(super) fn reschedule(&self, id: &SandboxId) {
        let slot = self.slot(id);
        let guard = slot.seat();
        if let Some(seat) = guard.as_ref() {
            let carried = self.courier().is_some() && slot.delivering.try_lock().is_ok();
            let due = seat.sandbox.due_wall(carried);
            self.schedule.set(id, due.filter(|_| seat.key.is_some()));
        }
    }
}
