//! The people of an order: how far each has come, what is right to enter, and the two forms, filled in
//! with what is right so that it can be sent as it is or made wrong.

use axum::response::Response;
use maud::{Markup, html};
use serde_json::json;

use super::form::{Form, Rejected, error, is_bad, value};
use super::names;
use super::notice::attempted;
use super::order::{self, Named, name_of};
use super::trouble::Trouble;
use super::visit::{Scene, Visit};
use super::widgets::{curl, line, pill, rule, until, user, when};
use super::words::fill;
use crate::order::{Order, Progress, Status, Suffix, Verifier, Waiting};
use crate::sim::Entered;

/// `POST /console/orders/{order_no}/verify`: as a person, over the public page.
pub async fn verify(visit: Visit, named: Named, form: Form) -> Result<Response, Trouble> {
    enter(visit, named, form, &["phone", "code", "id_suffix"]).await
}

/// `POST /console/orders/{order_no}/resend`: as a person, for another SMS.
pub async fn resend(visit: Visit, named: Named, form: Form) -> Result<Response, Trouble> {
    enter(visit, named, form, &["phone", "id_suffix"]).await
}

/// What is entered, goes its way as if it came from the public page: the ministry's forms carry no
/// order.
async fn enter(
    visit: Visit,
    named: Named,
    form: Form,
    fields: &[&'static str],
) -> Result<Response, Trouble> {
    let order_no = name_of(named);
    let w = visit.look.lang.words();
    let missing = fields.iter().filter(|field| form.filled(field).is_none());
    let errors: Vec<_> = missing
        .map(|field| (*field, w.required.to_owned()))
        .collect();
    if !errors.is_empty() {
        let rejected = form_name(&form, fields.contains(&"code"));
        let rejected = form.invalid(rejected, errors);
        return order::show(&visit, &order_no, Some(&rejected)).await;
    }
    let entered = Entered {
        phone: form.get("phone"),
        code: form.get("code"),
        suffix: form.get("id_suffix"),
    };
    let decided = visit.app.hall.command(&visit.id, |sandbox, moment| {
        if fields.contains(&"code") {
            sandbox.verify(moment.now, entered);
        } else {
            sandbox.resend(moment.now, entered);
        }
        sandbox.attempts().back().map_or(0, |kept| kept.id)
    });
    let attempt = decided.await?.value;
    Ok(attempted(
        &visit.path(&format!("/orders/{order_no}")),
        attempt,
    ))
}

/// The forms of a page are told apart by the person whose they are.
fn form_name(form: &Form, verify: bool) -> String {
    let call = if verify { "verify" } else { "resend" };
    format!("{call}-{}", form.get("person"))
}

/// The people of the order.
pub fn section(scene: &Scene<'_>, order: &Order, rejected: Option<&Rejected>) -> Markup {
    let round = order.round();
    let people = round.setup.verifiers.iter().zip(order.state().people());
    html! {
        @if !round.setup.verifiers.is_empty() {
            section aria-labelledby="people" {
                h2 id="people" { (scene.words.people) }
                div.cards {
                    @for (place, (verifier, progress)) in people.enumerate() {
                        (card(scene, order, (place, verifier, progress), rejected))
                    }
                }
            }
        }
    }
}

fn card(
    scene: &Scene<'_>,
    order: &Order,
    (place, verifier, progress): (usize, &Verifier, &Progress),
    rejected: Option<&Rejected>,
) -> Markup {
    let (w, lang) = (scene.words, scene.visit.look.lang);
    let terms = &order.round().basis.terms;
    let texted = progress.texted();
    let inbox = scene
        .visit
        .path(&format!("/inbox?phone={}", verifier.phone));
    html! {
        article.card aria-labelledby={ "person-" (place) } {
            header {
                h3 id={ "person-" (place) } { (user(&verifier.name)) }
                (pill(progress.key(), names::progress(lang, progress)))
            }
            p.quiet {
                @for role in &verifier.roles { span.item { (names::role(lang, *role)) } }
            }
            dl.facts.tight {
                div { dt { (w.phone) } dd { a href=(inbox) { (verifier.phone) } } }
                div { dt { (w.id_suffix) } dd {
                    @for suffix in &verifier.suffixes { code.item { (user(suffix.as_str())) } }
                } }
                @if let Some(texted) = texted {
                    div { dt { (w.code) } dd { code { (texted.code) } } }
                    div { dt { (w.failures) } dd { (fill(w.n_of_m, &[&texted.failures.to_string(), &terms.failure_limit.value.to_string()])) } }
                    div { dt { (w.resends) } dd { (fill(w.n_of_m, &[&texted.resends.to_string(), &terms.resend_limit.value.to_string()])) } }
                }
                @if let Some(at) = progress.passed_at() { div { dt { (w.verified_at) } dd { (when(at)) } } }
            }
            (forms(scene, order, (place, verifier, progress), rejected))
            details.why id={ "rules-" (place) } {
                summary { (w.why_this_person) }
                div.quote {
                    @for (nth, one) in order.round().rules_of(verifier).into_iter().enumerate() {
                        (rule(lang, &format!("rule-{place}-{nth}"), one, &order.round().basis.sources_of(one), terms))
                    }
                }
            }
        }
    }
}

fn forms(
    scene: &Scene<'_>,
    order: &Order,
    (place, verifier, progress): (usize, &Verifier, &Progress),
    rejected: Option<&Rejected>,
) -> Markup {
    let open = matches!(
        order.status(),
        Status::AwaitingVerification | Status::VerificationFailed
    );
    let first_sms = order.due().into_iter().find(|due| {
        usize::from(due.person) == place && due.kind == crate::order::DueKind::FirstSms
    });
    html! {
        @match progress {
            Progress::Waiting(waiting) if open => {
                (verify_form(scene, order, (place, verifier, waiting), rejected))
                (resend_form(scene, order, (place, verifier), rejected))
            }
            Progress::Unsent => {
                @if let Some(due) = first_sms {
                    p.hint { (scene.words.first_sms) " " (until(scene, due.at)) }
                }
            }
            Progress::Waiting(_) | Progress::Passed { .. } => {}
        }
    }
}

fn verify_form(
    scene: &Scene<'_>,
    order: &Order,
    (place, verifier, waiting): (usize, &Verifier, &Waiting),
    rejected: Option<&Rejected>,
) -> Markup {
    let w = scene.words;
    let form = format!("verify-{place}");
    let (phone, code) = (verifier.phone.to_string(), waiting.code.to_string());
    let suffix = verifier.suffixes.first().map_or("", Suffix::as_str);
    let body = json!({ "phone": phone, "code": code, "id_suffix": suffix });
    let fields = [
        ("phone", w.phone, phone.as_str()),
        ("code", w.code, code.as_str()),
        ("id_suffix", w.id_suffix, suffix),
    ];
    html! {
        form.enter method="post" action=(scene.visit.path(&format!("/orders/{}/verify", order.order_no()))) novalidate {
            input type="hidden" name="person" value=(place);
            @for (name, label, usual) in fields {
                (field(rejected, &form, (name, label, usual)))
            }
            button.primary id={ (form) "-send" } { (w.verify_as) " " (user(&verifier.name)) }
        }
        (curl(w, &form, &line(scene, "POST", "/v1/verify", Some(&body))))
    }
}

fn resend_form(
    scene: &Scene<'_>,
    order: &Order,
    (place, verifier): (usize, &Verifier),
    rejected: Option<&Rejected>,
) -> Markup {
    let w = scene.words;
    let form = format!("resend-{place}");
    let phone = verifier.phone.to_string();
    let suffix = verifier.suffixes.first().map_or("", Suffix::as_str);
    let body = json!({ "phone": phone, "id_suffix": suffix });
    html! {
        form.enter method="post" action=(scene.visit.path(&format!("/orders/{}/resend", order.order_no()))) novalidate {
            input type="hidden" name="person" value=(place);
            input type="hidden" name="phone" value=(phone);
            (field(rejected, &form, ("id_suffix", w.id_suffix, suffix)))
            button id={ (form) "-send" } { (w.ask_for_resend) }
        }
        (curl(w, &form, &line(scene, "POST", "/v1/resend", Some(&body))))
    }
}

fn field(
    rejected: Option<&Rejected>,
    form: &str,
    (name, label, usual): (&str, &str, &str),
) -> Markup {
    let bad = is_bad(rejected, form, name);
    html! {
        div.field {
            label for={ (form) "-" (name) } { (label) }
            input id={ (form) "-" (name) } name=(name) value=(value(rejected, form, name, usual)) dir="auto"
                autocomplete="off" spellcheck="false" aria-invalid=[bad.then_some("true")]
                aria-describedby=[bad.then(|| format!("{form}-{name}-error"))];
            (error(rejected, form, name))
        }
    }
}
