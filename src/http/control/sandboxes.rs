//! `/_sim/v1/sandboxes…`: the list of sandboxes; making, showing and removing one.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::super::App;
use super::super::extract::{Json, Named, Params, Sandbox};
use super::super::fields::{Errors, Object, unless};
use super::super::problem::{FieldError, Problem};
use super::super::reply::{Reply, json};
use super::clock::{clock_backwards, read_clock};
use super::settings::{SandboxRow, SandboxView, SettingsChange};
use crate::app::{Moment, SandboxId, Seen, Target};
use crate::rules::{Span, Timestamp};
use crate::sim::{self, ClockBackwards, Mode};

/// A page of sandboxes, by name.
#[derive(Serialize, ToSchema)]
pub struct SandboxPage<'a> {
    /// The sandboxes.
    sandboxes: Vec<SandboxRow<'a>>,
    /// What to give as `after` for the page behind; null on the last one.
    #[schema(required, examples("job-7"))]
    next: Option<&'a str>,
}

/// `GET /_sim/v1/sandboxes`: every stored sandbox, by name.
pub async fn list_sandboxes(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    mut params: Params,
) -> Result<Reply, Problem> {
    let limit = params.limit()?;
    let after = params.take("after").unwrap_or_default();
    params.finish()?;
    let mut found = app.hall.list(&after, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| last.id.as_str());
    let page = json(&SandboxPage {
        sandboxes: found.iter().map(SandboxRow::of).collect(),
        next,
    });
    let now = app.hall.read(&id, |_, _| ()).await?.now;
    Ok(Reply::seen(Seen { value: page, now }))
}

/// `GET /_sim/v1/sandboxes/{id}`: one sandbox.
pub async fn show_sandbox(
    State(app): State<App>,
    _: Sandbox,
    Named(name): Named,
    params: Params,
) -> Result<Reply, Problem> {
    params.finish()?;
    let id = parse(&name)?;
    if !app.hall.is_stored(&id).await? {
        return Err(Problem::UnknownSandbox(id.to_string()));
    }
    view(&app, &id).await
}

/// `PUT /_sim/v1/sandboxes/{id}`: makes a sandbox, or adjusts it: 201 where it is new.
pub async fn set_sandbox(
    State(app): State<App>,
    _: Sandbox,
    Named(name): Named,
    Json(body): Json,
) -> Result<Reply, Problem> {
    let id = parse(&name)?;
    let mut errors = Errors::new();
    let mut object = Object::body(body)?;
    let mut change = SettingsChange::default();
    change.read_own(&mut object, &mut errors);
    change.read_rules(&mut object, &mut errors);
    let clock = object.take("clock").and_then(|value: Value| {
        let nested = Object::nested(value, object.pointer("clock"), &mut errors)?;
        Some(read_clock(nested, &mut errors))
    });
    object.finish(&mut errors);
    unless(errors, Some(()))?;
    let new = !app.hall.is_stored(&id).await?;
    let set = app.hall.command(&id, |sandbox, moment| {
        adjust(sandbox, moment, &change, clock)
    });
    let moved = set.await?.value?;
    // In a sandbox with orders the new moment may make things due: they fire as in an advance.
    if let (Moved::ByAdvance, Some((mode, now))) = (moved, clock) {
        let target = now.map_or(Target::By(Span::from_millis(0)), Target::To);
        let advanced = app.hall.advance(&id, target, mode).await?;
        advanced.map_err(clock_backwards)?;
    }
    let status = if new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok(view(&app, &id)
        .await?
        .status(status)
        .location(format!("/_sim/v1/sandboxes/{id}")))
}

/// `DELETE /_sim/v1/sandboxes/{id}`: removes a sandbox with everything in it.
pub async fn remove_sandbox(
    State(app): State<App>,
    _: Sandbox,
    Named(name): Named,
) -> Result<Response, Problem> {
    let id = parse(&name)?;
    if app.hall.remove(&id).await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(Problem::UnknownSandbox(id.to_string()))
    }
}

/// Whether the clock shows what was asked.
enum Moved {
    Already,
    ByAdvance,
}

/// Sets settings, origin and, in a sandbox without orders, the clock.
fn adjust(
    sandbox: &mut sim::Sandbox,
    moment: Moment,
    change: &SettingsChange,
    clock: Option<(Option<Mode>, Option<Timestamp>)>,
) -> Result<Moved, Problem> {
    let invalid = |error: FieldError| Problem::Invalid(vec![error]);
    if let Some((_, Some(now))) = clock {
        let may = sandbox.may_show(now, moment.now);
        may.map_err(|backwards: ClockBackwards| clock_backwards(backwards))?;
    }
    let settings = change.apply(sandbox.settings()).map_err(invalid)?;
    let mut origin = sandbox.origin().clone();
    origin.settings = change.apply(&origin.settings).map_err(invalid)?;
    if let Some((mode, now)) = clock {
        let mode = mode.unwrap_or_else(|| sandbox.clock().mode());
        let frozen_here = (mode == Mode::Frozen).then_some(moment.now);
        origin.clock = Some((mode, now.or(frozen_here)));
    }
    sandbox.set_settings(settings);
    sandbox.set_origin(origin);
    if !sandbox.orders().is_empty() {
        return Ok(Moved::ByAdvance);
    }
    if let Some((mode, now)) = clock {
        let mode = mode.unwrap_or_else(|| sandbox.clock().mode());
        sandbox.set_clock(mode, now.unwrap_or(moment.now), moment.wall);
    }
    Ok(Moved::Already)
}

/// The sandbox as it now is.
pub async fn view(app: &App, id: &SandboxId) -> Result<Reply, Problem> {
    let seen = app.hall.read(id, |sandbox, moment| {
        json(&SandboxView::of(id.as_str(), sandbox, moment.now))
    });
    Ok(Reply::seen(seen.await?))
}

fn parse(name: &str) -> Result<SandboxId, Problem> {
    SandboxId::parse(name).ok_or_else(|| {
        let detail = format!("`{name}` is no sandbox name: expected [a-z0-9][a-z0-9-]{{0,62}}");
        Problem::BadParameter(detail)
    })
}
