//! `beian-sim play`: reads the files, plays them one after the other, and tells of it.
//!
//! It ends with 0 where every claim holds, with 1 where one does not, and with 2 where something
//! cannot be played at all.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use super::file::{self, Case, Corpus};
use super::findings::Finding;
use super::player::{self, Played};
use super::remote::Remote;
use super::report::{Outcome, Report};
use super::{junit, schema, text};
use crate::client::{Client, Error};
use crate::config::PlayArgs;
use crate::embed::Simulator;

/// The exit code where something cannot be played.
const CANNOT_PLAY: u8 = 2;

/// Plays the files.
pub fn run(args: &PlayArgs) -> ExitCode {
    let outcome = if args.schema {
        print(&schema::text()).map(|()| 0)
    } else {
        play_all(args)
    };
    match outcome {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(reasons) => {
            for reason in reasons {
                let _ = writeln!(io::stderr(), "beian-sim: {reason}");
            }
            ExitCode::from(CANNOT_PLAY)
        }
    }
}

/// Plays everything; how many failed.
fn play_all(args: &PlayArgs) -> Result<usize, Vec<String>> {
    let Corpus { suites, cases } = file::read(&args.files)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    // Held until the end: dropped, it stops.
    let (_simulator, client, target) = match &args.url {
        Some(url) => {
            let token = args.key.control_token.as_deref();
            (None, Client::new(url).with_token(token), url.clone())
        }
        None => {
            let simulator = Simulator::start().map_err(one)?;
            let client = simulator.client().clone();
            (
                Some(simulator),
                client,
                "a simulator in the process".to_owned(),
            )
        }
    };
    let mut report = Report::new(suites, target);
    let run = run_name()?;
    if !args.json {
        print(&text::head(&report))?;
    }
    for (number, case) in cases.iter().enumerate() {
        progress(args, number, cases.len(), &case.name);
        let played = play_one(&client, &format!("{run}-{number}"), case);
        progress(args, cases.len(), cases.len(), "");
        let outcome = Outcome::of(case, played.map_err(one)?);
        if !args.json && (!args.quiet || !outcome.holds) {
            print(&text::outcome(&outcome))?;
        }
        report.add(outcome);
    }
    if let Some(file) = &args.junit {
        let xml = junit::xml(&report).map_err(one)?;
        std::fs::write(file, xml).map_err(|error| one(format!("{}: {error}", file.display())))?;
    }
    if args.json {
        let json = serde_json::to_string_pretty(&report).map_err(one)?;
        print(&(json + "\n"))?;
    } else {
        print(&text::foot(&report))?;
    }
    Ok(report.failed)
}

/// Plays one scenario in a sandbox of its own.
fn play_one(client: &Client, name: &str, case: &Case) -> Result<Played, Error> {
    let (scenario, people) = (&case.scenario, &case.people);
    match Remote::open(client, name, scenario) {
        Ok(mut target) => player::play(scenario, people, &mut target),
        Err(error @ Error::Unanswered { .. }) => Err(error),
        // It answers, and has no sandbox such as the scenario wants.
        Err(error) => Ok(Played {
            findings: vec![Finding {
                what: format!("the sandbox cannot be made: {error}"),
                expected: None,
                found: None,
            }],
            failed_step: None,
            story: Vec::new(),
            rules: std::collections::BTreeSet::new(),
        }),
    }
}

/// What the sandboxes of this run begin with: no two runs against one instance share a name.
fn run_name() -> Result<String, Vec<String>> {
    let chance = getrandom::u64().map_err(one)?;
    Ok(format!("play-{chance:016x}"))
}

/// Shows on a terminal how far the run is, where nothing else scrolls by.
fn progress(args: &PlayArgs, done: usize, all: usize, name: &str) {
    let mut err = io::stderr();
    let scrolls = !args.quiet && !args.json && io::stdout().is_terminal();
    if scrolls || !err.is_terminal() {
        return;
    }
    let shown = if name.is_empty() {
        String::new()
    } else {
        format!("[{}/{all}] {name}", done + 1)
    };
    // Back to the line's beginning, and what was there goes.
    let _ = write!(err, "\r\u{1b}[K{shown}").and_then(|()| err.flush());
}

fn print(text: &str) -> Result<(), Vec<String>> {
    match io::stdout().write_all(text.as_bytes()) {
        // `beian-sim play … | head` is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome.map_err(one),
    }
}

fn one(error: impl std::fmt::Display) -> Vec<String> {
    vec![error.to_string()]
}
