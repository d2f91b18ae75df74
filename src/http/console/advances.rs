//! What the newest advances from the console fired, kept so that the page behind the redirect can tell
//! it. Lost with the process; nothing else rests on it.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use crate::app::{Advanced, SandboxId};

/// Advances that are kept, of all sandboxes together.
const KEPT_MAX: usize = 64;

/// The newest advances, by number.
#[derive(Default)]
pub struct Advances(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    last: u64,
    newest: VecDeque<(u64, SandboxId, Advanced)>,
}

impl Advances {
    /// Keeps an advance, and gives it a number.
    pub fn keep(&self, sandbox: &SandboxId, advanced: Advanced) -> u64 {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.last += 1;
        let number = kept.last;
        kept.newest.push_back((number, sandbox.clone(), advanced));
        if kept.newest.len() > KEPT_MAX {
            kept.newest.pop_front();
        }
        number
    }

    /// That advance of that sandbox, while it is kept.
    pub fn find(&self, sandbox: &SandboxId, number: u64) -> Option<Advanced> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept
            .newest
            .iter()
            .find(|(known, owner, _)| *known == number && owner == sandbox);
        found.map(|(_, _, advanced)| advanced.clone())
    }
}
