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
mod fault_words;
mod regulation_views;
mod rulebook_views;
mod settings;

pub use advance::AdvancedReply;
pub use attempts::AttemptPage;
pub use clock::ClockView;
pub use deliveries::{DeliveryPage, WholeDelivery};
pub use events::Told;
pub use fault_words::{FaultEffect, FaultKind, UndeliverablePrefixes};
pub use faults::PlanView;
pub use messages::Inbox;
pub use orders::Truth;
pub use regulation_views::Rulebooks;
pub use review::DECISIONS;
pub use rulebook_views::{DiffView, RulebookView};
pub use rules::RulesView;
pub use sandboxes::SandboxPage;
pub use settings::SandboxView;
pub use timeline::Timeline;
pub use webhook::EndpointView;
