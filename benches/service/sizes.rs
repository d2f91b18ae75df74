//! The same calls with few and with many orders stored, side by side; then what an order costs
//! in memory, and how fast they all load.

use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use tempfile::TempDir;

use crate::Outcome;
use crate::client::Connection;
use crate::load::{Requests, Side, a_second, in_turns};
use crate::memory::at_rest;
use crate::options::Options;
use crate::orders::{AN_ORDER, ECHO, NOT_FOUND};
use crate::prepare::{self, Codes, ask};
use crate::process::Server;
use crate::report::{Report, Share, millis, say};
use crate::stopwatch::Stopwatch;
use crate::throughput::{echoes, look_ups, submissions, wrong_codes};

/// To reach: the share that is left of the throughput, bytes an order, events a second.
const LEFT: Share = Share(900);
const AN_ORDERS_BYTES: u64 = 3 * 1_024;
const LOADED_A_SECOND: u64 = 300_000;

/// Connections at which sizes are compared.
const CONNECTIONS: usize = 16;

/// A server with so many orders.
struct Stored {
    count: u32,
    server: Server,
    directory: TempDir,
    codes: Codes,
    idle: u64,
}

/// Measures.
pub async fn measure(options: &Options, report: &mut Report) -> Outcome<()> {
    let bare = Server::bare_axum()?;
    let mut stored = Vec::new();
    for count in options.sizes() {
        stored.push(store(options, count).await?);
    }
    compare(options, report, &bare, &stored, "order look-up").await?;
    compare(options, report, &bare, &stored, "verify, wrong code").await?;
    for size in &stored {
        finish_histories(size, report).await?;
    }
    if let Some(largest) = stored.pop() {
        let again = weigh_and_load(options, largest, report).await?;
        stored.push(again);
    }
    // Last, since it makes small sandboxes larger.
    compare(options, report, &bare, &stored, "submit").await
}

/// So many orders whose people have been texted.
async fn store(options: &Options, count: u32) -> Outcome<Stored> {
    say(&format!("storing {count} orders"));
    let directory = options.scratch()?;
    let server = Server::beian_sim(options.binary(), directory.path())?;
    let idle = server.resident()?;
    prepare::freeze(&server, "").await?;
    prepare::submit(&server, "", 0..count).await?;
    prepare::advance(&server, "", "5m").await?;
    let codes = prepare::codes(&server, count).await?;
    Ok(Stored {
        count,
        server,
        directory,
        codes,
        idle,
    })
}

/// Drives all sizes and the bare server in turns; the smallest is what the others are held
/// against.
async fn compare(
    options: &Options,
    report: &mut Report,
    bare: &Server,
    stored: &[Stored],
    call: &str,
) -> Outcome<()> {
    if !options.wants_call(call) {
        return Ok(());
    }
    let mut sides = vec![Side::new(bare, CONNECTIONS, echoes(), ECHO).await?];
    for size in stored {
        let (requests, expected): (Requests, _) = match call {
            "submit" => (submissions(size.count), AN_ORDER),
            "order look-up" => (look_ups(size.count), AN_ORDER),
            _ => (wrong_codes(size.count, &size.codes), NOT_FOUND),
        };
        sides.push(Side::new(&size.server, CONNECTIONS, requests, expected).await?);
    }
    in_turns(&mut sides, options.time_a_side()).await?;
    let [beside, ours @ ..] = sides.as_slice() else {
        return Ok(());
    };
    let smallest = ours.first().map_or(0, |side| side.tally.rate());
    let least = stored.first().map_or(0, |size| size.count);
    for (size, side) in stored.iter().zip(ours) {
        let what = format!("{call}, {} orders stored", size.count);
        report.row(&what, CONNECTIONS, &beside.tally, &side.tally);
        if size.count > least {
            let left = Share::of(side.tally.rate(), smallest);
            report.figure(
                &format!("{what}, of that with {least}"),
                &format!("at least {LEFT}"),
                &left.to_string(),
                left >= LEFT,
            );
        }
    }
    Ok(())
}

/// Verifies every order, and lets the provider learn it.
async fn finish_histories(size: &Stored, report: &mut Report) -> Outcome<()> {
    let verified = prepare::verify(&size.server, 0..size.count, &size.codes).await?;
    let started = Stopwatch::start();
    let fired = prepare::advance(&size.server, "", "3h").await?;
    let rate = a_second(fired, started.elapsed());
    let count = size.count;
    report.fact(
        &format!("verify, right code, 64 connections, all of {count} orders, a second"),
        &verified.rate().to_string(),
    );
    report.fact(
        &format!("advance over {count} orders ({fired} events), a second"),
        &rate.to_string(),
    );
    Ok(())
}

/// What an order costs in memory, live and loaded anew, and how fast all of them load.
async fn weigh_and_load(
    options: &Options,
    largest: Stored,
    report: &mut Report,
) -> Outcome<Stored> {
    let Stored {
        count,
        server,
        directory,
        codes,
        idle,
    } = largest;
    weigh(report, "live", count, idle, at_rest(&server).await?);
    server.stop()?;
    let records = count_records(&directory).await?;
    let server = Server::beian_sim(options.binary(), directory.path())?;
    report.fact(
        &format!("start to ready, {count} orders stored"),
        &millis(server.ready_in),
    );
    let mut connection = Connection::open(server.address).await?;
    let started = Stopwatch::start();
    ask(&mut connection, "GET", "", "/v1/orders/B-000000000", "").await?;
    let spent = started.elapsed();
    let rate = a_second(records, spent);
    report.figure(
        &format!(
            "loading {count} orders ({records} events, {}), events a second",
            millis(spent)
        ),
        "at least 300000",
        &rate.to_string(),
        rate >= LOADED_A_SECOND,
    );
    weigh(report, "loaded anew", count, idle, at_rest(&server).await?);
    Ok(Stored {
        count,
        server,
        directory,
        codes,
        idle,
    })
}

fn weigh(report: &mut Report, how: &str, count: u32, idle: u64, resident: u64) {
    let each = resident.saturating_sub(idle) / u64::from(count.max(1));
    report.figure(
        &format!("memory an order with a usual history, {count} orders, {how}"),
        "at most 3072 bytes",
        &format!("{each} bytes"),
        each <= AN_ORDERS_BYTES,
    );
}

/// How many records the journal holds: what loading has to apply.
async fn count_records(directory: &TempDir) -> Outcome<u64> {
    const SQL: &str =
        "select (select count(*) from events) + (select count(*) from orders) as records";
    let options = SqliteConnectOptions::new()
        .filename(directory.path().join("bench.db"))
        .read_only(true);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let (records,): (i64,) = sqlx::query_as(SQL).fetch_one(&mut connection).await?;
    Ok(u64::try_from(records)?)
}
