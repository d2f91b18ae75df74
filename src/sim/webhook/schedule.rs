//! When a webhook that failed is tried again: the schedule that the specification of Standard
//! Webhooks proposes, nearly three days in all.

use crate::rules::Span;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// How long after each failed try the next one is made; the first try is made at once.
pub const RETRY_AFTER: [Span; 9] = [
    Span::from_secs(5),
    Span::from_secs(5 * MINUTE),
    Span::from_secs(30 * MINUTE),
    Span::from_secs(2 * HOUR),
    Span::from_secs(5 * HOUR),
    Span::from_secs(10 * HOUR),
    Span::from_secs(14 * HOUR),
    Span::from_secs(20 * HOUR),
    Span::from_secs(24 * HOUR),
];

/// Tries at the most.
pub const TRIES_MAX: usize = RETRY_AFTER.len() + 1;

/// The longest `Retry-After` that is honoured.
pub const RETRY_AFTER_MAX: Span = RETRY_AFTER[RETRY_AFTER.len() - 1];

/// How long to wait after so many tries, at least as long as the receiver asks; nothing where
/// there are no more.
pub fn wait_after(tries: usize, asked: Option<Span>) -> Option<Span> {
    let scheduled = RETRY_AFTER.get(tries.checked_sub(1)?)?;
    let asked = asked.unwrap_or_default().min(RETRY_AFTER_MAX);
    Some(asked.max(*scheduled))
}
