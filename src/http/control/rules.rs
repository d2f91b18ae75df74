//! `GET`/`PUT /_sim/v1/rules`: which rules apply in a sandbox now, and where each is written.

use axum::extract::State;
use serde::Serialize;
use serde_json::Value;

use super::super::App;
use super::super::effective::Effective;
use super::super::extract::{Json, Sandbox};
use super::super::fields::{Errors, Object, unless};
use super::super::problem::Problem;
use super::super::reply::{Reply, Source, json};
use super::settings::{SettingsChange, SettingsView, wire};
use crate::rules::Timestamp;
use crate::sim;

#[derive(Serialize)]
struct RulesView<'a> {
    #[serde(flatten)]
    settings: SettingsView<'a>,
    effective: EffectiveView,
}

/// What a round submitted now would be bound to.
#[derive(Serialize)]
struct EffectiveView {
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
        let Effective { terms, parameters } = Effective::of(sandbox, now);
        let parameters = parameters.into_iter().map(|parameter| ParameterView {
            name: parameter.name.key(),
            value: wire(parameter.value),
            source: Source(parameter.source),
            from: parameter.layer.key(),
        });
        let effective = EffectiveView {
            rulebook: terms.edition,
            profile: terms.profile,
            parameters: parameters.collect(),
        };
        Self {
            settings: SettingsView::of(sandbox.settings()),
            effective,
        }
    }
}
