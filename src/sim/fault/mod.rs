//! What goes wrong in a sandbox, by plan: which SMS are lost or late, which result is not synced,
//! which call is answered badly, which webhook is lost.
//!
//! Invariant: a plan is addressed and keyed. What it does to one thing depends on that thing, the
//! seed and the plan, and never on what else happens.

mod disturb;
mod plan;

pub use disturb::{CallFaulted, Dispatched};
pub use plan::{
    Address, CallTrouble, FAULTS_MAX, Fault, FaultPlan, PREFIXES_FAULT, SmsTrouble, SyncTrouble,
    Trouble, Undeliverable, WebhookTrouble,
};
