//! The control plane: everything that only a test may do, under `/_sim/v1`.

pub mod advance;
pub mod attempts;
pub mod clock;
pub mod copying;
pub mod coverage;
pub mod deliveries;
pub mod events;
pub mod faults;
pub mod messages;
pub mod orders;
pub mod reset;
pub mod review;
pub mod rulebooks;
pub mod rules;
pub mod sandboxes;
pub mod timeline;
pub mod webhook;

mod awaited;
mod explain;
mod fault_form;
mod settings;
