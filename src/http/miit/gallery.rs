//! The puzzles that wait to be solved, and the drawing of new ones.
//!
//! Invariant: of a puzzle only the answer is kept, for one try, until it ends by the sandbox's
//! clock. A sandbox can push out its own puzzles only. A restart forgets them all.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

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
    drawing: Semaphore,
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
            drawing: Semaphore::new((cores - 1).max(1)),
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
        let _turn = self
            .drawing
            .acquire()
            .await
            .map_err(|_| Unavailable::Draining)?;
        let drawing = tokio::task::spawn_blocking(move || {
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
