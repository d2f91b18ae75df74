//! The console: a sandbox in a browser, for people. Every page is made on the server from one look at
//! the sandbox; a form changes something and leads back to a page that tells what came of it.
//!
//! It works without script, loads nothing from elsewhere, and takes no form of another origin.

mod actions;
mod advances;
mod attempts;
mod axis;
mod clock;
mod coverage;
mod drawing;
mod examples;
mod fork;
mod form;
mod guard;
mod inbox;
mod layout;
mod look;
mod names;
mod near_miss;
mod new_sandbox;
mod notice;
mod order;
mod order_filter;
mod orders;
mod people;
mod placing;
mod profiles;
mod refusals;
mod rulebooks;
mod rules;
mod sandboxes;
mod story;
mod switches;
mod trouble;
mod values;
mod visit;
mod widgets;
mod words;

pub use actions::{approve, reject, resubmit, withdraw};
pub use advances::Advances;
pub use attempts::list_attempts;
pub use clock::{advance, set_clock, show_clock};
pub use coverage::show_coverage;
pub use fork::fork_sandbox;
pub use guard::{back_to_page, guard, unknown_page};
pub use inbox::show_inbox;
pub use new_sandbox::create_sandbox;
pub use order::show_order;
pub use orders::{list_orders, submit_example};
pub use people::{resend, verify};
pub use rulebooks::show_rulebooks;
pub use rules::{set_rules, show_rules};
pub use sandboxes::{list_sandboxes, remove_sandbox, reset_sandbox};
pub use switches::{go, home, script, set_look, style};
