//! Real time: the one place of the benchmark that reads it or waits for it.

use std::time::{Duration, Instant};

/// Measures how long something takes.
#[derive(Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    #[expect(
        clippy::disallowed_methods,
        reason = "a benchmark measures real time; the service reads it in app/wall.rs alone"
    )]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// What has passed.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// Lets the service's housekeeping come to rest.
#[expect(
    clippy::disallowed_methods,
    reason = "what a process does when nothing is asked of it shows in real time only"
)]
pub async fn rest(length: Duration) {
    tokio::time::sleep(length).await;
}
