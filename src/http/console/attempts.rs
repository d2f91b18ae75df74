//! The journal of attempts: what people entered, what they were told and by which rule, and what would
//! have had to differ.

use axum::response::Response;
use maud::{Markup, html};

use super::super::explain::Story;
use super::layout::{Frame, Part};
use super::look::Lang;
use super::names;
use super::near_miss;
use super::trouble::Trouble;
use super::visit::{Scene, Visit};
use super::widgets::{curl, line, pill, rule, user, when};
use crate::order::Order;
use crate::rules::RuleId;
use crate::sim::{Call, KeptAttempt};

/// Attempts of a page.
const ROWS: usize = 50;

/// `GET /console/attempts?phone=&order_no=`.
pub async fn list_attempts(visit: Visit) -> Result<Response, Trouble> {
    let w = visit.look.lang.words();
    let frame = Frame::new(Part::Attempts, w.attempts.to_owned());
    visit.show(frame, |scene| Ok(body(scene))).await
}

fn body(scene: &Scene<'_>) -> Markup {
    let (w, visit) = (scene.words, scene.visit);
    let (phone, order_no) = (visit.param("phone"), visit.param("order_no"));
    let before = visit.number("before");
    let (found, next) = find(scene, phone, order_no, before);
    let any = phone.is_none() && order_no.is_none();
    html! {
        div.heading { h1 { (w.attempts) span.count { (scene.sandbox.attempts().len()) } } }
        @if scene.sandbox.attempts().is_empty() {
            div.empty {
                h2 { (w.no_attempts) }
                p { (w.no_attempts_hint) }
                p { a.button href={ (visit.base) "/" } { (w.persons_page) } }
            }
        } @else {
            form.filters action=(visit.path("/attempts")) role="search" {
                label { span { (w.phone) } input name="phone" id="filter-phone" value=(phone.unwrap_or_default()) autocomplete="off"; }
                label { span { (w.order_no) } input name="order_no" id="filter-no" value=(order_no.unwrap_or_default()) autocomplete="off" spellcheck="false"; }
                button { (w.filter) }
                @if !any { a href=(visit.path("/attempts")) { (w.clear) } }
            }
            @if found.is_empty() {
                div.empty { h2 { (w.no_such_attempts) } }
            } @else {
                (table(scene, &found))
            }
            @if next.is_some() || before.is_some() {
                nav.pages aria-label=(w.pages) {
                    @if before.is_some() { a href=(visit.path("/attempts")) { (w.newest) } }
                    @if let Some(next) = next { a rel="next" href=(visit.path(&format!("/attempts?{}", query(phone, order_no, next)))) { (w.older) } }
                }
            }
        }
        (curl(w, "attempts", &line(scene, "GET", "/_sim/v1/attempts", None)))
    }
}

/// The newest attempts that are asked for, and where the next page begins.
fn find<'a>(
    scene: &Scene<'a>,
    phone: Option<&str>,
    order_no: Option<&str>,
    before: Option<u64>,
) -> (Vec<&'a KeptAttempt>, Option<u64>) {
    let order = order_no.map(|order_no| scene.sandbox.index().number_of(order_no));
    let fits = |kept: &&KeptAttempt| {
        let about = kept.attempt.about.map(|about| about.order);
        before.is_none_or(|before| kept.id < before)
            && phone.is_none_or(|phone| phone == &*kept.attempt.phone)
            && order.is_none_or(|order| order.is_some() && order == about)
    };
    let found = scene.sandbox.attempts().iter().rev().filter(fits);
    let mut found: Vec<_> = found.take(ROWS + 1).collect();
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    let next = found.last().filter(|_| more).map(|last| last.id);
    (found, next)
}

fn query(phone: Option<&str>, order_no: Option<&str>, before: u64) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in [("phone", phone), ("order_no", order_no)] {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    query.append_pair("before", &before.to_string()).finish()
}

