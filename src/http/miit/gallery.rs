//! The puzzles that wait to be solved, and the drawing of new ones.
//!
//! Invariant: of a puzzle only the answer is kept, for one try, until it ends by the sandbox's
//! clock. A sandbox can push out its own puzzles only. A restart forgets them all.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::sync::Semaphore;
use tracing::error;

use super::picture::Puzzle;
use crate::app::{SandboxId, Unavailable};
use crate::rules::Timestamp;

/// Puzzles of a sandbox that wait at the same time; one more pushes out its oldest.
const PICTURES_MAX: usize = 64;

/// Sandboxes with puzzles; one more pushes out what the one longest unused has.
const SANDBOXES_MAX: usize = 10_000;

/// How far from the gap a piece may lie, in pixels.
const TOLERANCE: u64 = 4;

/// The gallery.
pub struct Gallery {
    rooms: Mutex<Rooms>,
    drawing: Arc<Semaphore>,
}

/// A puzzle's answer.
pub struct Hung {
    /// The puzzle's name.
    pub uuid: String,
    /// Where the gap is.
    pub x: i32,
    /// When it ends.
    pub ends: Timestamp,
}

/// A puzzle as it goes to the client.
pub struct Drawn {
    /// The background, a PNG in base64.
    pub background: String,
    /// The piece, a PNG in base64.
    pub piece: String,
    /// Where the gap is.
    pub x: i32,
    /// The piece's top edge.
    pub y: i32,
}

/// A sandbox, and how often it had been emptied: its puzzles go with its content.
#[derive(Clone, Copy)]
pub struct Whose<'a> {
    /// The sandbox.
    pub sandbox: &'a SandboxId,
    /// How often it was emptied.
    pub emptied: u64,
}

/// Every sandbox's puzzles.
#[derive(Default)]
struct Rooms {
    uses: u64,
    by_sandbox: BTreeMap<SandboxId, Room>,
}

/// A sandbox's puzzles.
#[derive(Default)]
struct Room {
    emptied: u64,
    used: u64,
    numbered: u64,
    hung: VecDeque<Hung>,
}

