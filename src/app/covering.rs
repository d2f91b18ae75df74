//! What the traffic of all sandboxes together has exercised.
//!
//! Invariant: what a sandbox was when it was reset or removed still counts, as long as the process
//! runs: tests empty their sandboxes behind them, and what they have shown stays shown. A sandbox
//! that sleeps is looked at beside the hall and not woken.

use std::sync::{Mutex, PoisonError};

use super::Unavailable;
use super::hall::Hall;
use super::id::SandboxId;
use crate::rules::Timestamp;
use crate::sim::{Covered, Sandbox};
use crate::store::SandboxRow;

/// Sandboxes that are listed at a time.
const PAGE: usize = 256;

/// What reset and removed sandboxes had exercised.
#[derive(Debug, Default)]
pub(super) struct Retired(Mutex<Covered>);

impl Retired {
    /// Adds what a sandbox has exercised that is about to go. Should it stay after all, because the
    /// store fails, it is counted twice: what was exercised was exercised.
    pub fn add(&self, sandbox: &Sandbox, wall: Timestamp) {
        let covered = sandbox.covered(sandbox.now(wall));
        let mut retired = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        retired.add(&covered);
    }

    fn seen(&self) -> Covered {
        let retired = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        retired.clone()
    }
}

impl Hall {
    /// What every sandbox has exercised that is stored, and what those had that this process saw
    /// reset or removed. Where no round was ever opened, it could have been what the sandbox that
    /// is asked could exercise.
    ///
    /// # Errors
    /// As `Unavailable` says; where the journal of any sandbox cannot be read.
    pub async fn covered_by_all(&self, asked: &SandboxId) -> Result<Covered, Unavailable> {
        let mut sum = self.covered_by(asked).await?.untouched();
        let mut after = String::new();
        loop {
            let rows = self.store.list(&after, PAGE).await;
            let rows = rows.map_err(|error| super::loading::failed(&error))?;
            let Some(last) = rows.last() else { break };
            after.clone_from(&last.id);
            for row in &rows {
                sum.add(&self.covered_by_stored(row).await?);
            }
        }
        // Last: what was reset or removed meanwhile is seen once too often rather than not at all.
        sum.add(&self.retired.seen());
        Ok(sum)
    }

    async fn covered_by(&self, id: &SandboxId) -> Result<Covered, Unavailable> {
        let seen = self.read(id, |sandbox, moment| sandbox.covered(moment.now));
        Ok(seen.await?.value)
    }

    async fn covered_by_stored(&self, row: &SandboxRow) -> Result<Covered, Unavailable> {
        let Some(id) = SandboxId::parse(&row.id) else {
            return Ok(Covered::default());
        };
        let slot = self.slot(&id);
        let asleep = slot.seat().is_none() && slot.is_committed();
        if asleep && let Ok(sandbox) = self.store.load(row).await {
            return Ok(sandbox.covered(sandbox.now(self.wall.now())));
        }
        // It is awake, or woke up, or went meanwhile; or it cannot be read, which is then told.
        self.covered_by(&id).await
    }
}
