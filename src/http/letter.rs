//! The body of a webhook: the event, when it happened by the sandbox's clock, and the order as the
//! provider saw it then.
//!
//! Invariant: every try of a webhook has the same bytes, however the order went on.

use serde::Serialize;
use utoipa::ToSchema;

use super::provider::OrderView;
use super::reply::{Time, json};
use super::vocabulary;
use crate::order::Order;
use crate::rules::Timestamp;
use crate::sim::{Letter, WebhookEvent};

/// What a webhook says.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookPayload)]
pub struct Body<'a> {
    /// What happened.
    #[schema(value_type = vocabulary::WebhookEvent)]
    r#type: &'static str,
    /// When, by the sandbox's clock.
    timestamp: Time,
    /// The order as the provider saw it then.
    data: OrderView<'a>,
}

/// The webhook's body.
pub fn letter_body(letter: &Letter) -> Vec<u8> {
    payload(letter.event, letter.at, &letter.order)
}

/// The body of the webhook that tells that event of that moment.
pub fn payload(event: WebhookEvent, at: Timestamp, order: &Order) -> Vec<u8> {
    json(&Body {
        r#type: event.key(),
        timestamp: Time(at),
        data: OrderView::of(order),
    })
}
