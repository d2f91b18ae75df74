//! Running a command: what `main` hands over to, and what says in one line why it cannot.

use std::fmt::Display;
use std::io::{self, Read as _, Write};
use std::net::{SocketAddr, TcpStream};
use std::panic::PanicHookInfo;
use std::process::ExitCode;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing::error;
use tracing_subscriber::EnvFilter;

use crate::app::Limits;
use crate::config::{Cli, Command, LogFormat, ServeArgs};
use crate::http::ControlToken;
use crate::notify::Targets;
use crate::service::Plan;
use crate::{coverage, http, play, rules, service};

/// How long a healthcheck waits for its answer.
const HEALTHCHECK_TIMEOUT: Duration = Duration::from_secs(3);

/// Runs the command.
pub fn run(cli: Cli) -> ExitCode {
    match cli.command {
        None => end(serve(&cli.serve)),
        Some(Command::Serve(args)) => end(serve(&args)),
        Some(Command::Rules { edition }) => end(print_rules(edition.as_deref())),
        Some(Command::Openapi) => end(print(http::document_text())),
        Some(Command::Healthcheck { listen }) => end(healthcheck(listen)),
        Some(Command::Play(args)) => play::run(&args),
        Some(Command::Coverage(args)) => coverage::run(&args),
    }
}

/// Success, or one line that says why not.
fn end(outcome: Result<(), String>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "beian-sim: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn serve(args: &ServeArgs) -> Result<(), String> {
    log(args)?;
    let mut builder = if args.workers == 1 {
        tokio::runtime::Builder::new_current_thread()
    } else {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder.worker_threads(usize::from(args.workers));
        builder
    };
    let runtime = builder.enable_all().build().map_err(in_words)?;
    let outcome = runtime.block_on(serve_until_stopped(args));
    runtime.shutdown_timeout(Duration::from_millis(50));
    outcome
}

async fn serve_until_stopped(args: &ServeArgs) -> Result<(), String> {
    let webhook_targets = Targets::allowing(&args.webhook_allow)
        .map_err(|error| format!("--webhook-allow {error}"))?;
    let listener = TcpListener::bind(args.listen).await.map_err(|error| {
        format!(
            "cannot listen on {}: {error}; choose another address with --listen",
            args.listen
        )
    })?;
    let address = listener.local_addr().map_err(in_words)?;
    // Asked for before the `ready` line, so that a stop right behind it is not missed.
    let mut terminate = signal(SignalKind::terminate()).map_err(in_words)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(in_words)?;
    let stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    let plan = Plan {
        database: args.database.clone(),
        limits: Limits {
            sandboxes_max: args.max_sandboxes,
            orders_max: args.max_orders,
            streams_max: args.max_streams,
            waits_max: args.max_waits,
        },
        unload_after: args.unload_after,
        remove_idle_after: args.remove_idle_after,
        webhook_targets,
        control_token: args.control_token.as_deref().map(ControlToken::new),
    };
    let ready = || {
        let mut out = io::stdout();
        // Whoever started the service may have closed its output; it serves all the same.
        let _ = writeln!(out, "ready on http://{address}").and_then(|()| out.flush());
    };
    let serving = service::serve(listener, &plan, stop, ready);
    serving.await.map_err(in_words)
}

fn log(args: &ServeArgs) -> Result<(), String> {
    let filter = EnvFilter::try_new(&args.log_level)
        .map_err(|error| format!("--log-level `{}`: {error}", args.log_level))?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr);
    let started = match args.log_format {
        LogFormat::Text => subscriber.with_ansi(false).try_init(),
        LogFormat::Json => subscriber.json().try_init(),
    };
    started.map_err(in_words)?;
    std::panic::set_hook(Box::new(log_panic));
    Ok(())
}

/// Logs where a panic began, in the log's own format. What it says is left out: it may quote what a
/// request said of a person.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string);
    error!(
        place,
        "a defect: the code panicked; please report the place"
    );
}

fn print_rules(edition: Option<&str>) -> Result<(), String> {
    let table = rules::table(edition).map_err(in_words)?;
    print(&table)
}

fn print(text: &str) -> Result<(), String> {
    match io::stdout().write_all(text.as_bytes()) {
        // `beian-sim rules | head` is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome.map_err(in_words),
    }
}

/// Asks `/readyz` of the service at that address.
fn healthcheck(mut listen: SocketAddr) -> Result<(), String> {
    if listen.ip().is_unspecified() {
        let loopback: std::net::IpAddr = match listen {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        };
        listen.set_ip(loopback);
    }
    let answer = ask(listen).map_err(|error| format!("no answer from http://{listen}: {error}"))?;
    let status = answer.split(' ').nth(1).unwrap_or_default();
    if status == "200" {
        Ok(())
    } else {
        Err(format!("http://{listen}/readyz answers {status}"))
    }
}

fn ask(listen: SocketAddr) -> io::Result<String> {
    let mut connection = TcpStream::connect_timeout(&listen, HEALTHCHECK_TIMEOUT)?;
    connection.set_read_timeout(Some(HEALTHCHECK_TIMEOUT))?;
    connection.set_write_timeout(Some(HEALTHCHECK_TIMEOUT))?;
    write!(
        connection,
        "GET /readyz HTTP/1.1\r\nHost: {listen}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    Ok(answer)
}

fn in_words(error: impl Display) -> String {
    error.to_string()
}
