//! The integration tests: one binary, a module a topic. Time is virtual: nothing sleeps, nothing
//! is retried.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod advance;
mod binary;
mod console;
mod contract;
mod copying;
mod coverage;
mod determinism;
mod documents;
mod durability;
mod embedding;
mod events;
mod faults;
mod flow;
mod formats;
mod idle;
mod limits;
mod logs;
mod ministry;
mod model;
mod mutated;
mod openapi;
mod operations;
mod orders;
mod page;
mod play;
mod readme;
mod running;
mod scenarios;
mod support;
mod tidy;
mod waits;
mod webhooks;
