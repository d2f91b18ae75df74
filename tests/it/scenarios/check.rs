//! Holding what a target shows against what a step expects.

use std::collections::BTreeSet;

use super::check_order;
use super::expect::{Codes, Expect, InboxExpect};
use super::findings::Findings;
use super::people::People;
use super::target::{Answer, Sms, Target, Told};

/// The word for every phone's inbox.
const EVERYBODY: &str = "everybody";

/// Holds the answer of a step against what is expected of it.
pub fn answer(expect: &Expect, answer: &Answer, target: &mut dyn Target, findings: &mut Findings) {
    if let Answer::Refused(code, fields) = answer {
        let expected = expect.refused.clone().unwrap_or_else(|| "accepted".into());
        findings.same("the step is refused", Some(&expected), Some(code));
        if let Some(expected) = expect
            .fields
            .as_ref()
            .filter(|expected| *expected != fields)
        {
            findings.note(format!("fields: expected {expected:?}, found {fields:?}"));
        }
        return;
    }
    if let Some(code) = &expect.refused {
        findings.note(format!("expected the refusal `{code}`, found {answer:?}"));
    }
    match answer {
        Answer::Told(told) => verdict(expect, told, target, findings),
        Answer::Submitted(new) => findings.same("new", expect.new.as_ref(), Some(new)),
        Answer::Fired(fired) => findings.list("fired", expect.fired.as_ref(), fired),
        Answer::Done | Answer::Refused(..) => {}
    }
}

fn verdict(expect: &Expect, told: &Told, target: &mut dyn Target, findings: &mut Findings) {
    findings.same("outcome", expect.outcome.as_ref(), Some(&told.outcome));
    let status = expect.valid_status.as_ref();
    findings.same("valid_status", status, Some(&told.valid_status));
    findings.same("message", expect.message.as_ref(), Some(&told.message));
    findings.same("rule", expect.rule.as_ref(), Some(&told.rule));
    let attempts = target.attempts();
    let last = attempts.last().and_then(|last| last.near_miss.as_ref());
    let near_miss = expect.near_miss.as_ref();
    match last {
        Some(near) => findings.same("near_miss", near_miss, Some(&near.code)),
        None => findings.same("near_miss", near_miss, None),
    }
}

/// Holds everything else against what is expected.
///
/// # Errors
/// Where the expectation names somebody whom there is not.
pub fn state(
    expect: &Expect,
    people: &People,
    target: &mut dyn Target,
    findings: &mut Findings,
) -> Result<(), String> {
    let (now, next) = target.clock();
    findings.same("now", expect.now.as_ref(), Some(&now));
    let next = next.unwrap_or_else(|| "none".to_owned());
    findings.same("next_event", expect.next_event.as_ref(), Some(&next));
    for (order_no, expected) in &expect.order {
        match target.order(order_no) {
            Some(order) => check_order::check(order_no, expected, &order, people, findings)?,
            None => findings.note(format!("there is no order `{order_no}`")),
        }
    }
    for (person, expected) in &expect.inbox {
        let phone = if person == EVERYBODY {
            None
        } else {
            Some(people.text(person, "phone")?)
        };
        let is_meant = |sms: &Sms| {
            phone.as_ref().is_none_or(|phone| *phone == sms.to)
                && expected
                    .order
                    .as_ref()
                    .is_none_or(|order| *order == sms.order_no)
        };
        let messages = target.messages();
        let meant: Vec<_> = messages.iter().filter(|sms| is_meant(sms)).collect();
        inbox(&format!("inbox of {person}"), expected, &meant, findings);
    }
    if !expect.parameter.is_empty() {
        parameters(expect, target, findings);
    }
    Ok(())
}

fn inbox(what: &str, expected: &InboxExpect, messages: &[&Sms], findings: &mut Findings) {
    let all = |field: fn(&Sms) -> &String| messages.iter().map(|sms| field(sms).clone()).collect();
    let kinds: Vec<String> = all(|sms| &sms.kind);
    let codes: Vec<String> = all(|sms| &sms.code);
    let count = messages.len();
    findings.same(
        &format!("{what}: count"),
        expected.count.as_ref(),
        Some(&count),
    );
    findings.list(&format!("{what}: kinds"), expected.kinds.as_ref(), &kinds);
    findings.list(
        &format!("{what}: codes"),
        expected.codes_are.as_ref(),
        &codes,
    );
    let distinct: BTreeSet<_> = codes.iter().collect();
    let fits = match expected.codes {
        None => true,
        Some(Codes::Same) => distinct.len() == 1,
        Some(Codes::Different) => distinct.len() == codes.len(),
    };
    if !fits {
        findings.note(format!(
            "{what}: codes: expected {:?}, found {codes:?}",
            expected.codes
        ));
    }
    for sms in messages {
        let digits = sms.code.chars().filter(char::is_ascii_digit).count();
        findings.same(
            &format!("{what}: digits"),
            expected.code_digits.as_ref(),
            Some(&digits),
        );
        let from = sms.from.as_deref().unwrap_or("none");
        findings.same(
            &format!("{what}: from"),
            expected.from.as_ref(),
            Some(&from),
        );
    }
    let Some(newest) = messages.last() else {
        if expected.last_at.is_some() || !expected.says.is_empty() {
            findings.note(format!("{what}: is empty"));
        }
        return;
    };
    let last_at = expected.last_at.as_ref();
    findings.same(
        &format!("{what}: last"),
        last_at,
        Some(&newest.dispatched_at),
    );
    for text in expected
        .says
        .iter()
        .filter(|text| !newest.text.contains(*text))
    {
        findings.note(format!("{what}: `{text}` is not in `{}`", newest.text));
    }
}

fn parameters(expect: &Expect, target: &mut dyn Target, findings: &mut Findings) {
    let parameters = target.parameters();
    for (name, expected) in &expect.parameter {
        let found = parameters.iter().find(|found| found.name.key() == name);
        let Some(found) = found else {
            findings.note(format!("there is no parameter `{name}`"));
            continue;
        };
        findings.same(name, Some(&expected.0.value), Some(&found.value));
        findings.same(
            &format!("{name}: source"),
            expected.0.source.as_ref(),
            Some(&found.source),
        );
    }
}
