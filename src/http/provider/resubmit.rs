//! `POST /v1/orders/{order_no}/resubmit`: a returned order goes into its next round.

use axum::extract::State;

use super::super::App;
use super::super::extract::{Json, Named, Sandbox};
use super::super::fields::{Errors, Object};
use super::super::order_form::{PROVINCE, read_entity, read_services};
use super::super::problem::Problem;
use super::super::reply::{Reply, json};
use super::view::OrderView;
use super::{problem, untold};
use crate::order::Correction;
use crate::rules::Province;

/// Resubmits a returned order, corrected where the body says so.
pub async fn resubmit_order(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    Named(order_no): Named,
    Json(body): Json,
) -> Result<Reply, Problem> {
    let mut errors = Errors::new();
    let correction = read(Object::body(body)?, &mut errors);
    if !errors.is_empty() {
        let seen = app.hall.read(&id, |sandbox, moment| {
            let order = sandbox.order(&order_no)?;
            let content = order.round().submission.corrected(correction);
            Some(sandbox.flaws(moment.now, &content))
        });
        errors.extend(untold(&seen.await?.value.unwrap_or_default(), &errors));
        return Err(Problem::Invalid(errors));
    }
    let resubmitted = app.hall.command(&id, |sandbox, moment| {
        let number = sandbox.resubmit(moment.now, &order_no, correction)?;
        Ok(sandbox
            .order_at(number)
            .map(|order| json(&OrderView::of(order)))
            .unwrap_or_default())
    });
    let seen = resubmitted.await?;
    let hint = "only a returned order can be resubmitted";
    let view = seen
        .value
        .map_err(|refusal| problem(refusal, &order_no, hint))?;
    Ok(Reply::new(view, seen.now))
}

fn read(mut object: Object, errors: &mut Errors) -> Correction {
    let province = object.optional_key("province", Province::from_code, PROVINCE, errors);
    let entity = object.take("entity");
    let entity = entity.and_then(|value| read_entity(value, object.pointer("entity"), errors));
    let services = object.take("services");
    let services =
        services.and_then(|value| read_services(value, &object.pointer("services"), errors));
    object.finish(errors);
    Correction {
        province,
        entity,
        services: services.map(Into::into),
    }
}
