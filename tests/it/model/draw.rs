//! How the commands are drawn: most of what is drawn is meant to get somewhere.

use beian_sim::rules::{Carrier, FilingType, ServiceKind};
use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::Union;

use super::book::{DAY, EDITIONS, HOUR, MINUTE, PROFILES, SECOND};
use super::cast::{Filing, NO_CODES, PAPERS, PHONES, PLACES, Someone, WRONG_SUFFIXES};
use super::command::{
    CodeEntry, Command, Correction, Entry, Knobs, Leap, PhoneEntry, Rules, Script, SuffixEntry,
};

/// How many commands a script has at the most.
const COMMANDS_MAX: usize = 60;

/// Under how many names orders are submitted.
const NAMES: usize = 9;

/// Where scripts start: most in the newest edition, some shortly before something changes.
const STARTS: [(u32, &str); 10] = [
    (1, "2017-12-18T06:00:00+08:00"),
    (8, "2024-03-01T09:00:00+08:00"),
    (4, "2024-12-31T11:52:30.500+08:00"),
    (2, "2017-12-15T17:59:00+08:00"),
    (1, "2017-12-18T08:50:00+08:00"),
    (1, "2018-09-09T23:50:00+08:00"),
    (1, "2018-09-23T18:00:00+08:00"),
    (3, "2018-11-06T23:40:00+08:00"),
    (3, "2020-08-16T20:00:00+08:00"),
    (3, "2023-08-31T12:00:00+08:00"),
];

/// A whole script.
pub fn script() -> impl Strategy<Value = Script> {
    let starts = STARTS.map(|(weight, start)| (weight, Just(start)));
    let start = Union::new_weighted(starts.to_vec());
    let alone = prop::bool::weighted(0.25);
    let parts = (0..4_u64, start, rules(), commands(), alone);
    parts.prop_map(|(seed, start, mut rules, mut commands, alone)| {
        if alone {
            // With several orders at one phone it matters whom an entry counts against.
            commands.iter_mut().for_each(of_one_person);
            rules.knobs.any_field = rules.knobs.any_field.or(Some(false));
            rules.knobs.in_a_row = rules.knobs.in_a_row.or(Some(true));
        }
        Script {
            seed,
            start,
            rules,
            commands,
        }
    })
}

/// Lets one person stand for everybody, so that many orders wait at one phone.
fn of_one_person(command: &mut Command) {
    if let Command::Submit { filing, .. }
    | Command::Resubmit {
        correction: Correction::Content(filing),
        ..
    } = command
    {
        filing.entity = Someone::plain(0, 0);
        for (_, principal) in &mut filing.services {
            *principal = Someone::plain(0, 0);
        }
    }
}

fn commands() -> impl Strategy<Value = Vec<Command>> {
    vec(command(), 20..=COMMANDS_MAX)
}

fn command() -> impl Strategy<Value = Command> {
    let index = any::<Index>;
    let times = || prop_oneof![4 => Just(1), 1 => 2..=6_usize];
    prop_oneof![
        12 => (weighted(0.5, 0..NAMES), filing())
            .prop_map(|(name, filing)| Command::Submit { name, filing }),
        1 => index().prop_map(Command::SubmitAgain),
        5 => (index(), correction())
            .prop_map(|(order, correction)| Command::Resubmit { order, correction }),
        1 => index().prop_map(Command::Withdraw),
        2 => (index(), any::<bool>())
            .prop_map(|(order, approve)| Command::Review { order, approve }),
        20 => (entry(), times(), prop::bool::weighted(0.15)).prop_map(
            |(entry, times, then_right)| Command::Verify { entry, times, then_right }
        ),
        6 => (entry(), 1..=4_usize).prop_map(|(entry, times)| Command::Resend { entry, times }),
        12 => leap().prop_map(Command::Advance),
        2 => rules().prop_map(Command::SetRules),
    ]
}

fn leap() -> impl Strategy<Value = Leap> {
    let off = || select(&[0, 0, 0, -1, 1, -SECOND, SECOND][..]);
    prop_oneof![
        6 => select(&[0, 1, 999, SECOND, 7 * MINUTE, HOUR][..]).prop_map(Leap::By),
        1 => select(&[12 * HOUR, DAY, 3 * DAY, 40 * DAY][..]).prop_map(Leap::By),
        8 => off().prop_map(|off| Leap::Boundary { off }),
        1 => (any::<Index>(), off()).prop_map(|(which, off)| Leap::LaterBoundary { which, off }),
        1 => off().prop_map(|off| Leap::NextRegulation { off }),
    ]
}

