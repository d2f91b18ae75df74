//! Flags, environment and defaults: all visible in one place, and the only reader of either.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::rules::Span;

/// The command line.
#[derive(Parser, Debug)]
#[command(
    name = "beian-sim",
    version,
    about = "Reference simulator of MIIT's SMS verification (短信核验) of Chinese ICP filings (备案)",
    long_about = "Reference simulator of MIIT's SMS verification (短信核验) of Chinese ICP filings \
                  (备案), as one HTTP service. For tests only: never give it real people's data.\n\n\
                  Without a command it serves.",
    args_conflicts_with_subcommands = true
)]
pub struct Cli {
    /// What to do; serving, where nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to serve.
    #[command(flatten)]
    pub serve: ServeArgs,
}

/// What the binary can do.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Serve HTTP until SIGTERM or SIGINT (the default)
    Serve(ServeArgs),
    /// Print the editions of the rules as tables, each value with its source
    Rules {
        /// One edition in full, such as `app-2023`; all side by side where none is given
        edition: Option<String>,
    },
    /// Print the OpenAPI document of the HTTP interface, as `/openapi.json` serves it
    Openapi,
    /// Ask a running service whether it is ready: exit 0 if so, else 1 (for container images)
    Healthcheck {
        /// Where the service listens
        #[arg(long, env = "BEIAN_SIM_LISTEN", default_value = DEFAULT_LISTEN, value_name = "ADDRESS")]
        listen: SocketAddr,
    },
    /// Play scenario files and tell their stories: exit 0 if all hold, 1 if one fails, 2 if one
    /// cannot be played
    Play(PlayArgs),
    /// Ask a running service which rules and sides of limits your tests have exercised, and which
    /// never: exit 1 where less than `--min`, 2 where it cannot be asked
    Coverage(CoverageArgs),
}

/// Where to listen unless told otherwise.
const DEFAULT_LISTEN: &str = "127.0.0.1:8080";

/// The shortest time after which an idle sandbox may be removed.
const REMOVE_IDLE_AFTER_MIN: Span = Span::from_secs(60);

/// Where a service is unless told otherwise.
const DEFAULT_URL: &str = "http://127.0.0.1:8080";

/// How to serve.
#[derive(Args, Debug, Clone)]
pub struct ServeArgs {
    /// Address and port to listen on; port 0 takes a free one, which the `ready` line names
    #[arg(long, env = "BEIAN_SIM_LISTEN", default_value = DEFAULT_LISTEN, value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// Database: `sqlite://FILE` (made when missing) or `sqlite::memory:`
    #[arg(
        long,
        env = "BEIAN_SIM_DATABASE",
        default_value = "sqlite://beian-sim.db",
        value_name = "ADDRESS"
    )]
    pub database: String,
    /// What to log to standard error: `error`, `warn`, `info`, `debug`, `trace` or a filter
    #[arg(
        long,
        env = "BEIAN_SIM_LOG_LEVEL",
        default_value = "info",
        value_name = "LEVEL"
    )]
    pub log_level: String,
    /// How to log
    #[arg(
        long,
        env = "BEIAN_SIM_LOG_FORMAT",
        default_value = "text",
        value_name = "FORMAT"
    )]
    pub log_format: LogFormat,
    /// Threads that serve requests; one is the fastest on two cores
    #[arg(
        long,
        env = "BEIAN_SIM_WORKERS",
        default_value_t = 1,
        value_name = "COUNT",
        value_parser = clap::value_parser!(u16).range(1..=256)
    )]
    pub workers: u16,
    /// Sandboxes that may be stored; one more is refused
    #[arg(
        long,
        env = "BEIAN_SIM_MAX_SANDBOXES",
        default_value_t = 10_000,
        value_name = "COUNT",
        value_parser = at_least_one::<usize>
    )]
    pub max_sandboxes: usize,
    /// Orders that a sandbox may hold; one more is refused
    #[arg(
        long,
        env = "BEIAN_SIM_MAX_ORDERS",
        default_value_t = 5_000_000,
        value_name = "COUNT",
        value_parser = at_least_one::<u32>
    )]
    pub max_orders: u32,
    /// Event streams that may be open at the same time; one more is refused
    #[arg(
        long,
        env = "BEIAN_SIM_MAX_STREAMS",
        default_value_t = 256,
        value_name = "COUNT",
        value_parser = at_least_one::<usize>
    )]
    pub max_streams: usize,
    /// Requests that may wait (`wait=`) at the same time; one more is refused
    #[arg(
        long,
        env = "BEIAN_SIM_MAX_WAITS",
        default_value_t = 2_000,
        value_name = "COUNT",
        value_parser = at_least_one::<usize>
    )]
    pub max_waits: usize,
    /// Token without which nobody may use `/_sim` and the console: as `Authorization: Bearer TOKEN`,
    /// in a browser as the password of any user
    #[arg(
        long,
        env = "BEIAN_SIM_CONTROL_TOKEN",
        hide_env_values = true,
        value_name = "TOKEN",
        value_parser = clap::builder::NonEmptyStringValueParser::new()
    )]
    pub control_token: Option<String>,
    /// How long a sandbox may be idle before it leaves memory (it stays stored): `10m`, `PT1H`
    #[arg(
        long,
        env = "BEIAN_SIM_UNLOAD_AFTER",
        default_value = "10m",
        value_name = "DURATION",
        value_parser = parse_span
    )]
    pub unload_after: Span,
    /// How long nobody may have used a sandbox before it is removed, with everything in it: `7d`,
    /// at least `1m`; never, where this is not given
    #[arg(
        long,
        env = "BEIAN_SIM_REMOVE_IDLE_AFTER",
        value_name = "DURATION",
        value_parser = parse_idle_span
    )]
    pub remove_idle_after: Option<Span>,
    /// Where webhooks may go beside loopback and private networks: `HOST`, `HOST:PORT` or a network
    /// such as `203.0.113.0/24`; may be given several times, in the environment with commas
    #[arg(
        long,
        env = "BEIAN_SIM_WEBHOOK_ALLOW",
        value_delimiter = ',',
        value_name = "TARGET"
    )]
    pub webhook_allow: Vec<String>,
}

