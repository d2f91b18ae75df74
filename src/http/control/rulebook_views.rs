//! An edition on the wire: what each of its values is, where it is written, and what changed between
//! two.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::super::reply::{Source, Time};
use super::super::scalars::{self, wire};
use super::super::vocabulary;
use crate::rules::{
    Difference, FilingRows, FilingType, KindMix, Param, Role, Rulebook, Sources, VerifierRow, diff,
};

/// An edition's heading.
#[derive(Serialize, ToSchema)]
#[schema(as = RulebookHeading)]
pub struct Heading {
    /// Its id.
    #[schema(examples("app-2023"))]
    id: &'static str,
    /// Its title in English.
    #[schema(examples("Apps are filed too"))]
    title: &'static str,
    /// Its title in Chinese.
    #[schema(examples("App备案"))]
    title_zh: &'static str,
    /// Since when it is in force.
    in_force_from: Sourced<Time>,
}

/// A value, and where it is written.
#[derive(Serialize, ToSchema)]
pub struct Sourced<T> {
    /// The value.
    value: T,
    /// Where it is written.
    source: Source,
    /// What is written there.
    #[schema(examples("短信核验时限为24小时"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<&'static str>,
    /// What there is to say of it.
    #[schema(examples("the first dated source; the real change lies earlier"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'static str>,
}

/// An edition in full.
#[derive(Serialize, ToSchema)]
#[schema(as = Rulebook)]
pub struct RulebookView {
    /// Its heading.
    #[serde(flatten)]
    heading: Heading,
    /// Its parameters by name.
    #[schema(value_type = BTreeMap<String, Sourced<scalars::ParameterValue>>)]
    parameters: BTreeMap<&'static str, Sourced<Value>>,
    /// The kinds of service that it knows.
    #[schema(value_type = Sourced<scalars::Listed>)]
    service_kinds: Sourced<Vec<&'static str>>,
    /// Who verifies, by filing type and by the kinds of its services; `any` where they do not
    /// matter.
    #[schema(value_type = BTreeMap<String, BTreeMap<String, RowView>>)]
    verifiers: BTreeMap<&'static str, BTreeMap<&'static str, RowView>>,
    /// First digits of phones that the ministry's SMS do not reach.
    #[schema(value_type = Sourced<scalars::Listed>)]
    undeliverable_prefixes: Sourced<Vec<String>>,
}

/// Who verifies.
#[derive(Serialize, ToSchema)]
#[schema(as = VerifierRow)]
pub struct RowView {
    /// The roles whose people verify; empty for nobody.
    #[schema(value_type = Vec<vocabulary::Role>)]
    verifies: Vec<Role>,
    /// Where that is written.
    source: Source,
}

/// What changed between two editions.
#[derive(Serialize, ToSchema)]
#[schema(as = RulebookDiff)]
pub struct DiffView {
    /// The one edition.
    #[schema(examples("pilot-2018"))]
    from: &'static str,
    /// The other.
    #[schema(examples("app-2023"))]
    to: &'static str,
    /// Where they differ.
    differences: Vec<DifferenceView>,
}

/// Where two editions differ.
#[derive(Serialize, ToSchema)]
#[schema(as = Difference)]
pub struct DifferenceView {
    /// A parameter, or a row of a table.
    #[schema(examples("failure_fields"))]
    parameter: String,
    /// What the one says; null for nothing.
    #[schema(value_type = Option<Sourced<scalars::Written>>, required)]
    from: Option<Sourced<String>>,
    /// What the other says; null for nothing.
    #[schema(value_type = Option<Sourced<scalars::Written>>, required)]
    to: Option<Sourced<String>>,
}

impl DiffView {
    /// What changed from the one to the other.
    pub fn of(from: &'static Rulebook, to: &'static Rulebook) -> Self {
        let differences = diff(from, to).into_iter().map(DifferenceView::of);
        Self {
            from: from.id(),
            to: to.id(),
            differences: differences.collect(),
        }
    }
}

impl<T> Sourced<T> {
    /// A value that is written there.
    pub fn new(value: T, source: &Sources) -> Self {
        Self {
            value,
            source: Source(source.clone()),
            quote: None,
            note: None,
        }
    }

    fn of<U>(param: &Param<U>, value: T) -> Self {
        Self::new(value, &param.source)
    }

    fn remarked(mut self, book: &'static Rulebook, key: &str) -> Self {
        let remark = book.remark(key);
        self.quote = remark.and_then(|remark| remark.quote.as_deref());
        self.note = remark.and_then(|remark| remark.note.as_deref());
        self
    }
}

impl Heading {
    /// That edition's.
    pub fn of(book: &'static Rulebook) -> Self {
        let from = book.in_force_from();
        Self {
            id: book.id(),
            title: book.title(),
            title_zh: book.title_zh(),
            in_force_from: Sourced::of(from, Time(from.value)).remarked(book, "in_force_from"),
        }
    }
}

impl RulebookView {
    /// That edition.
    pub fn of(book: &'static Rulebook) -> Self {
        let parameters = book
            .terms()
            .parameters()
            .into_iter()
            .map(|(name, value, source)| {
                let sourced = Sourced::new(wire(value), &source);
                (name.key(), sourced.remarked(book, name.key()))
            });
        let kinds = book.service_kinds();
        let prefixes = book.undeliverable_prefixes();
        let rows = FilingType::ALL
            .iter()
            .filter_map(|filing_type| Some((filing_type.key(), rows(book.rows(*filing_type)?))));
        Self {
            heading: Heading::of(book),
            parameters: parameters.collect(),
            service_kinds: Sourced::of(kinds, kinds.value.iter().map(|kind| kind.key()).collect()),
            verifiers: rows.collect(),
            undeliverable_prefixes: Sourced::of(prefixes, prefixes.value.clone()),
        }
    }
}

/// A row of the verifier table by the kinds of services; `any` where they do not matter.
pub fn rows(rows: &FilingRows) -> BTreeMap<&'static str, RowView> {
    match rows {
        FilingRows::AllKinds(row) => BTreeMap::from([("any", RowView::of(row))]),
        FilingRows::ByKinds(by_kinds) => by_kinds
            .iter()
            .map(|(kinds, row)| (KindMix::key(*kinds), RowView::of(row)))
            .collect(),
    }
}

impl RowView {
    fn of(row: &VerifierRow) -> Self {
        Self {
            verifies: row.roles.clone(),
            source: Source(row.sources.clone()),
        }
    }
}

impl DifferenceView {
    fn of(difference: Difference) -> Self {
        let side = |side: Option<(String, Sources)>| {
            side.map(|(value, source)| Sourced::new(value, &source))
        };
        Self {
            parameter: difference.parameter,
            from: side(difference.from),
            to: side(difference.to),
        }
    }
}
