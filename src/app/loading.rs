//! Loading a sandbox on its first use, and letting it go when nobody uses it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::sync::oneshot;
use tracing::error;

use super::Unavailable;
use super::committer::Job;
use super::hall::{Commit, Hall};
use super::id::SandboxId;
use super::slot::{Seat, Slot};
use crate::sim::{Clock, Origin, Sandbox, Settings};
use crate::store::LoadError;

impl Hall {
    /// Lets an idle sandbox go from memory; its next use loads it again. Answers whether it went.
    pub fn unload(&self, id: &SandboxId) -> bool {
        let slot = self.slot(id);
        let mut guard = slot.seat();
        let idle = slot.is_committed();
        if idle {
            *guard = None;
        }
        idle
    }

    /// Loads the sandbox from the store, once for all who wait for it.
    pub(super) async fn load(&self, slot: &Arc<Slot>) -> Result<(), Unavailable> {
        let _turn = slot.loading.lock().await;
        if slot.seat().is_some() {
            return Ok(());
        }
        self.flush(slot).await?;
        let row = self
            .store
            .find(slot.id.as_str())
            .await
            .map_err(|error| failed(&error))?;
        let (sandbox, key, saved) = match &row {
            None => {
                let sandbox =
                    Sandbox::new(Settings::default(), Clock::Running(0), Origin::default());
                (sandbox, None, None)
            }
            Some(row) => {
                let sandbox = self.store.load(row).await.map_err(|error| {
                    error!(sandbox = %slot.id, error = %error, "a sandbox cannot be loaded");
                    failed(&error)
                })?;
                self.meters().loads.inc();
                (sandbox, Some(row.key), Some((0, row.due_wall)))
            }
        };
        let generation = self.next_generation.fetch_add(1, Ordering::SeqCst);
        let used_at = self.wall.now();
        *slot.seat() = Some(Seat {
            sandbox,
            generation,
            key,
            saved,
            used_at,
        });
        Ok(())
    }

    /// Waits until what a lost generation had queued is committed.
    pub(super) async fn flush(&self, slot: &Arc<Slot>) -> Result<(), Unavailable> {
        if slot.is_committed() {
            return Ok(());
        }
        self.commit_unseated(slot, None).await
    }

    /// Commits the removal of the sandbox with that key, or nothing, behind all that was queued.
    /// The sandbox is not in memory, and the caller keeps it from being loaded.
    pub(super) async fn commit_unseated(
        &self,
        slot: &Arc<Slot>,
        removed: Option<i64>,
    ) -> Result<(), Unavailable> {
        let (done, waiting) = oneshot::channel();
        self.committer.place()?.send(Job {
            slot: Arc::clone(slot),
            // One of its own: a lost generation is refused, and where this fails it is lost too.
            generation: self.next_generation.fetch_add(1, Ordering::SeqCst),
            number: slot.count_sent(),
            key: removed.unwrap_or_default(),
            records: Vec::new(),
            row: None,
            remove: removed.is_some(),
            dropped: removed,
            changes: removed.is_some(),
            done,
        });
        Commit(Some(waiting)).done().await
    }
}

pub(super) fn failed(error: &LoadError) -> Unavailable {
    match error {
        LoadError::Database(_) => Unavailable::Store,
        LoadError::Decode(_) | LoadError::Corrupt(_) => Unavailable::Journal(error.to_string()),
    }
}
