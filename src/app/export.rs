//! Exporting a sandbox: its document, piece by piece, so that a large one never lies in memory.
//!
//! Invariant: the document is that of one moment, however long it takes to be read. It ends in an
//! error, never short, where the sandbox is emptied meanwhile.

use std::sync::Arc;

use tracing::error;

use super::Unavailable;
use super::copying::Snapshot;
use super::hall::Hall;
use super::id::SandboxId;
use super::loading::failed;
use crate::rules::Timestamp;
use crate::store::ExportHead;

/// Records in a piece.
const PIECE: u64 = 2_048;

/// A sandbox's document that is being read.
pub struct Export {
    hall: Arc<Hall>,
    snapshot: Snapshot,
    head: Option<String>,
    /// The number of the next record; nothing at the end.
    next: Option<u64>,
}

impl Hall {
    /// Begins to export the sandbox as it is now.
    ///
    /// # Errors
    /// As `Unavailable` says.
    pub async fn export(self: &Arc<Self>, id: &SandboxId) -> Result<Export, Unavailable> {
        let snapshot = self.snapshot(id).await?;
        let clock = (snapshot.clock.mode(), snapshot.now);
        let (settings, origin) = (&snapshot.settings, &snapshot.origin);
        let head = ExportHead::new(id.as_str(), settings, origin, clock);
        let head = head.text().map_err(|error| {
            error!(error = %error, "settings have no JSON form");
            Unavailable::Defect
        })?;
        Ok(Export {
            hall: Arc::clone(self),
            snapshot,
            head: Some(head),
            next: Some(1),
        })
    }
}

impl Export {
    /// What the sandbox's clock showed at the moment of the document.
    pub const fn now(&self) -> Timestamp {
        self.snapshot.now
    }

    /// The next piece of the document's text; nothing behind its end.
    ///
    /// # Errors
    /// Where the store fails or the sandbox was emptied: what was read is no document then.
    pub async fn piece(&mut self) -> Result<Option<String>, Unavailable> {
        let Some(from) = self.next else {
            return Ok(None);
        };
        let mut piece = self.head.take().unwrap_or_default();
        let end = self.snapshot.seq + 1;
        let to = end.min(from + PIECE);
        if let Some(key) = self.snapshot.key.filter(|_| from < to) {
            let rows = self.hall.store.export(key, from, to).await;
            let rows = rows.map_err(|error| failed(&error))?;
            if rows.len() as u64 != to - from {
                return Err(Unavailable::Busy);
            }
            for (seq, row) in (from..).zip(rows) {
                piece.push_str(if seq == 1 { "\n" } else { ",\n" });
                piece.push_str(&row);
            }
        }
        self.next = Some(to).filter(|_| to < end);
        if self.next.is_none() {
            piece.push_str(ExportHead::END);
        }
        Ok(Some(piece))
    }
}
