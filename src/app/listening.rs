//! Listening to a sandbox: woken by its commits and by nothing else, until the service stops.
//!
//! A sandbox that nobody listens to costs the committer one look at a counter.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::limits::Limits;
use super::slot::Slot;

/// Who listens to the sandboxes of a hall.
pub(super) struct Audience {
    pub(super) streams: Arc<Semaphore>,
    pub(super) waits: Arc<Semaphore>,
    streams_max: usize,
    waits_max: usize,
    /// Never has a permit; closed when the service stops.
    stage: Semaphore,
}

/// Somebody who listens to a sandbox, on one of so many places.
pub(super) struct Ear {
    /// The sandbox's slot.
    pub(super) slot: Arc<Slot>,
    changes: watch::Receiver<()>,
    _place: OwnedSemaphorePermit,
}

impl Audience {
    /// So many places as there are, or as the machine can count.
    pub(super) fn new(limits: Limits) -> Self {
        let (streams_max, waits_max) = (
            limits.streams_max.min(Semaphore::MAX_PERMITS),
            limits.waits_max.min(Semaphore::MAX_PERMITS),
        );
        Self {
            streams: Arc::new(Semaphore::new(streams_max)),
            waits: Arc::new(Semaphore::new(waits_max)),
            streams_max,
            waits_max,
            stage: Semaphore::new(0),
        }
    }

    /// How many listen now: to a stream, and waiting.
    pub(super) fn count(&self) -> (usize, usize) {
        (
            self.streams_max - self.streams.available_permits(),
            self.waits_max - self.waits.available_permits(),
        )
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

impl Ear {
    /// Listens to the sandbox; nothing where all places are taken.
    pub(super) fn new(slot: Arc<Slot>, places: &Arc<Semaphore>) -> Option<Self> {
        let place = Arc::clone(places).try_acquire_owned().ok()?;
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
