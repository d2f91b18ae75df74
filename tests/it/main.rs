//! The integration tests: one binary, a module a topic. Time is virtual: nothing sleeps, nothing
//! is retried.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod binary;
mod determinism;
mod durability;
mod flow;
mod support;
