//! Plays scenario files: each is one claim about the workflow, held against a simulator in the
//! process or against any running instance, over HTTP alone.
//!
//! Invariant: a scenario is played through the contract's routes only, so that it says of another
//! implementation what it says of this one. `fixtures/README.md` describes the format.

mod act;
mod check;
mod check_order;
mod command;
mod entry;
mod expect;
mod file;
mod findings;
mod junit;
mod model;
mod people;
mod player;
mod remote;
mod report;
mod schema;
mod story;
mod suite;
mod target;
mod text;
mod verbs;
mod words;

pub use command::run;
pub use entry::{CodeRef, SuffixRef};
pub use expect::{
    Codes, EventExpect, Expect, InboxExpect, OrderExpect, ParameterExpect, VerifierExpect,
};
pub use file::{Case, Corpus, FileError, parse, read};
pub use findings::Finding;
pub use model::{Scenario, Step, Verb};
pub use people::{People, PersonFile};
pub use player::{Played, play};
pub use remote::Remote;
pub use schema::text as schema;
pub use story::{Line, What};
pub use suite::{FORMAT, Suite};
pub use target::{Answer, OrderSeen, Target};
pub use text::story;
pub use verbs::{
    Advance, AdvanceTable, Decision, Resend, Resubmit, Review, Service, SetRules, Submit, Until,
    Verify,
};
pub use words::{FromWord, Moment, Single, WordOr};
