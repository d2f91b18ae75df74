//! The committer: one task takes all that waits, commits it in one transaction, and only then
//! lets the answers go.
//!
//! A commit that fails ends the generation of every sandbox in the batch and behind it; nobody is
//! answered as if it had succeeded, and nothing is taken until a probe commits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tracing::{error, info};

use super::Unavailable;
use super::slot::Slot;
use super::wall::pause;
use crate::sim::Record;
use crate::store::{Batch, SandboxRow, Store};

/// Jobs that may wait; beyond that a command is refused.
const QUEUE_MAX: usize = 4_096;

/// Jobs that one transaction takes at the most.
const BATCH_MAX: usize = 1_024;

/// How long to wait between probes of a store that fails.
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
    /// Who waits for the commit.
    pub done: oneshot::Sender<Result<(), Unavailable>>,
}

/// The way to the committer.
#[derive(Clone)]
pub struct Committer {
    queue: mpsc::Sender<Job>,
    failing: Arc<AtomicBool>,
    commits: Arc<AtomicU64>,
}

/// A place in the queue, taken before anything is decided.
pub struct Place<'a>(mpsc::Permit<'a, Job>);

impl Committer {
    /// Starts the committer. It ends when the last handle is gone, after what waits is committed.
    pub fn start(store: Arc<Store>) -> (Self, tokio::task::JoinHandle<()>) {
        let (queue, waiting) = mpsc::channel(QUEUE_MAX);
        let failing = Arc::new(AtomicBool::new(false));
        let commits = Arc::new(AtomicU64::new(0));
        let committer = Self {
            queue,
            failing,
            commits,
        };
        let task = tokio::spawn(run(store, waiting, committer.health()));
        (committer, task)
    }

    /// Whether the store takes writes, as far as is known.
    pub fn is_healthy(&self) -> bool {
        !self.failing.load(Ordering::SeqCst)
    }

    /// How many batches were committed.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    fn health(&self) -> Health {
        Health {
            failing: Arc::clone(&self.failing),
            commits: Arc::clone(&self.commits),
        }
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

/// What the task tells of itself; it holds no way to the queue, which ends it when the last is gone.
struct Health {
    failing: Arc<AtomicBool>,
    commits: Arc<AtomicU64>,
}

async fn run(store: Arc<Store>, mut waiting: mpsc::Receiver<Job>, health: Health) {
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
        let outcome = if is_empty(&batch) {
            Ok(())
        } else {
            store.append(&batch).await
        };
        match outcome {
            Ok(()) => {
                health.commits.fetch_add(1, Ordering::Relaxed);
                for job in accepted {
                    job.slot.note_committed(job.number);
                    let _ = job.done.send(Ok(()));
                }
            }
            Err(error) => {
                health.failing.store(true, Ordering::SeqCst);
                error!(error = %error, commands = accepted.len(), "a commit failed; refusing commands until the store takes writes again");
                while let Ok(job) = waiting.try_recv() {
                    accepted.push(job);
                }
                for job in accepted {
                    job.slot.kill(job.generation);
                    let _ = job.done.send(Err(Unavailable::Store));
                }
                while store.probe().await.is_err() {
                    pause(PROBE_EVERY).await;
                }
                health.failing.store(false, Ordering::SeqCst);
                info!("the store takes writes again");
            }
        }
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
