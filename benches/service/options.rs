//! What to measure, and for how long.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Parser, ValueEnum};

/// The command line.
#[derive(Parser, Debug)]
#[command(about = "Measures beian-sim beside a bare axum server, over loopback")]
pub struct Options {
    /// Seconds that each side of a comparison is driven
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=60))]
    pub seconds: u64,
    /// Numbers of stored orders to compare, the smallest first
    #[arg(long, value_delimiter = ',', value_name = "COUNTS")]
    pub orders: Vec<u32>,
    /// Connections at which the calls are measured
    #[arg(
        long,
        value_delimiter = ',',
        value_name = "COUNTS",
        default_value = "1,16,64"
    )]
    pub connections: Vec<usize>,
    /// Only these sections
    #[arg(long, value_delimiter = ',', value_enum)]
    pub section: Vec<Section>,
    /// Only calls whose name contains this: `look-up`, `verify`, `resend`, `submit`
    #[arg(long, value_name = "NAME")]
    pub only: Option<String>,
    /// A second a side, and at most 10 thousand orders: to see that all works
    #[arg(long)]
    pub quick: bool,
    /// Directory for the databases; it decides what a commit to disk costs
    #[arg(long, value_name = "DIRECTORY")]
    pub directory: Option<PathBuf>,
    /// Another binary of beian-sim than the one just built, to compare releases
    #[arg(long, value_name = "FILE")]
    pub binary: Option<PathBuf>,
    /// Serves as the bare axum server instead (the benchmark starts itself so)
    #[arg(long, hide = true)]
    pub echo_server: bool,
    /// Given by `cargo bench`; means nothing
    #[arg(long, hide = true)]
    pub bench: bool,
}

/// A part of the benchmark.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Section {
    /// Start to ready, and memory when idle.
    Start,
    /// Every call beside the bare server.
    Throughput,
    /// Advancing the clock.
    Advance,
    /// The same calls with many orders stored; memory an order; loading.
    Sizes,
}

impl Options {
    /// Whether the section is asked for.
    pub fn wants(&self, section: Section) -> bool {
        self.section.is_empty() || self.section.contains(&section)
    }

    /// Whether the call is asked for.
    pub fn wants_call(&self, name: &str) -> bool {
        self.only.as_deref().is_none_or(|only| name.contains(only))
    }

    /// How long each side of a comparison is driven.
    pub const fn time_a_side(&self) -> Duration {
        Duration::from_secs(if self.quick { 1 } else { self.seconds })
    }

    /// The numbers of stored orders to compare.
    pub fn sizes(&self) -> Vec<u32> {
        let mut sizes = match (self.orders.is_empty(), self.quick) {
            (false, _) => self.orders.clone(),
            (true, true) => vec![1_000, 10_000],
            (true, false) => vec![1_000, 100_000, 1_000_000],
        };
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }

    /// The binary of beian-sim to measure.
    pub fn binary(&self) -> &Path {
        let built = Path::new(env!("CARGO_BIN_EXE_beian-sim"));
        self.binary.as_deref().unwrap_or(built)
    }

    /// A directory of its own for one database; it goes with the value.
    pub fn scratch(&self) -> std::io::Result<tempfile::TempDir> {
        match &self.directory {
            Some(directory) => tempfile::tempdir_in(directory),
            None => tempfile::tempdir(),
        }
    }
}
