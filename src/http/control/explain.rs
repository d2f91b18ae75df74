//! Near misses on the wire: what would have had to differ, in a sentence, with its rule.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::explain::Story;
use super::super::reply::Source;
use super::super::vocabulary;
use crate::rules::Timestamp;
use crate::sim::{self, NearMiss};

/// What would have had to differ for an attempt to go well.
#[derive(Serialize, ToSchema)]
#[schema(as = NearMiss)]
pub struct NearMissView {
    /// What, for machines.
    #[schema(value_type = vocabulary::NearMissCode)]
    code: &'static str,
    /// What, for people.
    #[schema(examples("phone and ID suffix are right for `P-1`; the code is not"))]
    detail: String,
    /// The order that the attempt came close to; null for none.
    #[schema(required, examples("P-1"))]
    order_no: Option<String>,
    /// Its round, from 1; null for none.
    #[schema(required, minimum = 1, examples(1))]
    round: Option<u32>,
    /// The rule that the entry fell short of.
    #[schema(examples("verify.nothing-matches"))]
    rule: &'static str,
    /// Where that is written.
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
