//! What a sandbox writes to its journal: numbered, complete, and all that changes it.

use std::sync::Arc;

use super::attempt::Attempt;
use super::fault::CallFaulted;
use super::webhook::Posting;
use crate::order::{Basis, Fact, Round, Text};
use crate::rules::{RuleId, Timestamp};

/// One line of a sandbox's journal.
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    /// Its number in the sandbox, from 1, without gaps.
    pub seq: u64,
    /// When it happened, by the sandbox's clock.
    pub at: Timestamp,
    /// The rule that made it so.
    pub rule: RuleId,
    /// What changed.
    pub change: Change,
}

/// What a record changes.
#[derive(Clone, PartialEq, Debug)]
pub enum Change {
    /// Rules that rounds are bound to from here on; numbered in order of appearance.
    Bound(Arc<Basis>),
    /// A round of an order opened: its first makes the order.
    Opened {
        /// The order's number in the sandbox.
        order: u32,
        /// The order's name.
        order_no: Text,
        /// The number of the rules it is bound to.
        basis: u32,
        /// The round.
        round: Box<Round>,
    },
    /// Something else happened to an order.
    Happened {
        /// The order's number in the sandbox.
        order: u32,
        /// What.
        fact: Fact,
    },
    /// Somebody called `verify` or `resend`.
    Attempted(Box<Attempt>),
    /// Such a call was answered by a fault.
    CallFaulted(Box<CallFaulted>),
    /// Something happened to a webhook.
    Posted(Box<Posting>),
}