/// What to play, where, and how to tell of it.
#[derive(Args, Debug, Clone)]
pub struct PlayArgs {
    /// Scenario files, and folders of them: `fixtures/scenarios` is the conformance suite
    #[arg(required_unless_present = "schema", value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Play against a running instance, `http://ADDRESS`, each scenario in a sandbox of its own
    /// that is removed afterwards; without it, against a simulator in the process
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// Tell of failures only, and the sum
    #[arg(long, short)]
    pub quiet: bool,
    /// Also write a JUnit report to that file
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
    /// Print one JSON document instead of text
    #[arg(long)]
    pub json: bool,
    /// Print the JSON Schema of scenario files, and play nothing
    #[arg(long, conflicts_with_all = ["files", "url", "quiet", "junit", "json"])]
    pub schema: bool,
    /// What opens a guarded control plane.
    #[command(flatten)]
    pub key: KeyArgs,
}

/// Whose coverage to ask for, and what is enough.
#[derive(Args, Debug, Clone)]
pub struct CoverageArgs {
    /// Where the service is
    #[arg(long, default_value = DEFAULT_URL, value_name = "URL")]
    pub url: String,
    /// The sandbox
    #[arg(long, default_value = "default", value_name = "NAME")]
    pub sandbox: String,
    /// All sandboxes: those stored, and those that the service saw reset or removed since it started
    #[arg(long, conflicts_with = "sandbox")]
    pub all: bool,
    /// Hold it against every edition and vendor profile, not only those that orders were bound to
    #[arg(long)]
    pub all_editions: bool,
    /// The least that is enough, in percent; below it the exit code is 1
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u64).range(0..=100))]
    pub min: Option<u64>,
    /// Print the service's JSON instead of text
    #[arg(long)]
    pub json: bool,
    /// What opens a guarded control plane.
    #[command(flatten)]
    pub key: KeyArgs,
}

/// What a command shows a service whose control plane is guarded.
#[derive(Args, Debug, Clone)]
pub struct KeyArgs {
    /// The token of a service whose control plane has one
    #[arg(
        long,
        env = "BEIAN_SIM_CONTROL_TOKEN",
        hide_env_values = true,
        value_name = "TOKEN",
        value_parser = clap::builder::NonEmptyStringValueParser::new()
    )]
    pub control_token: Option<String>,
}

/// How log lines look.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogFormat {
    /// One line of text an event.
    Text,
    /// One JSON object an event.
    Json,
}

/// A count that leaves room for something.
fn at_least_one<T: FromStr + Ord + From<u8>>(text: &str) -> Result<T, String> {
    let count = text.parse().ok().filter(|count| *count >= T::from(1));
    count.ok_or_else(|| "expected a whole number, at least 1".to_owned())
}

fn parse_span(text: &str) -> Result<Span, String> {
    Span::parse(text).map_err(|error| error.to_string())
}

/// What is removed is gone, and a mistyped unit must not take what is in use between two requests.
fn parse_idle_span(text: &str) -> Result<Span, String> {
    let span = parse_span(text)?;
    if span < REMOVE_IDLE_AFTER_MIN {
        return Err(format!("expected at least {REMOVE_IDLE_AFTER_MIN}"));
    }
    Ok(span)
}
