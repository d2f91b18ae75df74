//! The named limits that whoever runs the service sets.
//!
//! Invariant: what runs into one is refused with its name, and nothing is stored then.

/// The named limits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Sandboxes that are stored at the most.
    pub sandboxes_max: usize,
    /// Orders of a sandbox at the most.
    pub orders_max: u32,
    /// Event streams that are open at the same time at the most.
    pub streams_max: usize,
    /// Requests that wait for something to happen at the same time at the most.
    pub waits_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sandboxes_max: 10_000,
            orders_max: 5_000_000,
            streams_max: 256,
            waits_max: 2_000,
        }
    }
}
