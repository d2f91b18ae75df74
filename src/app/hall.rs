//! The hall of sandboxes: each loaded on first use, one command at a time each.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use tokio::sync::oneshot;
use tracing::error;

use super::Unavailable;
use super::committer::{Committer, Job, Place};
use super::courier::Courier;
use super::covering::Retired;
use super::id::SandboxId;
use super::limits::Limits;
use super::listening::Audience;
use super::meters::Meters;
use super::secret::Keeper;
use super::slot::{Seat, Slot};
use super::ticker::Schedule;
use super::wall::{Stopwatch, Wall};
use crate::rules::Timestamp;
use crate::sim::{Record, Sandbox};
use crate::store::{LoadError, SandboxRow, Store};

/// Agenda entries that fire under one hold of the lock and in one commit.
pub(super) const SLICE: usize = 4_096;

/// When a command happens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment {
    /// By the sandbox's clock.
    pub now: Timestamp,
    /// By the wall.
    pub wall: Timestamp,
}

/// An answer, and what the sandbox's clock showed when it was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seen<T> {
    /// The answer.
    pub value: T,
    /// The sandbox's now.
    pub now: Timestamp,
}

/// Who asks something of a sandbox.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Asker {
    /// Somebody outside, who uses the sandbox by that.
    Client,
    /// The service itself, because something is due.
    House,
}

/// The hall.
pub struct Hall {
    pub(super) store: Arc<Store>,
    pub(super) schedule: Schedule,
    pub(super) wall: Wall,
    pub(super) limits: Limits,
    pub(super) slots: RwLock<BTreeMap<SandboxId, Arc<Slot>>>,
    pub(super) committer: Committer,
    pub(super) stored: AtomicI64,
    pub(super) next_key: AtomicI64,
    pub(super) next_generation: AtomicU64,
    pub(super) keeper: Keeper,
    pub(super) audience: Audience,
    pub(super) courier: OnceLock<Arc<dyn Courier>>,
    pub(super) retired: Retired,
    draining: AtomicBool,
}

