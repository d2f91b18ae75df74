//! Start to ready, and resident memory when nothing was asked yet.

use std::time::Duration;

use crate::Outcome;
use crate::options::Options;
use crate::process::Server;
use crate::report::{Report, mib, millis};

/// To reach.
const READY: Duration = Duration::from_millis(50);
const IDLE: u64 = 15 << 20;

/// Starts of which the middle one counts.
const STARTS: usize = 11;

/// Measures.
pub fn measure(options: &Options, report: &mut Report) -> Outcome<()> {
    let mut fresh = Vec::with_capacity(STARTS);
    let mut known = Vec::with_capacity(STARTS);
    let mut resident = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        let directory = options.scratch()?;
        let first = Server::beian_sim(options.binary(), directory.path())?;
        fresh.push(first.ready_in);
        resident.push(first.resident()?);
        first.stop()?;
        known.push(Server::beian_sim(options.binary(), directory.path())?.ready_in);
    }
    let (fresh, known, idle) = (middle(fresh), middle(known), middle(resident));
    report.figure(
        "start to ready, new database",
        "under 50 ms",
        &millis(fresh),
        fresh < READY,
    );
    report.figure(
        "start to ready, known database",
        "under 50 ms",
        &millis(known),
        known < READY,
    );
    report.figure(
        "resident memory, idle",
        "under 15 MiB",
        &mib(idle),
        idle < IDLE,
    );
    Ok(())
}

/// The middle one.
pub fn middle<T: Ord + Copy + Default>(mut found: Vec<T>) -> T {
    found.sort_unstable();
    found.get(found.len() / 2).copied().unwrap_or_default()
}
