//! The story of a run: every event and every attempt, with the virtual time at the margin.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::findings::shown;
use super::target::{Attempt, Event, Target};

/// The story, in the order of time.
pub fn tell(orders: &BTreeSet<&str>, target: &mut dyn Target) -> String {
    let mut lines: Vec<(String, String)> = Vec::new();
    for order_no in orders {
        let order = target.order(order_no);
        let events = order.map(|order| order.timeline).unwrap_or_default();
        lines.extend(
            events
                .iter()
                .map(|event| (event.at.clone(), of_event(order_no, event))),
        );
    }
    let attempts = target.attempts();
    lines.extend(
        attempts
            .iter()
            .map(|attempt| (attempt.at.clone(), of_attempt(attempt))),
    );
    lines.sort_by(|a, b| a.0.cmp(&b.0));
    let mut story = String::new();
    for (at, line) in lines {
        let _ = writeln!(story, "  {at}  {line}");
    }
    let (now, next) = target.clock();
    let next = next.unwrap_or_else(|| "nothing".to_owned());
    let _ = writeln!(story, "  {now}  now; {next} comes next");
    story
}

/// The rules that appeared: by which something happened, was answered or was missed.
pub fn rules(orders: &BTreeSet<&str>, target: &mut dyn Target) -> BTreeSet<String> {
    let mut rules = BTreeSet::new();
    for order_no in orders {
        let order = target.order(order_no);
        let events = order.map(|order| order.timeline).unwrap_or_default();
        rules.extend(events.into_iter().map(|event| event.rule));
    }
    for attempt in target.attempts() {
        rules.insert(attempt.rule);
        rules.extend(attempt.near_miss.and_then(|near| near.rule));
    }
    rules
}

fn of_event(order_no: &str, event: &Event) -> String {
    let mut line = format!(
        "{order_no} round {}: {} [{}]",
        event.round, event.r#type, event.rule
    );
    let detail = &event.detail;
    let texts = [&detail.kind, &detail.reason, &detail.phone, &detail.code];
    for text in texts.into_iter().flatten() {
        let _ = write!(line, " {text}");
    }
    if let Some(failures) = detail.failures {
        let _ = write!(line, " failures {failures}");
    }
    line
}

fn of_attempt(attempt: &Attempt) -> String {
    let near_miss = attempt.near_miss.as_ref().map(|near| &near.code);
    format!(
        "{} {} {} {}: {} [{}] about {}, failures {}, near miss {}",
        attempt.call,
        attempt.phone,
        attempt.code.as_deref().unwrap_or("-"),
        attempt.id_suffix,
        attempt.valid_status,
        attempt.rule,
        attempt.order_no.as_deref().unwrap_or("nobody"),
        shown(
            attempt
                .failures
                .as_ref()
                .map(|failures| failures as &dyn std::fmt::Display)
        ),
        shown(near_miss.map(|near| near as &dyn std::fmt::Display)),
    )
}
