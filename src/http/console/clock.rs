//! The clock: what it shows, how it goes, what comes next, and letting time pass.

use axum::response::Response;
use maud::{Markup, html};
use serde_json::json;

use super::form::{Form, Rejected, error, is_bad, status, value};
use super::layout::{Frame, Part};
use super::names;
use super::notice::{Deed, advanced, back, done};
use super::refusals::clock_backwards;
use super::trouble::Trouble;
use super::visit::{Scene, Visit};
use super::widgets::{civil, curl, line, span, until, when};
use super::words::fill;
use crate::app::{Advanced, Target};
use crate::rules::{Span, Timestamp};
use crate::sim::Mode;

/// What the clock is most often advanced by.
const PRESETS: &[&str] = &["5m", "10m", "1h", "24h"];
/// Scheduled events that are listed.
const UPCOMING: usize = 25;
/// Fired events that are listed.
const FIRED: usize = 50;

/// `GET /console/clock`.
pub async fn show_clock(visit: Visit) -> Result<Response, Trouble> {
    show(&visit, None).await
}

/// `POST /console/clock`: lets it run or stand, or sets it.
pub async fn set_clock(visit: Visit, form: Form) -> Result<Response, Trouble> {
    let mode = Mode::from_key(form.get("mode"));
    let moment = match form.filled("now").map(read_moment) {
        None if mode.is_some() => Target::By(Span::ZERO),
        Some(Some(moment)) => Target::To(moment),
        None | Some(None) => return refused_time(&visit, form, "set", "now").await,
    };
    match visit.app.hall.advance(&visit.id, moment, mode).await? {
        Ok(_) => Ok(done(&visit.path("/clock"), Deed::ClockSet)),
        Err(backwards) => {
            let rejected = form.conflict("set", clock_backwards(visit.look.lang, backwards));
            show(&visit, Some(&rejected)).await
        }
    }
}

/// `POST /console/clock/advance`: by a duration, to a moment, or to the next event.
pub async fn advance(visit: Visit, form: Form) -> Result<Response, Trouble> {
    let target = match (form.filled("by"), form.filled("to"), form.get("until")) {
        (Some(by), ..) => Span::parse(by).ok().map(Target::By),
        (None, Some(to), _) => read_moment(to).map(Target::To),
        (None, None, "next_event") => Some(Target::NextEvent),
        (None, None, _) => None,
    };
    let field = if form.filled("to").is_some() {
        "to"
    } else {
        "by"
    };
    let Some(target) = target else {
        return refused_time(&visit, form, field, field).await;
    };
    match visit.app.hall.advance(&visit.id, target, None).await? {
        Ok(seen) => {
            let number = visit.advances.keep(&visit.id, seen.value);
            Ok(advanced(&back(&visit, form.get("back"), "/clock"), number))
        }
        Err(backwards) => {
            let rejected = form.conflict(field, clock_backwards(visit.look.lang, backwards));
            show(&visit, Some(&rejected)).await
        }
    }
}

async fn refused_time(
    visit: &Visit,
    form: Form,
    name: &str,
    field: &'static str,
) -> Result<Response, Trouble> {
    let w = visit.look.lang.words();
    let text = if field == "by" {
        w.bad_duration
    } else {
        w.bad_time
    };
    let rejected = form.invalid(name, vec![(field, text.to_owned())]);
    show(visit, Some(&rejected)).await
}

/// A moment as a browser's field has it, in Shanghai, or as RFC 3339.
pub fn read_moment(text: &str) -> Option<Timestamp> {
    let text = text.replacen(' ', "T", 1);
    let forms = [
        text.clone(),
        format!("{text}+08:00"),
        format!("{text}:00+08:00"),
    ];
    forms.iter().find_map(|form| Timestamp::parse(form).ok())
}

/// A moment as a browser's field wants it.
pub fn field_moment(at: Timestamp) -> String {
    civil(at).replacen(' ', "T", 1)
}

async fn show(visit: &Visit, rejected: Option<&Rejected>) -> Result<Response, Trouble> {
    let w = visit.look.lang.words();
    let frame = Frame::new(Part::Clock, w.clock.to_owned()).status(status(rejected));
    visit.show(frame, |scene| Ok(body(scene, rejected))).await
}

fn body(scene: &Scene<'_>, rejected: Option<&Rejected>) -> Markup {
    let w = scene.words;
    let running = scene.sandbox.clock().mode() == Mode::Running;
    html! {
        h1 { (w.clock) }
        section.bigclock aria-label=(w.clock) {
            time.huge datetime=(scene.now) data-now=(scene.now.millis()) data-running[running] { (civil(scene.now)) }
            p.quiet { @if running { (w.running_says) } @else { (w.frozen_says) } }
            form method="post" action=(scene.visit.path("/clock")) {
                @if running {
                    button name="mode" value="frozen" id="freeze" { (w.freeze) }
                } @else {
                    button name="mode" value="running" id="run" { (w.let_run) }
                }
            }
        }
        div.cards {
            (advance_card(scene, rejected))
            (set_card(scene, rejected))
        }
        (upcoming(scene))
    }
}

