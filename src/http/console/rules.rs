//! This sandbox's rules in force: which edition and profile, what it overrides, every effective value
//! with where it is written.

use axum::response::Response;
use maud::{Markup, html};
use serde_json::json;

use super::super::effective::{Effective, EffectiveParameter, Layer};
use super::form::{Form, Rejected, error, status};
use super::layout::{Frame, Part};
use super::names;
use super::notice::{Deed, done};
use super::trouble::Trouble;
use super::values::{parameter_source, raw};
use super::visit::{Scene, Visit};
use super::widgets::{curl, line, pill};
use super::words::fill;
use crate::rules::catalog;
use crate::sim::Settings;

/// What a sandbox that goes by the clock calls its edition.
const BY_DATE: &str = "by_date";

/// `GET /console/rules`.
pub async fn show_rules(visit: Visit) -> Result<Response, Trouble> {
    show(&visit, None).await
}

/// `POST /console/rules`: another edition or profile; open rounds keep what they are bound to.
pub async fn set_rules(visit: Visit, form: Form) -> Result<Response, Trouble> {
    let w = visit.look.lang.words();
    let (edition, profile) = match choice(&form) {
        Ok(choice) => choice,
        Err(field) => {
            let rejected = form.invalid("rules", vec![(field, w.unknown_choice.to_owned())]);
            return show(&visit, Some(&rejected)).await;
        }
    };
    let set = visit.app.hall.command(&visit.id, |sandbox, _| {
        let next = Settings {
            rulebook: edition,
            profile,
            ..sandbox.settings().clone()
        };
        consistent(&next)?;
        if next != *sandbox.settings() {
            sandbox.set_settings(next);
        }
        Ok::<_, String>(())
    });
    match set.await?.value {
        Ok(()) => Ok(done(&visit.path("/rules"), Deed::RulesSet)),
        Err(why) => {
            let rejected = form.conflict("rules", why);
            show(&visit, Some(&rejected)).await
        }
    }
}

/// The edition and the profile that a form chooses; else the field that is wrong.
pub fn choice(form: &Form) -> Result<(Option<String>, Option<String>), &'static str> {
    let edition = form.filled("rulebook").filter(|id| *id != BY_DATE);
    if edition.is_some_and(|id| catalog().edition(id).is_none()) {
        return Err("rulebook");
    }
    let profile = form.filled("profile");
    if profile.is_some_and(|id| catalog().profile(id).is_none()) {
        return Err("profile");
    }
    Ok((edition.map(str::to_owned), profile.map(str::to_owned)))
}

/// Under whichever edition a round will be bound, the rules must be in themselves consistent.
fn consistent(settings: &Settings) -> Result<(), String> {
    let profile = settings.profile.as_deref();
    let profile = profile.and_then(|id| catalog().profile(id));
    for edition in catalog().editions() {
        let terms = catalog().terms(edition, profile, &settings.overrides);
        terms.map_err(|error| error.to_string())?;
    }
    Ok(())
}

async fn show(visit: &Visit, rejected: Option<&Rejected>) -> Result<Response, Trouble> {
    let w = visit.look.lang.words();
    let frame = Frame::new(Part::Rules, w.rules.to_owned()).status(status(rejected));
    visit.show(frame, |scene| Ok(body(scene, rejected))).await
}

fn body(scene: &Scene<'_>, rejected: Option<&Rejected>) -> Markup {
    let (w, lang) = (scene.words, scene.visit.look.lang);
    let settings = scene.sandbox.settings();
    let Effective { terms, parameters } = Effective::of(scene.sandbox, scene.now);
    let edition = catalog().edition(&terms.edition);
    let body = json!({ "rulebook": settings.rulebook.as_deref().unwrap_or(BY_DATE), "profile": settings.profile });
    let changed = parameters.iter().filter(|one| one.layer == Layer::Override);
    let overrides = changed.count().to_string();
    html! {
        div.heading {
            h1 { (w.rules) }
            a href=(scene.visit.path("/rulebooks")) { (w.rulebooks) }
        }
        p.lead {
            (fill(w.rules_say, &[&terms.edition]))
            @if let Some(edition) = edition { " – " (lang.pick(edition.title(), edition.title_zh())) }
            "."
        }
        form.filters method="post" action=(scene.visit.path("/rules")) {
            (choices(scene, settings, rejected))
            button.primary id="set-rules" { (w.set_rules) }
            (error(rejected, "rules", ""))
        }
        p.quiet { (w.rules_hint) " " (fill(w.overrides_n, &[&overrides])) }
        div.scroll {
            table.rows {
                thead { tr { th scope="col" { (w.parameter) } th scope="col" { (w.value) } th scope="col" { (w.comes_from) } th scope="col" { (w.written_in) } } }
                tbody { @for parameter in &parameters { (row(scene, &terms.edition, parameter)) } }
            }
        }
        (curl(w, "rules", &line(scene, "PUT", "/_sim/v1/rules", Some(&body))))
    }
}

/// The two choices, edition and profile, as a form has them.
pub fn choices(scene: &Scene<'_>, settings: &Settings, rejected: Option<&Rejected>) -> Markup {
    let (w, lang) = (scene.words, scene.visit.look.lang);
    let entered = |name, usual| super::form::value(rejected, "rules", name, usual);
    let edition = entered("rulebook", settings.rulebook.as_deref().unwrap_or(BY_DATE));
    let profile = entered("profile", settings.profile.as_deref().unwrap_or_default());
    html! {
        label { span { (w.edition) }
            select name="rulebook" id="rulebook" {
                option value=(BY_DATE) selected[edition == BY_DATE] { (w.by_date) }
                @for book in catalog().editions() {
                    option value=(book.id()) selected[edition == book.id()] { (book.id()) " – " (lang.pick(book.title(), book.title_zh())) }
                }
            }
            (error(rejected, "rules", "rulebook"))
        }
        label { span { (w.profile) }
            select name="profile" id="profile" {
                option value="" { (w.no_profile) }
                @for one in catalog().profiles() {
                    option value=(one.id()) selected[profile == one.id()] { (one.id()) " – " (lang.pick(one.title(), one.title_zh())) }
                }
            }
            (error(rejected, "rules", "profile"))
        }
    }
}

fn row(scene: &Scene<'_>, edition: &str, parameter: &EffectiveParameter) -> Markup {
    let (w, lang) = (scene.words, scene.visit.look.lang);
    let name = match parameter.layer {
        Layer::Override => w.layer_override,
        Layer::Profile => w.layer_profile,
        Layer::Edition => w.layer_edition,
    };
    let key = parameter.name.key();
    html! {
        tr {
            th scope="row" { (names::parameter(lang, parameter.name)) div.quiet { code { (key) } } }
            td.value { (raw(lang, &parameter.value)) }
            td { @if parameter.layer == Layer::Edition { span.quiet { (name) } } @else { (pill(parameter.layer.key(), name)) } }
            td { (parameter_source(lang, &format!("source-{key}"), edition, parameter.name, &parameter.source)) }
        }
    }
}
