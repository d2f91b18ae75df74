//! Plays a scenario on a target, step by step, up to the first step that is not as expected.

use std::collections::BTreeSet;

use super::check;
use super::entry::{CodeRef, SuffixRef};
use super::findings::Findings;
use super::model::{Scenario, Step, Verb};
use super::people::People;
use super::story;
use super::target::{Answer, Sms, Target};
use super::verbs::{Resend, Verify};

/// How many characters of an ID number a person enters.
const SUFFIX_CHARS: usize = 6;

/// What came of it.
pub struct Played {
    /// What was not as expected; nothing where all was.
    pub findings: Vec<String>,
    /// The run, with the virtual time at the margin.
    pub story: String,
    /// The rules that appeared in it.
    pub rules: BTreeSet<String>,
}

/// Plays the scenario.
pub fn play(scenario: &Scenario, people: &People, target: &mut dyn Target) -> Played {
    let mut findings = Findings::default();
    for (place, step) in scenario.steps.iter().enumerate() {
        if let Err(error) = play_step(step, people, target, &mut findings) {
            findings.note(error);
        }
        if !findings.is_empty() {
            findings.note(format!("… in step {}: {:?}", place + 1, step.verb));
            break;
        }
    }
    let orders = scenario.orders();
    Played {
        findings: findings.into_lines(),
        story: story::tell(&orders, target),
        rules: story::rules(&orders, target),
    }
}

fn play_step(
    step: &Step,
    people: &People,
    target: &mut dyn Target,
    findings: &mut Findings,
) -> Result<(), String> {
    if let Some(verb) = &step.verb {
        for _ in 0..step.times {
            let answer = act(verb, people, target)?;
            check::answer(&step.expect, &answer, target, findings);
        }
    }
    check::state(&step.expect, people, target, findings)
}

fn act(verb: &Verb, people: &People, target: &mut dyn Target) -> Result<Answer, String> {
    Ok(match verb {
        Verb::Submit(submit) => target.submit(&people.order(submit)?),
        Verb::Resubmit(resubmit) => target.resubmit(&resubmit.order, &people.correction(resubmit)?),
        Verb::Withdraw(order_no) => target.withdraw(order_no),
        Verb::Verify(verify) => {
            let Verify {
                person,
                order,
                code,
                suffix,
                phone,
            } = verify;
            let code = code_of(code, person, order.as_deref(), people, &target.messages())?;
            let suffix = suffix_of(suffix, person, people)?;
            target.verify(&phone_of(phone.as_ref(), person, people)?, &code, &suffix)
        }
        Verb::Resend(resend) => {
            let Resend {
                person,
                suffix,
                phone,
            } = resend;
            let suffix = suffix_of(suffix, person, people)?;
            target.resend(&phone_of(phone.as_ref(), person, people)?, &suffix)
        }
        Verb::Advance(advance) => target.advance(advance),
        Verb::Review(review) => target.review(&review.order, &review.decision),
        Verb::SetRules(rules) => target.set_rules(rules),
    })
}

fn phone_of(other: Option<&String>, person: &str, people: &People) -> Result<String, String> {
    other.map_or_else(|| people.text(person, "phone"), |phone| Ok(phone.clone()))
}

/// The code that a person reads from the SMS there are, as a person would.
fn code_of(
    code: &CodeRef,
    person: &str,
    order: Option<&str>,
    people: &People,
    messages: &[Sms],
) -> Result<String, String> {
    let to = |person: &str| {
        let phone = people.text(person, "phone")?;
        let is_meant =
            move |sms: &&Sms| sms.to == phone && order.is_none_or(|order| order == sms.order_no);
        Ok::<_, String>(messages.iter().filter(is_meant))
    };
    let (read, whose) = match code {
        CodeRef::Literal(code) => return Ok(code.clone()),
        CodeRef::Wrong => return Ok(unused(messages)),
        CodeRef::Latest => (to(person)?.next_back(), person),
        CodeRef::First => (to(person)?.next(), person),
        CodeRef::Of(other) => (to(other)?.next_back(), other.as_str()),
    };
    let read = read.ok_or_else(|| format!("`{whose}` has no SMS to read a code from"))?;
    Ok(read.code.clone())
}

/// Six digits that no SMS carries.
fn unused(messages: &[Sms]) -> String {
    let codes: BTreeSet<_> = messages.iter().map(|sms| sms.code.as_str()).collect();
    let mut free = (0..1_000_000).map(|number| format!("{number:06}"));
    free.find(|code| !codes.contains(code.as_str()))
        .unwrap_or_default()
}

fn suffix_of(suffix: &SuffixRef, person: &str, people: &People) -> Result<String, String> {
    let last_six = |person: &str| {
        let number = people.text(person, "id_number")?;
        let before = number.chars().count().saturating_sub(SUFFIX_CHARS);
        Ok(number.chars().skip(before).collect())
    };
    match suffix {
        SuffixRef::Right => last_six(person),
        SuffixRef::Of(other) => last_six(other),
        SuffixRef::Wrong => Ok("000000".to_owned()),
        SuffixRef::Whole => people.text(person, "id_number"),
        SuffixRef::Literal(suffix) => Ok(suffix.clone()),
    }
}
