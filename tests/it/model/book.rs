//! The regulation once more, as plain numbers: what the model believes of editions and profiles.
//!
//! Written from the sources and not from the books, so that a slip in either shows.

use beian_sim::rules::{FilingType, ServiceKind, Timestamp};

use super::cast::PLACES;
use super::command::{Knobs, Rules};

pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// The editions, by date: id, and in force from.
pub const EDITIONS: [(&str, &str); 4] = [
    ("pilot-2017", "2017-12-18T09:00:00+08:00"),
    ("pilot-2018", "2018-11-07T00:00:00+08:00"),
    ("nationwide-2020", "2020-08-17T00:00:00+08:00"),
    ("app-2023", "2023-09-01T00:00:00+08:00"),
];

/// The time without filings: its first moment, and the first after it.
pub const SUSPENSION: (&str, &str) = ("2017-12-15T18:00:00+08:00", "2017-12-18T06:00:00+08:00");

/// The vendors' readings.
pub const PROFILES: [&str; 4] = ["tencent", "huawei", "volcengine", "ucloud"];

/// The terms of a round; times in milliseconds.
#[expect(
    clippy::struct_excessive_bools,
    reason = "the rules have so many switches"
)]
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    pub edition: usize,
    pub window: i64,
    pub failure_limit: u32,
    pub any_field: bool,
    pub in_a_row: bool,
    pub trips_after: bool,
    pub return_delay: i64,
    pub resend_limit: u32,
    pub over_returns: bool,
    pub new_code: bool,
    pub first_delay: i64,
    pub resend_delay: i64,
    pub noon: bool,
    pub mismatch: u16,
    pub lag_min: i64,
    pub lag_max: i64,
}

/// The moments at which the regulation changes: editions, the suspension, enrolment.
pub fn changes() -> Vec<i64> {
    let editions = EDITIONS.iter().map(|(_, from)| *from);
    let enrolments = PLACES.iter().map(|place| place.enrolled_from);
    let suspension = [SUSPENSION.0, SUSPENSION.1];
    let mut changes: Vec<i64> = editions
        .chain(enrolments)
        .chain(suspension)
        .map(ms)
        .collect();
    changes.sort_unstable();
    changes
}

/// A moment's milliseconds.
pub fn ms(text: &str) -> i64 {
    Timestamp::parse(text).unwrap().millis()
}

/// The edition that binds at that moment.
pub fn edition_at(rules: &Rules, now: i64) -> usize {
    let begun = EDITIONS.iter().rposition(|(_, from)| ms(from) <= now);
    rules.edition.unwrap_or(begun.unwrap_or(0))
}

/// What binds a round: override, then profile, then edition.
pub fn terms(rules: &Rules, now: i64) -> Terms {
    let edition = edition_at(rules, now);
    let mut terms = Terms {
        edition,
        window: if edition == 0 { 2 * DAY } else { DAY },
        failure_limit: 5,
        any_field: edition >= 2,
        in_a_row: edition != 2,
        trips_after: false,
        return_delay: if edition == 3 { DAY } else { 0 },
        resend_limit: 2,
        over_returns: false,
        new_code: false,
        first_delay: 5 * MINUTE,
        resend_delay: 10 * MINUTE,
        noon: edition != 3,
        mismatch: 4,
        lag_min: 30 * MINUTE,
        lag_max: 120 * MINUTE,
    };
    match rules.profile.map(|profile| PROFILES[profile]) {
        Some(vendor @ ("tencent" | "huawei")) => {
            terms.any_field = true;
            terms.in_a_row = vendor == "huawei";
            terms.trips_after = true;
            terms.return_delay = 0;
        }
        Some("volcengine") => {
            terms.in_a_row = false;
            terms.noon = true;
        }
        Some("ucloud") => terms.over_returns = true,
        _ => {}
    }
    override_with(&mut terms, &rules.knobs);
    terms
}

fn override_with(terms: &mut Terms, knobs: &Knobs) {
    fn put<T: Copy>(slot: &mut T, value: Option<T>) {
        *slot = value.unwrap_or(*slot);
    }
    put(&mut terms.window, knobs.window);
    put(&mut terms.failure_limit, knobs.failure_limit);
    put(&mut terms.any_field, knobs.any_field);
    put(&mut terms.in_a_row, knobs.in_a_row);
    put(&mut terms.trips_after, knobs.trips_after);
    put(&mut terms.return_delay, knobs.return_delay);
    put(&mut terms.resend_limit, knobs.resend_limit);
    put(&mut terms.over_returns, knobs.over_returns);
    put(&mut terms.new_code, knobs.new_code);
    put(&mut terms.first_delay, knobs.first_delay);
    put(&mut terms.resend_delay, knobs.resend_delay);
    put(&mut terms.noon, knobs.noon);
    put(&mut terms.mismatch, knobs.mismatch);
    put(&mut terms.lag_min, knobs.lags.map(|lags| lags.0));
    put(&mut terms.lag_max, knobs.lags.map(|lags| lags.1));
}

/// Whether the entity's and the services' principals verify; nothing where the filing is not
/// acceptable under that edition.
pub fn roles(
    rules: &Rules,
    edition: usize,
    filing: FilingType,
    kinds: &[ServiceKind],
) -> Option<(bool, bool)> {
    let apps = kinds.contains(&ServiceKind::App);
    let sites = kinds.contains(&ServiceKind::Website);
    let may_lack_services = matches!(
        filing,
        FilingType::ChangeEntity
            | FilingType::ChangeRemarks
            | FilingType::CancelEntity
            | FilingType::CancelAccess
    );
    let refused = (apps && edition < 3)
        || (kinds.is_empty() && !may_lack_services)
        || (filing == FilingType::CancelApp && (sites || edition < 3))
        || (filing == FilingType::CancelSite && apps);
    if refused {
        return None;
    }
    let vendor = rules.profile.map(|profile| PROFILES[profile]);
    Some(match filing {
        FilingType::FirstFiling | FilingType::AddService if edition == 3 => (true, !apps),
        FilingType::FirstFiling | FilingType::ChangeBoth => (true, true),
        FilingType::AddService | FilingType::ChangeService | FilingType::CancelApp => (false, true),
        FilingType::Access => (edition == 3, true),
        FilingType::ChangeEntity => (true, false),
        FilingType::CancelEntity => (edition != 1, false),
        FilingType::CancelSite => match vendor {
            Some("volcengine") => (false, true),
            Some("ucloud") => (false, false),
            _ => (false, edition == 3),
        },
        FilingType::ChangeRemarks | FilingType::CancelAccess => (false, false),
    })
}

/// Noon in Shanghai on the day after that moment's.
pub fn next_noon(moment: i64) -> i64 {
    let shanghai = moment + 8 * HOUR;
    (shanghai / DAY + 1) * DAY + 12 * HOUR - 8 * HOUR
}
