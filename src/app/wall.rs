//! The wall clock: the only place where the service reads the time or waits for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::Notify;

use crate::rules::Timestamp;

/// Where wall time comes from.
#[derive(Clone, Debug, Default)]
pub enum Wall {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that a test moves.
    Manual(Arc<ManualWall>),
}

/// A wall clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualWall {
    millis: AtomicI64,
    moved: Notify,
}

impl Wall {
    /// A clock that a test moves, showing that moment.
    pub fn manual(now: Timestamp) -> Self {
        let millis = AtomicI64::new(now.millis());
        Self::Manual(Arc::new(ManualWall {
            millis,
            moved: Notify::new(),
        }))
    }

    /// The time.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the machine's clock"
    )]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => {
                let since = SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .unwrap_or_default();
                Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }
            Self::Manual(wall) => Timestamp::from_millis(wall.millis.load(Ordering::SeqCst)),
        }
    }

    /// Waits until that time.
    pub async fn until(&self, moment: Timestamp) {
        match self {
            Self::System => pause(millis_between(self.now(), moment)).await,
            Self::Manual(wall) => loop {
                let moved = wall.moved.notified();
                if self.now() >= moment {
                    return;
                }
                moved.await;
            },
        }
    }
}

impl ManualWall {
    /// Moves the clock to that moment.
    pub fn set(&self, now: Timestamp) {
        self.millis.store(now.millis(), Ordering::SeqCst);
        self.moved.notify_waiters();
    }
}

/// Waits in real time: for housekeeping that no sandbox's time depends on.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that waits in real time"
)]
pub async fn pause(duration: Duration) {
    tokio::time::sleep(duration).await;
}

fn millis_between(now: Timestamp, moment: Timestamp) -> Duration {
    Duration::from_millis(u64::try_from(moment.since(now).millis()).unwrap_or_default())
}

/// Takes real time, for figures about the service that no sandbox depends on.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Begins to take the time.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the machine's clock"
    )]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Whole microseconds since the start.
    pub fn micros(self) -> u64 {
        u64::try_from(self.0.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    /// Seconds since the start.
    pub fn seconds(self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}
