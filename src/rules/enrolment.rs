//! When provinces began to verify by SMS, and when no filing was accepted at all.
//!
//! Invariant: both go by the moment alone, whatever edition a sandbox pins.

use super::catalog::Catalog;
use super::province::{Province, ProvinceInfo};
use super::rule::{RuleId, Ruled};
use super::source::Sources;
use super::time::Timestamp;

/// A time in which no filing is accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suspension {
    /// The first moment of it.
    pub from: Timestamp,
    /// The first moment after it.
    pub to: Timestamp,
    /// Where that is written.
    pub source: Sources,
}

impl Catalog {
    /// Every province, in the order of the books: by date of enrolment.
    pub fn provinces(&self) -> &[ProvinceInfo] {
        &self.common.provinces
    }

    /// What the books say of the province; nothing where this catalog does not list it.
    pub fn province(&self, province: Province) -> Option<&ProvinceInfo> {
        self.common
            .provinces
            .iter()
            .find(|info| info.province == province)
    }

    /// From when on the province verifies by SMS, and where that is written.
    ///
    /// A province that this catalog does not list never does.
    pub fn enrolment(&self, province: Province) -> (Timestamp, Sources) {
        match self.province(province) {
            Some(info) => (info.enrolled_from.value, info.enrolled_from.source.clone()),
            None => (Timestamp::MAX, Sources::decided()),
        }
    }

    /// Whether the province verifies by SMS at that moment (rule `enrolment.province`).
    pub fn is_enrolled(&self, province: Province, now: Timestamp) -> Ruled<bool> {
        let enrolled = self
            .province(province)
            .is_some_and(|info| info.enrolled_from.value <= now);
        Ruled {
            value: enrolled,
            rule: RuleId::EnrolmentProvince,
        }
    }

    /// Whether no filing is accepted at that moment (rule `filings.suspended`).
    pub fn filings_suspended(&self, now: Timestamp) -> bool {
        let Suspension {
            from,
            to,
            source: _,
        } = &self.common.suspension;
        (*from..*to).contains(&now)
    }

    /// The time in which no filing is accepted.
    pub fn suspension(&self) -> &Suspension {
        &self.common.suspension
    }
}
