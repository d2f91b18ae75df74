//! What one entry means for a verifier who is asked to verify: passed, counted, or neither.

use super::progress::Waiting;
use crate::rules::{FailureFields, FailureMode, FailureTrips, RuleId, Ruled, Terms};

/// How an entry compares with a verifier.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Comparison {
    /// The code is the live one.
    pub code: bool,
    /// The ID suffix is one of the person's.
    pub suffix: bool,
    /// The entry is certainly meant for this order: its code matches, or no other order of the
    /// phone is pending.
    pub addressed: bool,
}

/// What the entry does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Judgement {
    /// The person passes.
    Passed,
    /// A failure is counted: so many now.
    Counted(u32),
    /// The failure limit trips, with so many failures.
    Tripped(u32),
    /// The run of failures is broken: none now.
    RunBroken,
    /// Wrong, but it counts for nobody.
    Uncounted,
}

/// Judges an entry under the round's terms.
///
/// Rules `failure.counted`, `failure.limit`, `failure.after-limit` and `failure.run-broken`:
/// which fields count, in a row or in total, and whether the entry that reaches the limit trips
/// it or the one after it, whatever that holds.
pub fn judge(terms: &Terms, waiting: &Waiting, entry: Comparison) -> Ruled<Judgement> {
    let limit = terms.failure_limit.value;
    let any_field = terms.failure_fields.value == FailureFields::Any;
    let concerns_person = any_field || entry.addressed;
    let used_up =
        terms.failure_trips.value == FailureTrips::AfterLimit && waiting.failures >= limit;
    if used_up && concerns_person {
        return ruled(
            Judgement::Tripped(waiting.failures + 1),
            RuleId::FailureAfterLimit,
        );
    }
    if entry.code && entry.suffix {
        return ruled(Judgement::Passed, RuleId::VerifyAllPassed);
    }
    let counts = any_field || (entry.addressed && !entry.suffix);
    if counts {
        let failures = waiting.failures + 1;
        return if terms.failure_trips.value == FailureTrips::OnLimit && failures >= limit {
            ruled(Judgement::Tripped(failures), RuleId::FailureLimit)
        } else {
            ruled(Judgement::Counted(failures), RuleId::FailureCounted)
        };
    }
    let breaks_run = terms.failure_mode.value == FailureMode::Consecutive
        && entry.addressed
        && entry.suffix
        && waiting.failures > 0;
    if breaks_run {
        ruled(Judgement::RunBroken, RuleId::FailureRun)
    } else {
        ruled(Judgement::Uncounted, RuleId::FailureUncounted)
    }
}

const fn ruled(value: Judgement, rule: RuleId) -> Ruled<Judgement> {
    Ruled { value, rule }
}
