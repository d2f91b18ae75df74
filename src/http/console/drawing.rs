//! A round of an order as a picture: a lane for the order, one for each person, the window as a band,
//! each SMS as a flight from the ministry to a phone. The table beneath says the same in words.

use maud::{Markup, html};

use super::names;
use super::placing::{Item, LEFT, Moment, RIGHT, What, arrival, placed, x_of};
use super::story::Event;
use super::visit::Scene;
use super::widgets::civil;
use super::words::fill;
use crate::order::{Order, Round};

/// Beside the last moment.
const MARGIN: i64 = 40;
/// Where the first lane is.
const TOP: i64 = 84;
/// From one lane to the next.
const LANE: i64 = 64;
/// Below the last lane.
const BOTTOM: i64 = 52;
/// The least distance of two times that are written.
const LABEL: i64 = 52;
/// How many characters of a name are drawn.
const NAME_CHARS: usize = 10;

/// The picture of that round.
pub fn drawing(scene: &Scene<'_>, order: &Order, round: &Round, story: &[Event<'_>]) -> Markup {
    let w = scene.words;
    let events = story
        .iter()
        .filter(|event| event.round.number == round.number);
    let events: Vec<_> = events.collect();
    let items = placed(scene, order, round, &events);
    let lanes = i64::try_from(round.setup.verifiers.len() + 1).unwrap_or(1);
    let width = items.iter().map(|item| item.x).max().unwrap_or(RIGHT);
    let width = width.max(RIGHT) + MARGIN;
    let height = TOP + (lanes - 1) * LANE + BOTTOM;
    let lines = Lines {
        bottom: height - BOTTOM + 24,
        right: width - 8,
    };
    let description = fill(w.drawing_desc, &[&events.len().to_string()]);
    html! {
        div.scroll.drawing tabindex="0" role="group" aria-label=(w.timeline) {
            svg.timeline viewBox={ "0 0 " (width) " " (height) } width=(width) height=(height)
                role="img" aria-labelledby="drawing-title drawing-desc" {
                title id="drawing-title" { (w.timeline) " " (order.order_no()) }
                desc id="drawing-desc" { (description) }
                (window(scene, &items, &lines))
                (lane_lines(scene, round, &lines))
                (times(&items))
                (flights(&items))
                @for item in &items {
                    @match &item.what {
                        What::Event(event) => { (mark(scene, item, event)) }
                        What::Moment(Moment::Now) => { (now(scene, item.x, &lines)) }
                        What::Moment(_) => {}
                    }
                }
            }
        }
        p.legend {
            span { span.swatch.past {} (w.legend_past) }
            span { span.swatch.scheduled {} (w.legend_scheduled) }
            span { span.swatch.window {} (w.legend_window) }
            span { span.swatch.now {} (w.legend_now) }
            span.quiet { (w.legend_scale) }
        }
    }
}

/// How far the upright and the level lines go.
struct Lines {
    bottom: i64,
    right: i64,
}

fn y(lane: usize) -> i64 {
    TOP + i64::try_from(lane).unwrap_or_default() * LANE
}

fn window(scene: &Scene<'_>, items: &[Item<'_>], lines: &Lines) -> Markup {
    let band = x_of(items, Moment::WindowOpens).zip(x_of(items, Moment::Deadline));
    html! {
        @if let Some((from, to)) = band {
            rect.window x=(from) y=(TOP - 30) width=(to - from) height=(lines.bottom - TOP + 30) rx="4" {}
            line.deadline x1=(to) y1=(TOP - 30) x2=(to) y2=(lines.bottom) {}
            text.deadline x=(to) y=(lines.bottom + 18) text-anchor="end" { (scene.words.deadline) }
        }
    }
}

fn lane_lines(scene: &Scene<'_>, round: &Round, lines: &Lines) -> Markup {
    let lang = scene.visit.look.lang;
    html! {
        line.lane x1=(LEFT - 16) y1=(y(0)) x2=(lines.right) y2=(y(0)) {}
        text.name x="8" y=(y(0) - 2) { (scene.words.order) }
        text.sub x="8" y=(y(0) + 14) { (scene.words.ministry_and_authority) }
        @for (person, verifier) in round.setup.verifiers.iter().enumerate() {
            @let roles: Vec<_> = verifier.roles.iter().map(|role| names::role(lang, *role)).collect();
            line.lane x1=(LEFT - 16) y1=(y(person + 1)) x2=(lines.right) y2=(y(person + 1)) {}
            text.name x="8" y=(y(person + 1) - 10) { (isolated(&verifier.name)) }
            text.sub x="8" y=(y(person + 1) + 6) { (verifier.phone) }
            text.sub x="8" y=(y(person + 1) + 21) { (roles.join(" + ")) }
        }
    }
}

