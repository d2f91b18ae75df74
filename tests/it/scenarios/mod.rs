//! The scenarios: each file is one claim, played against the core and over HTTP with the same
//! expectations.

mod core;
mod core_shows;
mod evidence;
mod tests;
