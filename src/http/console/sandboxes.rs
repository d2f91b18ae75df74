//! The sandboxes: each with its clock, how many orders it holds and what comes next; making, emptying
//! and removing one.

use axum::response::Response;
use maud::{Markup, html};

use super::fork::{fork_form, fork_name};
use super::form::{Rejected, is_refused, status};
use super::layout::{Frame, Part, path_of};
use super::names;
use super::new_sandbox::create_form;
use super::notice::{Deed, done};
use super::order::{Named, name_of};
use super::trouble::Trouble;
use super::visit::{Scene, Visit};
use super::widgets::{pill, when};
use crate::app::{SandboxId, SandboxSummary, Unavailable};
use crate::rules::Timestamp;
use crate::sim::Mode;

/// Sandboxes of a page: each is looked into, so that one that sleeps is loaded.
const ROWS: usize = 20;

/// `GET /console/sandboxes?after=`.
pub async fn list_sandboxes(visit: Visit) -> Result<Response, Trouble> {
    show(&visit, None).await
}

/// `POST /console/sandboxes/{name}/reset`: empties it.
pub async fn reset_sandbox(visit: Visit, named: Named) -> Result<Response, Trouble> {
    let id = stored(&visit, named).await?;
    visit.app.hall.reset(&id).await?;
    Ok(done(&visit.path("/sandboxes"), Deed::Reset))
}

/// `POST /console/sandboxes/{name}/remove`: removes it with everything in it.
pub async fn remove_sandbox(visit: Visit, named: Named) -> Result<Response, Trouble> {
    let id = stored(&visit, named).await?;
    visit.app.hall.remove(&id).await?;
    Ok(done(&visit.path("/sandboxes"), Deed::Removed))
}

/// The stored sandbox that the path names.
pub async fn stored(visit: &Visit, named: Named) -> Result<SandboxId, Trouble> {
    let name = name_of(named);
    let id = SandboxId::parse(&name).ok_or(Trouble::BadSandboxName)?;
    if visit.app.hall.is_stored(&id).await? {
        Ok(id)
    } else {
        Err(Trouble::UnknownSandbox(name))
    }
}

/// What a look into a sandbox shows; nothing where its journal cannot be read.
struct Inside {
    orders: usize,
    next: Option<(Timestamp, &'static str, String)>,
}

async fn look_inside(visit: &Visit, id: &str) -> Result<Option<Inside>, Trouble> {
    let Some(id) = SandboxId::parse(id) else {
        return Ok(None);
    };
    let seen = visit.app.hall.read(&id, |sandbox, _| Inside {
        orders: sandbox.orders().len(),
        next: sandbox.next_entry().and_then(|entry| {
            let order = sandbox.order_at(entry.order)?;
            Some((
                entry.at,
                entry.due.kind.event_type(),
                order.order_no().to_owned(),
            ))
        }),
    });
    match seen.await {
        Ok(seen) => Ok(Some(seen.value)),
        Err(Unavailable::Journal(_)) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

/// The page, with a form that was not accepted.
pub async fn show(visit: &Visit, rejected: Option<&Rejected>) -> Result<Response, Trouble> {
    let w = visit.look.lang.words();
    let after = visit.param("after").unwrap_or_default();
    let mut found = visit.app.hall.list(after, ROWS + 1).await?;
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    let mut rows = Vec::with_capacity(found.len());
    for summary in found {
        let inside = look_inside(visit, &summary.id).await?;
        rows.push((summary, inside));
    }
    let frame = Frame::new(Part::Sandboxes, w.sandboxes.to_owned()).status(status(rejected));
    visit
        .show(frame, |scene| Ok(body(scene, &rows, more, rejected)))
        .await
}

type Row = (SandboxSummary, Option<Inside>);

fn body(scene: &Scene<'_>, rows: &[Row], more: bool, rejected: Option<&Rejected>) -> Markup {
    let w = scene.words;
    let last = rows.last().filter(|_| more);
    html! {
        div.heading { h1 { (w.sandboxes) } }
        p.lead { (w.sandboxes_say) }
        details.panel id="create" open[is_refused(rejected, "rules") || rows.is_empty()] {
            summary { (w.create_sandbox) }
            (create_form(scene, rejected))
        }
        @if rows.is_empty() {
            div.empty { h2 { (w.no_sandboxes) } p { (w.no_sandboxes_hint) } }
        } @else {
            div.scroll {
                table.rows {
                    thead {
                        tr {
                            th scope="col" { (w.sandbox) }
                            th scope="col" { (w.clock) }
                            th scope="col" { (w.orders) }
                            th scope="col" { (w.next_event) }
                            th scope="col" { (w.rules) }
                            th scope="col" { (w.actions) }
                        }
                    }
                    tbody { @for row in rows { (table_row(scene, row, rejected)) } }
                }
            }
        }
        @if let Some((last, _)) = last {
            nav.pages aria-label=(w.pages) { a rel="next" href=(scene.visit.path(&format!("/sandboxes?after={}", last.id))) { (w.more) } }
        }
    }
}

fn table_row(scene: &Scene<'_>, (summary, inside): &Row, rejected: Option<&Rejected>) -> Markup {
    let (w, lang) = (scene.words, scene.visit.look.lang);
    let base = path_of(&summary.id);
    let here = summary.id == scene.visit.id.as_str();
    let (mode, word) = match summary.clock.mode() {
        Mode::Running => ("running", w.running),
        Mode::Frozen => ("frozen", w.frozen),
    };
    let target = |what: &str| {
        scene
            .visit
            .path(&format!("/sandboxes/{}/{what}", summary.id))
    };
    html! {
        tr {
            th scope="row" {
                a.strong href={ (base) "/console/orders" } { (summary.id) }
                @if here { " " (pill("here", w.you_are_here)) }
            }
            td { (when(summary.now)) " " (pill(mode, word)) }
            @match inside {
                Some(inside) => {
                    td.number { (inside.orders) }
                    td {
                        @match &inside.next {
                            Some((at, event, order_no)) => { (names::event(lang, event)) " · " (order_no) div.quiet { (when(*at)) } }
                            None => { span.quiet { "–" } }
                        }
                    }
                }
                None => { td colspan="2" { (pill("bad", w.unreadable)) } }
            }
            td {
                (summary.settings.rulebook.as_deref().unwrap_or(w.by_date))
                @if let Some(profile) = &summary.settings.profile { " + " (profile) }
                div.quiet { (w.seed) " " (summary.settings.seed) }
            }
            td {
                details.sure id={ "sure-" (summary.id) } open[is_refused(rejected, &fork_name(&summary.id))] {
                    summary { (w.fork_reset_or_remove) }
                    (fork_form(scene, &summary.id, rejected))
                    form method="post" action=(target("reset")) { button.small { (w.reset) } span.quiet { (w.reset_says) } }
                    form method="post" action=(target("remove")) { button.small.danger { (w.remove) } span.quiet { (w.remove_says) } }
                }
            }
        }
    }
}
