//! Bringing a sandbox to where it is measured: clock frozen, orders submitted, texted, verified,
//! synced. All of it through the contract, as any client would.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;
use std::time::Duration;

use serde::Deserialize;

use crate::Outcome;
use crate::client::Connection;
use crate::load::{Side, Tally};
use crate::orders::{self, ALL_VERIFIED, AN_ORDER};
use crate::process::Server;

/// Connections that prepare.
const CONNECTIONS: usize = 64;

/// No preparation takes as long.
const LONG: Duration = Duration::from_mins(30);

/// The codes by order.
pub type Codes = Rc<RefCell<Vec<u32>>>;

#[derive(Deserialize)]
struct Inbox<'a> {
    #[serde(borrow)]
    messages: Vec<Message<'a>>,
    next: Option<&'a str>,
}

#[derive(Deserialize)]
struct Message<'a> {
    order_no: &'a str,
    code: &'a str,
}

#[derive(Deserialize)]
struct Advanced {
    fired_count: u64,
}

/// Freezes the clock of the sandbox at that root, and lets people fail as often as a benchmark
/// wants them to.
pub async fn freeze(server: &Server, root: &str) -> Outcome<()> {
    const CLOCK: &str = r#"{"mode": "frozen", "now": "2024-03-01T09:00:00+08:00"}"#;
    const RULES: &str = r#"{"overrides": {"failure_limit": 1000}}"#;
    let mut connection = Connection::open(server.address).await?;
    ask(&mut connection, "PUT", root, "/_sim/v1/clock", CLOCK).await?;
    ask(&mut connection, "PUT", root, "/_sim/v1/rules", RULES).await?;
    Ok(())
}

/// Submits the orders.
pub async fn submit(server: &Server, root: &str, orders: Range<u32>) -> Outcome<Tally> {
    let (mut orders, root) = (orders, root.to_owned());
    let requests = move |into: &mut Vec<u8>| {
        let next = orders.next();
        next.inspect(|order| orders::submit(into, &root, *order))
            .is_some()
    };
    all(server, Box::new(requests), AN_ORDER).await
}

/// Lets the orders' people enter the right codes.
pub async fn verify(server: &Server, orders: Range<u32>, codes: &Codes) -> Outcome<Tally> {
    let (mut orders, codes) = (orders, Rc::clone(codes));
    let requests = move |into: &mut Vec<u8>| {
        let next = orders.next();
        next.inspect(|order| orders::verify(into, *order, codes.borrow()[*order as usize]))
            .is_some()
    };
    all(server, Box::new(requests), ALL_VERIFIED).await
}

/// Advances the clock; how many events that fired.
pub async fn advance(server: &Server, root: &str, by: &str) -> Outcome<u64> {
    let mut connection = Connection::open(server.address).await?;
    let body = format!("{{\"by\": \"{by}\"}}");
    let path = "/_sim/v1/clock/advance";
    let answer = ask(&mut connection, "POST", root, path, &body).await?;
    Ok(serde_json::from_slice::<Advanced>(answer)?.fired_count)
}

/// Reads every message; the code of each of so many orders.
pub async fn codes(server: &Server, orders: u32) -> Outcome<Codes> {
    let mut connection = Connection::open(server.address).await?;
    let mut codes = vec![0; orders as usize];
    let mut after = "0".to_owned();
    loop {
        let path = format!("/_sim/v1/messages?limit=1000&after={after}");
        let answer = ask(&mut connection, "GET", "", &path, "").await?;
        let inbox: Inbox<'_> = serde_json::from_slice(answer)?;
        for message in inbox.messages {
            let order: usize = message.order_no.trim_start_matches("B-").parse()?;
            codes[order] = message.code.parse()?;
        }
        let Some(next) = inbox.next else {
            return Ok(Rc::new(RefCell::new(codes)));
        };
        next.clone_into(&mut after);
    }
}

/// One request that must succeed.
pub async fn ask<'a>(
    connection: &'a mut Connection,
    method: &str,
    root: &str,
    path: &str,
    body: &str,
) -> Outcome<&'a [u8]> {
    let mut request = Vec::new();
    orders::call(&mut request, method, root, path, body);
    let answer = connection.call(&request).await?;
    if (200..300).contains(&answer.status) {
        return Ok(answer.body);
    }
    let found = String::from_utf8_lossy(answer.body);
    Err(format!("{method} {root}{path}: {} {found}", answer.status).into())
}

async fn all(
    server: &Server,
    requests: crate::load::Requests,
    expected: &'static str,
) -> Outcome<Tally> {
    let mut side = Side::new(server, CONNECTIONS, requests, expected).await?;
    side.slice(LONG).await?;
    Ok(side.tally)
}
