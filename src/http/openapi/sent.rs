//! What the simulator sends to the portal: one entry for each event, alike but for the name.
//!
//! Invariant: the events are the core's own list, so that none is told that the document lacks.

use utoipa::ToSchema;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, Parameter, PathsBuilder};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::{ContentBuilder, PathItem, Paths, Ref, Required};

use super::super::letter::Body;
use super::parameters::{header, required};
use crate::sim::WebhookEvent;

/// Every webhook by its event.
pub fn webhooks() -> Paths {
    let each = WebhookEvent::ALL.iter();
    each.fold(PathsBuilder::new(), |all, event| {
        let item = PathItem::new(HttpMethod::Post, webhook(*event));
        all.path(event.key(), item)
    })
    .build()
}

fn webhook(event: WebhookEvent) -> OperationBuilder {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(Body::name())));
    let body = RequestBodyBuilder::new()
        .content("application/json", content.build())
        .required(Some(Required::True));
    let operation = OperationBuilder::new()
        .tag("provider")
        .operation_id(Some(format!("{}_webhook", event.key().replace('.', "_"))))
        .summary(Some(format!("The portal is told of `{}`", event.key())))
        .description(Some(
            "Sent by Standard Webhooks 1.0 when the provider would learn it, at least once.",
        ))
        .parameters(Some(headers()))
        .request_body(Some(body.build()));
    ANSWERS.iter().fold(operation, |operation, (status, says)| {
        operation.response(*status, ResponseBuilder::new().description(*says))
    })
}

/// What the portal may answer, and what follows.
const ANSWERS: &[(&str, &str)] = &[
    ("2XX", "It is received."),
    (
        "410",
        "Nothing is sent any more, until the webhook is set anew.",
    ),
    (
        "default",
        "It is tried again by the sandbox's clock, as the specification schedules it; \
         `Retry-After` is honoured.",
    ),
];

fn headers() -> [Parameter; 3] {
    [
        required(header(
            "webhook-id",
            "Names the delivery, the same at every try.",
            "msg_8bfdfb511ca36f1c827e1546",
        )),
        required(header(
            "webhook-timestamp",
            "When this try was sent, by the wall: seconds since 1970.",
            "1709254800",
        )),
        required(header(
            "webhook-signature",
            "`v1,` and the HMAC-SHA256 of id, timestamp and body with the secret, in base64.",
            "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
        )),
    ]
}
