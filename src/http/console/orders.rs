//! The list of orders: where each stands in truth, who still has to verify, and until when.

use axum::response::Response;
use maud::{Markup, html};

use super::examples::{EXAMPLES, Example};
use super::form::{Form, Rejected, error, status};
use super::layout::{Frame, Part};
use super::names;
use super::notice::{Deed, done};
use super::order_filter::{Filter, filters};
use super::refusals::refusal;
use super::trouble::Trouble;
use super::visit::{Scene, Visit};
use super::widgets::{copyable, line_with_file, pill, unseen, until, user, when};
use super::words::fill;
use crate::app::Unavailable;
use crate::order::{Order, Progress, Status};
use crate::rules::FilingType;

/// The name of the form with the examples.
const EXAMPLE_FORM: &str = "example";

/// The ready-made order that an empty list proposes.
const FIRST_EXAMPLE: &str = "fixtures/orders/first-filing.json";

/// `GET /console/orders`.
pub async fn list_orders(visit: Visit) -> Result<Response, Trouble> {
    show(&visit, None).await
}

/// `POST /console/orders`: submits an example under a fresh number.
pub async fn submit_example(visit: Visit, form: Form) -> Result<Response, Trouble> {
    let (lang, w) = (visit.look.lang, visit.look.lang.words());
    let Some(example) = Example::find(form.get("example")) else {
        let rejected = form.invalid(EXAMPLE_FORM, vec![("", w.no_such_example.to_owned())]);
        return show(&visit, Some(&rejected)).await;
    };
    let submission = example.submission().ok_or(Unavailable::Defect)?;
    let orders_max = visit.app.hall.limits().orders_max;
    let submitted = visit.app.hall.command(&visit.id, |sandbox, moment| {
        let submitted = sandbox.submit(moment.now, None, submission, orders_max)?;
        let order = sandbox.order_at(submitted.order);
        Ok(order.map_or_else(String::new, |order| order.order_no().to_owned()))
    });
    match submitted.await?.value {
        Ok(order_no) => Ok(done(
            &visit.path(&format!("/orders/{order_no}")),
            Deed::Submitted,
        )),
        Err(refused) => {
            let rejected = form.conflict(EXAMPLE_FORM, refusal(lang, &refused));
            show(&visit, Some(&rejected)).await
        }
    }
}

async fn show(visit: &Visit, rejected: Option<&Rejected>) -> Result<Response, Trouble> {
    let w = visit.look.lang.words();
    let frame = Frame::new(Part::Orders, w.orders.to_owned()).status(status(rejected));
    let filter = Filter::of(visit);
    visit
        .show(frame, |scene| Ok(body(scene, &filter, rejected)))
        .await
}

fn body(scene: &Scene<'_>, filter: &Filter<'_>, rejected: Option<&Rejected>) -> Markup {
    let w = scene.words;
    let total = scene.sandbox.orders().len();
    let (numbers, next) = filter.find(scene);
    let empty = total == 0;
    html! {
        div.heading {
            h1 { (w.orders) span.count { (total) } }
        }
        details.panel.submit id="submit" open[empty || rejected.is_some()] {
            summary { (w.submit_example) }
            (error(rejected, EXAMPLE_FORM, ""))
            (examples(scene))
        }
        @if empty {
            div.empty {
                h2 { (w.no_orders) }
                p { (w.no_orders_hint) }
                (copyable(w, "submit-line", &line_with_file(scene, FIRST_EXAMPLE, "/v1/orders")))
            }
        } @else {
            (filters(scene, filter))
            @if numbers.is_empty() {
                div.empty {
                    h2 { (w.no_such_orders) }
                    p { a href=(scene.visit.path("/orders")) { (w.all_orders) } }
                }
            } @else {
                (table(scene, &numbers))
            }
            @if next.is_some() || filter.before != u32::MAX {
                nav.pages aria-label=(w.pages) {
                    @if filter.before != u32::MAX { a href=(scene.visit.path("/orders")) { (w.newest) } }
                    @if let Some(next) = next {
                        a rel="next" href=(scene.visit.path(&format!("/orders?{}", filter.next(next)))) { (w.older) }
                    }
                }
            }
        }
    }
}

fn examples(scene: &Scene<'_>) -> Markup {
    let lang = scene.visit.look.lang;
    html! {
        form method="post" action=(scene.visit.path("/orders")) {
            p.quiet { (scene.words.submit_hint) }
            div.examples {
                @for filing_type in FilingType::ALL {
                    @let prefix = filing_type.key().replace('_', "-");
                    div.group {
                        h2 { (names::filing_type(lang, *filing_type)) }
                        @for example in EXAMPLES.iter().filter(|example| example.key.starts_with(&prefix)) {
                            button name="example" value=(example.key) title={ "fixtures/orders/" (example.key) ".json" } {
                                (example.title(lang))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn table(scene: &Scene<'_>, numbers: &[u32]) -> Markup {
    let w = scene.words;
    let orders = numbers
        .iter()
        .filter_map(|number| scene.sandbox.order_at(*number));
    html! {
        div.scroll {
            table.rows {
                thead {
                    tr {
                        th scope="col" { (w.order) }
                        th scope="col" { (w.status) }
                        th scope="col" { (w.entity) }
                        th scope="col" { (w.verifiers) }
                        th scope="col" { (w.deadline) }
                        th scope="col" { (w.submitted) }
                    }
                }
                tbody { @for order in orders { (row(scene, order)) } }
            }
        }
    }
}

fn row(scene: &Scene<'_>, order: &Order) -> Markup {
    let (w, lang) = (scene.words, scene.visit.look.lang);
    let round = order.round();
    let submission = &round.submission;
    let people = round.setup.verifiers.iter().zip(order.state().people());
    let status = order.status();
    let waits = status == Status::AwaitingVerification;
    html! {
        tr {
            th scope="row" {
                a.strong href=(scene.visit.path(&format!("/orders/{}", order.order_no()))) { (order.order_no()) }
                div.quiet {
                    (names::filing_type(lang, submission.filing_type)) " · " (submission.province.zh())
                    @if round.number > 1 { " · " (fill(w.round_n, &[&round.number.to_string()])) }
                }
            }
            td { (pill(status.key(), names::status(lang, status))) }
            td { (user(&submission.entity.name)) div.quiet { (user(submission.subject())) } }
            td.people {
                @for (verifier, progress) in people {
                    span class={ "who " (progress.key()) } {
                        (mark(progress)) (user(&verifier.name)) (unseen(": "))
                        span.quiet { (names::progress(lang, progress)) }
                    }
                }
                @if round.setup.verifiers.is_empty() { span.quiet { (w.nobody) } }
            }
            td {
                @match round.deadline().filter(|_| waits) {
                    Some(deadline) => { (when(deadline)) div.quiet { (until(scene, deadline)) } }
                    None => { span.quiet { "–" } }
                }
            }
            td { (when(order.rounds().first().unwrap_or(round).setup.opened_at)) }
        }
    }
}

/// The mark of how far a verifier has come; the word stands beside it.
fn mark(progress: &Progress) -> Markup {
    let mark = match progress {
        Progress::Unsent => "○",
        Progress::Waiting(_) => "◔",
        Progress::Passed { .. } => "●",
    };
    html! { span.mark aria-hidden="true" { (mark) } }
}
