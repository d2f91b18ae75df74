//! Tests of a sandbox's own parts; its stories are told by the integration tests.

use crate::order::{Code, Phone};
use crate::rules::Timestamp;
use crate::rules::Verdict;
use crate::sim::{ATTEMPTS_KEPT, Entered, Origin, Sandbox, Settings, Side};
use crate::sim::{Clock, Index, Mode, NearMissKind};

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

#[test]
fn a_running_clock_is_wall_time_plus_an_offset_and_a_frozen_one_stands() {
    let running = Clock::showing(Mode::Running, at(5_000), at(1_000));
    assert_eq!(running.shows(at(1_000)), at(5_000));
    assert_eq!(running.shows(at(2_500)), at(6_500));
    assert_eq!(running.wall_at(at(6_500)), Some(at(2_500)));
    let frozen = Clock::showing(Mode::Frozen, at(5_000), at(1_000));
    assert_eq!(frozen.shows(at(9_000)), at(5_000));
    assert_eq!(frozen.wall_at(at(6_000)), None);
}

#[test]
fn every_kind_of_near_miss_has_its_own_name() {
    let names: std::collections::BTreeSet<_> =
        NearMissKind::ALL.iter().map(|kind| kind.key()).collect();
    assert_eq!(names.len(), NearMissKind::ALL.len());
}

#[test]
fn an_empty_index_finds_nobody() {
    let index = Index::default();
    let phone = Phone::parse("13800000001").unwrap();
    assert_eq!(index.by_code(phone, Code::from_number(0)), None);
    assert!(!index.knows_phone(phone));
    assert_eq!(index.next_entry(), None);
}

#[test]
fn every_count_of_coverage_is_in_the_place_of_what_it_counts() {
    for (place, kind) in NearMissKind::ALL.iter().enumerate() {
        assert_eq!(*kind as usize, place, "{}", kind.key());
    }
    for side in Side::ALL {
        let limits = crate::sim::Limit::ALL.iter();
        let of = limits.filter(|limit| limit.sides().any(|one| one == *side));
        assert_eq!(of.count(), 1, "{side}");
    }
}

#[test]
fn attempts_that_are_no_longer_kept_still_count_live_and_loaded() {
    let clock = || Clock::Frozen(at(5_000));
    let mut sandbox = Sandbox::new(Settings::default(), clock(), Origin::default());
    let made = ATTEMPTS_KEPT as u64 + 50;
    for _ in 0..made {
        sandbox.verify(
            at(5_000),
            Entered {
                phone: "13800000001",
                code: "000000",
                suffix: "010014",
            },
        );
    }
    let mut loaded = Sandbox::loading(Settings::default(), clock(), Origin::default());
    for record in sandbox.outbox() {
        loaded.replay(record).unwrap();
    }
    for sandbox in [sandbox, loaded.loaded()] {
        assert_eq!(sandbox.attempts().len(), ATTEMPTS_KEPT);
        let covered = sandbox.covered(at(5_000));
        assert_eq!(covered.verdict(Verdict::NotFound), made);
        assert_eq!(covered.near_miss(NearMissKind::UnknownPhone), made);
    }
}
