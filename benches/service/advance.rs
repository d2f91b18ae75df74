//! Advancing the clock over ten thousand orders with all that falls due: fired and committed
//! before the answer.

use crate::Outcome;
use crate::load::a_second;
use crate::options::Options;
use crate::prepare;
use crate::process::Server;
use crate::report::Report;
use crate::start::middle;
use crate::stopwatch::Stopwatch;

/// To reach, in events a second.
const TARGET: u64 = 100_000;

/// Orders of a run.
const ORDERS: u32 = 10_000;

/// Runs of which the middle one counts, each in a sandbox of its own.
const RUNS: usize = 5;

/// Measures.
pub async fn measure(options: &Options, report: &mut Report) -> Outcome<()> {
    let directory = options.scratch()?;
    let server = Server::beian_sim(options.binary(), directory.path())?;
    let mut rates = Vec::with_capacity(RUNS);
    let mut fired = 0;
    for run in 0..RUNS {
        let root = format!("/s/advance-{run}");
        prepare::freeze(&server, &root).await?;
        prepare::submit(&server, &root, 0..ORDERS).await?;
        let started = Stopwatch::start();
        // First SMS, its delivery, the end of the window.
        fired = prepare::advance(&server, &root, "3d").await?;
        rates.push(a_second(fired, started.elapsed()));
    }
    let rate = middle(rates);
    report.figure(
        &format!("advance over {ORDERS} orders ({fired} events), fired and committed a second"),
        "at least 100000",
        &rate.to_string(),
        rate >= TARGET,
    );
    Ok(())
}
