//! Figures about the service at work, for `/metrics`: counted where things happen, read elsewhere.
//!
//! They belong to one service and not to the process, so that two in one process count apart.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;

use crate::sim::{DeliveryStatus, NotDelivered, Noted, Outcome};

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
    /// Sandboxes removed because nobody used them.
    pub idle_removals: Counter,
    /// What became of webhooks.
    pub webhooks: WebhookMeters,
}

/// Counters by one label, of which every value is known before anything is counted.
type ByWord = Family<[(&'static str, &'static str); 1], Counter>;

/// What became of webhooks.
#[derive(Clone, Debug)]
pub struct WebhookMeters {
    /// Tries, by what came of each.
    pub attempts: ByWord,
    /// Deliveries that have ended, by how. One that is sent again may end again.
    pub deliveries: ByWord,
    /// Endpoints disabled because they said that they are gone.
    pub disabled: Counter,
}

impl WebhookMeters {
    /// Counts a try.
    pub fn count_try(&self, outcome: &Outcome) {
        self.attempts.get_or_create(&came_to(outcome.key())).inc();
    }

    /// Counts what a try led to.
    pub fn count_end(&self, noted: Noted) {
        if matches!(
            noted.status,
            DeliveryStatus::Delivered | DeliveryStatus::Failed
        ) {
            let ended = stands(noted.status);
            self.deliveries.get_or_create(&ended).inc();
        }
        if noted.disables {
            self.disabled.inc();
        }
    }
}

impl Default for WebhookMeters {
    fn default() -> Self {
        let meters = Self {
            attempts: ByWord::default(),
            deliveries: ByWord::default(),
            disabled: Counter::default(),
        };
        // What has not happened yet is shown as none, so that a rate has a beginning.
        let unanswered = NotDelivered::ALL.iter().map(|why| why.key());
        for outcome in Outcome::ANSWERED.iter().copied().chain(unanswered) {
            drop(meters.attempts.get_or_create(&came_to(outcome)));
        }
        for status in [DeliveryStatus::Delivered, DeliveryStatus::Failed] {
            drop(meters.deliveries.get_or_create(&stands(status)));
        }
        meters
    }
}

const fn came_to(outcome: &'static str) -> [(&'static str, &'static str); 1] {
    [("outcome", outcome)]
}

const fn stands(status: DeliveryStatus) -> [(&'static str, &'static str); 1] {
    [("status", status.key())]
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
            idle_removals: Counter::default(),
            webhooks: WebhookMeters::default(),
        }
    }
}
