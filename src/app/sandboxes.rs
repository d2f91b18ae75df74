//! Sandboxes as a whole: the list of them, their reset and removal.
//!
//! Reset and removal drop the sandbox's key in one row; the old rows go in slices behind it.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use super::Unavailable;
use super::hall::{Hall, Order, Seen};
use super::id::SandboxId;
use super::loading::failed;
use crate::rules::Timestamp;
use crate::sim::{Clock, Settings};
use crate::store::SandboxRow;

/// A sandbox in the list of them.
#[derive(Clone, PartialEq, Debug)]
pub struct SandboxSummary {
    /// Its name.
    pub id: String,
    /// Its settings.
    pub settings: Settings,
    /// Its clock.
    pub clock: Clock,
    /// What its clock shows.
    pub now: Timestamp,
}

/// How much there is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Census {
    /// Sandboxes that are stored.
    pub stored: i64,
    /// Sandboxes that are in memory.
    pub loaded: i64,
    /// Orders of the sandboxes in memory.
    pub orders: i64,
    /// Agenda entries of the sandboxes in memory.
    pub agenda: i64,
    /// Webhooks that the sandboxes in memory are still to send.
    pub webhooks_pending: i64,
    /// Event streams that are open.
    pub streams: i64,
    /// Requests that wait for something to happen.
    pub waits: i64,
}

impl Hall {
    /// Counts what there is, without looking into any sandbox for long.
    pub fn count(&self) -> Census {
        let slots = self.slots.read().unwrap_or_else(PoisonError::into_inner);
        let mut census = Census {
            stored: self.stored.load(Ordering::SeqCst),
            streams: count(self.audience.streams.taken()),
            waits: count(self.audience.waits.taken()),
            ..Census::default()
        };
        for slot in slots.values() {
            if let Some(seat) = slot.seat().as_ref() {
                census.loaded += 1;
                census.orders += count(seat.sandbox.orders().len());
                census.agenda += count(seat.sandbox.index().agenda_len());
                census.webhooks_pending += count(seat.sandbox.pending_deliveries());
            }
        }
        census
    }

    /// Empties a sandbox, as its last `PUT sandboxes/{id}` made it.
    ///
    /// # Errors
    /// As `Unavailable` says; nothing has changed then.
    pub async fn reset(&self, id: &SandboxId) -> Result<Seen<()>, Unavailable> {
        self.read(id, |_, _| ()).await?;
        let slot = self.slot(id);
        let (now, commit) = {
            let place = self.committer.place()?;
            let mut guard = slot.seat();
            let Some(seat) = guard.as_mut() else {
                return Err(Unavailable::Store);
            };
            let wall = self.wall.now();
            self.retired.add(&seat.sandbox, wall);
            seat.sandbox = seat.sandbox.reset(wall);
            slot.note_emptied();
            let dropped = seat.key.take();
            let now = seat.sandbox.now(wall);
            if dropped.is_some() {
                seat.key = Some(self.next_key.fetch_add(1, Ordering::SeqCst));
                seat.saved = None;
            }
            let order = Order {
                records: Vec::new(),
                dropped,
                remove: false,
            };
            (now, self.send(&slot, seat, place, order))
        };
        commit.done().await?;
        Ok(Seen { value: (), now })
    }

    /// How often a sandbox was emptied or removed since the process began: for what is kept beside
    /// a sandbox and goes with its content.
    pub fn emptied(&self, id: &SandboxId) -> u64 {
        self.slot(id).emptied()
    }

    /// Removes a sandbox with everything in it. Answers whether it was stored.
    ///
    /// # Errors
    /// As `Unavailable` says; nothing has changed then.
    pub async fn remove(&self, id: &SandboxId) -> Result<bool, Unavailable> {
        self.read(id, |_, _| ()).await?;
        let slot = self.slot(id);
        let commit = {
            let place = self.committer.place()?;
            let mut guard = slot.seat();
            let Some(seat) = guard.as_mut() else {
                return Err(Unavailable::Store);
            };
            let Some(key) = seat.key.take() else {
                return Ok(false);
            };
            self.retired.add(&seat.sandbox, self.wall.now());
            let order = Order {
                records: Vec::new(),
                dropped: Some(key),
                remove: true,
            };
            let commit = self.send(&slot, seat, place, order);
            *guard = None;
            slot.note_emptied();
            self.schedule.set(id, None);
            self.stored.fetch_sub(1, Ordering::SeqCst);
            commit
        };
        commit.done().await?;
        Ok(true)
    }

    /// Whether the sandbox is stored.
    ///
    /// # Errors
    /// As `Unavailable` says.
    pub async fn is_stored(&self, id: &SandboxId) -> Result<bool, Unavailable> {
        self.read(id, |_, _| ()).await?;
        Ok(self
            .slot(id)
            .seat()
            .as_ref()
            .is_some_and(|seat| seat.key.is_some()))
    }

    /// A page of the stored sandboxes, by name.
    ///
    /// # Errors
    /// As `Unavailable` says.
    pub async fn list(
        &self,
        after: &str,
        limit: usize,
    ) -> Result<Vec<SandboxSummary>, Unavailable> {
        self.check_open().await?;
        let rows = self
            .store
            .list(after, limit)
            .await
            .map_err(|error| failed(&error))?;
        let wall = self.wall.now();
        Ok(rows
            .into_iter()
            .map(|row| self.summary(row, wall))
            .collect())
    }

    fn summary(&self, row: SandboxRow, wall: Timestamp) -> SandboxSummary {
        let slot = SandboxId::parse(&row.id).map(|id| self.slot(&id));
        let guard = slot.as_ref().map(|slot| slot.seat());
        match guard.as_ref().and_then(|guard| guard.as_ref()) {
            Some(seat) => SandboxSummary {
                id: row.id,
                settings: seat.sandbox.settings().clone(),
                clock: seat.sandbox.clock(),
                now: seat.sandbox.now(wall),
            },
            None => SandboxSummary {
                id: row.id,
                settings: row.settings,
                clock: row.clock,
                now: row.clock.shows(wall),
            },
        }
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