fn table(scene: &Scene<'_>, found: &[&KeptAttempt]) -> Markup {
    let w = scene.words;
    html! {
        div.scroll {
            table.rows {
                thead {
                    tr {
                        th scope="col" { (w.time) }
                        th scope="col" { (w.call) }
                        th scope="col" { (w.entered) }
                        th scope="col" { (w.verdict) }
                        th scope="col" { (w.near_miss) }
                        th scope="col" { (w.order) }
                    }
                }
                tbody { @for kept in found { (row(scene, kept)) } }
            }
        }
    }
}

fn row(scene: &Scene<'_>, kept: &KeptAttempt) -> Markup {
    let lang = scene.visit.look.lang;
    let attempt = &kept.attempt;
    html! {
        tr {
            td { (when(kept.at)) }
            td { (names::call(lang, attempt.call)) }
            td {
                (user(&attempt.phone))
                div.quiet {
                    @if attempt.call == Call::Verify { code { (user(attempt.code.as_deref().unwrap_or_default())) } " · " }
                    code { (user(&attempt.suffix)) }
                }
            }
            td { (verdict(kept)) (why(scene, kept, &format!("verdict-{}", kept.id), kept.rule)) }
            td { (missed(scene, kept)) }
            td { @if let Some(order) = order(scene, kept) { (link(scene, order)) } }
        }
    }
}

fn verdict(kept: &KeptAttempt) -> Markup {
    let verdict = kept.attempt.verdict;
    let kind = if verdict.valid_flag() { "good" } else { "bad" };
    let status = verdict.valid_status().to_string();
    html! {
        (pill(kind, &status)) " " span lang="zh-CN" { (verdict.prompt()) }
    }
}

/// What would have had to differ, in a sentence, with its rule.
fn missed(scene: &Scene<'_>, kept: &KeptAttempt) -> Markup {
    let lang = scene.visit.look.lang;
    html! {
        @if let Some(near_miss) = &kept.attempt.near_miss {
            @let story = Story::of(scene.sandbox, kept.at, near_miss);
            p { (sentence(lang, &story)) }
            (why(scene, kept, &format!("miss-{}", kept.id), near_miss.kind.rule()))
        }
    }
}

fn sentence(lang: Lang, story: &Story<'_>) -> String {
    match lang {
        Lang::En => story.sentence().replace('`', ""),
        Lang::Zh => near_miss::sentence(story),
    }
}

fn why(scene: &Scene<'_>, kept: &KeptAttempt, id: &str, by: RuleId) -> Markup {
    let lang = scene.visit.look.lang;
    let sources = scene.sandbox.sources_of(by, kept.attempt.about);
    let law = scene.sandbox.law(scene.now);
    let own = order(scene, kept).map(|order| &order.round().basis.terms);
    rule(
        lang,
        id,
        by,
        &sources,
        own.unwrap_or_else(|| law.edition.terms()),
    )
}

fn order<'a>(scene: &Scene<'a>, kept: &KeptAttempt) -> Option<&'a Order> {
    scene.sandbox.order_at(kept.attempt.about?.order)
}

fn link(scene: &Scene<'_>, order: &Order) -> Markup {
    html! { a href=(scene.visit.path(&format!("/orders/{}", order.order_no()))) { (order.order_no()) } }
}

/// What that attempt came to, for the page behind the form.
pub fn told(scene: &Scene<'_>, id: u64) -> Markup {
    let attempts = scene.sandbox.attempts();
    let first = attempts.front().map_or(u64::MAX, |first| first.id);
    let place = id.checked_sub(first);
    let place = place.and_then(|place| usize::try_from(place).ok());
    let found = place.and_then(|place| attempts.get(place));
    html! {
        @if let Some(kept) = found {
            div.notice.good[kept.attempt.verdict.valid_flag()].bad[!kept.attempt.verdict.valid_flag()] {
                p { (verdict(kept)) }
                @if let Some(near_miss) = &kept.attempt.near_miss {
                    p { (sentence(scene.visit.look.lang, &Story::of(scene.sandbox, kept.at, near_miss))) }
                }
                (why(scene, kept, "told", kept.rule))
            }
        }
    }
}
