//! What pages are put together from. Whatever a user wrote stands in an element of its own, so that its
//! direction disturbs nothing around it.

use maud::{Markup, html};
use serde_json::Value;

use super::look::Lang;
use super::names;
use super::visit::Scene;
use super::words::{Words, fill};
use crate::rules::{Parameter, Remark, RuleId, Sources, Span, Terms, Timestamp, catalog};

/// From three days on a duration is told in days; windows are spoken of in hours.
const DAYS_FROM_MILLIS: i64 = 3 * 86_400_000;

/// A text that a user wrote.
pub fn user(text: &str) -> Markup {
    html! { bdi { (text) } }
}

/// A moment.
pub fn when(at: Timestamp) -> Markup {
    html! { time datetime=(at) { (civil(at)) } }
}

/// A moment as people write it, in Shanghai: `2024-03-01 09:05:00`.
pub fn civil(at: Timestamp) -> String {
    let text = at.to_string();
    let (day, time) = text.split_once('T').unwrap_or((&text, ""));
    let end = time.find(['+', '.']).unwrap_or(time.len());
    format!("{day} {}", time.get(..end).unwrap_or_default())
}

/// How far off a moment is; counted down where the clock runs.
pub fn until(scene: &Scene<'_>, at: Timestamp) -> Markup {
    let text = if at >= scene.now {
        fill(
            scene.words.in_time,
            &[&span(scene.words, at.since(scene.now))],
        )
    } else {
        fill(scene.words.ago, &[&span(scene.words, scene.now.since(at))])
    };
    html! { span.until data-until=(at.millis()) { (text) } }
}

/// A duration in its two largest units; hours up to the length from which nobody speaks of hours.
pub fn span(words: &Words, span: Span) -> String {
    let mut units = words.units.split(',');
    let mut unit = || units.next().unwrap_or_default();
    let sizes = [
        (86_400_000, unit()),
        (3_600_000, unit()),
        (60_000, unit()),
        (1_000, unit()),
    ];
    let skipped = usize::from(span.millis() < DAYS_FROM_MILLIS);
    let mut left = span.millis();
    let mut parts = Vec::new();
    for (size, unit) in sizes.into_iter().skip(skipped) {
        let count = left / size;
        left %= size;
        if count > 0 {
            parts.push(format!("{count}\u{a0}{unit}"));
        } else if !parts.is_empty() {
            break;
        }
        if parts.len() == 2 {
            break;
        }
    }
    if parts.is_empty() {
        let last = words.units.rsplit(',').next().unwrap_or_default();
        return format!("0\u{a0}{last}");
    }
    parts.join(" ")
}

/// A coloured word.
pub fn pill(kind: &str, text: &str) -> Markup {
    html! { span class={ "pill " (kind) } { (text) } }
}

/// A hidden text for those who do not see colours or columns.
pub fn unseen(text: &str) -> Markup {
    html! { span.unseen { (text) } }
}

/// The line that does the same from a shell, to be copied.
pub fn curl(words: &Words, id: &str, line: &str) -> Markup {
    html! {
        details.curl id={ (id) "-curl" } {
            summary { "curl" }
            (copyable(words, &format!("{id}-line"), line))
        }
    }
}

/// A line to be copied.
pub fn copyable(words: &Words, id: &str, line: &str) -> Markup {
    html! {
        div.copyable {
            pre { code id=(id) dir="ltr" { (line) } }
            button.small.copy type="button" data-copy=(id) { (words.copy) }
        }
    }
}

/// A shell line that calls this sandbox.
pub fn line(scene: &Scene<'_>, method: &str, path: &str, body: Option<&Value>) -> String {
    let url = quoted(&format!("{}{}{path}", scene.visit.origin, scene.visit.base));
    match (method, body) {
        ("GET", _) => format!("curl -s {url}"),
        ("POST", Some(body)) => format!("curl -s --json {} {url}", quoted(&body.to_string())),
        (method, Some(body)) => {
            format!(
                "curl -s -X {method} --json {} {url}",
                quoted(&body.to_string())
            )
        }
        (method, None) => format!("curl -s -X {method} {url}"),
    }
}

/// A shell line that posts a file to this sandbox.
pub fn line_with_file(scene: &Scene<'_>, file: &str, path: &str) -> String {
    let url = quoted(&format!("{}{}{path}", scene.visit.origin, scene.visit.base));
    format!("curl -s --json @{file} {url}")
}

/// A text as a shell takes it whole.
pub fn quoted(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/:._-[]%=".contains(&b);
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A rule: its name, what it says, and where that is written, in the sources' own words.
pub fn rule(lang: Lang, id: &str, rule: RuleId, sources: &Sources, terms: &Terms) -> Markup {
    let info = rule.info();
    let title = lang.pick(&info.title, &info.title_zh);
    html! {
        details.why id=(id) {
            summary { (title) " " span.keys { (sources) } }
            div.quote {
                p { code { (rule.key()) } }
                p lang="en" { (info.says) }
                @match info.parameter {
                    Some(parameter) => { (written(lang, &terms.edition, parameter, sources)) }
                    None => { (source_list(lang, sources)) }
                }
            }
        }
    }
}

/// Where a parameter's value is written: what the book remarks, and the sources. Of a value that was
/// taken over, also where the edition has it that it was taken from.
pub fn written(lang: Lang, edition: &str, parameter: Parameter, sources: &Sources) -> Markup {
    let book = catalog().edition(edition);
    // What a profile or the sandbox says, the edition's book does not remark upon.
    let own = book.filter(|book| book.terms().source_of(parameter) == sources);
    let from = own
        .and_then(|_| sources.carried_from())
        .and_then(|from| catalog().edition(from));
    html! {
        (remark(own.and_then(|book| book.remark(parameter.key()))))
        (source_list(lang, sources))
        @if let Some(from) = from {
            (written(lang, from.id(), parameter, from.terms().source_of(parameter)))
        }
    }
}

/// What a book adds to a value.
pub fn remark(remark: Option<&Remark>) -> Markup {
    html! {
        @if let Some(remark) = remark {
            @if let Some(quote) = &remark.quote { blockquote lang="zh-CN" { (quote) } }
            @if let Some(note) = &remark.note { p lang="en" { (note) } }
        }
    }
}

/// What each source is, how far it is trusted, and its own words.
pub fn source_list(lang: Lang, sources: &Sources) -> Markup {
    html! {
        ul.sources {
            @for key in sources.iter() { li { (source(lang, key)) } }
        }
    }
}

/// One source.
fn source(lang: Lang, key: &str) -> Markup {
    let w = lang.words();
    if let Some(info) = catalog().source(key) {
        return html! {
            b { (info.key) } " " (info.title) " · " (info.date) " · " (names::grade(lang, info.grade))
            @if let Some(quote) = &info.quote { blockquote lang="zh-CN" { (quote) } }
        };
    }
    let words = match key.strip_prefix(Sources::CARRIED) {
        Some(edition) => fill(w.source_carried, &[edition]),
        None if key == Sources::OVERRIDE => w.source_override.to_owned(),
        None => w.source_decided.to_owned(),
    };
    html! { b { (key) } " " (words) }
}
