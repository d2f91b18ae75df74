//! Plays a scenario on a target, step by step, up to the first step that is not as expected.

use std::collections::BTreeSet;

use super::act::{act, words};
use super::check;
use super::findings::{Finding, Findings};
use super::model::{Scenario, Step, Verb};
use super::people::People;
use super::story::{Line, Teller};
use super::target::Target;
use crate::client;

/// What came of it.
#[derive(Debug)]
pub struct Played {
    /// What was not as expected; nothing where all was.
    pub findings: Vec<Finding>,
    /// The step that was not as expected, by place from 1.
    pub failed_step: Option<usize>,
    /// The run, with the virtual time at the margin.
    pub story: Vec<Line>,
    /// The rules that appeared in it.
    pub rules: BTreeSet<String>,
}

/// Why a step ends early.
pub(super) enum Halt {
    /// The scenario names somebody or something that there is not.
    Unknown(String),
    /// The target cannot be asked.
    Target(client::Error),
}

/// Plays the scenario.
///
/// # Errors
/// Where the target does not answer at all. An answer that is not of the contract is a finding.
pub fn play(
    scenario: &Scenario,
    people: &People,
    target: &mut dyn Target,
) -> Result<Played, client::Error> {
    let mut findings = Findings::default();
    let mut teller = Teller::default();
    let mut failed_step = None;
    for (number, step) in (1..).zip(scenario.steps()) {
        teller.begin(number);
        match play_step(step, people, target, &mut teller, &mut findings) {
            Ok(()) => {}
            Err(Halt::Target(error @ client::Error::Unanswered { .. })) => return Err(error),
            Err(Halt::Target(error)) => findings.note(error.to_string()),
            Err(Halt::Unknown(what)) => findings.note(what),
        }
        if !findings.is_empty() {
            failed_step = Some(number);
            break;
        }
    }
    let (story, rules) = teller.end();
    Ok(Played {
        findings: findings.into_vec(),
        failed_step,
        story,
        rules,
    })
}

fn play_step(
    step: &Step,
    people: &People,
    target: &mut dyn Target,
    teller: &mut Teller,
    findings: &mut Findings,
) -> Result<(), Halt> {
    if let Some(verb) = &step.verb {
        if let Verb::Submit(submit) = verb {
            teller.follow(&submit.order);
        }
        for _ in 0..step.times {
            let (before, _) = target.clock()?;
            let entered = words(verb, people, target)?;
            teller.did(&before, entered.did.clone());
            let answer = act(verb, &entered, people, target)?;
            teller.hear(&before, &answer, target)?;
            check::answer(&step.expect, &answer, target, findings)?;
        }
    }
    check::state(&step.expect, people, target, findings)
}

impl From<client::Error> for Halt {
    fn from(error: client::Error) -> Self {
        Self::Target(error)
    }
}

impl From<String> for Halt {
    fn from(what: String) -> Self {
        Self::Unknown(what)
    }
}
