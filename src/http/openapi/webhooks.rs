//! The test's operations on webhooks to the portal.

use utoipa::openapi::path::HttpMethod::{Delete, Get, Post, Put};
use utoipa::openapi::path::Parameter;

use super::super::control::{DeliveryPage, EndpointView, WholeDelivery};
use super::super::vocabulary::{DeliveryStatus, WebhookEvent};
use super::bodies::{EmptyBody, WebhookBody};
use super::operation::Operation;
use super::parameters::{after, limit, named, query, query_of};
use super::problems::{no_webhook, unknown_delivery, webhook_inactive};

/// All of them.
pub fn operations() -> Vec<Operation> {
    let all = endpoint().into_iter().chain(deliveries());
    all.map(|operation| operation.under("control")).collect()
}

fn endpoint() -> [Operation; 3] {
    [
        Operation::new(
            Get,
            "/_sim/v1/webhook",
            "show_webhook",
            "Where the portal is told of events, the secret included",
        )
        .answers::<EndpointView<'_>>(200, "The endpoint.")
        .refuses(&[no_webhook]),
        Operation::new(
            Put,
            "/_sim/v1/webhook",
            "set_webhook",
            "Sets the endpoint or adjusts it; a disabled one is active again",
        )
        .may_take::<WebhookBody>()
        .answers::<EndpointView<'_>>(200, "The adjusted endpoint.")
        .answers::<EndpointView<'_>>(201, "The new endpoint."),
        Operation::new(
            Delete,
            "/_sim/v1/webhook",
            "remove_webhook",
            "Removes the endpoint; what is pending is not sent any more",
        )
        .answers_nothing(204, "It is removed.")
        .refuses(&[no_webhook]),
    ]
}

fn delivery() -> Parameter {
    named("id", "The webhook's id.", "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W")
}

fn deliveries() -> [Operation; 3] {
    [
        Operation::new(
            Get,
            "/_sim/v1/webhook/deliveries",
            "list_deliveries",
            "Each webhook with its tries and their answers, newest first",
        )
        .with([
            query("order_no", "Only those about that order.", "P-1"),
            query_of::<WebhookEvent>("type", "Only those that tell that."),
            query_of::<DeliveryStatus>("status", "Only those that stand so."),
            after("The `next` of the page before."),
            limit(),
        ])
        .answers::<DeliveryPage<'_>>(200, "A page of webhooks."),
        Operation::new(
            Get,
            "/_sim/v1/webhook/deliveries/{id}",
            "show_delivery",
            "One webhook with its payload",
        )
        .with([delivery()])
        .answers::<WholeDelivery<'_>>(200, "The webhook.")
        .refuses(&[unknown_delivery]),
        Operation::new(
            Post,
            "/_sim/v1/webhook/deliveries/{id}/redeliver",
            "redeliver",
            "Sends a webhook again, and answers when that was tried",
        )
        .with([delivery()])
        .may_take::<EmptyBody>()
        .answers::<WholeDelivery<'_>>(200, "The webhook after that try.")
        .refuses(&[unknown_delivery, webhook_inactive]),
    ]
}
