//! beian-sim: the reference simulator of MIIT's SMS verification (短信核验) of Chinese ICP
//! filings (备案).
//!
//! The one sentence: a sandbox is a pure, deterministic value that takes a command and a time and
//! returns an answer and the changes; a thin shell carries commands in, commits the changes, and
//! lets the answer go.
//!
//! From the inside out, each layer knowing only those before it:
//!
//! - [`rules`] — what the regulation says on a date: books of data, each value with its source.
//! - [`order`] — one filing order: its states, facts, and what it waits for.
//! - [`sim`] — a sandbox: clock, agenda, keyed chance, its orders, who waits at which phone.
//! - [`store`] — the only SQL: appends a batch, loads a sandbox, removes one.
//! - [`app`] — the hall of sandboxes, the committer, the ticker.
//! - [`http`] — the only JSON, HTML, status codes and headers; a folder a plane.
//! - [`service`] — all of these put together and serving.
//! - [`client`] — the other side of the wire: the contract's answers as types.
//! - [`embed`] — a [`Simulator`] for tests in Rust.
//! - [`play`] — plays scenario files against a simulator or a running instance.
//! - [`coverage`] — asks a running instance what its traffic has exercised.
//! - [`notify`] — carries webhooks to the provider's portal.
//! - [`config`] — flags, environment, defaults: all visible in one place.
//!
//! The first three are pure: no async, no input or output, no clock, no chance.

pub mod app;
pub mod client;
pub mod config;
pub mod coverage;
pub mod embed;
pub mod http;
pub mod notify;
pub mod order;
pub mod play;
pub mod rules;
pub mod run;
pub mod service;
pub mod sim;
pub mod store;

pub use embed::Simulator;
