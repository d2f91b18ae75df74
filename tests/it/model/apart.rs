//! What chance decides depends neither on how often it is asked nor on who else asks: scripts
//! told twice, an order amid a crowd, and a phone with very many codes.

use std::collections::BTreeSet;

use beian_sim::order::{Fact, Phone, Submission};
use beian_sim::rules::{FilingType, ServiceKind, Timestamp};
use beian_sim::sim::{Change, Clock, Entered, Origin, Record, Sandbox};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::book::{MINUTE, ms};
use super::cast::{Filing, PHONES, Someone};
use super::command::{Knobs, Rules};
use super::world::World;
use super::{draw, on_scripts, try_on};

/// How many scripts are told twice, and in how many crowds the one order stands.
const TWICE: u32 = 48;
const CROWDS: u32 = 48;

/// So many orders of one phone that a few of their codes clash, with this seed at least.
const MANY: u32 = 3_000;

const ORDERS_MAX: u32 = 10_000;
const START: &str = "2024-03-01T09:00:00+08:00";

#[test]
fn a_script_told_twice_side_by_side_gives_the_same_journal_byte_for_byte() {
    on_scripts(TWICE, |script| {
        let (mut once, mut again) = (World::new(script), World::new(script));
        for command in &script.commands {
            once.take(command)?;
            again.take(command)?;
        }
        prop_assert!(once.records == again.records, "the records differ");
        prop_assert_eq!(bytes(&once.records), bytes(&again.records));
        Ok(())
    });
}

#[test]
fn a_sandbox_that_was_reset_is_as_if_it_were_new() {
    on_scripts(TWICE, |script| {
        let mut before = World::new(script);
        let (stale, _) = script.commands.split_at(script.commands.len() / 2);
        for command in stale {
            before.take(command)?;
        }
        let mut after = World {
            sandbox: before.sandbox.reset(before.moment()),
            ..World::new(script)
        };
        let mut fresh = World::new(script);
        for command in &script.commands {
            after.take(command)?;
            fresh.take(command)?;
        }
        prop_assert!(after.records == fresh.records, "the reset left something");
        Ok(())
    });
}

#[test]
fn an_order_has_the_same_codes_and_lag_amid_a_crowd_of_others() {
    let crowds = (0..4_u64, vec(draw::filing(), 1..16));
    try_on(CROWDS, &crowds, |(seed, crowd)| {
        prop_assert_eq!(lone_story(*seed, crowd), lone_story(*seed, &[]));
        Ok(())
    });
}

#[test]
fn a_code_that_is_live_at_the_phone_is_drawn_again_and_no_other_is_touched() {
    let (mut one_by_one, mut together) = (sandbox(0), sandbox(0));
    let now = Timestamp::from_millis(ms(START));
    let filing = Filing {
        filing_type: FilingType::ChangeEntity,
        place: 0,
        entity: Someone::plain(0, 0),
        services: Vec::new(),
    };
    let mut redrawn = 0;
    let mut live = BTreeSet::new();
    for number in 0..MANY {
        let name = format!("M-{number}");
        for sandbox in [&mut one_by_one, &mut together] {
            sandbox
                .submit(now, Some(&name), filing.submission(), ORDERS_MAX)
                .unwrap();
            assert!(sandbox.settle(now, usize::MAX));
        }
        let [drawn, code] =
            [&one_by_one, &together].map(|sandbox| sandbox.message(number).unwrap().message.code);
        assert_eq!(code == drawn, !live.contains(&drawn), "order {number}");
        redrawn += u32::from(code != drawn);
        assert!(
            live.insert(code),
            "order {number} has the live code of another"
        );
        one_by_one.withdraw(now, &name).unwrap();
    }
    assert!(redrawn > 0, "no codes clashed, so nothing was tried");
}

