//! Near misses on the wire: what would have had to differ, in a sentence, with its rule.

use serde::Serialize;

use super::super::explain::Story;
use super::super::reply::Source;
use crate::rules::Timestamp;
use crate::sim::{self, NearMiss};

/// A near miss on the wire.
#[derive(Serialize)]
pub struct NearMissView {
    code: &'static str,
    detail: String,
    order_no: Option<String>,
    round: Option<u32>,
    rule: &'static str,
    source: Source,
}

impl NearMissView {
    /// The near miss of an attempt of that moment.
    pub fn of(sandbox: &sim::Sandbox, at: Timestamp, near_miss: &NearMiss) -> Self {
        let order = near_miss
            .about
            .and_then(|about| sandbox.order_at(about.order));
        let rule = near_miss.kind.rule();
        Self {
            code: near_miss.kind.key(),
            detail: Story::of(sandbox, at, near_miss).sentence(),
            order_no: order.map(|order| order.order_no().to_owned()),
            round: near_miss.about.map(|about| about.round),
            rule: rule.key(),
            source: Source(sandbox.sources_of(rule, near_miss.about)),
        }
    }
}
