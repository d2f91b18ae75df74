//! Every call beside the bare server, at each number of connections, each on a new database.

use std::rc::Rc;
use std::time::Duration;

use crate::Outcome;
use crate::load::{Requests, Side, in_turns};
use crate::memory;
use crate::options::Options;
use crate::orders::{self, ALL_VERIFIED, AN_ORDER, ECHO, NOT_FOUND, RESENT};
use crate::prepare::{self, Codes};
use crate::process::Server;
use crate::report::{Report, Share, say};

/// Orders that a second of the fastest call can use up, by connections.
const ORDERS_A_SECOND: u64 = 40_000;

/// Resends that the edition allows a person.
const RESENDS: u64 = 2;

/// A call with a target: its name, the connections, the share of the bare server to reach.
const TARGETS: [(&str, usize, Share); 5] = [
    (WRONG, 16, Share(400)),
    (RIGHT, 16, Share(400)),
    (WRONG, 64, Share(450)),
    (RIGHT, 64, Share(450)),
    (LOOK_UP, 16, Share(700)),
];

const WRONG: &str = "verify, wrong code";
const RIGHT: &str = "verify, right code";
const RESEND: &str = "resend";
const SUBMIT: &str = "submit";
const LOOK_UP: &str = "order look-up";

/// Measures.
pub async fn measure(options: &Options, report: &mut Report) -> Outcome<()> {
    let bare = Server::bare_axum()?;
    for connections in &options.connections {
        at(options, report, &bare, *connections).await?;
    }
    Ok(())
}

async fn at(
    options: &Options,
    report: &mut Report,
    bare: &Server,
    connections: usize,
) -> Outcome<()> {
    let directory = options.scratch()?;
    let server = Server::beian_sim(options.binary(), directory.path())?;
    let stored = stored_for(options.time_a_side(), connections);
    say(&format!("preparing {stored} orders"));
    prepare::freeze(&server, "").await?;
    prepare::submit(&server, "", 0..stored).await?;
    prepare::advance(&server, "", "5m").await?;
    let codes = prepare::codes(&server, stored).await?;
    let calls: [(&str, Requests, &'static str); 5] = [
        (LOOK_UP, look_ups(stored), AN_ORDER),
        (WRONG, wrong_codes(stored, &codes), NOT_FOUND),
        (RESEND, resends(stored), RESENT),
        (RIGHT, right_codes(stored, &codes), ALL_VERIFIED),
        (SUBMIT, submissions(stored), AN_ORDER),
    ];
    for (name, requests, expected) in calls {
        if !options.wants_call(name) {
            continue;
        }
        let mut sides = [
            Side::new(bare, connections, echoes(), ECHO).await?,
            Side::new(&server, connections, requests, expected).await?,
        ];
        in_turns(&mut sides, options.time_a_side()).await?;
        let [beside, ours] = &sides;
        let share = report.row(name, connections, &beside.tally, &ours.tally);
        let aim = TARGETS
            .iter()
            .find(|aim| (aim.0, aim.1) == (name, connections));
        if let Some((_, _, least)) = aim {
            report.figure(
                &format!("{name}, {connections} connections, of bare axum"),
                &format!("at least {least}"),
                &share.to_string(),
                share >= *least,
            );
        }
    }
    memory::after_load(&server, connections, stored, report).await
}

/// Enough orders that no call runs out of them within its time and the warm-up.
fn stored_for(time_a_side: Duration, connections: usize) -> u32 {
    let a_second = if connections == 1 {
        ORDERS_A_SECOND / 3
    } else {
        ORDERS_A_SECOND
    };
    u32::try_from(a_second * (time_a_side.as_secs() + 1)).unwrap_or(u32::MAX)
}

/// What the bare server is asked.
pub fn echoes() -> Requests {
    Box::new(|into| {
        orders::echo(into);
        true
    })
}

/// Look-ups of one order after the other, scattered.
pub fn look_ups(stored: u32) -> Requests {
    let mut next = orders::round_and_round(stored);
    Box::new(move |into| {
        orders::look_up(into, next());
        true
    })
}

/// Codes that are one off, scattered over all orders, over and over.
pub fn wrong_codes(stored: u32, codes: &Codes) -> Requests {
    let (mut next, codes) = (orders::round_and_round(stored), Rc::clone(codes));
    Box::new(move |into| {
        let order = next();
        orders::verify(into, order, codes.borrow()[order as usize] + 1);
        true
    })
}

/// Submissions of new orders.
pub fn submissions(stored: u32) -> Requests {
    let mut order = stored;
    Box::new(move |into| {
        orders::submit(into, "", order);
        order += 1;
        true
    })
}

/// Each order's right code, once.
fn right_codes(stored: u32, codes: &Codes) -> Requests {
    let (mut next, codes) = (orders::round_and_round(stored), Rc::clone(codes));
    let mut left = stored;
    Box::new(move |into| {
        if left == 0 {
            return false;
        }
        left -= 1;
        let order = next();
        orders::verify(into, order, codes.borrow()[order as usize]);
        true
    })
}

/// As many resends of each order as the edition allows.
fn resends(stored: u32) -> Requests {
    let mut next = orders::round_and_round(stored);
    let mut left = u64::from(stored) * RESENDS;
    Box::new(move |into| {
        if left == 0 {
            return false;
        }
        left -= 1;
        orders::resend(into, next());
        true
    })
}
