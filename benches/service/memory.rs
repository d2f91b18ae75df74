//! Resident memory after a load.

use std::time::Duration;

use crate::Outcome;
use crate::process::Server;
use crate::report::{Report, mib};
use crate::stopwatch::rest;

/// After this long without a request the checkpoints are done and the log is given back.
const REST: Duration = Duration::from_millis(1_500);

/// Notes what is resident once the server is at rest again.
pub async fn after_load(
    server: &Server,
    connections: usize,
    stored: u32,
    report: &mut Report,
) -> Outcome<()> {
    let resident = at_rest(server).await?;
    report.fact(
        &format!("resident memory after the load of {connections} connections, {stored} orders and all that was measured"),
        &mib(resident),
    );
    Ok(())
}

/// What is resident once the server is at rest.
pub async fn at_rest(server: &Server) -> Outcome<u64> {
    rest(REST).await;
    server.resident()
}
