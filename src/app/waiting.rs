//! Waiting for something to happen in a sandbox: looked at when it changes, and at no other time.

use super::Unavailable;
use super::hall::{Hall, Moment, Seen};
use super::id::SandboxId;
use super::listening::Ear;
use crate::rules::Span;
use crate::sim::Sandbox;

/// What a look at the sandbox comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look<T> {
    /// The wait is over, with that.
    Over(T),
    /// What is waited for may still come.
    Open,
}

impl Hall {
    /// Waits, as long as `span` of wall time, until a look at the sandbox ends the wait. Answers
    /// nothing where the time ended first.
    ///
    /// # Errors
    /// As `Unavailable` says; at once where the service stops.
    pub async fn wait<T>(
        &self,
        id: &SandboxId,
        span: Span,
        mut look: impl FnMut(&Sandbox, Moment) -> Look<T>,
    ) -> Result<Option<Seen<T>>, Unavailable> {
        let ear = Ear::new(self.slot(id), &self.audience.waits);
        let mut ear = ear.ok_or(Unavailable::TooManyWaits(self.limits.waits_max))?;
        let end = self.wall.now().plus(span);
        loop {
            // Before the look, so that no change falls in between.
            ear.catch_up();
            let Seen { value, now } = self.read(id, &mut look).await?;
            if let Look::Over(value) = value {
                return Ok(Some(Seen { value, now }));
            }
            tokio::select! {
                biased;
                () = self.audience.dismissed() => return Err(Unavailable::Draining),
                () = self.wall.until(end) => return Ok(None),
                () = ear.change() => {}
            }
        }
    }
}
