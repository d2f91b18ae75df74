//! What a fault of the sandbox does to a call of `verify` or `resend`, on whichever plane it came.
//!
//! Invariant: whether the call is done is decided in the one command that also notes the firing.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use hyper::body::{Bytes, Frame};

use crate::app::{Seen, pause};
use crate::rules::{Span, Timestamp};
use crate::sim::{Call, CallTrouble, Sandbox};

/// What became of a call.
pub enum Disturbed<T> {
    /// It was done.
    Done(T),
    /// It was done; the answer is late.
    Slow(T, Span),
    /// It is not answered as it should be.
    Refused(Disturbance),
}

/// How a call is answered that a fault took.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Disturbance {
    /// The server fails.
    Error,
    /// The server knows no token.
    Unauthorized,
    /// The connection ends.
    Cut,
}

/// Lets the sandbox do the call, unless a fault wants otherwise.
pub fn disturbed<T>(
    sandbox: &mut Sandbox,
    now: Timestamp,
    (call, phone): (Call, &str),
    act: impl FnOnce(&mut Sandbox) -> T,
) -> Disturbed<T> {
    match sandbox.disturb_call(now, call, phone) {
        None => Disturbed::Done(act(sandbox)),
        Some(CallTrouble::Slow(by)) => Disturbed::Slow(act(sandbox), by),
        Some(CallTrouble::LoseAnswer) => {
            act(sandbox);
            Disturbed::Refused(Disturbance::Cut)
        }
        Some(CallTrouble::Drop) => Disturbed::Refused(Disturbance::Cut),
        Some(CallTrouble::Error) => Disturbed::Refused(Disturbance::Error),
        Some(CallTrouble::Unauthorized) => Disturbed::Refused(Disturbance::Unauthorized),
    }
}

impl<T> Disturbed<T> {
    /// What the call came to, as late as the fault wants it.
    ///
    /// # Errors
    /// Where a fault took it.
    pub async fn answer(seen: Seen<Self>) -> Result<Seen<T>, Disturbance> {
        let Seen { value, now } = seen;
        match value {
            Self::Done(value) => Ok(Seen { value, now }),
            Self::Slow(value, by) => {
                let millis = u64::try_from(by.millis()).unwrap_or_default();
                pause(Duration::from_millis(millis)).await;
                Ok(Seen { value, now })
            }
            Self::Refused(disturbance) => Err(disturbance),
        }
    }
}

/// An answer that ends the connection before its first byte: the server writes nothing until the
/// body has said something, and this one breaks off.
pub fn cut() -> Response {
    Response::new(Body::new(BreaksOff))
}

struct BreaksOff;

impl hyper::body::Body for BreaksOff {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let why = std::io::Error::other("a fault of the sandbox cuts the connection");
        Poll::Ready(Some(Err(why)))
    }
}
