//! What came of a form, told once on the page behind the redirect. The page's address says only which
//! of a closed set of things was done; what is told is looked up.

use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::attempts;
use super::clock::fired_list;
use super::visit::{Scene, Visit};
use super::words::fill;

/// Something that was done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// An order was submitted.
    Submitted,
    /// An order was resubmitted.
    Resubmitted,
    /// An order was withdrawn.
    Withdrawn,
    /// An order was approved.
    Approved,
    /// An order was rejected.
    Rejected,
    /// The clock was set.
    ClockSet,
    /// The rules were set.
    RulesSet,
    /// A sandbox was made.
    Created,
    /// A copy of a sandbox was made.
    Forked,
    /// A sandbox was emptied.
    Reset,
    /// A sandbox was removed.
    Removed,
}

impl Deed {
    const ALL: &'static [Self] = &[
        Self::Submitted,
        Self::Resubmitted,
        Self::Withdrawn,
        Self::Approved,
        Self::Rejected,
        Self::ClockSet,
        Self::RulesSet,
        Self::Created,
        Self::Forked,
        Self::Reset,
        Self::Removed,
    ];

    const fn key(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Resubmitted => "resubmitted",
            Self::Withdrawn => "withdrawn",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::ClockSet => "clock-set",
            Self::RulesSet => "rules-set",
            Self::Created => "created",
            Self::Forked => "forked",
            Self::Reset => "reset",
            Self::Removed => "removed",
        }
    }
}

/// Leads back to a page that tells what was done.
pub fn done(page: &str, deed: Deed) -> Response {
    told(page, "did", deed.key())
}

/// Leads back to a page that tells what an attempt came to.
pub fn attempted(page: &str, attempt: u64) -> Response {
    told(page, "attempt", &attempt.to_string())
}

/// Leads back to a page that tells what an advance fired.
pub fn advanced(page: &str, advance: u64) -> Response {
    told(page, "advance", &advance.to_string())
}

fn told(page: &str, name: &str, value: &str) -> Response {
    let joint = if page.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{page}{joint}{name}={value}")).into_response()
}

/// The page that a form asks to be led back to: one of this sandbox's console, else that one.
pub fn back(visit: &Visit, asked: &str, otherwise: &str) -> String {
    let inside = asked.strip_prefix(&visit.path("")).is_some_and(|rest| {
        rest.starts_with('/') && rest.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
    });
    if inside {
        asked.to_owned()
    } else {
        visit.path(otherwise)
    }
}

/// What the page's address says was done.
pub fn outcome(scene: &Scene<'_>) -> Markup {
    let visit = scene.visit;
    let deed = visit.param("did").and_then(|key| {
        let mut all = Deed::ALL.iter();
        all.find(|deed| deed.key() == key)
    });
    html! {
        @if let Some(deed) = deed { div.notice { p { (words(scene, *deed)) } } }
        @if let Some(number) = visit.number("attempt") { (attempts::told(scene, number)) }
        @if let Some(number) = visit.number("advance") { (advance(scene, number)) }
    }
}

fn advance(scene: &Scene<'_>, number: u64) -> Markup {
    let w = scene.words;
    let Some(advanced) = scene.visit.advances.find(&scene.visit.id, number) else {
        return html! {};
    };
    let count = advanced.fired_count.to_string();
    html! {
        div.notice {
            @if advanced.fired_count == 0 {
                p { (w.advanced_nothing) }
            } @else {
                details id="fired" open[advanced.fired_count <= 8] {
                    summary { (fill(w.advanced, &[&count])) }
                    (fired_list(scene, &advanced))
                }
            }
        }
    }
}

const fn words(scene: &Scene<'_>, deed: Deed) -> &'static str {
    let w = scene.words;
    match deed {
        Deed::Submitted => w.did_submit,
        Deed::Resubmitted => w.did_resubmit,
        Deed::Withdrawn => w.did_withdraw,
        Deed::Approved => w.did_approve,
        Deed::Rejected => w.did_reject,
        Deed::ClockSet => w.did_set_clock,
        Deed::RulesSet => w.did_set_rules,
        Deed::Created => w.did_create,
        Deed::Forked => w.did_fork,
        Deed::Reset => w.did_reset,
        Deed::Removed => w.did_remove,
    }
}
