//! `GET`/`PUT /_sim/v1/rules`: which rules apply in a sandbox now, and where each is written.

use axum::extract::State;
use serde::Serialize;
use serde_json::Value;

use super::super::App;
use super::super::extract::{Json, Sandbox};
use super::super::fields::{Errors, Object, unless};
use super::super::problem::Problem;
use super::super::reply::{Reply, Source, json};
use super::settings::{SettingsChange, SettingsView, wire};
use crate::rules::{Sources, Terms, Timestamp};
use crate::sim;

#[derive(Serialize)]
struct RulesView<'a> {
    #[serde(flatten)]
    settings: SettingsView<'a>,
    effective: Effective,
}

/// What a round submitted now would be bound to.
#[derive(Serialize)]
struct Effective {
    rulebook: String,
    profile: Option<String>,
    parameters: Vec<ParameterView>,
}

#[derive(Serialize)]
struct ParameterView {
    name: &'static str,
    value: Value,
    source: Source,
    from: &'static str,
}

/// `GET /_sim/v1/rules`.
pub async fn show_rules(State(app): State<App>, Sandbox(id): Sandbox) -> Result<Reply, Problem> {
    let seen = app.hall.read(&id, |sandbox, moment| {
        json(&RulesView::of(sandbox, moment.now))
    });
    Ok(Reply::seen(seen.await?))
}

/// `PUT /_sim/v1/rules`: the edition, the vendor's reading, single parameters. Open rounds keep
/// what they are bound to.
pub async fn set_rules(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    Json(body): Json,
) -> Result<Reply, Problem> {
    let mut errors = Errors::new();
    let mut object = Object::body(body)?;
    let mut change = SettingsChange::default();
    change.read_rules(&mut object, &mut errors);
    object.finish(&mut errors);
    unless(errors, Some(()))?;
    let set = app.hall.command(&id, |sandbox, moment| {
        let next = change.apply(sandbox.settings())?;
        if next != *sandbox.settings() {
            sandbox.set_settings(next);
        }
        Ok(json(&RulesView::of(sandbox, moment.now)))
    });
    let seen = set.await?;
    let view = seen.value.map_err(|error| Problem::Invalid(vec![error]))?;
    Ok(Reply::new(view, seen.now))
}

impl<'a> RulesView<'a> {
    fn of(sandbox: &'a sim::Sandbox, now: Timestamp) -> Self {
        let terms = sandbox.law(now).terms(&sandbox.settings().overrides);
        let profiled = sandbox.law(now).terms(&crate::rules::Overrides::default());
        let edition = sandbox.law(now).edition.terms();
        let from = |name| {
            let source = terms.source_of(name);
            if *source == Sources::overridden() {
                "override"
            } else if profiled.raw_value(name) != edition.raw_value(name)
                || profiled.source_of(name) != edition.source_of(name)
            {
                "profile"
            } else {
                "edition"
            }
        };
        let parameters = terms.parameters().into_iter().map(|(name, value, source)| {
            let value = wire(value);
            ParameterView {
                name: name.key(),
                value,
                source: Source(source),
                from: from(name),
            }
        });
        let parameters = parameters.collect();
        let Terms {
            edition, profile, ..
        } = &terms;
        let effective = Effective {
            rulebook: edition.clone(),
            profile: profile.clone(),
            parameters,
        };
        Self {
            settings: SettingsView::of(sandbox.settings()),
            effective,
        }
    }
}
