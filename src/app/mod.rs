//! The shell around the sandboxes: a hall of them, the committer, the ticker.
//!
//! Whatever is answered has been committed. A sandbox's lock is held for microseconds, and never
//! while anything is awaited.

mod advance;
mod committer;
mod copying;
mod courier;
mod covering;
mod delivering;
mod export;
mod following;
mod hall;
mod housekeeping;
mod id;
mod limits;
mod listening;
mod loading;
mod meters;
mod removing;
mod sandboxes;
mod secret;
mod slot;
mod ticker;
mod waiting;
mod wall;

use thiserror::Error;

pub use advance::{Advanced, Fired, Target};
pub use committer::Committer;
pub use copying::CopyRefused;
pub use courier::{BadTarget, Carrying, Courier};
pub use export::Export;
pub use following::{Follower, News};
pub use hall::{Hall, Moment, Seen};
pub use housekeeping::{House, keep_house};
pub use id::{SANDBOX_ID_MAX, SandboxId};
pub use limits::Limits;
pub use meters::{Meters, WebhookMeters};
pub use sandboxes::{Census, SandboxSummary};
pub use ticker::tick_until_drained;
pub use waiting::Look;
pub use wall::{ManualWall, Stopwatch, Wall, pause};

pub use crate::store::{ImportError, Imported, Line, Secret};

/// Why a request cannot be served now; nothing has changed.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Unavailable {
    /// The service is stopping.
    #[error("the service is stopping")]
    Draining,
    /// The store takes no writes, or cannot be read.
    #[error(
        "the store is unavailable: nothing was changed; try again when it has room and can be written"
    )]
    Store,
    /// Too many commands wait for the store.
    #[error("too many commands wait to be committed; try again")]
    Busy,
    /// The sandbox's journal cannot be loaded.
    #[error("the journal of the sandbox cannot be loaded: {0}")]
    Journal(String),
    /// There are as many sandboxes as there may be.
    #[error("there are already {0} sandboxes, the limit; remove some, or raise --max-sandboxes")]
    TooManySandboxes(usize),
    /// There are as many event streams as there may be.
    #[error("{0} event streams are open already, the limit; close some, or raise --max-streams")]
    TooManyStreams(usize),
    /// There are as many requests that wait as there may be.
    #[error("{0} requests wait already, the limit; ask without `wait`, or raise --max-waits")]
    TooManyWaits(usize),
    /// A defect of the simulator.
    #[error("an internal error; nothing was changed")]
    Defect,
}