fn advance_card(scene: &Scene<'_>, rejected: Option<&Rejected>) -> Markup {
    let w = scene.words;
    let target = scene.visit.path("/clock/advance");
    let next = scene.sandbox.next_entry();
    let body = json!({ "until": "next_event" });
    html! {
        article.card aria-labelledby="advance-title" {
            h2 id="advance-title" { (w.advance) }
            form.buttons method="post" action=(target) {
                @for preset in PRESETS {
                    button name="by" value=(preset) id={ "by-" (preset) } {
                        "+ " (Span::parse(preset).map_or_else(|_| String::new(), |by| span(w, by)))
                    }
                }
            }
            form.buttons method="post" action=(target) {
                input type="hidden" name="until" value="next_event";
                button.primary id="next-event" disabled[next.is_none()] { (w.to_next_event) }
                @if let Some(entry) = next { (until(scene, entry.at)) } @else { span.quiet { (w.nothing_scheduled) } }
            }
            form.inline method="post" action=(target) {
                label for="by" { (w.by_duration) }
                input id="by" name="by" placeholder="1h30m" value=(value(rejected, "by", "by", "")) autocomplete="off"
                    aria-invalid=[is_bad(rejected, "by", "by").then_some("true")];
                button { (w.advance) }
                (error(rejected, "by", "by")) (error(rejected, "by", ""))
            }
            form.inline method="post" action=(target) {
                label for="to" { (w.to_moment) }
                input id="to" name="to" type="datetime-local" step="1" value=(value(rejected, "to", "to", &field_moment(scene.now)))
                    aria-invalid=[is_bad(rejected, "to", "to").then_some("true")];
                button { (w.advance) }
                (error(rejected, "to", "to")) (error(rejected, "to", ""))
            }
            (curl(w, "advance", &line(scene, "POST", "/_sim/v1/clock/advance", Some(&body))))
        }
    }
}

fn set_card(scene: &Scene<'_>, rejected: Option<&Rejected>) -> Markup {
    let w = scene.words;
    let body = json!({ "mode": "frozen", "now": scene.now.to_string() });
    html! {
        article.card aria-labelledby="set-title" {
            h2 id="set-title" { (w.set_clock) }
            p.quiet { (w.set_clock_hint) }
            form.inline method="post" action=(scene.visit.path("/clock")) {
                label for="set" { (w.now_is) }
                input id="set" name="now" type="datetime-local" step="1" value=(value(rejected, "set", "now", &field_moment(scene.now)))
                    aria-invalid=[is_bad(rejected, "set", "now").then_some("true")];
                button name="mode" value="frozen" { (w.set_and_freeze) }
                button name="mode" value="running" { (w.set_and_run) }
                (error(rejected, "set", "now")) (error(rejected, "set", ""))
            }
            (curl(w, "set", &line(scene, "PUT", "/_sim/v1/clock", Some(&body))))
        }
    }
}

fn upcoming(scene: &Scene<'_>) -> Markup {
    let (w, lang) = (scene.words, scene.visit.look.lang);
    let total = scene.sandbox.index().agenda_len();
    let entries = scene.sandbox.index().agenda().take(UPCOMING);
    let entries = entries.filter_map(|entry| Some((entry, scene.sandbox.order_at(entry.order)?)));
    html! {
        section aria-labelledby="upcoming" {
            h2 id="upcoming" { (w.upcoming) span.count { (total) } }
            @if total == 0 {
                div.empty { p { (w.nothing_scheduled_hint) } p { a.button href=(scene.visit.path("/orders")) { (w.submit_example) } } }
            } @else {
                div.scroll {
                    table.rows {
                        thead { tr { th scope="col" { (w.time) } th scope="col" { (w.event) } th scope="col" { (w.order) } } }
                        tbody {
                            @for (entry, order) in entries {
                                tr {
                                    td { (when(entry.at)) div.quiet { (until(scene, entry.at)) } }
                                    td { (names::event(lang, entry.due.kind.event_type())) }
                                    td { a href=(scene.visit.path(&format!("/orders/{}", order.order_no()))) { (order.order_no()) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What an advance fired, its first events.
pub fn fired_list(scene: &Scene<'_>, advanced: &Advanced) -> Markup {
    let lang = scene.visit.look.lang;
    let listed = advanced.fired.len().min(FIRED);
    let more = advanced.fired_count - u64::try_from(listed).unwrap_or_default();
    html! {
        ol.fired {
            @for fired in advanced.fired.iter().take(FIRED) {
                li {
                    (when(fired.at)) " " (names::event(lang, fired.event)) " "
                    a href=(scene.visit.path(&format!("/orders/{}", fired.order_no))) { (fired.order_no) }
                    " " code.quiet { (fired.rule.key()) }
                }
            }
        }
        @if more > 0 { p.quiet { (fill(scene.words.and_more, &[&more.to_string()])) } }
    }
}
