//! `/_sim/v1/webhook/deliveries…`: each webhook with its tries and their answers; sending one again.

use axum::extract::State;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::super::App;
use super::super::extract::{Json, Named, Params, Sandbox};
use super::super::fields::{Errors, Object, unless};
use super::super::letter::{Body, payload};
use super::super::problem::Problem;
use super::super::reply::{Reply, Time, json};
use super::super::vocabulary;
use crate::app::Seen;
use crate::sim::{self, Delivery, DeliveryStatus, Outcome, Redelivery, Tried, WebhookEvent};

/// A page of webhooks, newest first.
#[derive(Serialize, ToSchema)]
pub struct DeliveryPage<'a> {
    /// The webhooks.
    deliveries: Vec<DeliveryView<'a>>,
    /// What to give as `after` for the page behind; null on the last one.
    #[schema(required, examples("41"))]
    next: Option<String>,
}

/// A webhook to the portal.
#[derive(Serialize, ToSchema)]
#[schema(as = Delivery)]
pub struct DeliveryView<'a> {
    /// Its id, the same at every try (`webhook-id`).
    #[schema(examples("msg_2KWPBgLlAfxdpx2AI54pPJ85f4W"))]
    id: &'a str,
    /// What it tells.
    #[schema(value_type = vocabulary::WebhookEvent)]
    r#type: &'static str,
    /// The order that it is about.
    #[schema(examples("P-1"))]
    order_no: &'a str,
    /// The order's round, from 1.
    #[schema(minimum = 1, examples(1))]
    round: u32,
    /// When what it tells happened.
    queued_at: Time,
    /// The rule by which that happened.
    #[schema(examples("provider.submit"))]
    rule: &'static str,
    /// Where it stands.
    #[schema(value_type = vocabulary::DeliveryStatus)]
    status: &'static str,
    /// When it is tried next; null unless it is pending.
    #[schema(required)]
    next_attempt_at: Option<Time>,
    /// Its tries so far, oldest first.
    attempts: Vec<TriedView<'a>>,
}

/// A webhook with what it says.
#[derive(Serialize, ToSchema)]
pub struct WholeDelivery<'a> {
    /// The webhook.
    #[serde(flatten)]
    delivery: DeliveryView<'a>,
    /// Its body, the same bytes at every try.
    #[schema(value_type = Body)]
    payload: Box<RawValue>,
}

/// One try of a webhook.
#[derive(Serialize, ToSchema)]
#[schema(as = DeliveryTry)]
pub struct TriedView<'a> {
    /// When, by the sandbox's clock.
    at: Time,
    /// The HTTP status that the portal answered; null where it did not.
    #[schema(required, minimum = 100, maximum = 999, examples(204))]
    status: Option<u16>,
    /// Why it did not answer; null where it did.
    #[schema(value_type = Option<vocabulary::NotDelivered>, required)]
    error: Option<&'static str>,
    /// How long it asked to be left alone, as an ISO 8601 duration; null where it did not ask.
    #[schema(required, examples("PT30S"))]
    retry_after: Option<String>,
    /// The beginning of its body; null where it did not answer.
    #[schema(required, examples("ok"))]
    answer: Option<&'a str>,
}

/// Lists the newest deliveries.
pub async fn list_deliveries(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    mut params: Params,
) -> Result<Reply, Problem> {
    let order_no = params.take("order_no");
    let event = params.take_key(
        "type",
        WebhookEvent::from_key,
        "a type such as `order.approved`",
    )?;
    let known = |key: &str| DeliveryStatus::KEYS.iter().find(|known| **known == key);
    let expected = DeliveryStatus::KEYS.join("`, `");
    let status = params.take_key("status", known, &format!("one of `{expected}`"))?;
    let (limit, after) = (params.limit()?, params.after()?);
    params.finish()?;
    let seen = app.hall.read(&id, |sandbox, _| {
        let order = order_no.map(|order_no| sandbox.index().number_of(&order_no));
        let before = after.map_or(u32::MAX, |after| u32::try_from(after).unwrap_or(u32::MAX));
        let ended = sandbox.settings().webhook.ended;
        let fits = |(_, delivery): &(&u32, &Delivery)| {
            order.is_none_or(|order| order == Some(delivery.order))
                && event.is_none_or(|event| event == delivery.event)
                && status.is_none_or(|status| *status == delivery.status(ended).key())
        };
        let found = sandbox.deliveries().range(..before).rev().filter(fits);
        let mut found: Vec<_> = found.take(limit + 1).collect();
        let more = found.len() > limit;
        found.truncate(limit);
        let last = found.last().filter(|_| more);
        let next = last.map(|(number, _)| number.to_string());
        let views = found
            .iter()
            .filter_map(|one| DeliveryView::of(sandbox, one.1));
        let deliveries = views.collect();
        json(&DeliveryPage { deliveries, next })
    });
    Ok(Reply::seen(seen.await?))
}

