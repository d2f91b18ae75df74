//! The HTTP face: the only JSON, status codes and headers. One page with every route (`routes`),
//! then a folder a plane. Planes do not know each other.

mod control;
mod disturb;
mod envelope;
mod extract;
mod fields;
mod health;
mod letter;
mod miit;
mod page;
mod person;
mod problem;
mod provider;
mod reply;
mod routes;
mod server;

use std::sync::Arc;

use crate::app::Hall;

pub use extract::{BODY_BYTES_MAX, PAGE_ROWS_MAX};
pub use letter::letter_body;
pub use routes::router;
pub use server::serve;

/// What every handler can reach.
#[derive(Clone)]
pub struct App {
    /// The sandboxes.
    pub hall: Arc<Hall>,
}
