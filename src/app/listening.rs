//! Listening to a sandbox: woken by its commits and by nothing else, until the service stops.
//!
//! A sandbox that nobody listens to costs the committer one look at a counter.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::limits::Limits;
use super::slot::Slot;

/// Who listens to the sandboxes of a hall.
pub(super) struct Audience {
    pub(super) streams: Places,
    pub(super) waits: Places,
    /// Never has a permit; closed when the service stops.
    stage: Semaphore,
}

/// Places of one kind.
pub(super) struct Places {
    free: Arc<Semaphore>,
    max: usize,
}

/// Somebody who listens to a sandbox, on one of so many places.
pub(super) struct Ear {
    /// The sandbox's slot.
    pub(super) slot: Arc<Slot>,
    changes: watch::Receiver<()>,
    _place: OwnedSemaphorePermit,
}

impl Audience {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            streams: Places::new(limits.streams_max),
            waits: Places::new(limits.waits_max),
            stage: Semaphore::new(0),
        }
    }

    /// Sends everybody home.
    pub(super) fn dismiss(&self) {
        self.stage.close();
    }

    /// Waits until everybody is sent home.
    pub(super) async fn dismissed(&self) {
        // There never is a permit: the wait for one has no other end than this.
        let _ = self.stage.acquire().await;
    }
}

impl Places {
    fn new(max: usize) -> Self {
        let max = max.min(Semaphore::MAX_PERMITS);
        let free = Arc::new(Semaphore::new(max));
        Self { free, max }
    }

    /// How many are taken.
    pub(super) fn taken(&self) -> usize {
        self.max - self.free.available_permits()
    }
}

impl Ear {
    /// Listens to the sandbox; nothing where all places are taken.
    pub(super) fn new(slot: Arc<Slot>, places: &Places) -> Option<Self> {
        let place = Arc::clone(&places.free).try_acquire_owned().ok()?;
        Some(Self {
            changes: slot.changes(),
            slot,
            _place: place,
        })
    }

    /// Takes all changes so far as heard: whoever looks at the sandbox next sees them.
    pub(super) fn catch_up(&mut self) {
        self.changes.mark_unchanged();
    }

    /// Waits for a change since the last call of `catch_up`.
    pub(super) async fn change(&mut self) {
        // It cannot fail: the slot, which this holds, has the other end.
        let _ = self.changes.changed().await;
    }
}
