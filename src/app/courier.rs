//! Who carries webhooks: told what to send, answers what came of it, knows no sandbox.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use thiserror::Error;

use super::hall::Hall;
use crate::rules::Timestamp;
use crate::sim::{Letter, Outcome};

/// A try under way.
pub type Carrying<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// Carries webhooks.
pub trait Courier: Send + Sync {
    /// Sends it once, at that wall time.
    fn carry<'a>(&'a self, letter: &'a Letter, wall: Timestamp) -> Carrying<'a>;

    /// Whether webhooks may go to that address, as far as can be told before its name is resolved.
    ///
    /// # Errors
    /// Where they may not.
    fn check(&self, url: &str) -> Result<(), BadTarget>;
}

/// An address to which no webhook goes.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum BadTarget {
    /// It is no address.
    #[error("expected an address such as http://127.0.0.1:3000/hooks")]
    NotAnAddress,
    /// It wants TLS.
    #[error("https is not spoken: webhooks stay on this machine or in a private network; use http")]
    Https,
    /// It is not in a network that webhooks may go to.
    #[error("webhooks go to loopback and private networks only; allow `{0}` with --webhook-allow")]
    NotAllowed(String),
}

impl Hall {
    /// Takes on who carries webhooks, once. Until then they wait.
    pub fn hire(&self, courier: Arc<dyn Courier>) {
        // The second would find the first at work; there is no call for one.
        let _ = self.courier.set(courier);
    }

    /// Who carries webhooks.
    pub fn courier(&self) -> Option<&Arc<dyn Courier>> {
        self.courier.get()
    }
}
