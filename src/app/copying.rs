//! Copying a sandbox: into another one beside it (a fork), out of the service and back in.
//!
//! Invariant: the sandbox that is copied is held no longer than for a look; its journal is
//! append-only, so that what was seen stays where it was. The copy comes into being with one
//! commit, whole, and only where there was none.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use thiserror::Error;
use tracing::{Instrument as _, error};

use super::Unavailable;
use super::hall::{Hall, Moment};
use super::id::SandboxId;
use super::slot::{Seat, Slot};
use crate::rules::Timestamp;
use crate::sim::{Clock, Origin, Settings};
use crate::store::{Batch, Imported, SandboxRow, StoreError};

/// Records that are copied under one hold of the store: a few milliseconds, which is what a commit
/// of another sandbox waits for the most.
const SLICE: u16 = 1_024;

/// How often a fork begins anew when its source is emptied under it.
const TRIES: u32 = 3;

/// Why a copy is refused; nothing has changed then.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum CopyRefused {
    /// The sandbox exists.
    #[error("there is a sandbox `{0}`")]
    Exists(SandboxId),
    /// The sandbox is not empty.
    #[error("the sandbox is not empty; reset it, or import into another one")]
    NotEmpty,
    /// The document has more orders than a sandbox may hold.
    #[error("a sandbox holds at most {0} orders; raise --max-orders")]
    TooManyOrders(u32),
}

/// A sandbox at a moment: what a copy of it is made from.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    /// Held so that the sandbox counts as used while it is read.
    _slot: Arc<Slot>,
    /// Where its journal is stored; nothing where it has none.
    pub key: Option<i64>,
    /// The number of its last record.
    pub seq: u64,
    pub settings: Settings,
    pub origin: Origin,
    pub clock: Clock,
    pub due_wall: Option<Timestamp>,
    /// What its clock showed.
    pub now: Timestamp,
}

/// What a sandbox must be to become a copy.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Vacancy {
    /// Not stored.
    Unknown,
    /// Without a record.
    Empty,
}

impl Hall {
    /// Makes a full copy of a sandbox under another name, with a clock of its own. It goes on to
    /// its end even when nobody waits for the answer any more.
    ///
    /// # Errors
    /// As `Unavailable` says; nothing has changed then. The inner error: there is one of that name.
    pub async fn fork(
        self: &Arc<Self>,
        from: &SandboxId,
        to: &SandboxId,
    ) -> Result<Result<(), CopyRefused>, Unavailable> {
        let (hall, from, to) = (Arc::clone(self), from.clone(), to.clone());
        let task = async move { hall.fork_whole(&from, &to).await };
        let task = tokio::spawn(task.in_current_span());
        task.await.unwrap_or(Err(Unavailable::Defect))
    }

    /// Makes an empty sandbox what the document says. Answers whether the sandbox is new.
    ///
    /// # Errors
    /// As `Unavailable` says; nothing has changed then. The inner error: it is not empty, or holds
    /// too much.
    pub async fn import(
        self: &Arc<Self>,
        id: &SandboxId,
        imported: Imported,
    ) -> Result<Result<bool, CopyRefused>, Unavailable> {
        let (hall, id) = (Arc::clone(self), id.clone());
        let task = async move { hall.import_whole(&id, imported).await };
        let task = tokio::spawn(task.in_current_span());
        task.await.unwrap_or(Err(Unavailable::Defect))
    }

    async fn fork_whole(
        &self,
        from: &SandboxId,
        to: &SandboxId,
    ) -> Result<Result<(), CopyRefused>, Unavailable> {
        for _ in 0..TRIES {
            if self.is_stored(to).await? {
                return Ok(Err(CopyRefused::Exists(to.clone())));
            }
            let snapshot = self.snapshot(from).await?;
            let key = self.begin_copy().await?;
            let copied = self.copy_records(&snapshot, key).await;
            if !matches!(copied, Ok(copied) if copied == snapshot.seq) {
                self.give_up(key).await;
                copied?;
                // It was emptied meanwhile: what it is now is what is to be copied.
                continue;
            }
            let row = SandboxRow {
                key,
                id: to.as_str().to_owned(),
                settings: snapshot.settings,
                origin: snapshot.origin,
                clock: snapshot.clock,
                due_wall: snapshot.due_wall,
            };
            let occupied = self.occupy(to, row, Vacancy::Unknown).await;
            return Ok(occupied?.map(|_| ()));
        }
        Err(Unavailable::Busy)
    }

    async fn import_whole(
        &self,
        id: &SandboxId,
        imported: Imported,
    ) -> Result<Result<bool, CopyRefused>, Unavailable> {
        let max = self.limits.orders_max;
        if imported.sandbox.orders().len() > max as usize {
            return Ok(Err(CopyRefused::TooManyOrders(max)));
        }
        if self.read(id, |sandbox, _| sandbox.seq()).await?.value > 0 {
            return Ok(Err(CopyRefused::NotEmpty));
        }
        let key = self.begin_copy().await?;
        if let Err(error) = self.stage(key, &imported).await {
            self.give_up(key).await;
            return Err(error);
        }
        // The moment of the export is the moment of the import: a clock that ran runs on from it.
        let clock = Clock::showing(imported.mode, imported.now, self.wall.now());
        let event = imported.sandbox.next_entry();
        let event = event.and_then(|entry| clock.wall_at(entry.at));
        let webhook = imported.sandbox.next_delivery();
        let webhook = webhook.filter(|_| self.courier.get().is_some());
        let webhook = webhook.and_then(|(at, _)| {
            // What was due at the export is due at once.
            let overdue = (at <= imported.now).then_some(Timestamp::from_millis(0));
            overdue.or_else(|| clock.wall_at(at))
        });
        let row = SandboxRow {
            key,
            id: id.as_str().to_owned(),
            settings: imported.sandbox.settings().clone(),
            origin: imported.sandbox.origin().clone(),
            clock,
            due_wall: event.into_iter().chain(webhook).min(),
        };
        self.occupy(id, row, Vacancy::Empty).await
    }

