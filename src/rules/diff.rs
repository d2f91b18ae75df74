//! What changed between two editions, value by value.
//!
//! Invariant: it compares values, not sources. A value that a later text merely confirms is no
//! difference.

use super::book::Rulebook;
use super::parameter::Parameter;
use super::source::Sources;
use super::verifiers::VerifierRow;
use super::vocabulary::{FilingType, KindMix, Role};

/// A value that two editions have differently, each with where it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The parameter's key, or `filing_types.<type>` and the kinds where they matter.
    pub parameter: String,
    /// What it was; nothing where the earlier edition does not know it.
    pub from: Option<(String, Sources)>,
    /// What it is; nothing where the later edition does not know it.
    pub to: Option<(String, Sources)>,
}

/// The differences: parameters first, then lists, then the verifier table.
pub fn diff(from: &Rulebook, to: &Rulebook) -> Vec<Difference> {
    let parameters = Parameter::ALL.iter().map(|parameter| {
        let cell = |book: &Rulebook| {
            let terms = book.terms();
            let value = terms.raw_value(*parameter).to_string();
            Some((value, terms.source_of(*parameter).clone()))
        };
        Difference {
            parameter: parameter.key().to_owned(),
            from: cell(from),
            to: cell(to),
        }
    });
    let lists = [
        Difference {
            parameter: "service_kinds".to_owned(),
            from: Some(kinds(from)),
            to: Some(kinds(to)),
        },
        Difference {
            parameter: "undeliverable_prefixes".to_owned(),
            from: Some(prefixes(from)),
            to: Some(prefixes(to)),
        },
    ];
    let rows = FilingType::ALL
        .iter()
        .flat_map(|filing_type| rows(from, to, *filing_type));
    parameters
        .chain(lists)
        .chain(rows)
        .filter(Difference::is_one)
        .collect()
}

impl Difference {
    fn is_one(&self) -> bool {
        let value =
            |side: &Option<(String, Sources)>| side.as_ref().map(|(value, _)| value.clone());
        value(&self.from) != value(&self.to)
    }
}

/// The roles of a row, for people.
pub fn roles_text(roles: &[Role]) -> String {
    if roles.is_empty() {
        return "nobody".to_owned();
    }
    roles
        .iter()
        .map(|role| role.key())
        .collect::<Vec<_>>()
        .join(", ")
}

fn kinds(book: &Rulebook) -> (String, Sources) {
    let kinds = book.service_kinds();
    let keys: Vec<&str> = kinds.value.iter().map(|kind| kind.key()).collect();
    (keys.join(", "), kinds.source.clone())
}

fn prefixes(book: &Rulebook) -> (String, Sources) {
    let prefixes = book.undeliverable_prefixes();
    (prefixes.value.join(", "), prefixes.source.clone())
}

/// One line where kinds matter to neither edition, else one for each mix of kinds.
fn rows(from: &Rulebook, to: &Rulebook, filing_type: FilingType) -> Vec<Difference> {
    let cell =
        |book: &Rulebook, kinds: KindMix| book.row_if_known(filing_type, kinds).map(described);
    if !from.has_kinds(filing_type) && !to.has_kinds(filing_type) {
        let whole = |book: &Rulebook| book.any_row(filing_type).map(described);
        let parameter = format!("filing_types.{filing_type}");
        return vec![Difference {
            parameter,
            from: whole(from),
            to: whole(to),
        }];
    }
    let line = |kinds: &KindMix| Difference {
        parameter: format!("filing_types.{filing_type}.{kinds}"),
        from: cell(from, *kinds),
        to: cell(to, *kinds),
    };
    KindMix::ALL.iter().map(line).collect()
}

fn described(row: &VerifierRow) -> (String, Sources) {
    (roles_text(&row.roles), row.sources.clone())
}
