//! The ministry's wire format, as its own page speaks it.

mod browser;
mod calls;
mod page;
mod puzzle;
mod signed;
mod verdicts;
