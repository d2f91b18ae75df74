//! Webhooks to the provider's portal: what is owed to it, when it is tried, and what came of it.
//!
//! Invariant: a webhook is a function of an event that the provider sees. Retries are entries on
//! the sandbox's agenda like any other: time causes them, and whoever delivers only carries.

mod delivery;
mod endpoint;
mod event;
mod post;
mod posting;
mod schedule;

pub use delivery::{DELIVERIES_KEPT, Delivery, DeliveryStatus, Tried};
pub use endpoint::{Endpoint, SECRET_BYTES, SECRET_PREFIX, Webhook};
pub use event::WebhookEvent;
pub use posting::{Letter, NotDelivered, Noted, Outcome, Posting, Redelivery};
pub use schedule::{RETRY_AFTER, RETRY_AFTER_MAX, TRIES_MAX};

pub(super) use delivery::Deliveries;
