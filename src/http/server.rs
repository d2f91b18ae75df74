//! Serving on a listener until told to stop.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::ServiceExt;
use axum::extract::Request;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;

use super::{App, router};

/// How long requests under way may still take once the service stops.
const GRACE: Duration = Duration::from_millis(300);

/// Serves until `stop` is done, then refuses commands, lets answers that are under way go, and
/// ends. What was acknowledged has been committed before.
///
/// # Errors
/// Where the listener fails.
pub async fn serve(
    listener: TcpListener,
    app: App,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let hall = Arc::clone(&app.hall);
    let service = router(app);
    // Answers are small and wanted at once.
    let listener = listener.tap_io(|connection| {
        let _ = connection.set_nodelay(true);
    });
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let stop = async move {
        stop.await;
        hall.drain();
        let _ = stopping.send(());
    };
    let service = ServiceExt::<Request>::into_make_service(service);
    let serving = axum::serve(listener, service).with_graceful_shutdown(stop);
    tokio::select! {
        outcome = serving => outcome,
        () = grace_after(stopped) => Ok(()),
    }
}

/// Done when the grace after the stop is over; never, where there is no stop.
async fn grace_after(stopped: tokio::sync::oneshot::Receiver<()>) {
    match stopped.await {
        Ok(()) => crate::app::pause(GRACE).await,
        Err(_) => std::future::pending().await,
    }
}