/// Shows one, with the body that it has.
pub async fn show_delivery(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    Named(delivery): Named,
    params: Params,
) -> Result<Reply, Problem> {
    params.finish()?;
    let seen = app.hall.read(&id, |sandbox, _| {
        let mut all = sandbox.deliveries().values();
        let found = all.find(|kept| *kept.id == *delivery)?;
        whole(sandbox, found)
    });
    let Seen { value, now } = seen.await?;
    let view = value.ok_or(Problem::UnknownDelivery(delivery))?;
    Ok(Reply::new(view, now))
}

/// Sends one again, and answers when that was tried.
pub async fn redeliver(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    Named(delivery): Named,
    Json(body): Json,
) -> Result<Reply, Problem> {
    let mut errors = Errors::new();
    Object::body(body)?.finish(&mut errors);
    unless(errors, Some(()))?;
    let again = app.hall.redeliver(&id, &delivery).await?;
    let number = again.value.map_err(|refusal| match refusal {
        Redelivery::Unknown => Problem::UnknownDelivery(delivery.clone()),
        Redelivery::NoEndpoint => Problem::WebhookInactive,
    })?;
    let seen = app.hall.read(&id, |sandbox, _| {
        let found = sandbox.deliveries().get(&number)?;
        whole(sandbox, found)
    });
    let Seen { value, now } = seen.await?;
    let view = value.ok_or(Problem::UnknownDelivery(delivery))?;
    Ok(Reply::new(view, now))
}

fn whole(sandbox: &sim::Sandbox, delivery: &Delivery) -> Option<Vec<u8>> {
    let told = sandbox.told(delivery)?;
    let body = payload(delivery.event, delivery.queued_at, &told);
    let payload = RawValue::from_string(String::from_utf8(body).ok()?).ok()?;
    let delivery = DeliveryView::of(sandbox, delivery)?;
    Some(json(&WholeDelivery { delivery, payload }))
}

impl<'a> DeliveryView<'a> {
    fn of(sandbox: &'a sim::Sandbox, delivery: &'a Delivery) -> Option<Self> {
        let status = delivery.status(sandbox.settings().webhook.ended);
        Some(Self {
            id: &delivery.id,
            r#type: delivery.event.key(),
            order_no: sandbox.order_at(delivery.order)?.order_no(),
            round: delivery.round,
            queued_at: Time(delivery.queued_at),
            rule: delivery.rule.key(),
            status: status.key(),
            next_attempt_at: match status {
                DeliveryStatus::Pending(at) => Some(Time(at)),
                _ => None,
            },
            attempts: delivery.tried.iter().map(TriedView::of).collect(),
        })
    }
}

impl<'a> TriedView<'a> {
    fn of(tried: &'a Tried) -> Self {
        let nothing = Self {
            at: Time(tried.at),
            status: None,
            error: None,
            retry_after: None,
            answer: None,
        };
        match &tried.outcome {
            Outcome::Answered {
                status,
                retry_after,
                body,
            } => Self {
                status: Some(*status),
                retry_after: retry_after.map(|span| span.to_string()),
                answer: Some(body),
                ..nothing
            },
            Outcome::Unanswered(why) => Self {
                error: Some(why.key()),
                ..nothing
            },
        }
    }
}
