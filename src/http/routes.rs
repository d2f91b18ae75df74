//! Every route of the service, on one page.

use std::sync::Arc;

use axum::middleware::from_fn_with_state;
use axum::routing::{any, get, post, put};
use axum::{Extension, Router};
use tower_http::catch_panic::CatchPanicLayer;

use super::control::{
    advance, attempts, clock, deliveries, faults, messages, orders, reset, review, rulebooks,
    rules, sandboxes, timeline, webhook,
};
use super::envelope::envelope;
use super::miit::Gallery;
use super::problem::Problem;
use super::{App, health, miit, page, person, provider};
use crate::app::Unavailable;

/// The whole service.
pub fn router(app: App) -> Router {
    let gallery = Arc::new(Gallery::new());
    Router::new()
        .merge(sandbox_routes(&gallery))
        .nest("/s/{sandbox}", sandbox_routes(&gallery))
        // The person's page.
        .route("/", get(page::show_page))
        .route("/s/{sandbox}", get(page::redirect_to_page))
        .route("/s/{sandbox}/", get(page::show_page_of))
        .route("/assets/page.css", get(page::style))
        .route("/assets/page.js", get(page::script))
        .route("/assets/md5.js", get(page::md5))
        .route("/assets/icon.svg", get(page::icon))
        .route("/livez", get(health::livez))
        .route("/readyz", get(health::readyz))
        .route("/version", get(health::version))
        .fallback(unknown_route)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(CatchPanicLayer::custom(defect))
        .layer(from_fn_with_state(app.clone(), envelope))
        .with_state(app)
}

/// What exists once at the root, for the sandbox `default`, and once under `/s/{sandbox}`.
fn sandbox_routes(gallery: &Arc<Gallery>) -> Router<App> {
    Router::new()
        .merge(ministry_routes(gallery))
        // The person.
        .route("/v1/verify", post(person::verify))
        .route("/v1/resend", post(person::resend))
        // The provider.
        .route(
            "/v1/orders",
            get(provider::list_orders).post(provider::submit_order),
        )
        .route("/v1/orders/{name}", get(provider::show_order))
        .route("/v1/orders/{name}/resubmit", post(provider::resubmit_order))
        .route("/v1/orders/{name}/withdraw", post(provider::withdraw_order))
        // The test.
        .route(
            "/_sim/v1/clock",
            get(clock::show_clock).put(clock::set_clock),
        )
        .route("/_sim/v1/clock/advance", post(advance::advance_clock))
        .route("/_sim/v1/messages", get(messages::list_messages))
        .route("/_sim/v1/orders/{name}", get(orders::show_truth))
        .route(
            "/_sim/v1/orders/{name}/timeline",
            get(timeline::show_timeline),
        )
        .route("/_sim/v1/orders/{name}/review", post(review::review_order))
        .route("/_sim/v1/attempts", get(attempts::list_attempts))
        .route(
            "/_sim/v1/rules",
            get(rules::show_rules).put(rules::set_rules),
        )
        .route("/_sim/v1/rulebooks", get(rulebooks::list_rulebooks))
        .route("/_sim/v1/rulebooks/diff", get(rulebooks::diff_rulebooks))
        .route("/_sim/v1/rulebooks/{name}", get(rulebooks::show_rulebook))
        .route("/_sim/v1/sandboxes", get(sandboxes::list_sandboxes))
        .route(
            "/_sim/v1/sandboxes/{name}",
            put(sandboxes::set_sandbox)
                .get(sandboxes::show_sandbox)
                .delete(sandboxes::remove_sandbox),
        )
        .route("/_sim/v1/reset", post(reset::reset_sandbox))
        .route(
            "/_sim/v1/faults",
            get(faults::show_faults).put(faults::set_faults),
        )
        .merge(webhook_routes())
}

/// Where the provider's portal is told of events.
fn webhook_routes() -> Router<App> {
    Router::new()
        .route(
            "/_sim/v1/webhook",
            get(webhook::show_webhook)
                .put(webhook::set_webhook)
                .delete(webhook::remove_webhook),
        )
        .route(
            "/_sim/v1/webhook/deliveries",
            get(deliveries::list_deliveries),
        )
        .route(
            "/_sim/v1/webhook/deliveries/{name}",
            get(deliveries::show_delivery),
        )
        .route(
            "/_sim/v1/webhook/deliveries/{name}/redeliver",
            post(deliveries::redeliver),
        )
}

/// The ministry's own calls, in its wire format.
fn ministry_routes(gallery: &Arc<Gallery>) -> Router<App> {
    let calls = Router::new()
        .route("/auth", post(miit::authorize))
        .route("/auth/refresh", get(miit::refresh))
        .route("/image/getCheckImage", post(miit::get_check_image))
        .route("/image/checkImage", post(miit::check_image))
        .route("/smsValidate/validateByCondition", post(miit::validate))
        .route("/smsValidate/resendSMSByCondition", post(miit::resend))
        .route("/{*call}", any(miit::unknown_call))
        .method_not_allowed_fallback(miit::method_not_allowed)
        .layer(miit::cors())
        .layer(Extension(Arc::clone(gallery)));
    Router::new().nest("/icpproject_query/api", calls)
}

async fn unknown_route() -> Problem {
    Problem::UnknownRoute
}

async fn method_not_allowed() -> Problem {
    Problem::MethodNotAllowed
}

fn defect(_: Box<dyn std::any::Any + Send>) -> axum::response::Response {
    tracing::error!("a handler panicked");
    axum::response::IntoResponse::into_response(Problem::Unavailable(Unavailable::Defect))
}
