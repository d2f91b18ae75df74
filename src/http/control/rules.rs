//! `GET`/`PUT /_sim/v1/rules`: which rules apply in a sandbox now, and where each is written.

use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::super::App;
use super::super::effective::Effective;
use super::super::extract::{Json, Sandbox};
use super::super::fields::{Errors, Object, unless};
use super::super::problem::Problem;
use super::super::reply::{Reply, Source, json};
use super::super::scalars::{self, wire};
use super::super::vocabulary;
use super::settings::{SettingsChange, SettingsView};
use crate::rules::Timestamp;
use crate::sim;

/// A sandbox's rules: what it is set to, and what applies now.
#[derive(Serialize, ToSchema)]
#[schema(as = Rules)]
pub struct RulesView<'a> {
    /// What it is set to.
    #[serde(flatten)]
    settings: SettingsView<'a>,
    /// What a round submitted now would be bound to.
    effective: EffectiveView,
}

/// What a round submitted now would be bound to.
#[derive(Serialize, ToSchema)]
#[schema(as = EffectiveRules)]
pub struct EffectiveView {
    /// The edition.
    #[schema(examples("app-2023"))]
    rulebook: String,
    /// The vendor's reading; null for none.
    #[schema(required, examples("tencent"))]
    profile: Option<String>,
    /// Every parameter.
    parameters: Vec<ParameterView>,
}

/// A parameter as it applies.
#[derive(Serialize, ToSchema)]
#[schema(as = EffectiveParameter)]
pub struct ParameterView {
    /// Which.
    #[schema(value_type = vocabulary::ParameterName)]
    name: &'static str,
    /// Its value.
    #[schema(value_type = scalars::ParameterValue)]
    value: Value,
    /// Where it is written.
    source: Source,
    /// Whence it comes: an override of the sandbox, the vendor's profile, or the edition.
    #[schema(value_type = vocabulary::Layer)]
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
