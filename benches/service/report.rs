//! What was reached, as Markdown: a row a call, then figures beside their targets.

use std::fmt;
use std::io::{self, Write};
use std::time::Duration;

use crate::load::Tally;

/// What was measured so far.
#[derive(Default)]
pub struct Report {
    rows: Vec<Row>,
    figures: Vec<Figure>,
}

struct Row {
    what: String,
    connections: usize,
    bare: u64,
    ours: u64,
    p50: Duration,
    p99: Duration,
    processor: [Duration; 2],
}

struct Figure {
    what: String,
    target: String,
    reached: String,
    met: Option<bool>,
}

/// A share, in thousandths.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(pub u64);

impl Share {
    /// What part of the whole that is.
    pub fn of(part: u64, whole: u64) -> Self {
        Self(part * 1_000 / whole.max(1))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1_000, self.0 % 1_000)
    }
}

impl Report {
    /// Notes a call beside the bare server; says it at once to whoever watches.
    pub fn row(&mut self, what: &str, connections: usize, bare: &Tally, ours: &Tally) -> Share {
        let row = Row {
            what: what.to_owned(),
            connections,
            bare: bare.rate(),
            ours: ours.rate(),
            p50: ours.percentile(50),
            p99: ours.percentile(99),
            processor: [bare.processor_a_request(), ours.processor_a_request()],
        };
        let share = row.share();
        say(&format!("{row}"));
        self.rows.push(row);
        share
    }

    /// Notes a figure with its target, and whether it was met.
    pub fn figure(&mut self, what: &str, target: &str, reached: &str, met: bool) {
        self.note(what, target, reached, Some(met));
    }

    /// Notes a figure that has no target.
    pub fn fact(&mut self, what: &str, reached: &str) {
        self.note(what, "", reached, None);
    }

    fn note(&mut self, what: &str, target: &str, reached: &str, met: Option<bool>) {
        let figure = Figure {
            what: what.to_owned(),
            target: target.to_owned(),
            reached: reached.to_owned(),
            met,
        };
        say(&format!("{figure}"));
        self.figures.push(figure);
    }

    /// Prints all of it.
    pub fn print(&self, out: &mut impl Write) -> io::Result<()> {
        if !self.rows.is_empty() {
            writeln!(
                out,
                "| what | connections | bare axum req/s | beian-sim req/s | ratio | p50 | p99 \
                 | processor time a request, bare axum | beian-sim |"
            )?;
            writeln!(out, "|---|--:|--:|--:|--:|--:|--:|--:|--:|")?;
            for row in &self.rows {
                writeln!(out, "{row}")?;
            }
            writeln!(out)?;
        }
        writeln!(out, "| figure | target | reached | met |")?;
        writeln!(out, "|---|---|---|---|")?;
        for figure in &self.figures {
            writeln!(out, "{figure}")?;
        }
        Ok(())
    }
}

impl Row {
    fn share(&self) -> Share {
        Share::of(self.ours, self.bare)
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [bare, ours] = self.processor.map(|time| time.as_micros());
        write!(
            f,
            "| {} | {} | {} | {} | {} | {} µs | {} µs | {bare} µs | {ours} µs |",
            self.what,
            self.connections,
            self.bare,
            self.ours,
            self.share(),
            self.p50.as_micros(),
            self.p99.as_micros()
        )
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let met = match self.met {
            None => "",
            Some(true) => "yes",
            Some(false) => "no",
        };
        let Self {
            what,
            target,
            reached,
            ..
        } = self;
        write!(f, "| {what} | {target} | {reached} | {met} |")
    }
}

/// Tells whoever watches how far it has come.
pub fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Bytes as MiB with one decimal.
pub fn mib(bytes: u64) -> String {
    let tenths = bytes * 10 / (1 << 20);
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}

/// Milliseconds with one decimal.
pub fn millis(time: Duration) -> String {
    let tenths = time.as_micros() / 100;
    format!("{}.{} ms", tenths / 10, tenths % 10)
}
