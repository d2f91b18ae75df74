//! Delivering webhooks: commit first, carry then, and note what came of it as a command.
//!
//! Invariant: one webhook of a sandbox is under way at a time, in the order in which they fell due.
//! What a crash keeps from being noted is carried again: at least once, never silently less.

use std::sync::Arc;

use tracing::{Instrument as _, debug, error_span, warn};

use super::Unavailable;
use super::hall::{Asker, Hall, Moment, Seen};
use super::id::SandboxId;
use super::slot::Slot;
use super::ticker::RETRY_AFTER;
use super::wall::pause;
use crate::sim::{Record, Redelivery, Sandbox};

impl Hall {
    /// Tries everything that is due, one after the other, and shows the records to `watch`. The
    /// caller holds the slot's turn to deliver.
    pub(super) async fn deliver_due(
        &self,
        slot: &Slot,
        mut watch: impl FnMut(&Sandbox, &[Record]),
    ) -> Result<(), Unavailable> {
        let Some(courier) = self.courier() else {
            return Ok(());
        };
        loop {
            let emptied = slot.emptied();
            let find = |sandbox: &mut Sandbox, moment: Moment| {
                sandbox.letter_due(moment.now).map(Box::new)
            };
            let found = self
                .command_by(Asker::House, &slot.id, find, &mut watch)
                .await?;
            let Some(letter) = found.value else {
                return Ok(());
            };
            let outcome = courier.carry(&letter, self.wall.now()).await;
            debug!(webhook.id = %letter.id, outcome = %outcome.key(), "a webhook was tried");
            self.meters().webhooks.count_try(&outcome);
            let note = |sandbox: &mut Sandbox, moment: Moment| {
                // A sandbox that was emptied meanwhile may owe another webhook of that number.
                let same = slot.emptied() == emptied;
                same.then(|| sandbox.note_try(moment.now, letter.number, outcome))
                    .flatten()
            };
            let noted = self
                .command_by(Asker::House, &slot.id, note, &mut watch)
                .await?;
            if let Some(noted) = noted.value {
                self.meters().webhooks.count_end(noted);
            }
        }
    }

    /// Delivers what is due in a task of its own, unless somebody is at it.
    pub(super) fn deliver_aside(self: &Arc<Self>, id: &SandboxId) {
        let slot = self.slot(id);
        if self.courier().is_none() || !slot.owes_webhook(&self.wall) {
            return;
        }
        let Ok(turn) = Arc::clone(&slot.delivering).try_lock_owned() else {
            return;
        };
        let hall = Arc::clone(self);
        // Not within the span of whoever found that it owes one: that one goes on.
        let span = error_span!(parent: None, "deliver", sandbox = %slot.id);
        let task = async move {
            let delivered = hall.deliver_due(&slot, |_, _| ()).await;
            if let Err(error) = delivered
                && !hall.is_draining()
            {
                warn!(error = %error, "webhooks wait");
                pause(RETRY_AFTER).await;
            }
            drop(turn);
            hall.reschedule(&slot.id);
        };
        tokio::spawn(task.instrument(span));
    }

    /// Sends a webhook again, and answers when that was tried. It is tried even when nobody waits
    /// for the answer any more.
    ///
    /// # Errors
    /// As `Unavailable` says. The inner error: there is none such, or nowhere to send it.
    pub async fn redeliver(
        self: &Arc<Self>,
        id: &SandboxId,
        delivery: &str,
    ) -> Result<Seen<Result<u32, Redelivery>>, Unavailable> {
        let (hall, id, delivery) = (Arc::clone(self), id.clone(), delivery.to_owned());
        let task = async move {
            let slot = hall.slot(&id);
            let turn = slot.delivering.lock().await;
            let done = hall.redeliver_in_turn(&slot, &delivery).await;
            drop(turn);
            hall.reschedule(&id);
            done
        };
        let task = tokio::spawn(task.in_current_span());
        task.await.unwrap_or(Err(Unavailable::Defect))
    }

    async fn redeliver_in_turn(
        &self,
        slot: &Slot,
        delivery: &str,
    ) -> Result<Seen<Result<u32, Redelivery>>, Unavailable> {
        let again = |sandbox: &mut Sandbox, moment: Moment| sandbox.redeliver(moment.now, delivery);
        let seen = self.command(&slot.id, again).await?;
        if seen.value.is_ok() {
            self.deliver_due(slot, |_, _| ()).await?;
        }
        Ok(seen)
    }
}
