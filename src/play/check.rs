//! Holding what a target shows against what a step expects.

use std::collections::{BTreeMap, BTreeSet};

use super::check_order;
use super::expect::{Codes, Expect, InboxExpect};
use super::findings::Findings;
use super::people::People;
use super::player::Halt;
use super::target::{Answer, Target};
use crate::client::{self, Message, Verdict};

/// The word for every phone's inbox.
const EVERYBODY: &str = "everybody";

/// Holds the answer of a step against what is expected of it.
pub(super) fn answer(
    expect: &Expect,
    answer: &Answer,
    target: &mut dyn Target,
    findings: &mut Findings,
) -> Result<(), client::Error> {
    if let Answer::Refused(code, fields) = answer {
        let expected = expect.refused.clone().unwrap_or_else(|| "accepted".into());
        findings.same("the step is refused", Some(&expected), Some(code));
        if let Some(expected) = expect
            .fields
            .as_ref()
            .filter(|expected| *expected != fields)
        {
            findings.differs("fields", pairs(expected), pairs(fields));
        }
        return Ok(());
    }
    if let Some(code) = &expect.refused {
        findings.differs("the step is refused", code, "accepted");
    }
    match answer {
        Answer::Told(told) => verdict(expect, told, target, findings)?,
        Answer::Submitted(new) => findings.same("new", expect.new.as_ref(), Some(new)),
        Answer::Fired(fired) => findings.list("fired", expect.fired.as_ref(), fired),
        Answer::Done | Answer::Refused(..) => {}
    }
    Ok(())
}

fn pairs(fields: &BTreeMap<String, String>) -> String {
    let pairs = fields.iter().map(|(at, why)| format!("{at}: {why}"));
    pairs.collect::<Vec<_>>().join(", ")
}

fn verdict(
    expect: &Expect,
    told: &Verdict,
    target: &mut dyn Target,
    findings: &mut Findings,
) -> Result<(), client::Error> {
    findings.same("outcome", expect.outcome.as_ref(), Some(&told.outcome));
    let status = expect.valid_status.as_ref();
    findings.same("valid_status", status, Some(&told.valid_status));
    findings.same("message", expect.message.as_ref(), Some(&told.message));
    findings.same("rule", expect.rule.as_ref(), Some(&told.rule));
    let near_miss = expect.near_miss.as_ref();
    if near_miss.is_some() {
        match target.last_attempt()?.and_then(|last| last.near_miss) {
            Some(near) => findings.same("near_miss", near_miss, Some(&near.code)),
            None => findings.same("near_miss", near_miss, None),
        }
    }
    Ok(())
}

/// Holds everything else against what is expected.
///
/// # Errors
/// Where the expectation names somebody whom there is not, or the target cannot be asked.
pub(super) fn state(
    expect: &Expect,
    people: &People,
    target: &mut dyn Target,
    findings: &mut Findings,
) -> Result<(), Halt> {
    if expect.now.is_some() || expect.next_event.is_some() {
        let (now, next) = target.clock()?;
        findings.same("now", expect.now.as_ref(), Some(&now));
        let next = next.unwrap_or_else(|| "none".to_owned());
        findings.same("next_event", expect.next_event.as_ref(), Some(&next));
    }
    for (order_no, expected) in &expect.order {
        match target.order(order_no)? {
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
        let is_meant = |sms: &Message| {
            phone.as_ref().is_none_or(|phone| *phone == sms.to)
                && expected
                    .order
                    .as_ref()
                    .is_none_or(|order| *order == sms.order_no)
        };
        let messages = target.messages()?;
        let meant: Vec<_> = messages.iter().filter(|sms| is_meant(sms)).collect();
        inbox(&format!("inbox of {person}"), expected, &meant, findings);
    }
    if !expect.parameter.is_empty() {
        parameters(expect, target, findings)?;
    }
    Ok(())
}

fn inbox(what: &str, expected: &InboxExpect, messages: &[&Message], findings: &mut Findings) {
    let all =
        |field: fn(&Message) -> &String| messages.iter().map(|sms| field(sms).clone()).collect();
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
        let wanted = match expected.codes {
            Some(Codes::Same) => "the same",
            Some(Codes::Different) | None => "different",
        };
        findings.differs(format!("{what}: codes"), wanted, codes.join(", "));
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
        findings.differs(format!("{what}: the newest says"), text, &newest.text);
    }
}

fn parameters(
    expect: &Expect,
    target: &mut dyn Target,
    findings: &mut Findings,
) -> Result<(), client::Error> {
    let parameters = target.parameters()?;
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
    Ok(())
}
