//! What a test asks of a sandbox: its clock and its rules.

use super::clock::{Clock, Mode};
use super::sandbox::Sandbox;
use super::settings::{Origin, Settings};
use crate::rules::Timestamp;

/// A clock was to go back although the sandbox holds orders.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClockBackwards {
    /// What the clock shows.
    pub now: Timestamp,
}

impl Sandbox {
    /// Whether the clock may show that moment: it never goes back once the sandbox holds an order.
    ///
    /// # Errors
    /// Where it may not.
    pub fn may_show(&self, moment: Timestamp, now: Timestamp) -> Result<(), ClockBackwards> {
        if moment < now && !self.orders().is_empty() {
            return Err(ClockBackwards { now });
        }
        Ok(())
    }

    /// Sets the clock. Whatever the moment makes due is for `settle` to fire.
    pub fn set_clock(&mut self, mode: Mode, moment: Timestamp, wall: Timestamp) {
        self.clock = Clock::showing(mode, moment, wall);
        self.revision += 1;
    }

    /// Replaces the settings; rounds that are open keep what they are bound to.
    pub fn set_settings(&mut self, settings: Settings) {
        self.settings = settings;
        self.revision += 1;
    }

    /// Replaces what a reset goes back to.
    pub fn set_origin(&mut self, origin: Origin) {
        self.origin = origin;
        self.revision += 1;
    }

    /// The sandbox as its last `PUT sandboxes/{id}` made it, empty.
    pub fn reset(&self, wall: Timestamp) -> Self {
        let origin = self.origin.clone();
        Self::new(origin.settings.clone(), origin.clock_at(wall), origin)
    }
}

impl Origin {
    /// The clock that it starts with, at that wall time.
    pub fn clock_at(&self, wall: Timestamp) -> Clock {
        match self.clock {
            None => Clock::Running(0),
            Some((mode, moment)) => Clock::showing(mode, moment.unwrap_or(wall), wall),
        }
    }
}
