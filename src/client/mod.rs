//! A client of the HTTP contract: blocking, typed, and knowing nothing of what is behind the wire.
//!
//! Invariant: whatever the other side does (refuse, answer nonsense, not answer) comes back as an
//! [`Error`]; nothing here panics. It speaks `http://` directly, never through a proxy.

mod call;
mod coverage;
mod error;
mod sandbox;
mod shape;

pub use call::{Answered, Client, Method};
pub use coverage::{Coverage, CoveredLimit, CoveredRule, CoveredSide};
pub use error::{Error, FieldError, Refusal};
pub use sandbox::Sandbox;
pub use shape::{
    Advanced, Attempt, ByRule, Clock, Detail, Event, Fired, Message, NearMiss, NextEvent, Order,
    Parameter, ProviderOrder, Scheduled, SeenVerifier, Verdict, Verifier,
};
