//! A simulator inside a test: the whole service on a free port, in a thread and runtime of its
//! own, with nothing left behind.
//!
//! Invariant: two simulators in one process share nothing, and one that is dropped has stopped.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::thread::{self, JoinHandle};

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::app::Limits;
use crate::client::{Client, Sandbox};
use crate::notify::Targets;
use crate::rules::Span;
use crate::service::{self, Plan, ServiceError};

/// How long a sandbox may be idle before it leaves memory, for an in-memory store to be loaded
/// from again: a test is over before that.
const UNLOAD_AFTER: Span = Span::from_secs(600);

/// A running simulator, on a database in memory; dropped, it stops.
///
/// It works in plain tests as well as in `#[tokio::test]`: it has a thread of its own, so that a
/// test that waits for an answer never keeps the simulator from giving it.
///
/// ```
/// use beian_sim::Simulator;
/// use serde_json::json;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let simulator = Simulator::start()?;
/// // One sandbox a test: its clock, orders and codes are its own.
/// let sandbox = simulator.sandbox("my-test");
/// sandbox.freeze("2024-03-01T09:00:00+08:00")?;
///
/// let person = json!({ "name": "张三", "phone": "13800000001", "id_type": "resident_id",
///                      "id_number": "330102199001010014" });
/// sandbox.submit(&json!({
///     "order_no": "P-1", "filing_type": "first_filing", "province": "zj", "provider": "云端示例",
///     "entity": { "name": "示例公司", "principal": person },
///     "services": [{ "name": "示例网", "kind": "website", "principal": person }],
/// }))?;
/// sandbox.advance("5m")?;
///
/// let inbox = sandbox.inbox("13800000001")?;
/// let verdict = sandbox.verify("13800000001", &inbox[0].code, "010014")?;
/// assert_eq!(verdict.outcome, "all_verified");
/// assert_eq!(sandbox.order("P-1")?.status, "under_review");
/// // The provider's system learns it half an hour to two hours later.
/// assert_eq!(sandbox.seen_by_provider("P-1")?.status, "awaiting_verification");
/// # Ok(())
/// # }
/// ```
///
/// The portal under test gets [`Sandbox::base_url`], or [`Simulator::base_url`] for the sandbox
/// `default`; any HTTP client will do.
#[derive(Debug)]
pub struct Simulator {
    client: Client,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Why a simulator does not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// No thread, runtime or port is to be had.
    #[error("the simulator gets no thread, runtime or port: {0}")]
    System(#[from] io::Error),
    /// The service does not start.
    #[error("the simulator does not start: {0}")]
    Service(#[from] ServiceError),
    /// Its thread ended without a word.
    #[error("the simulator's thread ended before it was ready")]
    Gone,
}

/// Where the service listens, or why it does not.
type Ready = Result<SocketAddr, StartError>;

impl Simulator {
    /// Starts a simulator on a free port of the loopback interface; it answers when this returns.
    ///
    /// # Errors
    /// As `StartError` says.
    pub fn start() -> Result<Self, StartError> {
        let (stop, stopped) = oneshot::channel();
        let (told, ready) = std::sync::mpsc::channel();
        let thread = thread::Builder::new()
            .name("beian-sim".to_owned())
            .spawn(move || run(stopped, &told))?;
        let address = ready.recv().map_err(|_| StartError::Gone)??;
        Ok(Self {
            client: Client::new(&format!("http://{address}")),
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// The address to give to a portal under test, for the sandbox `default`.
    pub fn base_url(&self) -> &str {
        self.client.base_url()
    }

    /// The sandbox with that name; it comes into being with its first accepted change.
    pub fn sandbox(&self, name: &str) -> Sandbox {
        Sandbox::of(&self.client, name)
    }

    /// A client of the whole service.
    pub const fn client(&self) -> &Client {
        &self.client
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What the simulator's thread does from its start to its end.
fn run(stopped: oneshot::Receiver<()>, told: &std::sync::mpsc::Sender<Ready>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(serve(stopped, told)),
        Err(error) => Err(error.into()),
    };
    if let Err(error) = outcome {
        // Nobody hears it where the simulator had been ready; then its calls fail.
        let _ = told.send(Err(error));
    }
}

async fn serve(
    stopped: oneshot::Receiver<()>,
    told: &std::sync::mpsc::Sender<Ready>,
) -> Result<(), StartError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let plan = Plan {
        database: "sqlite::memory:".to_owned(),
        limits: Limits::default(),
        unload_after: UNLOAD_AFTER,
        remove_idle_after: None,
        webhook_targets: Targets::default(),
        control_token: None,
    };
    let stop = async move {
        // A simulator whose handle is gone stops as well.
        let _ = stopped.await;
    };
    let ready = || {
        let _ = told.send(Ok(address));
    };
    Ok(service::serve(listener, &plan, stop, ready).await?)
}
