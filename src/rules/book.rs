//! One edition of the regulation: everything that was in force from a date on.
//!
//! Invariant: an edition is complete. It inherits nothing; what it takes from another edition it
//! writes out, with the source `carried:<edition>`.

use std::collections::BTreeMap;

use super::terms::{Param, Terms};
use super::time::Timestamp;
use super::verifiers::{FilingRows, VerifierRow};
use super::vocabulary::{FilingType, KindMix, ServiceKind};

/// An edition, as `books/<id>.toml` has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rulebook {
    pub(super) title: String,
    pub(super) title_zh: String,
    pub(super) in_force_from: Param<Timestamp>,
    pub(super) terms: Terms,
    pub(super) service_kinds: Param<Vec<ServiceKind>>,
    pub(super) undeliverable_prefixes: Param<Vec<String>>,
    pub(super) filing_types: BTreeMap<FilingType, FilingRows>,
    pub(super) remarks: BTreeMap<String, Remark>,
}

/// What a book adds to a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remark {
    /// Why the value is what it is.
    pub note: Option<String>,
    /// A source's own words.
    pub quote: Option<String>,
}

impl Rulebook {
    /// The id by which orders, sandboxes and other books name it.
    pub fn id(&self) -> &str {
        &self.terms.edition
    }

    /// The English title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The Chinese title.
    pub fn title_zh(&self) -> &str {
        &self.title_zh
    }

    /// The first moment at which it binds.
    pub fn in_force_from(&self) -> &Param<Timestamp> {
        &self.in_force_from
    }

    /// Its parameters, without any profile or override.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The kinds of service that it files.
    pub fn service_kinds(&self) -> &Param<Vec<ServiceKind>> {
        &self.service_kinds
    }

    /// First digits of phones that could not receive the ministry's SMS: a preset for faults,
    /// which no rule applies by itself.
    pub fn undeliverable_prefixes(&self) -> &Param<Vec<String>> {
        &self.undeliverable_prefixes
    }

    /// Who verifies a filing type; nothing where the edition does not know it.
    pub fn rows(&self, filing_type: FilingType) -> Option<&FilingRows> {
        self.filing_types.get(&filing_type)
    }

    /// Who verifies a filing type with those kinds; nothing where the edition does not know them.
    pub fn row_if_known(&self, filing_type: FilingType, kinds: KindMix) -> Option<&VerifierRow> {
        let known = kinds
            .kinds()
            .iter()
            .all(|kind| self.service_kinds.value.contains(kind));
        self.rows(filing_type).filter(|_| known)?.row(kinds)
    }

    /// Who verifies a filing type whatever the kinds; of several rows the first.
    pub fn any_row(&self, filing_type: FilingType) -> Option<&VerifierRow> {
        KindMix::ALL
            .iter()
            .find_map(|kinds| self.row_if_known(filing_type, *kinds))
    }

    /// Whether the kinds of an order's services matter for that filing type.
    pub fn has_kinds(&self, filing_type: FilingType) -> bool {
        matches!(self.rows(filing_type), Some(FilingRows::ByKinds(_)))
    }

    /// What the book adds to a value, by the value's key: a parameter's, `in_force_from`,
    /// `service_kinds` or `undeliverable_prefixes`.
    pub fn remark(&self, key: &str) -> Option<&Remark> {
        self.remarks.get(key)
    }
}
