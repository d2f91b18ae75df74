//! A run as text for people: stories with the virtual time at the margin, and what was expected
//! beside what was found.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::findings::Finding;
use super::report::{Outcome, Report};
use super::story::{Line, What};

/// The head of a run: what is played, in which version, against what.
pub fn head(report: &Report) -> String {
    let mut text = String::new();
    for suite in &report.suites {
        let _ = write!(text, "suite {} {}, ", suite.name, suite.version);
    }
    let _ = writeln!(
        text,
        "format {}, against {}\n",
        report.format, report.target
    );
    text
}

/// The foot of a run: the sum.
pub fn foot(report: &Report) -> String {
    match (report.played, report.failed) {
        (1, 0) => "1 scenario holds\n".to_owned(),
        (played, 0) => format!("{played} scenarios hold\n"),
        (played, failed) => format!("{failed} of {played} scenarios failed\n"),
    }
}

/// A scenario: its name and claim, its story, and what was not as expected.
pub fn outcome(outcome: &Outcome) -> String {
    let mark = if outcome.holds { "ok    " } else { "FAILED" };
    let mut text = format!("{mark} {}\n       {}\n", outcome.name, outcome.claim);
    text.push_str(&story(&outcome.story));
    if !outcome.holds {
        let step = outcome.step.map(|step| format!(", step {step}"));
        let step = step.unwrap_or_default();
        let _ = writeln!(text, "  not as expected at {}{step}:", outcome.place());
        text.push_str(&findings(&outcome.findings));
    }
    text.push('\n');
    text
}

/// A story: time, what was done (`>`) or happened, the rule, and what else there is to say.
pub fn story(lines: &[Line]) -> String {
    let rows: Vec<_> = lines.iter().map(row).collect();
    let (mut whats, mut rules) = (0, 0);
    for [what, rule, _] in rows.iter().filter(|[_, rule, _]| !rule.is_empty()) {
        whats = whats.max(what.width());
        rules = rules.max(rule.width());
    }
    let mut text = String::new();
    for (line, [what, rule, rest]) in lines.iter().zip(rows) {
        let row = format!("{}  {}", padded(&what, whats), padded(&rule, rules));
        let row = format!("  {}  {row}  {rest}", line.at);
        let _ = writeln!(text, "{}", row.trim_end());
    }
    text
}

/// What a line says, its rule, and the rest.
fn row(line: &Line) -> [String; 3] {
    match &line.what {
        What::Did { did } => [format!("> {did}"), String::new(), String::new()],
        What::Refused { code, fields } => {
            let fields = fields.iter().map(|(at, why)| format!("{at}: {why}"));
            let fields: Vec<_> = fields.collect();
            let refused = format!("  refused: {code} {}", fields.join(", "));
            [refused, String::new(), String::new()]
        }
        What::Told {
            valid_status,
            outcome,
            message,
            rule,
            near_miss,
        } => {
            let near_miss = near_miss.as_ref().map(|near| format!(" ({near})"));
            let rest = format!("{message}{}", near_miss.unwrap_or_default());
            [format!("  {valid_status} {outcome}"), rule.clone(), rest]
        }
        What::Happened {
            order_no,
            round,
            event,
            rule,
            detail,
            ..
        } => {
            let round = (*round > 1).then(|| format!(" round {round}"));
            let what = format!("  {order_no}{} {event}", round.unwrap_or_default());
            [what, rule.clone(), detail.clone()]
        }
    }
}

/// What was expected and what was found, side by side.
fn findings(findings: &[Finding]) -> String {
    let width = |text: fn(&Finding) -> &str| {
        let compared = findings.iter().filter(|finding| finding.expected.is_some());
        compared.map(|finding| text(finding).width()).max()
    };
    let whats = width(|finding| &finding.what).unwrap_or_default();
    let expecteds = width(|finding| finding.expected.as_deref().unwrap_or_default());
    let expecteds = expecteds.unwrap_or_default();
    let mut text = String::new();
    for Finding {
        what,
        expected,
        found,
    } in findings
    {
        let _ = match (expected, found) {
            (Some(expected), Some(found)) => writeln!(
                text,
                "    {}  expected {}  found {found}",
                padded(what, whats),
                padded(expected, expecteds),
            ),
            _ => writeln!(text, "    {what}"),
        };
    }
    text
}

/// The text, filled up to that width on a terminal, where Chinese characters are two wide.
fn padded(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(missing))
}
