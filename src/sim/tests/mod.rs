//! Tests of a sandbox's own parts; its stories are told by the integration tests.

use crate::order::{Code, Phone};
use crate::rules::Timestamp;
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