/// The story of one order with people of its own, told amid a crowd: its codes, and its lag.
fn lone_story(seed: u64, crowd: &[Filing]) -> (Vec<(Phone, String)>, i64) {
    let mut sandbox = sandbox(seed);
    let mut now = Timestamp::from_millis(ms(START));
    let (before, after) = crowd.split_at(crowd.len() / 2);
    let arrive = |sandbox: &mut Sandbox, now, filings: &[Filing]| {
        for filing in filings {
            // Some are refused, as in any crowd.
            let _ = sandbox.submit(now, None, filing.submission(), ORDERS_MAX);
        }
    };
    arrive(&mut sandbox, now, before);
    sandbox
        .submit(now, Some("LONE"), lone_submission(), ORDERS_MAX)
        .unwrap();
    arrive(&mut sandbox, now, after);
    for minutes in [0, 5, 10] {
        now = Timestamp::from_millis(now.millis() + minutes * MINUTE);
        assert!(sandbox.settle(now, usize::MAX));
        bustle(&mut sandbox, now);
        let again = entries(&sandbox, true).pop();
        if let Some((phone, _, suffix)) = again.filter(|_| minutes < 10) {
            sandbox.resend(now, entered(&phone, "", &suffix));
        }
    }
    assert!(sandbox.settle(now, usize::MAX));
    for (phone, code, suffix) in entries(&sandbox, true) {
        sandbox.verify(now, entered(&phone, &code, &suffix));
    }
    let order = sandbox.order("LONE").unwrap();
    let lag = order
        .timeline()
        .iter()
        .find_map(|happening| match happening.fact {
            Fact::OrderUnderReview { sync_at } => {
                Some(sync_at.unwrap().since(happening.at).millis())
            }
            _ => None,
        });
    let sms = order
        .messages()
        .map(|number| sandbox.message(number).unwrap());
    let codes = sms.map(|sms| (sms.verifier.phone, sms.message.code.to_string()));
    (codes.collect(), lag.unwrap())
}

/// Everybody but the lone order's people enters something, right and wrong, and asks again.
fn bustle(sandbox: &mut Sandbox, now: Timestamp) {
    for (place, (phone, code, suffix)) in entries(sandbox, false).into_iter().enumerate() {
        let suffix = if place % 3 == 0 { "000000" } else { &suffix };
        sandbox.resend(now, entered(&phone, "", suffix));
        sandbox.verify(now, entered(&phone, &code, suffix));
        assert!(sandbox.settle(now, usize::MAX));
    }
}

/// Phone, code and suffix of every SMS of the lone order, or of every other.
fn entries(sandbox: &Sandbox, lone: bool) -> Vec<(String, String, String)> {
    let sms = (0..sandbox.messages_len()).map(|number| sandbox.message(number).unwrap());
    let wanted = sms.filter(|sms| (sms.order.order_no() == "LONE") == lone);
    let entries = wanted.map(|sms| {
        let suffix = sms.verifier.suffixes[0].as_str().to_owned();
        (
            sms.verifier.phone.to_string(),
            sms.message.code.to_string(),
            suffix,
        )
    });
    entries.collect()
}

/// A sandbox that texts at once the first time and renews the code with each resend.
fn sandbox(seed: u64) -> Sandbox {
    let rules = Rules {
        knobs: Knobs {
            first_delay: Some(0),
            new_code: Some(true),
            ..Knobs::default()
        },
        ..Rules::default()
    };
    let clock = Clock::Frozen(Timestamp::from_millis(ms(START)));
    Sandbox::new(rules.settings(seed), clock, Origin::default())
}

/// An order whose two phones are nobody else's.
fn lone_submission() -> Submission {
    let filing = Filing {
        filing_type: FilingType::FirstFiling,
        place: 0,
        entity: Someone::plain(0, 0),
        services: vec![(ServiceKind::Website, Someone::plain(1, 1))],
    };
    let mut submission = filing.submission();
    let own = |phone: &str| Phone::parse(&phone.replacen("1300", "1500", 1)).unwrap();
    submission.entity.principal.phone = own(PHONES[3]);
    submission.services[0].principal.phone = own(&PHONES[3].replace('4', "5"));
    submission
}

const fn entered<'a>(phone: &'a str, code: &'a str, suffix: &'a str) -> Entered<'a> {
    Entered {
        phone,
        code,
        suffix,
    }
}

/// The journal with everything in it; `Debug` would hide codes and phones.
fn bytes(records: &[Record]) -> String {
    let line = |record: &Record| -> Value {
        let change = match &record.change {
            Change::Bound(basis) => json!(basis),
            Change::Opened {
                order,
                order_no,
                basis,
                round,
            } => json!([order, order_no, basis, round.submission, round.setup]),
            Change::Happened { order, fact } => json!([order, fact]),
            Change::Attempted(attempt) => json!(attempt),
            Change::CallFaulted(faulted) => json!(faulted),
            Change::Posted(posting) => json!(posting),
        };
        json!([record.seq, record.at, record.rule, change])
    };
    let lines: Vec<String> = records
        .iter()
        .map(|record| line(record).to_string())
        .collect();
    lines.join("\n")
}
