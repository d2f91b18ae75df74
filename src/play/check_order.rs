//! Holding an order against what a step expects of it.

use std::fmt::Display;

use super::expect::{EventExpect, OrderExpect, VerifierExpect};
use super::findings::Findings;
use super::people::People;
use super::target::OrderSeen;
use crate::client::{Event, Verifier};

/// Holds an order against what is expected.
///
/// # Errors
/// Where the expectation names somebody whom there is not.
pub fn check(
    order_no: &str,
    expected: &OrderExpect,
    order: &OrderSeen,
    people: &People,
    findings: &mut Findings,
) -> Result<(), String> {
    let (truth, view) = (&order.truth, &order.view);
    let at = |field: &str| format!("{order_no}: {field}");
    for (side, round, reason) in [
        ("in truth", truth.round, &truth.return_reason),
        ("to the provider", view.round, &view.return_reason),
    ] {
        let what = at(&format!("round {side}"));
        findings.same(&what, expected.round.as_ref(), Some(&round));
        let what = at(&format!("return_reason {side}"));
        findings.same(
            &what,
            expected.return_reason.as_ref(),
            some(reason.as_ref()),
        );
    }
    findings.same(&at("status"), expected.status.as_ref(), Some(&truth.status));
    let sees = expected.provider_sees.as_ref();
    findings.same(&at("provider_sees"), sees, Some(&view.status));
    let sms = expected.sms_verify_status.as_ref();
    findings.same(
        &at("sms_verify_status"),
        sms,
        some(view.sms_verify_status.as_ref()),
    );
    findings.same(
        &at("rulebook"),
        expected.rulebook.as_ref(),
        Some(&truth.rulebook),
    );
    findings.same(
        &at("profile"),
        expected.profile.as_ref(),
        some(truth.profile.as_ref()),
    );
    findings.same(
        &at("deadline"),
        expected.deadline.as_ref(),
        some(truth.deadline.as_ref()),
    );
    findings.same(
        &at("updated_at"),
        expected.updated_at.as_ref(),
        Some(&view.updated_at),
    );
    let rule = truth.unverified_by.as_ref().map(|by| &by.rule);
    findings.same(
        &at("unverified_by"),
        expected.unverified_by.as_ref(),
        some(rule),
    );
    let scheduled: Vec<_> = truth
        .scheduled
        .iter()
        .map(|due| due.r#type.clone())
        .collect();
    findings.list(&at("scheduled"), expected.scheduled.as_ref(), &scheduled);
    for never in &expected.never {
        if order.timeline.iter().any(|event| event.r#type == *never) {
            findings.note(at(&format!("`{never}` happened")));
        }
    }
    verifiers(order_no, expected, &truth.verifiers, people, findings)?;
    timeline(
        order_no,
        &expected.timeline,
        &order.timeline,
        people,
        findings,
    )
}

fn verifiers(
    order_no: &str,
    expected: &OrderExpect,
    found: &[Verifier],
    people: &People,
    findings: &mut Findings,
) -> Result<(), String> {
    if let Some(wanted) = &expected.verifiers {
        for name in wanted {
            people.text(name, "phone")?;
        }
        let names: Vec<_> = found
            .iter()
            .map(|verifier| people.name_of(&verifier.phone, wanted))
            .collect();
        findings.list(&format!("{order_no}: verifiers"), Some(wanted), &names);
    }
    for (name, expected) in &expected.verifier {
        let phone = people.text(name, "phone")?;
        match found.iter().find(|verifier| verifier.phone == phone) {
            Some(found) => verifier(&format!("{order_no}, {name}"), expected, found, findings),
            None => findings.note(format!("{order_no}: `{name}` does not verify")),
        }
    }
    Ok(())
}

fn verifier(who: &str, expected: &VerifierExpect, found: &Verifier, findings: &mut Findings) {
    findings.list(
        &format!("{who}: roles"),
        expected.roles.as_ref(),
        &found.roles,
    );
    let suffixes = expected.id_suffixes.as_ref();
    findings.list(&format!("{who}: id_suffixes"), suffixes, &found.id_suffixes);
    findings.same(
        &format!("{who}: name"),
        expected.name.as_ref(),
        Some(&found.name),
    );
    findings.same(
        &format!("{who}: state"),
        expected.state.as_ref(),
        Some(&found.state),
    );
    for (field, expected, found) in [
        ("failures", &expected.failures, found.failures),
        (
            "failures_left",
            &expected.failures_left,
            found.failures_left,
        ),
        ("resends", &expected.resends, found.resends),
        ("resends_left", &expected.resends_left, found.resends_left),
    ] {
        findings.same(&format!("{who}: {field}"), expected.as_ref(), Some(&found));
    }
}

/// The expected events must be there in their order; others may lie between.
fn timeline(
    order_no: &str,
    expected: &[EventExpect],
    found: &[Event],
    people: &People,
    findings: &mut Findings,
) -> Result<(), String> {
    let mut rest = found.iter();
    for event in expected {
        let phone = match &event.person {
            Some(person) => Some(people.text(person, "phone")?),
            None => None,
        };
        let left = rest.clone();
        if !rest.any(|found| fits(event, phone.as_deref(), found)) {
            let left: Vec<_> = left.map(|found| found.r#type.as_str()).collect();
            findings.differs(
                format!("{order_no}: the timeline goes on with"),
                said(event),
                left.join(", "),
            );
            return Ok(());
        }
    }
    Ok(())
}

fn fits(expected: &EventExpect, phone: Option<&str>, found: &Event) -> bool {
    let detail = &found.detail;
    let same = |expected: Option<String>, found: Option<&str>| {
        expected.is_none_or(|expected| Some(expected.as_str()) == found)
    };
    let text = |value: &Option<String>| value.clone();
    same(text(&expected.event), Some(&found.r#type))
        && same(expected.at.map(|at| at.to_string()), Some(&found.at))
        && same(text(&expected.rule), Some(&found.rule))
        && same(text(&expected.source), Some(&found.source))
        && same(
            expected.round.as_ref().map(ToString::to_string),
            Some(&found.round.to_string()),
        )
        && same(phone.map(str::to_owned), detail.phone.as_deref())
        && same(text(&expected.kind), detail.kind.as_deref())
        && same(text(&expected.reason), detail.reason.as_deref())
}

fn some<T: Display>(value: Option<&T>) -> Option<&dyn Display> {
    value.map(|value| value as &dyn Display)
}

/// An expected event in words: what is asked of it.
fn said(event: &EventExpect) -> String {
    let fields = [
        ("event", event.event.clone()),
        ("at", event.at.map(|at| at.to_string())),
        ("rule", event.rule.clone()),
        ("source", event.source.clone()),
        ("round", event.round.as_ref().map(ToString::to_string)),
        ("person", event.person.clone()),
        ("kind", event.kind.clone()),
        ("reason", event.reason.clone()),
    ];
    let said = fields
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name} {}", value?)));
    said.collect::<Vec<_>>().join(", ")
}
