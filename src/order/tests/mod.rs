//! Tests of one order: its states, and what an entry means.

mod judging;
mod transitions;
