//! Where a sandbox's webhooks go, and with what they are signed.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::rules::Timestamp;
use crate::sim::chance;
use crate::sim::sandbox::Sandbox;

/// What a secret begins with, by the specification.
pub const SECRET_PREFIX: &str = "whsec_";

/// How many bytes a secret may have, by the specification: the fewest and the most.
pub const SECRET_BYTES: (usize, usize) = (24, 64);

/// A sandbox's setting.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Webhook {
    /// The endpoint, where there is one.
    pub endpoint: Option<Endpoint>,
    /// How many endpoints have ended. What was queued before an end is not tried after it.
    pub ended: u32,
}

/// Where webhooks go.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Endpoint {
    /// The address.
    pub url: Box<str>,
    /// The secret, as the specification writes it.
    pub secret: Box<str>,
    /// When it said that it is gone (410); nothing is sent from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<Timestamp>,
}

impl Webhook {
    /// The endpoint, unless it is disabled.
    pub fn active(&self) -> Option<&Endpoint> {
        self.endpoint
            .as_ref()
            .filter(|endpoint| endpoint.disabled_at.is_none())
    }

    /// The bytes of a secret where none is given: keyed, so that the same calls have the same
    /// answer.
    pub fn invented_secret(seed: u64, url: &str) -> [u8; 32] {
        chance::webhook_secret(seed, url)
    }
}

impl Sandbox {
    /// Sets the endpoint, also for after a reset. What is pending for one that is still active
    /// goes to the new address.
    pub fn set_endpoint(&mut self, endpoint: Endpoint) {
        self.settings.webhook.endpoint = Some(endpoint);
        self.origin.settings.webhook = self.settings.webhook.clone();
        self.revision += 1;
    }

    /// Removes the endpoint. Answers whether there was one.
    pub fn remove_endpoint(&mut self) -> bool {
        let there = self.settings.webhook.endpoint.take().is_some();
        if there {
            self.end_endpoint();
            self.origin.settings.webhook = self.settings.webhook.clone();
        }
        there
    }

    /// Disables the endpoint, until it is set anew or the sandbox is reset.
    pub(super) fn disable_endpoint(&mut self, now: Timestamp) {
        if let Some(endpoint) = &mut self.settings.webhook.endpoint {
            endpoint.disabled_at = Some(now);
        }
        self.end_endpoint();
    }

    fn end_endpoint(&mut self) {
        self.settings.webhook.ended += 1;
        self.deliveries.forget_due();
        self.revision += 1;
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("url", &self.url)
            .field("disabled_at", &self.disabled_at)
            .finish_non_exhaustive()
    }
}
