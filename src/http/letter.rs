//! The body of a webhook: the event, when it happened by the sandbox's clock, and the order as the
//! provider saw it then.
//!
//! Invariant: every try of a webhook has the same bytes, however the order went on.

use serde::Serialize;

use super::provider::OrderView;
use super::reply::{Time, json};
use crate::sim::Letter;

#[derive(Serialize)]
struct Body<'a> {
    r#type: &'static str,
    timestamp: Time,
    data: OrderView<'a>,
}

/// The webhook's body.
pub fn letter_body(letter: &Letter) -> Vec<u8> {
    json(&Body {
        r#type: letter.event.key(),
        timestamp: Time(letter.at),
        data: OrderView::of(&letter.order),
    })
}
