//! The inbox of every phone: the numbers texted lately, and the chosen one as a conversation.

use std::collections::BTreeSet;

use axum::response::Response;
use maud::{Markup, html};

use super::layout::{Frame, Part};
use super::names;
use super::trouble::Trouble;
use super::visit::{Scene, Visit};
use super::widgets::{curl, line, pill, user, when};
use super::words::fill;
use crate::order::Phone;
use crate::sim::{Addressed, Fate};

/// Numbers that are listed at the most.
const NUMBERS_MAX: usize = 40;
/// Messages among which the newest numbers are looked for.
const LOOKED_AT_MAX: u32 = 2_000;
/// Messages of a conversation's page.
const MESSAGES: usize = 50;

/// `GET /console/inbox?phone=`.
pub async fn show_inbox(visit: Visit) -> Result<Response, Trouble> {
    let w = visit.look.lang.words();
    let frame = Frame::new(Part::Inbox, w.inbox.to_owned());
    visit.show(frame, |scene| Ok(body(scene))).await
}

fn body(scene: &Scene<'_>) -> Markup {
    let w = scene.words;
    let newest = newest_numbers(scene);
    let asked = scene.visit.param("phone");
    let chosen = match asked {
        Some(asked) => Phone::parse(asked),
        None => newest.first().map(|newest| newest.verifier.phone),
    };
    html! {
        div.heading { h1 { (w.inbox) span.count { (scene.sandbox.messages_len()) } } }
        @if newest.is_empty() && asked.is_none() {
            div.empty {
                h2 { (w.no_messages) }
                p { (w.no_messages_hint) }
                p { a.button href=(scene.visit.path("/orders")) { (w.submit_example) } }
            }
        } @else {
            div.inbox {
                (numbers(scene, &newest, chosen, asked))
                @match chosen {
                    Some(phone) => { (conversation(scene, phone)) }
                    None => { div.empty { h2 { (w.bad_phone) } } }
                }
            }
        }
        (curl(w, "messages", &messages_line(scene, chosen)))
    }
}

fn messages_line(scene: &Scene<'_>, chosen: Option<Phone>) -> String {
    let path = chosen.map_or_else(
        || "/_sim/v1/messages".to_owned(),
        |phone| format!("/_sim/v1/messages?to={phone}"),
    );
    line(scene, "GET", &path, None)
}

/// The newest message of each number texted lately, the latest first.
fn newest_numbers<'a>(scene: &Scene<'a>) -> Vec<Addressed<'a>> {
    let len = scene.sandbox.messages_len();
    let mut seen = BTreeSet::new();
    let newest = (len.saturating_sub(LOOKED_AT_MAX)..len).rev();
    newest
        .filter_map(|number| scene.sandbox.message(number))
        .filter(|message| seen.insert(message.verifier.phone))
        .take(NUMBERS_MAX)
        .collect()
}

fn numbers(
    scene: &Scene<'_>,
    newest: &[Addressed<'_>],
    chosen: Option<Phone>,
    asked: Option<&str>,
) -> Markup {
    let w = scene.words;
    html! {
        nav.numbers aria-label=(w.numbers) {
            form.inline action=(scene.visit.path("/inbox")) role="search" {
                label.unseen for="phone" { (w.phone) }
                input id="phone" name="phone" inputmode="tel" placeholder=(w.phone) value=(asked.unwrap_or_default()) autocomplete="off";
                button { (w.show) }
            }
            ul {
                @for message in newest {
                    @let phone = message.verifier.phone;
                    li {
                        a href=(scene.visit.path(&format!("/inbox?phone={phone}"))) aria-current=[(chosen == Some(phone)).then_some("true")] {
                            span.strong { (phone) }
                            span { (user(&message.verifier.name)) }
                            span.quiet { (when(message.message.dispatched_at)) }
                        }
                    }
                }
            }
        }
    }
}

fn conversation(scene: &Scene<'_>, phone: Phone) -> Markup {
    let w = scene.words;
    let before = scene.visit.number("before");
    let older_than = before.map_or(u32::MAX, |n| u32::try_from(n).unwrap_or(u32::MAX));
    let numbers = scene.sandbox.index().messages_to(phone, 0).rev();
    let mut found: Vec<_> = numbers
        .filter(|number| *number < older_than)
        .take(MESSAGES + 1)
        .filter_map(|number| scene.sandbox.message(number))
        .collect();
    let more = found.len() > MESSAGES;
    found.truncate(MESSAGES);
    let older = found.last().filter(|_| more).map(|last| last.number);
    found.reverse();
    html! {
        section.phone aria-label=(phone) {
            header { h2 { (phone) } }
            div.bubbles {
                @if let Some(older) = older {
                    a.older href=(scene.visit.path(&format!("/inbox?phone={phone}&before={older}"))) { (w.older) }
                }
                @if found.is_empty() { div.empty { p { (w.no_messages_to) } } }
                @for message in &found { (bubble(scene, message)) }
            }
        }
    }
}

fn bubble(scene: &Scene<'_>, addressed: &Addressed<'_>) -> Markup {
    let (w, lang) = (scene.words, scene.visit.look.lang);
    let message = addressed.message;
    let id = format!("code-{}", addressed.number + 1);
    let order_no = addressed.order.order_no();
    html! {
        article.bubble {
            p.quiet.meta {
                (addressed.verifier.sender.as_deref().unwrap_or(w.no_fixed_sender)) " · "
                (when(message.dispatched_at)) " · " (names::sms(lang, message.kind))
                @match message.fate {
                    Fate::Delivered(_) => {}
                    Fate::InTransit => { " " (pill("scheduled", w.in_transit)) }
                    Fate::Lost => { " " (pill("returned", w.lost)) }
                }
            }
            p.text lang="zh-CN" dir="auto" { (coded(&addressed.text(), &message.code.to_string(), &id)) }
            p.quiet.meta {
                a href=(scene.visit.path(&format!("/orders/{order_no}"))) { (order_no) } " · "
                (fill(w.round_n, &[&message.round.to_string()]))
                button.small.copy type="button" data-copy=(id) { (w.copy_code) }
            }
        }
    }
}

/// The SMS with its code marked, which stands there before anything that a user wrote.
fn coded(text: &str, code: &str, id: &str) -> Markup {
    match text.split_once(code) {
        Some((before, after)) => html! { (before) code id=(id) { (code) } (after) },
        None => html! { (text) },
    }
}
