//! The integration tests: one binary, a module a topic. Time is virtual: nothing sleeps, nothing
//! is retried.

mod flow;
mod support;
