//! `GET /metrics`: the service at work, for Prometheus. Nothing in it names a person, an order or a
//! sandbox.

use std::fmt;

use axum::extract::State;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

use super::App;
use super::reply::SIM_RULE;
use crate::app::{Hall, Unavailable, WebhookMeters};
use crate::rules::RuleId;

/// What `encode` writes.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Requests, counted as they are answered.
#[derive(Default, Debug)]
pub struct Requests {
    answered: Family<Answered, Counter>,
}

/// What an answered request is counted under.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct Answered {
    route: &'static str,
    method: &'static str,
    status: u16,
    rule: Rule,
}

/// The rule of a verdict; empty where there is none.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Rule(Option<RuleId>);

impl EncodeLabelValue for Rule {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> fmt::Result {
        self.0.map_or("", RuleId::key).encode(encoder)
    }
}

impl Requests {
    /// Counts an answer.
    pub fn count(&self, route: &'static str, method: &'static str, answer: &Response) {
        let rule = answer.headers().get(SIM_RULE);
        let answered = Answered {
            route,
            method,
            status: answer.status().as_u16(),
            rule: Rule(rule.and_then(|rule| RuleId::from_key(rule.to_str().ok()?))),
        };
        self.answered.get_or_create(&answered).inc();
    }
}

/// The method's name, of those that routes have; a client may invent others without end.
pub fn name_of(method: &Method) -> &'static str {
    let known = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"];
    let found = known.into_iter().find(|known| method.as_str() == *known);
    found.unwrap_or("other")
}

/// Shows the figures.
pub async fn show_metrics(State(app): State<App>) -> Response {
    let mut registry = Registry::with_prefix("beian_sim");
    register_requests(&mut registry, &app.requests);
    register_work(&mut registry, &app.hall);
    register_webhooks(&mut registry, app.hall.meters().webhooks.clone());
    register_census(&mut registry, &app.hall);
    let mut text = String::new();
    match encode(&mut text, &registry) {
        Ok(()) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(fmt::Error) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            Unavailable::Defect.to_string(),
        )
            .into_response(),
    }
}

fn register_requests(registry: &mut Registry, requests: &Requests) {
    registry.register(
        "requests",
        "Answered requests by route, method, status and the rule of the verdict",
        requests.answered.clone(),
    );
}

fn register_work(registry: &mut Registry, hall: &Hall) {
    let meters = hall.meters().clone();
    registry.register_with_unit(
        "settle",
        "How long a sandbox was held to settle it and to decide",
        Unit::Seconds,
        meters.settle_seconds,
    );
    registry.register_with_unit(
        "commit",
        "How long a batch took to commit",
        Unit::Seconds,
        meters.commit_seconds,
    );
    registry.register(
        "batch_records",
        "Journal records in a committed batch",
        meters.batch_records,
    );
    registry.register(
        "commit_failures",
        "Batches that could not be committed",
        meters.commit_failures,
    );
    registry.register(
        "sandbox_loads",
        "Sandboxes loaded from the store",
        meters.loads,
    );
    registry.register(
        "sandbox_idle_removals",
        "Sandboxes removed because nobody used them",
        meters.idle_removals,
    );
}

fn register_webhooks(registry: &mut Registry, meters: WebhookMeters) {
    registry.register(
        "webhook_attempts",
        "Tries to deliver a webhook by outcome: received (2xx), refused (any other answer), or why there was no answer",
        meters.attempts,
    );
    registry.register(
        "webhook_deliveries",
        "Webhook deliveries that have ended by status: delivered, or failed for good",
        meters.deliveries,
    );
    registry.register(
        "webhook_endpoints_disabled",
        "Webhook endpoints disabled because they answered 410",
        meters.disabled,
    );
}

fn register_census(registry: &mut Registry, hall: &Hall) {
    let census = hall.count();
    let mut gauge = |name: &str, help: &str, value: i64| {
        let gauge = Gauge::<i64>::default();
        gauge.set(value);
        registry.register(name, help, gauge);
    };
    gauge("sandboxes", "Sandboxes that are stored", census.stored);
    gauge("sandboxes_loaded", "Sandboxes in memory", census.loaded);
    gauge("orders", "Orders of the sandboxes in memory", census.orders);
    gauge(
        "agenda_entries",
        "What the sandboxes in memory have scheduled",
        census.agenda,
    );
    gauge(
        "webhook_deliveries_pending",
        "Webhooks that the sandboxes in memory are still to send, now or on a retry",
        census.webhooks_pending,
    );
    gauge(
        "event_streams",
        "Event streams that are open",
        census.streams,
    );
    gauge(
        "waits",
        "Requests that are held until something happens",
        census.waits,
    );
    gauge(
        "ready",
        "1 while commands are served, 0 while the store fails or the service stops",
        i64::from(hall.is_ready()),
    );
}
