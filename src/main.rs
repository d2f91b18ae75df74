//! The `beian-sim` binary: picks a command and runs it; nothing else.

use std::process::ExitCode;

use beian_sim::config::Cli;
use clap::Parser;

fn main() -> ExitCode {
    beian_sim::run::run(Cli::parse())
}
