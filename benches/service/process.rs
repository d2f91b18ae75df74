//! The processes under test: started as a user would start them, asked nothing but what the
//! system tells of every process.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::Outcome;
use crate::stopwatch::Stopwatch;

/// A server in a process of its own; it ends with the value.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// How long it took from the start of the process to its `ready` line.
    pub ready_in: Duration,
}

impl Server {
    /// beian-sim with its database in that directory, all else as by default.
    pub fn beian_sim(binary: &Path, directory: &Path) -> Outcome<Self> {
        let database = format!("sqlite://{}", directory.join("bench.db").display());
        let log = fs::File::options()
            .create(true)
            .append(true)
            .open(directory.join("bench.log"))?;
        let mut command = Command::new(binary);
        command.args(["--listen", "127.0.0.1:0", "--database", &database]);
        Self::start(command.stderr(log))
    }

    /// The bare axum server: this very program.
    pub fn bare_axum() -> Outcome<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        Self::start(command.arg("--echo-server"))
    }

    fn start(command: &mut Command) -> Outcome<Self> {
        let started = Stopwatch::start();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let ready_in = started.elapsed();
        let address = line
            .trim_end()
            .strip_prefix("ready on http://")
            .and_then(|address| address.parse().ok());
        let Some(address) = address else {
            child.kill()?;
            child.wait()?;
            return Err(format!("expected a `ready` line, found `{}`", line.trim_end()).into());
        };
        Ok(Self {
            child,
            address,
            ready_in,
        })
    }

    /// Its resident memory, in bytes.
    pub fn resident(&self) -> Outcome<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line
            .and_then(|line| line.trim().strip_suffix(" kB"))
            .ok_or("the system does not tell the resident memory")?;
        Ok(kib.trim().parse::<u64>()? * 1_024)
    }

    /// The processor time that it has used, in all its threads.
    pub fn processor_time(&self) -> Outcome<Duration> {
        /// What the kernel counts in, on every architecture that Linux runs on today.
        const TICK: Duration = Duration::from_millis(10);
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name, in brackets, may hold anything; user and system time are the 12th and 13th
        // field behind it.
        let (_, fields) = stat.rsplit_once(')').ok_or("the system tells no times")?;
        let ticks = fields.split_ascii_whitespace().skip(11).take(2);
        let ticks = ticks.map(str::parse::<u32>).sum::<Result<u32, _>>()?;
        Ok(TICK * ticks)
    }

    /// Stops it as an operator would, and waits for its end.
    pub fn stop(mut self) -> Outcome<()> {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status()?;
        let status = self.child.wait()?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("beian-sim ended with {status}").into())
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
