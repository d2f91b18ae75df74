//! Figures about the service at work, for `/metrics`: counted where things happen, read elsewhere.
//!
//! They belong to one service and not to the process, so that two in one process count apart.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::histogram::Histogram;

/// Upper bounds of times, in seconds: from what a look-up takes to what a full disk takes.
const SECONDS: &[f64] = &[
    0.000_01, 0.000_03, 0.000_1, 0.000_3, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0,
];

/// Upper bounds of the number of records in a batch.
const RECORDS: &[f64] = &[
    1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 1_024.0, 4_096.0, 16_384.0,
];

/// The figures.
#[derive(Clone, Debug)]
pub struct Meters {
    /// How long a sandbox was held to settle it, decide, and settle it again, in seconds.
    pub settle_seconds: Histogram,
    /// How long a batch took to commit, in seconds.
    pub commit_seconds: Histogram,
    /// Journal records in a committed batch.
    pub batch_records: Histogram,
    /// Batches that could not be committed.
    pub commit_failures: Counter,
    /// Sandboxes loaded from the store.
    pub loads: Counter,
}

impl Default for Meters {
    fn default() -> Self {
        let histogram = |bounds: &[f64]| Histogram::new(bounds.iter().copied());
        Self {
            settle_seconds: histogram(SECONDS),
            commit_seconds: histogram(SECONDS),
            batch_records: histogram(RECORDS),
            commit_failures: Counter::default(),
            loads: Counter::default(),
        }
    }
}
