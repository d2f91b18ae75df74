//! The benchmark: beian-sim on a file database beside a bare axum server that echoes JSON, both
//! driven over loopback in one run on one machine. Ratios are what counts; absolute figures are
//! the machine's.
//!
//! `cargo bench --bench service -- --help` names the options. It prints what it reached, whatever
//! that is, and fails only where an answer is not the one that was asked for.

mod advance;
mod client;
mod echo;
mod load;
mod memory;
mod options;
mod orders;
mod prepare;
mod process;
mod report;
mod sizes;
mod start;
mod stopwatch;
mod throughput;

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use tokio::task::LocalSet;

use crate::options::{Options, Section};
use crate::report::Report;

/// What anything in here ends with: the benchmark has no error to recover from.
type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let options = Options::parse();
    let done = if options.echo_server {
        echo::serve()
    } else {
        measure(&options)
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "service bench: {error}");
            ExitCode::FAILURE
        }
    }
}

/// One thread drives the load, since the services share the machine with it.
fn measure(options: &Options) -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut report = Report::default();
    let tasks = LocalSet::new();
    tasks.block_on(&runtime, run(options, &mut report))?;
    report.print(&mut io::stdout().lock())?;
    Ok(())
}

async fn run(options: &Options, report: &mut Report) -> Outcome<()> {
    if options.wants(Section::Start) {
        start::measure(options, report)?;
    }
    if options.wants(Section::Throughput) {
        throughput::measure(options, report).await?;
    }
    if options.wants(Section::Advance) {
        advance::measure(options, report).await?;
    }
    if options.wants(Section::Sizes) {
        sizes::measure(options, report).await?;
    }
    Ok(())
}
