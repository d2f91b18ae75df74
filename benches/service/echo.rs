//! The bare axum server: it parses a JSON body and answers with it, on the same kind of runtime
//! and with the same socket options as beian-sim. What it reaches is what the stack allows.

use std::io::{self, Write as _};
use std::net::Ipv4Addr;

use axum::routing::post;
use axum::serve::ListenerExt as _;
use axum::{Json, Router};
use serde_json::Value;
use tokio::net::TcpListener;

use crate::Outcome;

/// Serves until the process is killed.
pub fn serve() -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        writeln!(io::stdout(), "ready on http://{address}")?;
        let listener = listener.tap_io(|connection| {
            let _ = connection.set_nodelay(true);
        });
        let router = Router::new().route("/echo", post(echo));
        axum::serve(listener, router).await?;
        Ok(())
    })
}

async fn echo(Json(body): Json<Value>) -> Json<Value> {
    Json(body)
}