    /// What the sandbox is now, all of it committed.
    pub(super) async fn snapshot(&self, id: &SandboxId) -> Result<Snapshot, Unavailable> {
        loop {
            self.read(id, |_, _| ()).await?;
            let slot = self.slot(id);
            let seen = slot.seat().as_ref().map(|seat| self.look(&slot, seat));
            // It may have left memory in between; then it is loaded once more.
            let Some(snapshot) = seen else { continue };
            self.read(id, |_, _: Moment| ()).await?;
            return Ok(snapshot);
        }
    }

    fn look(&self, slot: &Arc<Slot>, seat: &Seat) -> Snapshot {
        let sandbox = &seat.sandbox;
        Snapshot {
            _slot: Arc::clone(slot),
            key: seat.key,
            seq: sandbox.seq(),
            settings: sandbox.settings().clone(),
            origin: sandbox.origin().clone(),
            clock: sandbox.clock(),
            due_wall: sandbox.due_wall(self.courier.get().is_some()),
            now: sandbox.now(self.wall.now()),
        }
    }

    /// A key for the copy's rows, under which they are staged.
    async fn begin_copy(&self) -> Result<i64, Unavailable> {
        self.check_open().await?;
        let key = self.next_key.fetch_add(1, Ordering::SeqCst);
        self.store
            .begin_staging(key)
            .await
            .map_err(|error| failed(&error))?;
        Ok(key)
    }

    /// Copies the records slice by slice; how many there were.
    async fn copy_records(&self, snapshot: &Snapshot, to: i64) -> Result<u64, Unavailable> {
        let Some(from) = snapshot.key else {
            return Ok(0);
        };
        let (mut copied, mut next, end) = (0, 1, snapshot.seq + 1);
        while next < end {
            let slice = next..end.min(next + u64::from(SLICE));
            next = slice.end;
            let copying = self.store.copy_slice(from, to, slice);
            copied += copying.await.map_err(|error| failed(&error))?;
        }
        Ok(copied)
    }

    async fn stage(&self, key: i64, imported: &Imported) -> Result<(), Unavailable> {
        for records in imported.records.chunks(SLICE.into()) {
            let records = records.iter().map(|record| (key, record.clone()));
            let batch = Batch {
                records: records.collect(),
                ..Batch::default()
            };
            self.store
                .append(&batch)
                .await
                .map_err(|error| failed(&error))?;
        }
        Ok(())
    }

    /// Lets the sandbox be what is staged, unless there is one already. Answers whether it is new.
    async fn occupy(
        &self,
        id: &SandboxId,
        row: SandboxRow,
        vacancy: Vacancy,
    ) -> Result<Result<bool, CopyRefused>, Unavailable> {
        let (key, due_wall) = (row.key, row.due_wall);
        let outcome = self.occupy_vacant(id, row, vacancy).await;
        match &outcome {
            Ok(Ok(_)) => self.schedule.set(id, due_wall),
            Ok(Err(_)) | Err(_) => self.give_up(key).await,
        }
        outcome
    }

    async fn occupy_vacant(
        &self,
        id: &SandboxId,
        row: SandboxRow,
        vacancy: Vacancy,
    ) -> Result<Result<bool, CopyRefused>, Unavailable> {
        let slot = self.slot(id);
        let (is_new, _loading) = loop {
            self.read(id, |_, _| ()).await?;
            // From here on nobody loads it: who wants it waits until the copy is there.
            let loading = slot.loading.lock().await;
            let mut guard = slot.seat();
            let Some(seat) = guard.as_ref() else { continue };
            let is_new = seat.key.is_none();
            if !is_new && vacancy == Vacancy::Unknown {
                return Ok(Err(CopyRefused::Exists(id.clone())));
            }
            if seat.sandbox.seq() > 0 {
                return Ok(Err(CopyRefused::NotEmpty));
            }
            *guard = None;
            drop(guard);
            break (is_new, loading);
        };
        slot.note_emptied();
        self.flush(&slot).await?;
        if is_new {
            self.count_stored()?;
        }
        if let Err(error) = self.store.adopt(row).await {
            if is_new {
                self.stored.fetch_sub(1, Ordering::SeqCst);
            }
            return Err(failed(&error));
        }
        // The store did it itself, and not the committer, who tells of everything else.
        slot.tell();
        Ok(Ok(is_new))
    }

    /// Gives up what was staged; where even that fails, the next start does it.
    async fn give_up(&self, key: i64) {
        if let Err(error) = self.store.abandon(key).await {
            error!(error = %error, "rows of a copy stay behind until the next start");
        }
    }
}

fn failed(error: &StoreError) -> Unavailable {
    error!(error = %error, "a copy failed; nothing was changed");
    Unavailable::Store
}
