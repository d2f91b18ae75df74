//! Every route of the service, on one page.

use std::sync::Arc;

use axum::routing::{any, get, post, put};
use axum::{Extension, Router};

use super::console;
use super::control::{
    advance, attempts, clock, copying, coverage, deliveries, events, faults, messages, orders,
    reset, review, rulebooks, rules, sandboxes, timeline, webhook,
};
use super::envelope::Enveloped;
use super::miit::Gallery;
use super::problem::Problem;
use super::{App, health, metrics, miit, openapi, page, person, provider};

/// The whole service.
pub fn router(app: App) -> Enveloped {
    let gallery = Arc::new(Gallery::new());
    let routes = Router::new()
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
        .merge(console_everywhere())
        .route("/assets/console.css", get(console::style))
        .route("/assets/console.js", get(console::script))
        .route("/livez", get(health::livez))
        .route("/readyz", get(health::readyz))
        .route("/version", get(health::version))
        .route("/metrics", get(metrics::show_metrics))
        .route("/openapi.json", get(openapi::show_document))
        .route("/docs", get(openapi::redirect_to_viewer))
        .route("/docs/", get(openapi::show_viewer))
        .route("/docs/{file}", get(openapi::show_viewer_file))
        .fallback(unknown_route)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(app.clone());
    Enveloped::new(app, routes)
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
        .route("/_sim/v1/events", get(events::stream_events))
        .route("/_sim/v1/attempts", get(attempts::list_attempts))
        .route("/_sim/v1/coverage", get(coverage::show_coverage))
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
        .route("/_sim/v1/fork", post(copying::fork_sandbox))
        .route("/_sim/v1/export", get(copying::export_sandbox))
        .route("/_sim/v1/import", post(copying::import_sandbox))
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

/// The console, at the root and under `/s/{sandbox}`.
fn console_everywhere() -> Router<App> {
    let routes = console_routes();
    Router::new()
        .merge(routes.clone())
        .nest("/s/{sandbox}", routes)
        .layer(axum::middleware::from_fn(console::guard))
        .layer(Extension(Arc::new(console::Advances::default())))
}

/// The console: a sandbox in a browser.
fn console_routes() -> Router<App> {
    Router::new()
        .route("/console", get(console::home))
        .route("/console/", get(console::home))
        .route("/console/go", get(console::go))
        .route("/console/look", post(console::set_look))
        .route(
            "/console/orders",
            get(console::list_orders).post(console::submit_example),
        )
        .route("/console/orders/{name}", get(console::show_order))
        .route("/console/orders/{name}/verify", post(console::verify))
        .route("/console/orders/{name}/resend", post(console::resend))
        .route("/console/orders/{name}/resubmit", post(console::resubmit))
        .route("/console/orders/{name}/withdraw", post(console::withdraw))
        .route("/console/orders/{name}/approve", post(console::approve))
        .route("/console/orders/{name}/reject", post(console::reject))
        .route("/console/inbox", get(console::show_inbox))
        .route("/console/attempts", get(console::list_attempts))
        .route("/console/coverage", get(console::show_coverage))
        .route(
            "/console/clock",
            get(console::show_clock).post(console::set_clock),
        )
        .route("/console/clock/advance", post(console::advance))
        .route(
            "/console/rules",
            get(console::show_rules).post(console::set_rules),
        )
        .route("/console/rulebooks", get(console::show_rulebooks))
        .route(
            "/console/sandboxes",
            get(console::list_sandboxes).post(console::create_sandbox),
        )
        .route(
            "/console/sandboxes/{name}/fork",
            post(console::fork_sandbox),
        )
        .route(
            "/console/sandboxes/{name}/reset",
            post(console::reset_sandbox),
        )
        .route(
            "/console/sandboxes/{name}/remove",
            post(console::remove_sandbox),
        )
        .route("/console/{*page}", any(console::unknown_page))
        .method_not_allowed_fallback(console::back_to_page)
}

async fn unknown_route() -> Problem {
    Problem::UnknownRoute
}

async fn method_not_allowed() -> Problem {
    Problem::MethodNotAllowed
}
