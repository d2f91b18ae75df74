//! The body of a webhook: the event, when it happened by the sandbox's clock, and the order as the
//! provider saw it then.
//!
//! Invariant: every try of a webhook has the same bytes, however the order went on.

use serde::Serialize;

use super::provider::OrderView;
use super::reply::{Time, json};
use crate::order::Order;
use crate::rules::Timestamp;
use crate::sim::{Letter, WebhookEvent};

#[derive(Serialize)]
struct Body<'a> {
    r#type: &'static str,
    timestamp: Time,
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
