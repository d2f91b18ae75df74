//! The committer: one task takes all that waits, commits it in one transaction, and only then
//! lets the answers go.
//!
//! A commit that fails ends the generation of every sandbox in the batch and behind it; nobody is
//! answered as if it had succeeded, and nothing is taken until a probe commits.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, mpsc, oneshot, watch};
use tracing::{error, info};

use super::Unavailable;
use super::meters::Meters;
use super::slot::Slot;
use super::wall::{Stopwatch, pause};
use crate::sim::Record;
use crate::store::{Batch, SandboxRow, Store, StoreError};

/// Jobs that may wait; beyond that a command is refused.
const QUEUE_MAX: usize = 4_096;

/// Jobs that one transaction takes at the most.
const BATCH_MAX: usize = 1_024;

/// How long to wait between probes of a store that fails, where nobody asks for one.
const PROBE_EVERY: Duration = Duration::from_millis(200);

/// What one command wants committed; empty where it only waits for what it saw.
pub struct Job {
    /// Whose it is.
    pub slot: Arc<Slot>,
    /// The generation that decided it.
    pub generation: u64,
    /// Its number among the slot's.
    pub number: u64,
    /// The sandbox's key, where records are written.
    pub key: i64,
    /// The records.
    pub records: Vec<Record>,
    /// The sandbox's row, where it changed.
    pub row: Option<SandboxRow>,
    /// Whether the sandbox itself is removed.
    pub remove: bool,
    /// A key whose rows are left behind.
    pub dropped: Option<i64>,
    /// Whether it changes anything; else it only waits for what it saw.
    pub changes: bool,
    /// Who waits for the commit.
    pub done: oneshot::Sender<Result<(), Unavailable>>,
}

/// The way to the committer.
#[derive(Clone)]
pub struct Committer {
    queue: mpsc::Sender<Job>,
    health: watch::Receiver<Health>,
    wanted: Arc<Notify>,
    commits: Arc<AtomicU64>,
    meters: Arc<Meters>,
}

/// Whether the store takes writes, as far as is known.
#[derive(Clone, Copy)]
struct Health {
    failing: bool,
    probes: u64,
}

/// A place in the queue, taken before anything is decided.
pub struct Place<'a>(mpsc::Permit<'a, Job>);

impl Committer {
    /// Starts the committer. It ends when the last handle is gone, after what waits is committed.
    pub fn start(store: Arc<Store>) -> (Self, tokio::task::JoinHandle<()>) {
        let (queue, waiting) = mpsc::channel(QUEUE_MAX);
        let (told, health) = watch::channel(Health {
            failing: false,
            probes: 0,
        });
        let wanted = Arc::new(Notify::new());
        let commits = Arc::new(AtomicU64::new(0));
        let meters = Arc::new(Meters::default());
        let worker = Worker {
            store,
            told,
            wanted: Arc::clone(&wanted),
            commits: Arc::clone(&commits),
            meters: Arc::clone(&meters),
        };
        let task = tokio::spawn(worker.run(waiting));
        (
            Self {
                queue,
                health,
                wanted,
                commits,
                meters,
            },
            task,
        )
    }

    /// Whether the store takes writes, as far as is known.
    pub fn is_healthy(&self) -> bool {
        !self.health.borrow().failing
    }

    /// Where the store failed, probes it now. Answers whether it takes writes.
    pub async fn recovers(&self) -> bool {
        let mut health = self.health.clone();
        let Health { failing, probes } = *health.borrow_and_update();
        if !failing {
            return true;
        }
        self.wanted.notify_one();
        let probed = health.wait_for(|health| health.probes > probes).await;
        probed.is_ok_and(|health| !health.failing)
    }

    /// How many batches were committed.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// The figures.
    pub fn meters(&self) -> &Meters {
        &self.meters
    }