fn entry() -> impl Strategy<Value = Entry> {
    let phone = prop_oneof![
        36 => Just(PhoneEntry::Right),
        2 => (0..PHONES.len()).prop_map(PhoneEntry::Of),
        1 => Just(PhoneEntry::Stranger),
        1 => Just(PhoneEntry::NoPhone),
    ];
    let code = prop_oneof![
        10 => Just(CodeEntry::Right),
        5 => Just(CodeEntry::Wrong),
        1 => any::<Index>().prop_map(CodeEntry::Other),
        1 => (0..NO_CODES.len()).prop_map(CodeEntry::NoCode),
    ];
    let suffix = prop_oneof![
        10 => any::<Index>().prop_map(SuffixEntry::Right),
        2 => (0..PAPERS.len()).prop_map(SuffixEntry::Of),
        3 => (0..WRONG_SUFFIXES.len()).prop_map(SuffixEntry::Wrong),
    ];
    let parts = (
        any::<Index>(),
        prop::bool::weighted(0.1),
        phone,
        code,
        suffix,
    );
    parts.prop_map(|(sms, stale, phone, code, suffix)| Entry {
        sms,
        stale,
        phone,
        code,
        suffix,
    })
}

fn correction() -> impl Strategy<Value = Correction> {
    prop_oneof![
        3 => Just(Correction::Nothing),
        1 => (0..PLACES.len()).prop_map(Correction::Place),
        2 => filing().prop_map(Correction::Content),
    ]
}

pub fn filing() -> impl Strategy<Value = Filing> {
    let kind = prop_oneof![4 => Just(ServiceKind::Website), 1 => Just(ServiceKind::App)];
    let services = prop_oneof![
        1 => Just(0..=0_usize),
        6 => Just(1..=1),
        3 => Just(2..=3),
    ]
    .prop_flat_map(move |count| vec((kind.clone(), someone()), count));
    let filing_type = prop_oneof![
        3 => Just(FilingType::FirstFiling),
        2 => Just(FilingType::ChangeBoth),
        4 => select(FilingType::ALL),
    ];
    let parts = (filing_type, 0..PLACES.len(), someone(), services);
    parts.prop_map(|(filing_type, place, entity, services)| Filing {
        filing_type,
        place,
        entity,
        services,
    })
}

fn someone() -> impl Strategy<Value = Someone> {
    let paper = || prop_oneof![4 => Just(0), 3 => Just(1), 2 => Just(2), 1 => Just(3)];
    let phone = || prop_oneof![3 => Just(0), 2 => Just(1), 2 => 0..PHONES.len()];
    let parts = (
        phone(),
        paper(),
        weighted(0.1, select(Carrier::ALL)),
        weighted(0.2, phone()),
        weighted(0.25, (phone(), paper())),
    );
    parts.prop_map(
        |(phone, paper, carrier, emergency_phone, on_record)| Someone {
            phone,
            paper,
            carrier,
            emergency_phone,
            on_record,
        },
    )
}

/// What a sandbox is set to: often nothing, so that the books themselves are tried.
fn rules() -> impl Strategy<Value = Rules> {
    let edition = weighted(0.3, 0..EDITIONS.len());
    let profile = weighted(0.3, 0..PROFILES.len());
    let knobs = prop_oneof![1 => Just(Knobs::default()), 2 => knobs()];
    (edition, profile, knobs).prop_map(|(edition, profile, knobs)| Rules {
        edition,
        profile,
        knobs,
    })
}

fn knobs() -> impl Strategy<Value = Knobs> {
    let some = |millis: &'static [i64]| weighted(0.2, select(millis));
    let flag = || weighted(0.4, any::<bool>());
    let times = (
        some(&[1, 30 * SECOND, 10 * MINUTE, HOUR, 30 * HOUR]),
        weighted(0.4, select(&[0, 1, HOUR, 30 * HOUR][..])),
        some(&[0, 1, HOUR]),
        some(&[0, 1, 2 * HOUR]),
        weighted(
            0.4,
            select(&[(0, 0), (SECOND, 4 * SECOND), (HOUR, HOUR)][..]),
        ),
    );
    let counts = (of(1..=3_u32), weighted(0.3, 0..=3_u32));
    let flags = (
        weighted(0.5, prop::bool::weighted(0.3)),
        flag(),
        flag(),
        flag(),
        flag(),
        flag(),
    );
    let mismatch = weighted(0.3, select(&[2, 4][..]));
    (times, counts, flags, mismatch).prop_map(|(times, counts, flags, mismatch)| {
        let (window, return_delay, first_delay, resend_delay, lags) = times;
        let (failure_limit, resend_limit) = counts;
        let (any_field, in_a_row, trips_after, over_returns, new_code, noon) = flags;
        Knobs {
            window,
            failure_limit,
            any_field,
            in_a_row,
            trips_after,
            return_delay,
            resend_limit,
            over_returns,
            new_code,
            first_delay,
            resend_delay,
            noon,
            mismatch,
            lags,
        }
    })
}
