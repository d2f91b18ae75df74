//! Load: a number of connections, each sending its next request when the last is answered, for a
//! slice of time. Sides that are compared take turns slice by slice, so that what else the
//! machine does meets all of them alike.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use tokio::task::spawn_local;

use crate::Outcome;
use crate::client::Connection;
use crate::process::Server;
use crate::stopwatch::Stopwatch;

/// How long a side is driven at a time. Long enough that the checkpoints of a slice fall into it,
/// and not into the next one's.
const SLICE: Duration = Duration::from_secs(1);

/// How long a side is driven before anything counts.
const WARM_UP: Duration = Duration::from_millis(500);

/// Writes the next request; answers whether there is one.
pub type Requests = Box<dyn FnMut(&mut Vec<u8>) -> bool>;

/// One side of a comparison.
pub struct Side<'a> {
    server: &'a Server,
    connections: Vec<Connection>,
    requests: Rc<RefCell<Requests>>,
    expected: &'static str,
    /// What was measured so far.
    pub tally: Tally,
}

/// What was measured.
#[derive(Default, Clone)]
pub struct Tally {
    spent: Duration,
    processor: Duration,
    nanos: Vec<u32>,
}

impl<'a> Side<'a> {
    /// So many connections to that server, with requests whose answers all begin as expected.
    pub async fn new(
        server: &'a Server,
        connections: usize,
        requests: Requests,
        expected: &'static str,
    ) -> Outcome<Self> {
        let mut open = Vec::with_capacity(connections);
        for _ in 0..connections {
            open.push(Connection::open(server.address).await?);
        }
        Ok(Self {
            server,
            connections: open,
            requests: Rc::new(RefCell::new(requests)),
            expected,
            tally: Tally::default(),
        })
    }

    /// Drives the server until the time is over or no request is left.
    pub async fn slice(&mut self, length: Duration) -> Outcome<()> {
        let used = self.server.processor_time()?;
        let started = Stopwatch::start();
        let tasks: Vec<_> = self
            .connections
            .drain(..)
            .map(|connection| {
                let requests = Rc::clone(&self.requests);
                spawn_local(drive(connection, requests, self.expected, started, length))
            })
            .collect();
        for task in tasks {
            let (connection, nanos) = task.await?.map_err(|error| error.to_string())?;
            self.connections.push(connection);
            self.tally.nanos.extend(nanos);
        }
        self.tally.spent += started.elapsed();
        self.tally.processor += self.server.processor_time()?.saturating_sub(used);
        Ok(())
    }
}

/// Drives all sides for that long each, in turns, after a warm-up.
pub async fn in_turns(sides: &mut [Side<'_>], time_a_side: Duration) -> Outcome<()> {
    for side in &mut *sides {
        side.slice(WARM_UP).await?;
        side.tally = Tally::default();
    }
    let mut left = time_a_side;
    while !left.is_zero() {
        let length = left.min(SLICE);
        for side in &mut *sides {
            side.slice(length).await?;
        }
        left = left.saturating_sub(length);
    }
    Ok(())
}

async fn drive(
    mut connection: Connection,
    requests: Rc<RefCell<Requests>>,
    expected: &'static str,
    started: Stopwatch,
    length: Duration,
) -> Outcome<(Connection, Vec<u32>)> {
    let mut nanos = Vec::with_capacity(1 << 12);
    let mut request = Vec::with_capacity(2_048);
    let mut sent_at = started.elapsed();
    while sent_at < length {
        request.clear();
        if !(*requests.borrow_mut())(&mut request) {
            break;
        }
        let answer = connection.call(&request).await?;
        if !(200..300).contains(&answer.status) || !answer.body.starts_with(expected.as_bytes()) {
            let found = String::from_utf8_lossy(answer.body);
            let status = answer.status;
            return Err(format!("expected `{expected}…`, found {status} `{found}`").into());
        }
        let answered_at = started.elapsed();
        let took = answered_at.saturating_sub(sent_at).as_nanos();
        nanos.push(u32::try_from(took).unwrap_or(u32::MAX));
        sent_at = answered_at;
    }
    Ok((connection, nanos))
}

impl Tally {
    /// Requests a second.
    pub fn rate(&self) -> u64 {
        a_second(self.nanos.len() as u64, self.spent)
    }

    /// The server's processor time a request: what the ratio would be about on a machine that does
    /// nothing else.
    pub fn processor_a_request(&self) -> Duration {
        let requests = u32::try_from(self.nanos.len()).unwrap_or(u32::MAX);
        self.processor / requests.max(1)
    }

    /// The latency that so many of a hundred requests stay below.
    pub fn percentile(&self, of_hundred: usize) -> Duration {
        let mut nanos = self.nanos.clone();
        let place = nanos.len() * of_hundred / 100;
        if place >= nanos.len() {
            return Duration::ZERO;
        }
        let (_, found, _) = nanos.select_nth_unstable(place);
        Duration::from_nanos(u64::from(*found))
    }
}

/// How many a second that many in that time are.
pub fn a_second(count: u64, spent: Duration) -> u64 {
    let nanos = spent.as_nanos().max(1);
    u64::try_from(u128::from(count) * 1_000_000_000 / nanos).unwrap_or(u64::MAX)
}
