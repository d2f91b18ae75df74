//! Removing sandboxes that nobody uses any more, where whoever runs the service wants that.
//!
//! Invariant: only what a client does is a use, and what falls due meanwhile is none. Nobody knows
//! what was before the process began, so that the idle time begins then at the earliest.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use tracing::info;

use super::Unavailable;
use super::hall::Hall;
use super::id::SandboxId;
use super::loading::failed;
use super::slot::Slot;
use crate::rules::Timestamp;

/// When sandboxes were last used that have left memory.
#[derive(Debug)]
pub(super) struct LastUses {
    /// When the process began.
    since: Timestamp,
    left: BTreeMap<SandboxId, Timestamp>,
}

impl LastUses {
    pub(super) const fn since(since: Timestamp) -> Self {
        let left = BTreeMap::new();
        Self { since, left }
    }

    /// Notes of sandboxes that leave memory when they were last used.
    pub(super) fn note(&mut self, left: Vec<(SandboxId, Timestamp)>) {
        for (id, used_at) in left {
            let known = self.left.entry(id).or_insert(self.since);
            *known = used_at.max(*known);
        }
    }

    fn of(&self, id: &SandboxId) -> Timestamp {
        self.left.get(id).copied().unwrap_or(self.since)
    }
}

impl Hall {
    /// Removes the stored sandboxes that nobody has used since `before`, loaded or not.
    ///
    /// # Errors
    /// As `Unavailable` says; what was removed until then is gone.
    pub(super) async fn remove_idle(
        &self,
        uses: &mut LastUses,
        before: Timestamp,
    ) -> Result<(), Unavailable> {
        let names = self.store.names().await.map_err(|error| failed(&error))?;
        let stored: BTreeSet<_> = names.iter().filter_map(|id| SandboxId::parse(id)).collect();
        uses.left.retain(|id, _| stored.contains(id));
        for id in stored {
            let used_at = uses.of(&id).max(self.asked_at(&id));
            if used_at < before && self.remove_unused(&id, before).await? {
                self.meters().idle_removals.inc();
                info!(sandbox = %id, idle_since = %used_at, "an idle sandbox was removed");
            }
        }
        Ok(())
    }

    /// Notes that sandboxes are in use that somebody listens to.
    pub(super) fn note_listeners(&self, wall: Timestamp) {
        let slots = self.slots.read().unwrap_or_else(PoisonError::into_inner);
        for slot in slots.values().filter(|slot| slot.is_listened_to()) {
            slot.note_asked(wall);
        }
    }

    /// When a client last asked something of the sandbox; long ago, where it has no slot.
    fn asked_at(&self, id: &SandboxId) -> Timestamp {
        let slots = self.slots.read().unwrap_or_else(PoisonError::into_inner);
        slots
            .get(id)
            .map_or(Timestamp::from_millis(i64::MIN), |slot| slot.asked_at())
    }

    /// Removes the sandbox with everything in it, without loading it for that, unless somebody uses
    /// it after all. Answers whether it went.
    async fn remove_unused(&self, id: &SandboxId, before: Timestamp) -> Result<bool, Unavailable> {
        let slot = self.slot(id);
        // From here on nobody loads it: who wants it waits, and finds none.
        let _loading = slot.loading.lock().await;
        if !leaves_memory(&slot, before) {
            return Ok(false);
        }
        let key = self.store.key_of(id.as_str()).await;
        let Some(key) = key.map_err(|error| failed(&error))? else {
            return Ok(false);
        };
        self.commit_unseated(&slot, Some(key)).await?;
        slot.note_emptied();
        self.schedule.set(id, None);
        self.stored.fetch_sub(1, Ordering::SeqCst);
        Ok(true)
    }
}

/// Lets a sandbox go from memory that nobody used since `before` and nobody uses now.
fn leaves_memory(slot: &Arc<Slot>, before: Timestamp) -> bool {
    /// The hall's list of slots and the caller.
    const HOLDERS: usize = 2;
    let mut seat = slot.seat();
    let used = slot.asked_at() >= before || Arc::strong_count(slot) > HOLDERS;
    if used || !slot.is_committed() {
        return false;
    }
    *seat = None;
    true
}
