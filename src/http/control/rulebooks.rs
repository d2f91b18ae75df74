//! `GET /_sim/v1/rulebooks…`: the editions as data, each value with its source.

use axum::extract::State;

use super::super::App;
use super::super::extract::{Named, Params, Sandbox};
use super::super::problem::Problem;
use super::super::reply::{Reply, json};
use super::regulation_views::Rulebooks;
use super::rulebook_views::{DiffView, RulebookView};
use crate::app::{SandboxId, Seen};
use crate::rules::catalog;

/// `GET /_sim/v1/rulebooks`: editions, profiles, provinces, rules and sources.
pub async fn list_rulebooks(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    params: Params,
) -> Result<Reply, Problem> {
    params.finish()?;
    at_now(&app, &id, json(&Rulebooks::all())).await
}

/// `GET /_sim/v1/rulebooks/{id}`: one edition in full.
pub async fn show_rulebook(
    State(app): State<App>,
    Sandbox(sandbox): Sandbox,
    Named(id): Named,
    params: Params,
) -> Result<Reply, Problem> {
    params.finish()?;
    let book = catalog().edition(&id).ok_or(Problem::UnknownRulebook(id))?;
    at_now(&app, &sandbox, json(&RulebookView::of(book))).await
}

/// `GET /_sim/v1/rulebooks/diff?from=&to=`: what changed between two editions.
pub async fn diff_rulebooks(
    State(app): State<App>,
    Sandbox(sandbox): Sandbox,
    mut params: Params,
) -> Result<Reply, Problem> {
    let (from, to) = (params.take("from"), params.take("to"));
    params.finish()?;
    let (Some(from), Some(to)) = (from, to) else {
        return Err(Problem::BadParameter(
            "`from` and `to` must each name an edition".to_owned(),
        ));
    };
    let from = catalog()
        .edition(&from)
        .ok_or(Problem::UnknownRulebook(from))?;
    let to = catalog().edition(&to).ok_or(Problem::UnknownRulebook(to))?;
    at_now(&app, &sandbox, json(&DiffView::of(from, to))).await
}

/// What is the same in every sandbox still tells what the sandbox's clock shows.
async fn at_now(app: &App, id: &SandboxId, json: Vec<u8>) -> Result<Reply, Problem> {
    let now = app.hall.read(id, |_, _| ()).await?.now;
    Ok(Reply::seen(Seen { value: json, now }))
}
