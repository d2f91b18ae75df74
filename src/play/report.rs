//! What came of a run of scenarios, as one value that text, JSON and JUnit are made of.

use serde::Serialize;

use super::file::Case;
use super::findings::Finding;
use super::player::Played;
use super::story::Line;
use super::suite::{FORMAT, Suite};

/// What came of a run.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The format that is played.
    pub format: u32,
    /// The suites that were played.
    pub suites: Vec<Suite>,
    /// Against what.
    pub target: String,
    /// How many scenarios were played.
    pub played: usize,
    /// How many of them failed.
    pub failed: usize,
    /// Each of them.
    pub scenarios: Vec<Outcome>,
}

/// What came of a scenario.
#[derive(Debug, Serialize)]
pub struct Outcome {
    /// What it is called.
    pub name: String,
    /// Its file.
    pub file: String,
    /// What it claims.
    pub claim: String,
    /// Whether that holds.
    pub holds: bool,
    /// The line of the file whose step was not as expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The step that was not as expected, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// What was not as expected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The rules that appeared.
    pub rules: Vec<String>,
    /// The story.
    pub story: Vec<Line>,
}

impl Report {
    /// A run that begins.
    pub fn new(suites: Vec<Suite>, target: String) -> Self {
        Self {
            format: FORMAT,
            suites,
            target,
            played: 0,
            failed: 0,
            scenarios: Vec::new(),
        }
    }

    /// Takes a scenario's outcome in.
    pub fn add(&mut self, outcome: Outcome) {
        self.played += 1;
        self.failed += usize::from(!outcome.holds);
        self.scenarios.push(outcome);
    }
}

impl Outcome {
    /// What came of that file.
    pub fn of(case: &Case, played: Played) -> Self {
        let step = played.failed_step;
        let line = step.and_then(|step| case.lines.get(step - 1).copied());
        Self {
            name: case.name.clone(),
            file: case.path.display().to_string(),
            claim: case.scenario.claim.clone(),
            holds: played.findings.is_empty(),
            line,
            step,
            findings: played.findings,
            rules: played.rules.into_iter().collect(),
            story: played.story,
        }
    }

    /// Where in the file it failed: `file:line`.
    pub fn place(&self) -> String {
        match self.line {
            Some(line) => format!("{}:{line}", self.file),
            None => self.file.clone(),
        }
    }
}
