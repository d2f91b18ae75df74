//! `GET /_sim/v1/coverage`: which rules and sides of limits the traffic has exercised.

use axum::extract::State;

use super::super::App;
use super::super::coverage::{CoverageView, Scope};
use super::super::extract::{Params, Sandbox};
use super::super::problem::Problem;
use super::super::reply::{Reply, json};

/// `GET /_sim/v1/coverage?sandboxes=&editions=`.
pub async fn show_coverage(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    mut params: Params,
) -> Result<Reply, Problem> {
    let scope = Scope {
        all_sandboxes: takes_all(&mut params, "sandboxes")?,
        all_editions: takes_all(&mut params, "editions")?,
    };
    params.finish()?;
    let of_all = if scope.all_sandboxes {
        Some(app.hall.covered_by_all(&id).await?)
    } else {
        None
    };
    let seen = app.hall.read(&id, |sandbox, moment| {
        let now = moment.now;
        let covered = of_all.unwrap_or_else(|| sandbox.covered(now));
        json(&CoverageView::of(sandbox, now, scope, &scope.hold(covered)))
    });
    Ok(Reply::seen(seen.await?))
}

fn takes_all(params: &mut Params, name: &str) -> Result<bool, Problem> {
    let all = |text: &str| (text == "all").then_some(());
    Ok(params.take_key(name, all, "`all`")?.is_some())
}
