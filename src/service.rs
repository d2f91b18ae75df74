//! The service put together: store, committer, hall, ticker, housekeeping, routes.
//!
//! The binary and the embedded simulator start this same one, so that a test in Rust meets what a
//! portal meets.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tokio::net::TcpListener;

use crate::app::{Committer, Hall, House, Limits, Wall, keep_house, tick_until_drained};
use crate::http::{self, App, ControlToken};
use crate::notify::{Messenger, Targets};
use crate::rules::Span;
use crate::store::{LoadError, OpenError, Store};

/// How long the last commits may take once the service stops.
const LAST_COMMITS: Duration = Duration::from_millis(500);

/// What a service is to be.
#[derive(Clone)]
pub struct Plan {
    /// The database: `sqlite://FILE` or `sqlite::memory:`.
    pub database: String,
    /// The named limits.
    pub limits: Limits,
    /// How long a sandbox may be idle before it leaves memory.
    pub unload_after: Span,
    /// How long no client may have used a sandbox before it is removed; never, where not given.
    pub remove_idle_after: Option<Span>,
    /// Where webhooks may go.
    pub webhook_targets: Targets,
    /// Without it nobody may use the control plane; everybody may, where there is none.
    pub control_token: Option<ControlToken>,
}

/// Why a service does not serve.
#[derive(Debug, Error)]
pub enum ServiceError {
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The listener fails.
    #[error(transparent)]
    Listen(#[from] std::io::Error),
}

/// Serves on that listener until `stop` is done; calls `ready` once requests are answered.
///
/// # Errors
/// Where the database cannot be opened or read, or the listener fails.
pub async fn serve(
    listener: TcpListener,
    plan: &Plan,
    stop: impl Future<Output = ()> + Send + 'static,
    ready: impl FnOnce(),
) -> Result<(), ServiceError> {
    let store = Arc::new(Store::open(&plan.database).await?);
    let (committer, committing) = Committer::start(Arc::clone(&store));
    let hall = Hall::open(Arc::clone(&store), committer, Wall::System, plan.limits).await?;
    hall.hire(Arc::new(Messenger::new(
        plan.webhook_targets.clone(),
        http::letter_body,
    )));
    let ticking = tokio::spawn(tick_until_drained(Arc::clone(&hall)));
    let house = House::new(&hall, plan.unload_after, plan.remove_idle_after);
    let housekeeping = tokio::spawn(keep_house(Arc::clone(&hall), house));
    ready();
    let app = App::new(hall).guarded_by(plan.control_token.clone());
    let outcome = http::serve(listener, app, stop).await;
    for task in [ticking, housekeeping] {
        task.abort();
        let _ = task.await;
    }
    // The hall is gone with its last request, and the committer ends with the hall.
    let _ = tokio::time::timeout(LAST_COMMITS, committing).await;
    if let Some(store) = Arc::into_inner(store) {
        store.close().await;
    }
    Ok(outcome?)
}
