//! The secret that tokens and signs are signed with: the only place of the
//! service that asks the system for chance.

use tokio::sync::OnceCell;
use tracing::error;

use super::Unavailable;
use super::hall::Hall;
use crate::store::{Secret, Store};

/// The secret, once somebody has asked for it.
#[derive(Default)]
pub(super) struct Keeper(OnceCell<Secret>);

impl Hall {
    /// The database's own secret. It is made when it is first asked for, so that a service whose
    /// ministry's plane nobody uses starts without a write.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn secret(&self) -> Result<&Secret, Unavailable> {
        let Keeper(cell) = &self.keeper;
        if cell.initialized() {
            // Nothing to await, which is every call but the first.
            return cell.get().ok_or(Unavailable::Defect);
        }
        self.check_open().await?;
        cell.get_or_try_init(|| find_or_make(&self.store)).await
    }
}

async fn find_or_make(store: &Store) -> Result<Secret, Unavailable> {
    let mut fresh = Secret::default();
    getrandom::fill(&mut fresh).map_err(|error| {
        error!(error = %error, "the system gives no chance to make a key from");
        Unavailable::Defect
    })?;
    store.signing_key(&fresh).await.map_err(|error| {
        error!(error = %error, "the key that signs cannot be found or stored");
        Unavailable::Store
    })
}
