//! The HTTP face: the only JSON, HTML, status codes and headers. One page with every route (`routes`),
//! then a folder a plane. Planes do not know each other.

mod access;
mod console;
mod control;
mod coverage;
mod disturb;
mod effective;
mod envelope;
mod explain;
mod extract;
mod fields;
mod health;
mod letter;
mod metrics;
mod miit;
mod named_routes;
mod openapi;
mod order_form;
mod page;
mod person;
mod problem;
mod provider;
mod reply;
mod request_log;
mod routes;
mod scalars;
mod served;
mod server;
mod vocabulary;

use std::sync::Arc;

use crate::app::Hall;

pub use access::ControlToken;
pub use envelope::Enveloped;
pub use extract::{BODY_BYTES_MAX, PAGE_ROWS_MAX};
pub use letter::letter_body;
pub use openapi::document_text;
pub use routes::router;
pub use server::serve;

/// What every handler can reach.
#[derive(Clone)]
pub struct App {
    /// The sandboxes.
    pub hall: Arc<Hall>,
    /// What was answered.
    pub requests: Arc<metrics::Requests>,
    /// Without it, nobody may use the control plane or the console; everybody may, where there is
    /// none.
    pub control_token: Option<ControlToken>,
}

impl App {
    /// A service over those sandboxes, for everybody.
    pub fn new(hall: Arc<Hall>) -> Self {
        Self {
            hall,
            requests: Arc::default(),
            control_token: None,
        }
    }

    /// With that token on the control plane and the console.
    pub fn guarded_by(mut self, control_token: Option<ControlToken>) -> Self {
        self.control_token = control_token;
        self
    }
}
