//! The scenarios: each file is one claim, played against the core and over HTTP with the same
//! expectations.

mod check;
mod check_order;
mod core;
mod core_shows;
mod corpus;
mod entry;
mod evidence;
mod expect;
mod findings;
mod http;
mod model;
mod people;
mod player;
mod story;
mod target;
mod tests;
mod verbs;
mod words;
