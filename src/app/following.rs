//! Following a sandbox: everything that happens in it, in the journal's order, as it is committed.
//!
//! A follower holds a place in the journal and reads on from there, a page at a time: however slow
//! it is, nothing is kept for it.

use std::sync::Arc;

use super::Unavailable;
use super::hall::{Hall, Seen};
use super::id::SandboxId;
use super::listening::Ear;
use super::loading::failed;
use crate::rules::{Span, Timestamp};
use crate::sim::{Clock, Mode, Sandbox, Settings};
use crate::store::Line;

/// Lines of the journal that are read at a time.
const PAGE_LINES: u64 = 256;

/// How long nothing may happen before a follower is told so, by the wall.
const QUIET: Span = Span::from_secs(15);

/// Somebody who follows a sandbox.
pub struct Follower {
    hall: Arc<Hall>,
    id: SandboxId,
    ear: Ear,
    told: Told,
}

/// How far a follower has been told.
struct Told {
    /// The last line of the journal.
    line: u64,
    /// How often the sandbox had been emptied.
    emptied: u64,
    /// How its clock goes.
    clock: Option<Clock>,
    /// Its settings.
    settings: Option<Settings>,
}

/// What a follower is told.
#[derive(Debug)]
pub enum News<T> {
    /// Events, oldest first.
    Events(Vec<T>),
    /// The sandbox was emptied or removed; what follows is told from its new first event on.
    Reset(Timestamp),
    /// Its clock was set or advanced and shows that. Told once before there is a change.
    Clock(Timestamp, Mode),
    /// Its settings are these. Told once before there is a change.
    Settings(Timestamp, Box<Settings>),
    /// Nothing has happened for a while.
    Quiet,
}

impl Hall {
    /// Follows a sandbox: what happens behind that line of its journal, or from now on.
    ///
    /// # Errors
    /// As `Unavailable` says.
    pub async fn follow(
        self: &Arc<Self>,
        id: &SandboxId,
        after: Option<u64>,
    ) -> Result<Seen<Follower>, Unavailable> {
        let ear = Ear::new(self.slot(id), &self.audience.streams);
        let ear = ear.ok_or(Unavailable::TooManyStreams(self.limits.streams_max))?;
        let look = |sandbox: &Sandbox, _| (sandbox.seq(), ear.slot.emptied());
        let seen = self.read(id, look).await?;
        let (newest, emptied) = seen.value;
        let follower = Follower {
            hall: Arc::clone(self),
            id: id.clone(),
            ear,
            told: Told {
                line: after.unwrap_or(newest),
                emptied,
                clock: None,
                settings: None,
            },
        };
        Ok(Seen {
            value: follower,
            now: seen.now,
        })
    }
}

impl Follower {
    /// Waits for what is to be told next, made of the journal's lines by `show`. Nothing where the
    /// service stops, or the sandbox cannot be read.
    pub async fn next<T>(
        &mut self,
        show: impl Fn(&Sandbox, &Line) -> Option<T>,
    ) -> Option<News<T>> {
        let hall = Arc::clone(&self.hall);
        loop {
            // Before the look, so that no change falls in between.
            self.ear.catch_up();
            match self.read_on(&show).await {
                Ok(Some(news)) => return Some(news),
                // A store that fails now may be well at the next change.
                Ok(None) | Err(Unavailable::Store | Unavailable::Busy) => {}
                Err(_) => return None,
            }
            let quiet = hall.wall.now().plus(QUIET);
            tokio::select! {
                biased;
                () = hall.audience.dismissed() => return None,
                () = self.ear.change() => {}
                () = hall.wall.until(quiet) => return Some(News::Quiet),
            }
        }
    }

    /// What there is to be told and is not yet, committed all of it.
    async fn read_on<T>(
        &mut self,
        show: impl Fn(&Sandbox, &Line) -> Option<T>,
    ) -> Result<Option<News<T>>, Unavailable> {
        loop {
            let Seen { value, now } = self
                .hall
                .read(&self.id, |sandbox, _| self.glance(sandbox))
                .await?;
            let to = match value {
                Glance::Nothing => return Ok(None),
                Glance::Emptied(emptied) => {
                    self.told = Told {
                        line: 0,
                        emptied,
                        clock: None,
                        settings: None,
                    };
                    return Ok(Some(News::Reset(now)));
                }
                Glance::Clock(clock) => {
                    self.told.clock = Some(clock);
                    return Ok(Some(News::Clock(now, clock.mode())));
                }
                Glance::Settings(settings) => {
                    self.told.settings = Some((*settings).clone());
                    return Ok(Some(News::Settings(now, settings)));
                }
                Glance::Lines(newest) => newest.min(self.told.line + PAGE_LINES),
            };
            let lines = self
                .hall
                .store
                .lines(self.id.as_str(), self.told.line, to)
                .await;
            let lines = lines.map_err(|error| failed(&error))?;
            let events = self.hall.read(&self.id, |sandbox, _| {
                let events = lines.iter().filter_map(|line| show(sandbox, line));
                // Lines of a sandbox that has been emptied since say nothing of this one.
                (self.ear.slot.emptied() == self.told.emptied).then(|| events.collect::<Vec<_>>())
            });
            if let Some(events) = events.await?.value {
                self.told.line = to;
                // A page may hold nothing that is an event.
                if !events.is_empty() {
                    return Ok(Some(News::Events(events)));
                }
            }
        }
    }

    fn glance(&self, sandbox: &Sandbox) -> Glance {
        let (told, emptied) = (&self.told, self.ear.slot.emptied());
        if emptied != told.emptied || sandbox.seq() < told.line {
            Glance::Emptied(emptied)
        } else if sandbox.seq() > told.line {
            Glance::Lines(sandbox.seq())
        } else if told.clock != Some(sandbox.clock()) {
            Glance::Clock(sandbox.clock())
        } else if told.settings.as_ref() != Some(sandbox.settings()) {
            Glance::Settings(Box::new(sandbox.settings().clone()))
        } else {
            Glance::Nothing
        }
    }
}

/// What a look at the sandbox finds that is not yet told, the first of it.
enum Glance {
    /// It was emptied, so often by now.
    Emptied(u64),
    /// Its journal goes on to that line.
    Lines(u64),
    /// Its clock goes otherwise.
    Clock(Clock),
    /// It has other settings.
    Settings(Box<Settings>),
    /// All is told.
    Nothing,
}