impl Gallery {
    /// An empty gallery.
    pub fn new() -> Self {
        // Requests keep a core to themselves, where there is more than one.
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            rooms: Mutex::default(),
            drawing: Arc::new(Semaphore::new((cores - 1).max(1))),
        }
    }

    /// The number of the sandbox's next puzzle, from 1.
    pub fn next(&self, whose: Whose<'_>) -> u64 {
        let mut rooms = self.rooms();
        let room = rooms.enter(whose);
        room.numbered += 1;
        room.numbered
    }

    /// Draws a puzzle, off the threads that serve requests.
    ///
    /// # Errors
    /// Where the drawing fails: a defect.
    pub async fn draw(&self, seed: u64, nth: u64) -> Result<Drawn, Unavailable> {
        let turn = Arc::clone(&self.drawing).acquire_owned().await;
        let turn = turn.map_err(|_| Unavailable::Draining)?;
        let drawing = tokio::task::spawn_blocking(move || {
            // Held by the drawing itself: a client that hangs up does not end it.
            let _turn = turn;
            Puzzle::draw(seed, nth).map(|puzzle| Drawn {
                background: STANDARD.encode(puzzle.background),
                piece: STANDARD.encode(puzzle.piece),
                x: puzzle.x,
                y: puzzle.y,
            })
        });
        match drawing.await {
            Ok(Ok(drawn)) => Ok(drawn),
            Ok(Err(error)) => {
                error!(error = %error, "a picture cannot be packed");
                Err(Unavailable::Defect)
            }
            Err(_) => Err(Unavailable::Defect),
        }
    }

    /// Hangs up a puzzle for its one try.
    pub fn hang(&self, whose: Whose<'_>, hung: Hung, now: Timestamp) {
        let mut rooms = self.rooms();
        let room = rooms.enter(whose);
        if room.emptied == whose.emptied {
            room.hung.retain(|hung| now < hung.ends);
            room.hung.push_back(hung);
            if room.hung.len() > PICTURES_MAX {
                room.hung.pop_front();
            }
        }
    }

    /// Takes a puzzle down. Whether the try was right; nothing where there is no such puzzle.
    pub fn try_once(
        &self,
        whose: Whose<'_>,
        uuid: &str,
        x: Option<i64>,
        now: Timestamp,
    ) -> Option<bool> {
        let mut rooms = self.rooms();
        let room = rooms.enter(whose);
        let place = room.hung.iter().position(|hung| hung.uuid == uuid)?;
        let hung = room.hung.remove(place).filter(|hung| now < hung.ends)?;
        Some(x.is_some_and(|x| x.abs_diff(hung.x.into()) <= TOLERANCE))
    }

    fn rooms(&self) -> MutexGuard<'_, Rooms> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Rooms {
    /// The sandbox's room; a new one where the sandbox was emptied since.
    fn enter(&mut self, whose: Whose<'_>) -> &mut Room {
        let rooms = &mut self.by_sandbox;
        if !rooms.contains_key(whose.sandbox) && rooms.len() >= SANDBOXES_MAX {
            let longest_unused = rooms.iter().min_by_key(|(_, room)| room.used);
            if let Some(id) = longest_unused.map(|(id, _)| id.clone()) {
                rooms.remove(&id);
            }
        }
        self.uses += 1;
        let room = rooms.entry(whose.sandbox.clone()).or_default();
        if room.emptied < whose.emptied {
            *room = Room {
                emptied: whose.emptied,
                ..Room::default()
            };
        }
        room.used = self.uses;
        room
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(0);

    fn hang(gallery: &Gallery, whose: Whose<'_>, uuid: usize) {
        let hung = Hung {
            uuid: uuid.to_string(),
            x: 100,
            ends: Timestamp::from_millis(1),
        };
        gallery.hang(whose, hung, NOW);
    }

    fn tried(gallery: &Gallery, whose: Whose<'_>, uuid: usize) -> Option<bool> {
        gallery.try_once(whose, &uuid.to_string(), Some(100), NOW)
    }

    fn sandbox(name: &str) -> SandboxId {
        SandboxId::parse(name).unwrap()
    }

    fn whose(sandbox: &SandboxId) -> Whose<'_> {
        Whose {
            sandbox,
            emptied: 0,
        }
    }

    #[test]
    fn of_too_many_pictures_a_sandboxs_own_oldest_goes() {
        let (gallery, a, b) = (Gallery::new(), sandbox("a"), sandbox("b"));
        hang(&gallery, whose(&b), 0);
        (0..=PICTURES_MAX).for_each(|uuid| hang(&gallery, whose(&a), uuid));
        assert_eq!(tried(&gallery, whose(&a), 0), None);
        assert_eq!(tried(&gallery, whose(&a), 1), Some(true));
        assert_eq!(tried(&gallery, whose(&a), PICTURES_MAX), Some(true));
        assert_eq!(tried(&gallery, whose(&b), 0), Some(true));
    }

    #[test]
    fn of_too_many_sandboxes_the_one_longest_unused_goes() {
        let (gallery, first) = (Gallery::new(), sandbox("first"));
        hang(&gallery, whose(&first), 0);
        let others: Vec<_> = (0..SANDBOXES_MAX)
            .map(|n| sandbox(&format!("s{n}")))
            .collect();
        for other in &others {
            hang(&gallery, whose(other), 0);
        }
        assert_eq!(gallery.rooms().by_sandbox.len(), SANDBOXES_MAX);
        assert_eq!(tried(&gallery, whose(&others[1]), 0), Some(true));
        assert_eq!(tried(&gallery, whose(&first), 0), None);
    }

    #[test]
    fn what_ends_leaves_and_what_a_reset_emptied_is_gone() {
        let (gallery, a) = (Gallery::new(), sandbox("a"));
        hang(&gallery, whose(&a), 0);
        hang(&gallery, whose(&a), 1);
        let later = Timestamp::from_millis(1);
        assert_eq!(gallery.try_once(whose(&a), "0", Some(100), later), None);
        let emptied = Whose {
            emptied: 1,
            ..whose(&a)
        };
        assert_eq!((gallery.next(whose(&a)), gallery.next(emptied)), (1, 1));
        assert_eq!(tried(&gallery, emptied, 1), None);
        // One that was being drawn when the sandbox was emptied is not hung up.
        hang(&gallery, whose(&a), 2);
        assert_eq!(tried(&gallery, emptied, 2), None);
    }
}
