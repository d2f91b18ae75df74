//! The integration tests: one binary, a module a topic. Time is virtual: nothing sleeps, nothing
//! is retried.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod binary;
mod contract;
mod determinism;
mod durability;
mod faults;
mod flow;
mod formats;
mod limits;
mod ministry;
mod model;
mod orders;
mod page;
mod readme;
mod running;
mod scenarios;
mod support;
mod tidy;
mod webhooks;