    /// A place in the queue.
    ///
    /// # Errors
    /// Where the store fails or too much waits.
    pub fn place(&self) -> Result<Place<'_>, Unavailable> {
        if !self.is_healthy() {
            return Err(Unavailable::Store);
        }
        self.queue
            .try_reserve()
            .map(Place)
            .map_err(|error| match error {
                mpsc::error::TrySendError::Full(()) => Unavailable::Busy,
                mpsc::error::TrySendError::Closed(()) => Unavailable::Draining,
            })
    }
}

impl Place<'_> {
    /// Queues the job.
    pub fn send(self, job: Job) {
        self.0.send(job);
    }
}

/// The task behind the queue. It holds no way to the queue itself, which ends it when the last
/// handle is gone.
struct Worker {
    store: Arc<Store>,
    told: watch::Sender<Health>,
    wanted: Arc<Notify>,
    commits: Arc<AtomicU64>,
    meters: Arc<Meters>,
}

impl Worker {
    async fn run(self, mut waiting: mpsc::Receiver<Job>) {
        let mut jobs = Vec::with_capacity(BATCH_MAX);
        while waiting.recv_many(&mut jobs, BATCH_MAX).await > 0 {
            let mut batch = Batch::default();
            let mut accepted = Vec::with_capacity(jobs.len());
            for mut job in jobs.drain(..) {
                if job.slot.is_dead(job.generation) {
                    let _ = job.done.send(Err(Unavailable::Store));
                } else {
                    take(&mut job, &mut batch);
                    accepted.push(job);
                }
            }
            match self.commit(&batch).await {
                Ok(()) => {
                    for job in accepted {
                        job.slot.note_committed(job.number);
                        if job.changes {
                            job.slot.tell();
                        }
                        let _ = job.done.send(Ok(()));
                    }
                }
                Err(error) => {
                    let commands = accepted.len();
                    error!(error = %error, commands, "a commit failed; refusing commands");
                    self.told.send_modify(|health| health.failing = true);
                    while let Ok(job) = waiting.try_recv() {
                        accepted.push(job);
                    }
                    for job in accepted {
                        job.slot.kill(job.generation);
                        let _ = job.done.send(Err(Unavailable::Store));
                    }
                    self.probe_until_well().await;
                }
            }
        }
    }

    async fn commit(&self, batch: &Batch) -> Result<(), StoreError> {
        if is_empty(batch) {
            return Ok(());
        }
        let taken = Stopwatch::start();
        if let Err(error) = self.store.append(batch).await {
            self.meters.commit_failures.inc();
            return Err(error);
        }
        self.meters.commit_seconds.observe(taken.seconds());
        let records = u32::try_from(batch.records.len()).unwrap_or(u32::MAX);
        self.meters.batch_records.observe(records.into());
        self.commits.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    async fn probe_until_well(&self) {
        let mut failing = true;
        while failing {
            tokio::select! {
                () = pause(PROBE_EVERY) => {}
                () = self.wanted.notified() => {}
            }
            failing = self.store.probe().await.is_err();
            self.told.send_modify(|health| {
                *health = Health {
                    failing,
                    probes: health.probes + 1,
                };
            });
        }
        info!("the store takes writes again");
    }
}

/// Moves what the job wants committed into the batch; of several rows of a sandbox the last wins.
fn take(job: &mut Job, batch: &mut Batch) {
    batch.records.extend(
        std::mem::take(&mut job.records)
            .into_iter()
            .map(|r| (job.key, r)),
    );
    batch.dropped.extend(job.dropped.take());
    if job.remove || job.row.is_some() {
        let id = job.slot.id.as_str();
        batch.sandboxes.retain(|row| row.id != id);
        batch.removed.retain(|removed| removed != id);
    }
    if job.remove {
        batch.removed.push(job.slot.id.as_str().to_owned());
    }
    batch.sandboxes.extend(job.row.take());
}

fn is_empty(batch: &Batch) -> bool {
    batch.records.is_empty()
        && batch.sandboxes.is_empty()
        && batch.removed.is_empty()
        && batch.dropped.is_empty()
}