/// A user's text among other texts: cut, and kept from disturbing their direction.
fn isolated(name: &str) -> String {
    let mut cut: String = name.chars().take(NAME_CHARS).collect();
    if name.chars().nth(NAME_CHARS).is_some() {
        cut.push('…');
    }
    format!("\u{2068}{cut}\u{2069}")
}

/// The times along the top, the day where it changes; those that have no room are left out.
fn times(items: &[Item<'_>]) -> Markup {
    let mut written: Vec<(i64, String, Option<String>)> = Vec::new();
    let (mut day, mut last) = (String::new(), None);
    for item in items {
        let room = written.last().is_none_or(|(x, ..)| item.x - x >= LABEL);
        if !room || last == Some(item.at) {
            continue;
        }
        last = Some(item.at);
        let text = civil(item.at);
        let (date, time) = text.split_once(' ').unwrap_or(("", &text));
        let changed = date != day;
        date.clone_into(&mut day);
        let short = time.get(..5).unwrap_or(time).to_owned();
        let date = date.get(5..).unwrap_or(date).to_owned();
        written.push((item.x, short, changed.then_some(date)));
    }
    html! {
        @for (x, time, date) in &written {
            @if let Some(date) = date { text.day x=(x) y="20" text-anchor="middle" { (date) } }
            text.time x=(x) y="38" text-anchor="middle" { (time) }
        }
    }
}

fn flights(items: &[Item<'_>]) -> Markup {
    html! {
        @for from in items {
            @if let What::Event(event) = &from.what && event.key == "sms_dispatched" {
                @let lane = event.person.map_or(0, |person| usize::from(person) + 1);
                @match arrival(items, event) {
                    Some(to) => line.flight x1=(from.x) y1=(y(0)) x2=(to.x) y2=(y(lane)) {},
                    None => line.flight.uncertain x1=(from.x) y1=(y(0)) x2=(from.x) y2=(y(lane) - 12) {},
                }
            }
        }
    }
}

fn mark(scene: &Scene<'_>, item: &Item<'_>, event: &Event<'_>) -> Markup {
    let name = names::event(scene.visit.look.lang, event.key);
    let transform = format!("translate({} {})", item.x, y(item.lane.unwrap_or_default()));
    let coming = if event.scheduled { "scheduled" } else { "past" };
    html! {
        g class={ "mark " (event.key) " " (coming) } transform=(transform) {
            title {
                (civil(event.at)) " · " (name)
                @if !event.detail.is_empty() { " · " (isolated_whole(&event.detail)) }
            }
            circle r="10" {}
            path d=(symbol(event.key)) {}
        }
    }
}

fn isolated_whole(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

fn now(scene: &Scene<'_>, x: i64, lines: &Lines) -> Markup {
    html! {
        line.now x1=(x) y1="46" x2=(x) y2=(lines.bottom) {}
        text.now x=(x) y=(lines.bottom + 18) text-anchor="middle" { (scene.words.legend_now) }
    }
}

/// The sign of an event, within a circle of radius 10.
fn symbol(key: &str) -> &'static str {
    match key {
        "order_submitted" | "order_resubmitted" => "M-3 -4 L4 0 L-3 4 Z",
        "sms_dispatched" | "sms_delivered" => "M-5 -3.5 H5 V3.5 H-5 Z M-5 -3.5 L0 0.5 L5 -3.5",
        "resend_requested" => "M3.5 -3 A4.5 4.5 0 1 0 4.5 1 M4 -5.5 V-2.5 H1",
        "attempt_failed" | "verification_failed" | "order_rejected" => {
            "M-3.5 -3.5 L3.5 3.5 M3.5 -3.5 L-3.5 3.5"
        }
        "person_verified" | "order_approved" => "M-4.5 0 L-1.5 3.5 L4.5 -3.5",
        "order_under_review" => "M-3 -4.5 H3 L-3 4.5 H3 Z",
        "order_returned" | "order_withdrawn" => "M5 0 H-4.5 M-1 -3.5 L-4.5 0 L-1 3.5",
        "result_synced" => "M-4.5 -2 H4 M1.5 -4.5 L4 -2 M4.5 2 H-4 M-1.5 4.5 L-4 2",
        _ => "M0 0 H0.1",
    }
}
