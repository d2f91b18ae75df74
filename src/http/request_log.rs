//! What the log says of a request: a span around all that is logged on its way, and one line once it
//! is answered.
//!
//! Invariant: of a request the log has its id, its sandbox, its method and the template of its route,
//! and nothing else: paths, queries, headers and bodies may name people.

use axum::http::HeaderValue;
use axum::response::Response;
use tracing::{Level, Span, debug, field, span, warn};

use super::reply::{REQUEST_ID, SIM_RULE};
use crate::app::{SandboxId, Stopwatch};
use crate::rules::RuleId;

/// An answer that takes longer is slow, unless it was asked to be: microseconds.
const SLOW: u64 = 1_000_000;

/// A request that is being logged.
pub struct RequestLog {
    span: Span,
    taken: Stopwatch,
    /// Whether the client asks to be held until something happens.
    waits: bool,
}

/// What a request is called in the log.
#[derive(Clone, Copy)]
pub struct Caption<'a> {
    /// Its id, which the client may have chosen.
    pub request_id: &'a HeaderValue,
    /// The sandbox that it is about, where it is about one.
    pub sandbox: Option<&'a SandboxId>,
    /// Its method.
    pub method: &'static str,
    /// The template of its route.
    pub route: &'static str,
}

/// The request's span; its parts are looked at only where the level is logged.
macro_rules! request_span {
    ($level:expr, $caption:expr) => {
        span!(
            $level,
            "request",
            request = %$caption.request_id.to_str().unwrap_or_default(),
            sandbox = $caption.sandbox.map(field::display),
            method = %$caption.method,
            route = %$caption.route,
        )
    };
}

impl RequestLog {
    /// Begins with a request, of which the query tells whether it waits.
    pub fn begin(caption: Caption<'_>, query: Option<&str>) -> Self {
        Self {
            span: request_span!(Level::DEBUG, caption),
            taken: Stopwatch::start(),
            waits: query.is_some_and(|query| query.contains("wait=")),
        }
    }

    /// The span of the request: nothing where debugging is not logged.
    pub const fn span(&self) -> &Span {
        &self.span
    }

    /// Tells, within the span, that the request was answered; as a warning where that was slow, or where it failed
    /// although nobody wanted it to.
    pub fn end(&self, caption: Caption<'_>, answer: &Response, is_draining: bool) {
        let duration_us = self.taken.micros();
        let status = answer.status().as_u16();
        let injected = answer
            .headers()
            .get(SIM_RULE)
            .is_some_and(|rule| rule == RuleId::FaultInjected.key());
        let failed = answer.status().is_server_error() && !injected && !is_draining;
        let Some(trouble) = trouble(failed, self.waits, duration_us) else {
            debug!(status, duration_us, "answered");
            return;
        };
        let span = if self.span.is_disabled() {
            // By now the id is on the answer.
            let id = answer.headers().get(REQUEST_ID);
            let request_id = id.unwrap_or(caption.request_id);
            let caption = Caption {
                request_id,
                ..caption
            };
            request_span!(Level::WARN, caption)
        } else {
            self.span.clone()
        };
        span.in_scope(|| warn!(status, duration_us, "{trouble}"));
    }
}

/// Why an answer is worth a warning, where it is.
const fn trouble(failed: bool, waits: bool, duration_us: u64) -> Option<&'static str> {
    if failed {
        Some("failed")
    } else if duration_us > SLOW && !waits {
        Some("slow")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{SLOW, trouble};

    #[test]
    fn a_late_answer_is_slow_unless_it_was_asked_to_wait() {
        assert_eq!(trouble(false, false, SLOW), None);
        assert_eq!(trouble(false, false, SLOW + 1), Some("slow"));
        assert_eq!(trouble(false, true, SLOW + 1), None);
        assert_eq!(trouble(true, true, SLOW + 1), Some("failed"));
    }
}