impl Hall {
    /// A hall over that store.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn open(
        store: Arc<Store>,
        committer: Committer,
        wall: Wall,
        limits: Limits,
    ) -> Result<Arc<Self>, LoadError> {
        let (stored, last_key) = store.census().await?;
        let due = store.due().await?;
        let hall = Self {
            store,
            schedule: Schedule::default(),
            wall,
            limits,
            slots: RwLock::default(),
            committer,
            stored: AtomicI64::new(stored),
            next_key: AtomicI64::new(last_key + 1),
            next_generation: AtomicU64::new(1),
            keeper: Keeper::default(),
            audience: Audience::new(limits),
            courier: OnceLock::new(),
            retired: Retired::default(),
            draining: AtomicBool::new(false),
        };
        for (id, due) in due {
            if let Some(id) = SandboxId::parse(&id) {
                hall.schedule.set(&id, Some(due));
            }
        }
        Ok(Arc::new(hall))
    }

    /// The limits in force.
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Whether requests are served.
    pub fn is_ready(&self) -> bool {
        self.committer.is_healthy() && !self.is_draining()
    }

    /// How many batches were committed.
    pub fn commits(&self) -> u64 {
        self.committer.commits()
    }

    /// The figures of the service at work.
    pub fn meters(&self) -> &Meters {
        self.committer.meters()
    }

    /// Refuses commands and ends every wait and stream from here on.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::SeqCst);
        self.schedule.wake();
        self.audience.dismiss();
    }

    /// Whether the service is stopping.
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::SeqCst)
    }

    /// Looks at a sandbox as it is now. Nobody is shown what a crash could take back.
    ///
    /// # Errors
    /// As `Unavailable` says.
    pub async fn read<T>(
        &self,
        id: &SandboxId,
        look: impl FnOnce(&Sandbox, Moment) -> T,
    ) -> Result<Seen<T>, Unavailable> {
        self.command(id, |sandbox, moment| look(sandbox, moment))
            .await
    }

    /// Lets a sandbox decide on a command: settled before and after, committed, then answered.
    ///
    /// # Errors
    /// As `Unavailable` says; nothing has changed then.
    pub async fn command<T>(
        &self,
        id: &SandboxId,
        decide: impl FnOnce(&mut Sandbox, Moment) -> T,
    ) -> Result<Seen<T>, Unavailable> {
        self.command_watched(id, decide, |_, _| ()).await
    }

    /// As `command`; shows every record that it makes to `watch`, what settling made included.
    pub(super) async fn command_watched<T>(
        &self,
        id: &SandboxId,
        decide: impl FnOnce(&mut Sandbox, Moment) -> T,
        watch: impl FnMut(&Sandbox, &[Record]),
    ) -> Result<Seen<T>, Unavailable> {
        self.command_by(Asker::Client, id, decide, watch).await
    }

    /// As `command_watched`, by whoever asks.
    pub(super) async fn command_by<T>(
        &self,
        asker: Asker,
        id: &SandboxId,
        decide: impl FnOnce(&mut Sandbox, Moment) -> T,
        mut watch: impl FnMut(&Sandbox, &[Record]),
    ) -> Result<Seen<T>, Unavailable> {
        self.check_open().await?;
        let slot = self.slot(id);
        let mut decide = Some(decide);
        loop {
            match self.step(asker, &slot, &mut decide, &mut watch)? {
                // Rare and large: in a box, so that the future of every request stays small.
                Step::Unloaded => Box::pin(self.load(&slot)).await?,
                Step::Backlog(commit) => commit.done().await?,
                Step::Decided(seen, commit) => {
                    commit.done().await?;
                    return Ok(seen);
                }
            }
        }
    }

    /// Refuses while the service stops or the store takes no writes. A store that failed is probed
    /// first, so that the service is back with the first request that can be served again.
    pub(super) async fn check_open(&self) -> Result<(), Unavailable> {
        if self.is_draining() {
            return Err(Unavailable::Draining);
        }
        if self.committer.is_healthy() || Box::pin(self.committer.recovers()).await {
            Ok(())
        } else {
            Err(Unavailable::Store)
        }
    }

    pub(super) fn slot(&self, id: &SandboxId) -> Arc<Slot> {
        let slots = self.slots.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.get(id) {
            return Arc::clone(slot);
        }
        drop(slots);
        let mut slots = self.slots.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(
            slots
                .entry(id.clone())
                .or_insert_with(|| Arc::new(Slot::new(id.clone()))),
        )
    }

    /// One hold of the lock: either a slice of what is overdue, or the command.
    fn step<T>(
        &self,
        asker: Asker,
        slot: &Arc<Slot>,
        decide: &mut Option<impl FnOnce(&mut Sandbox, Moment) -> T>,
        watch: &mut impl FnMut(&Sandbox, &[Record]),
    ) -> Result<Step<T>, Unavailable> {
        let place = self.committer.place()?;
        let mut guard = slot.seat();
        let Some(seat) = guard.as_mut() else {
            return Ok(Step::Unloaded);
        };
        let wall = self.wall.now();
        seat.used_at = wall;
        if asker == Asker::Client {
            slot.note_asked(wall);
        }
        let held = Stopwatch::start();
        let sandbox = &mut seat.sandbox;
        let decided = catch_unwind(AssertUnwindSafe(|| {
            let now = sandbox.now(wall);
            if !sandbox.settle(now, SLICE) {
                return None;
            }
            let value = decide
                .take()
                .map(|decide| decide(sandbox, Moment { now, wall }))?;
            let now = sandbox.now(wall);
            sandbox.settle(now, SLICE);
            Some(Seen { value, now })
        }));
        self.meters().settle_seconds.observe(held.seconds());
        let Ok(decided) = decided else {
            error!(sandbox = %slot.id, "a command panicked; the sandbox will be loaded anew");
            *guard = None;
            return Err(Unavailable::Defect);
        };
        watch(&seat.sandbox, seat.sandbox.outbox());
        let records = seat.sandbox.take_outbox();
        if let Err(full) = self.give_key(seat, &records) {
            *guard = None;
            return Err(full);
        }
        let commit = self.send(
            slot,
            seat,
            place,
            Order {
                records,
                dropped: None,
                remove: false,
            },
        );
        Ok(match decided {
            None => Step::Backlog(commit),
            Some(seen) => Step::Decided(seen, commit),
        })
    }

    /// Gives a sandbox its key with its first change.
    fn give_key(&self, seat: &mut Seat, records: &[Record]) -> Result<(), Unavailable> {
        let changed = !records.is_empty() || seat.sandbox.revision() > 0;
        if seat.key.is_some() || !changed {
            return Ok(());
        }
        self.count_stored()?;
        seat.key = Some(self.next_key.fetch_add(1, Ordering::SeqCst));
        Ok(())
    }

    /// Counts one more stored sandbox, where there may be one.
    pub(super) fn count_stored(&self) -> Result<(), Unavailable> {
        let max = self.limits.sandboxes_max;
        let stored = self.stored.fetch_add(1, Ordering::SeqCst);
        if usize::try_from(stored).unwrap_or_default() >= max {
            self.stored.fetch_sub(1, Ordering::SeqCst);
            return Err(Unavailable::TooManySandboxes(max));
        }
        Ok(())
    }

    /// Queues what changed, while the lock is held, so that the journal has the sequence of the
    /// state. Where nothing changed, waits only if something that was seen is not yet committed.
    pub(super) fn send(
        &self,
        slot: &Arc<Slot>,
        seat: &mut Seat,
        place: Place<'_>,
        order: Order,
    ) -> Commit {
        let Order {
            records,
            dropped,
            remove,
        } = order;
        let due_wall = seat.sandbox.due_wall(self.courier.get().is_some());
        let state = Some((seat.sandbox.revision(), due_wall));
        let row = seat
            .key
            .filter(|_| seat.saved != state)
            .map(|key| SandboxRow {
                key,
                id: slot.id.as_str().to_owned(),
                settings: seat.sandbox.settings().clone(),
                origin: seat.sandbox.origin().clone(),
                clock: seat.sandbox.clock(),
                due_wall,
            });
        if row.is_some() {
            seat.saved = state;
            self.schedule.set(&slot.id, due_wall);
        }
        let idle = records.is_empty() && row.is_none() && dropped.is_none();
        if idle && slot.is_committed() {
            return Commit(None);
        }
        let (done, waiting) = oneshot::channel();
        place.send(Job {
            slot: Arc::clone(slot),
            generation: seat.generation,
            number: slot.count_sent(),
            key: seat.key.unwrap_or_default(),
            records,
            row,
            remove,
            dropped,
            changes: !idle,
            done,
        });
        Commit(Some(waiting))
    }
}

/// What one hold of the lock came to.
enum Step<T> {
    Unloaded,
    Backlog(Commit),
    Decided(Seen<T>, Commit),
}

/// What is to be committed.
pub(super) struct Order {
    pub(super) records: Vec<Record>,
    pub(super) dropped: Option<i64>,
    pub(super) remove: bool,
}

/// A commit that is under way; nothing where there is nothing to wait for.
pub(super) struct Commit(pub(super) Option<oneshot::Receiver<Result<(), Unavailable>>>);

impl Commit {
    pub(super) async fn done(self) -> Result<(), Unavailable> {
        match self.0 {
            None => Ok(()),
            Some(waiting) => waiting.await.unwrap_or(Err(Unavailable::Draining)),
        }
    }
}
