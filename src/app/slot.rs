//! A sandbox's seat in the hall: loaded or not, and how much of it is committed.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::id::SandboxId;
use super::wall::Wall;
use crate::rules::Timestamp;
use crate::sim::Sandbox;

/// A sandbox's seat.
#[derive(Debug)]
pub struct Slot {
    /// The sandbox's name.
    pub id: SandboxId,
    /// Held while the sandbox is being loaded.
    pub loading: tokio::sync::Mutex<()>,
    /// Held by the one advance that is under way.
    pub advancing: tokio::sync::Mutex<()>,
    /// Held by whoever delivers webhooks.
    pub delivering: Arc<tokio::sync::Mutex<()>>,
    seat: Mutex<Option<Seat>>,
    sent: AtomicU64,
    committed: AtomicU64,
    dead: AtomicU64,
    emptied: AtomicU64,
    asked_at: AtomicI64,
    changed: watch::Sender<()>,
}

/// A loaded sandbox.
#[derive(Debug)]
pub struct Seat {
    /// The sandbox.
    pub sandbox: Sandbox,
    /// Which load of it this is; a dead generation's records are refused.
    pub generation: u64,
    /// Its key in the store; nothing until its first change.
    pub key: Option<i64>,
    /// The revision and due time that its row holds.
    pub saved: Option<(u64, Option<Timestamp>)>,
    /// When it was last used, by the wall: by a client, or because something was due.
    pub used_at: Timestamp,
}

impl Slot {
    /// An empty seat.
    pub fn new(id: SandboxId) -> Self {
        Self {
            id,
            loading: tokio::sync::Mutex::new(()),
            advancing: tokio::sync::Mutex::new(()),
            delivering: Arc::default(),
            seat: Mutex::new(None),
            sent: AtomicU64::new(0),
            committed: AtomicU64::new(0),
            dead: AtomicU64::new(0),
            emptied: AtomicU64::new(0),
            asked_at: AtomicI64::new(i64::MIN),
            changed: watch::Sender::new(()),
        }
    }

    /// The seat, for a moment: nothing is awaited while it is held.
    pub fn seat(&self) -> MutexGuard<'_, Option<Seat>> {
        self.seat.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a webhook of the loaded sandbox is due.
    pub fn owes_webhook(&self, wall: &Wall) -> bool {
        self.seat().as_ref().is_some_and(|seat| {
            let now = seat.sandbox.now(wall.now());
            seat.sandbox
                .next_delivery()
                .is_some_and(|(at, _)| at <= now)
        })
    }

    /// Notes that a client asked something of the sandbox, by the wall.
    pub fn note_asked(&self, wall: Timestamp) {
        self.asked_at.store(wall.millis(), Ordering::Relaxed);
    }

    /// When a client last asked something of it, by the wall; long ago, where none did.
    pub fn asked_at(&self) -> Timestamp {
        Timestamp::from_millis(self.asked_at.load(Ordering::Relaxed))
    }

    /// Whether somebody follows the sandbox, or waits for something to happen in it.
    pub fn is_listened_to(&self) -> bool {
        self.changed.receiver_count() > 0
    }

    /// Counts something sent to the committer; its number.
    pub fn count_sent(&self) -> u64 {
        self.sent.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Notes what has been committed.
    pub fn note_committed(&self, number: u64) {
        self.committed.fetch_max(number, Ordering::SeqCst);
    }

    /// Whether everything sent is committed.
    pub fn is_committed(&self) -> bool {
        self.committed.load(Ordering::SeqCst) >= self.sent.load(Ordering::SeqCst)
    }

    /// Tells those who listen that a change has been committed.
    pub fn tell(&self) {
        // Whoever begins to listen during this looks at the sandbox after, and sees the change.
        if self.is_listened_to() {
            self.changed.send_replace(());
        }
    }

    /// Tells of changes from now on.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Notes that the sandbox was emptied or removed.
    pub fn note_emptied(&self) {
        self.emptied.fetch_add(1, Ordering::SeqCst);
    }

    /// How often the sandbox was emptied or removed.
    pub fn emptied(&self) -> u64 {
        self.emptied.load(Ordering::SeqCst)
    }

    /// Whether that generation has ended.
    pub fn is_dead(&self, generation: u64) -> bool {
        generation <= self.dead.load(Ordering::SeqCst)
    }

    /// Ends a generation: memory may hold what the store does not.
    pub fn kill(&self, generation: u64) {
        self.dead.fetch_max(generation, Ordering::SeqCst);
        let mut seat = self.seat();
        if seat
            .as_ref()
            .is_some_and(|seat| seat.generation <= generation)
        {
            *seat = None;
        }
        self.committed
            .store(self.sent.load(Ordering::SeqCst), Ordering::SeqCst);
    }
}
