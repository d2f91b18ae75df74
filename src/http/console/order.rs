//! One order: its timeline drawn and in words, its people, and whatever can be done with it now.

use axum::extract::Path;
use axum::response::Response;
use maud::{Markup, html};

use super::actions;
use super::drawing::drawing;
use super::form::{Rejected, status};
use super::layout::{Frame, Part};
use super::names;
use super::people;
use super::story::{Event, story};
use super::trouble::Trouble;
use super::visit::{Scene, Visit};
use super::widgets::{line, pill, rule, until, user, when};
use super::words::fill;
use crate::order::{Course, Order, Round, Status};

/// Events that the table lists at the most; the newest are.
const EVENTS_MAX: usize = 300;

/// The order's name, as the path gives it; of `/s/{sandbox}/…` the last parameter.
pub type Named = Path<Vec<(String, String)>>;

/// `GET /console/orders/{order_no}`.
pub async fn show_order(visit: Visit, named: Named) -> Result<Response, Trouble> {
    show(&visit, &name_of(named), None).await
}

/// The name in the path.
pub fn name_of(Path(params): Named) -> String {
    let mut params = params.into_iter();
    params
        .find(|(name, _)| name == "name")
        .map_or_else(String::new, |(_, value)| value)
}

/// The page of that order, with a form that was not accepted.
pub async fn show(
    visit: &Visit,
    order_no: &str,
    rejected: Option<&Rejected>,
) -> Result<Response, Trouble> {
    let frame = Frame::new(Part::Orders, order_no.to_owned()).status(status(rejected));
    visit
        .show(frame, |scene| {
            let order = scene.sandbox.order(order_no);
            let order = order.ok_or_else(|| Trouble::UnknownOrder(order_no.to_owned()))?;
            Ok(body(scene, order, rejected))
        })
        .await
}

fn body(scene: &Scene<'_>, order: &Order, rejected: Option<&Rejected>) -> Markup {
    let w = scene.words;
    let story = story(scene.visit.look.lang, order);
    let wanted = scene.visit.number("round");
    let drawn = order
        .rounds()
        .iter()
        .find(|round| Some(u64::from(round.number)) == wanted)
        .unwrap_or_else(|| order.round());
    html! {
        (heading(scene, order))
        section aria-labelledby="timeline" {
            div.heading {
                h2 id="timeline" { (w.timeline) }
                (rounds(scene, order, drawn))
            }
            (drawing(scene, order, drawn, &story))
        }
        (people::section(scene, order, rejected))
        (actions::section(scene, order, rejected))
        (events(scene, order, &story))
    }
}

fn heading(scene: &Scene<'_>, order: &Order) -> Markup {
    let (w, lang) = (scene.words, scene.visit.look.lang);
    let round = order.round();
    let (status, seen) = (order.status(), order.seen_status());
    let submission = &round.submission;
    html! {
        p.crumbs { a href=(scene.visit.path("/orders")) { (w.orders) } }
        div.heading {
            h1 { (order.order_no()) }
            (pill(status.key(), names::status(lang, status)))
            @if let Some(reason) = order.return_reason() { span.quiet { (names::reason(lang, reason)) } }
            @if seen != status { span.quiet { (fill(w.provider_sees, &[names::status(lang, seen)])) } }
        }
        dl.facts {
            div { dt { (w.filing_type) } dd { (names::filing_type(lang, submission.filing_type)) } }
            div { dt { (w.province) } dd { (submission.province.zh()) } }
            div { dt { (w.entity) } dd { (user(&submission.entity.name)) } }
            @if !submission.services.is_empty() {
                div { dt { (w.services) } dd {
                    @for service in &submission.services {
                        span.item { (user(&service.name)) " " span.quiet { (names::kind(lang, service.kind)) } }
                    }
                } }
            }
            div { dt { (w.provider) } dd { (user(&submission.provider)) } }
            div { dt { (w.edition) } dd {
                a href={ (scene.visit.path("/rulebooks")) } { (round.basis.terms.edition) }
                @if let Some(profile) = &round.basis.terms.profile { " + " (profile) }
            } }
            (deadline(scene, order, round))
        }
    }
}

fn deadline(scene: &Scene<'_>, order: &Order, round: &Round) -> Markup {
    let (w, lang) = (scene.words, scene.visit.look.lang);
    let waits = order.status() == Status::AwaitingVerification;
    html! {
        @match round.setup.course {
            Course::Verified { deadline, .. } => div { dt { (w.deadline) } dd {
                (when(deadline)) " " @if waits { (until(scene, deadline)) }
            } },
            Course::Unverified(by) => div { dt { (w.nobody_verifies) } dd {
                (rule(lang, "unverified", by, &round.basis.sources_of(by), &round.basis.terms))
            } },
        }
    }
}

fn rounds(scene: &Scene<'_>, order: &Order, drawn: &Round) -> Markup {
    let w = scene.words;
    let page = scene.visit.path(&format!("/orders/{}", order.order_no()));
    html! {
        @if order.rounds().len() > 1 {
            nav.rounds aria-label=(w.rounds) {
                @for round in order.rounds().iter().rev().take(12).rev() {
                    a href={ (page) "?round=" (round.number) }
                        aria-current=[(round.number == drawn.number).then_some("true")] {
                        (fill(w.round_n, &[&round.number.to_string()]))
                    }
                }
            }
        }
    }
}

fn events(scene: &Scene<'_>, order: &Order, story: &[Event<'_>]) -> Markup {
    let w = scene.words;
    let path = format!("/_sim/v1/orders/{}/timeline", order.order_no());
    let left_out = story.len().saturating_sub(EVENTS_MAX);
    html! {
        section aria-labelledby="events" {
            h2 id="events" { (w.events) }
            @if left_out > 0 { p.quiet { (fill(w.left_out, &[&left_out.to_string()])) } }
            div.scroll {
                table.rows.events {
                    thead {
                        tr {
                            th scope="col" { (w.time) }
                            th scope="col" { (w.event) }
                            th scope="col" { (w.who) }
                            th scope="col" { (w.detail) }
                            th scope="col" { (w.why) }
                        }
                    }
                    tbody {
                        @for (place, event) in story.iter().enumerate().skip(left_out) { (row(scene, place, event)) }
                    }
                }
            }
            (super::widgets::curl(w, "timeline", &line(scene, "GET", &path, None)))
        }
    }
}

fn row(scene: &Scene<'_>, place: usize, event: &Event<'_>) -> Markup {
    let (w, lang) = (scene.words, scene.visit.look.lang);
    let verifiers = &event.round.setup.verifiers;
    let verifier = event
        .person
        .and_then(|person| verifiers.get(usize::from(person)));
    let sources = event.round.basis.sources_of(event.rule);
    let id = format!("why-{place}");
    html! {
        tr.scheduled[event.scheduled] {
            td {
                (when(event.at))
                @if event.scheduled { div.quiet { (until(scene, event.at)) } }
            }
            td {
                span class={ "dot " (event.key) } aria-hidden="true" {}
                (names::event(lang, event.key))
                @if event.scheduled { " " (pill("scheduled", w.scheduled)) }
            }
            td { @if let Some(verifier) = verifier { (user(&verifier.name)) div.quiet { (verifier.phone) } } }
            td { (user(&event.detail)) }
            td { (rule(lang, &id, event.rule, &sources, &event.round.basis.terms)) }
        }
    }
}
