//! `POST /v1/orders`: the provider submits an order to the authority.

use axum::extract::State;
use axum::http::StatusCode;

use super::super::App;
use super::super::extract::{Json, Sandbox};
use super::super::fields::{Errors, Object};
use super::super::order_form::SubmissionForm;
use super::super::problem::Problem;
use super::super::reply::{Reply, json};
use super::view::OrderView;
use super::{problem, untold};
use crate::app::SandboxId;
use crate::order::Submission;

/// Submits an order: 201 where it is new, 200 where the same content came before.
pub async fn submit_order(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    Json(body): Json,
) -> Result<Reply, Problem> {
    let mut errors = Errors::new();
    let mut form = SubmissionForm::read(Object::body(body)?, &mut errors);
    let order_no = form.order_no.clone();
    let submission = match form.submission() {
        Some(submission) if errors.is_empty() => submission,
        readable => return Err(Box::pin(all_errors(&app, &id, errors, &form, readable)).await?),
    };
    let orders_max = app.hall.limits().orders_max;
    let submitted = app.hall.command(&id, |sandbox, moment| {
        let order_no = order_no.as_deref();
        let submitted = sandbox.submit(moment.now, order_no, submission, orders_max)?;
        let view = sandbox
            .order_at(submitted.order)
            .map(|order| (json(&OrderView::of(order)), location(&id, order.order_no())));
        Ok((submitted.new, view.unwrap_or_default()))
    });
    let seen = submitted.await?;
    let named = order_no.as_deref().unwrap_or_default();
    let (new, (view, location)) = seen.value.map_err(|refusal| problem(refusal, named, ""))?;
    let status = if new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok(Reply::new(view, seen.now).status(status).location(location))
}

/// The form's own errors, and what the rules hold against the rest.
async fn all_errors(
    app: &App,
    id: &SandboxId,
    mut errors: Errors,
    form: &SubmissionForm,
    readable: Option<Submission>,
) -> Result<Problem, Problem> {
    let seen = app.hall.read(id, |sandbox, moment| {
        let law = sandbox.law(moment.now);
        match (readable, form.filing_type) {
            (Some(submission), _) => law.flaws(&submission),
            (None, Some(filing_type)) => {
                law.flaws_of_kinds(filing_type, form.kinds.as_deref().unwrap_or_default())
            }
            (None, None) => Vec::new(),
        }
    });
    let flaws = seen.await?;
    errors.extend(untold(&flaws.value, &errors));
    Ok(Problem::Invalid(errors))
}

fn location(id: &SandboxId, order_no: &str) -> String {
    if *id == SandboxId::default_sandbox() {
        format!("/v1/orders/{order_no}")
    } else {
        format!("/s/{id}/v1/orders/{order_no}")
    }
}
