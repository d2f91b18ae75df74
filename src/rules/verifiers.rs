//! The verifier table: which roles verify, by filing type and kinds of service.
//!
//! Invariant: a filing type or kind that the edition does not know has no row, and no profile can
//! give it one.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::book::Rulebook;
use super::catalog::Catalog;
use super::error::{Problem, RulebookError};
use super::profile::Profile;
use super::source::Sources;
use super::vocabulary::{FilingType, KindMix, Role, ServiceKind};
use super::written::Desk;

/// Who verifies, and where that is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifierRow {
    /// The roles that verify; none where the order goes straight to review.
    pub roles: Vec<Role>,
    /// Where that is written.
    pub sources: Sources,
}

/// What a book says of one filing type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FilingRows {
    /// The same whatever the services are.
    AllKinds(VerifierRow),
    /// By the kinds of the order's services.
    ByKinds(BTreeMap<KindMix, VerifierRow>),
}

/// Something that an edition does not know.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotInEdition {
    /// A filing type.
    #[error("the edition `{edition}` does not know the filing type `{filing_type}`")]
    FilingType {
        /// The edition's id.
        edition: String,
        /// The filing type.
        filing_type: FilingType,
    },
    /// A kind of service.
    #[error("the edition `{edition}` does not know services of the kind `{kind}`")]
    Kind {
        /// The edition's id.
        edition: String,
        /// The kind.
        kind: ServiceKind,
    },
}

impl FilingRows {
    /// The row for those kinds.
    pub fn row(&self, kinds: KindMix) -> Option<&VerifierRow> {
        match self {
            Self::AllKinds(row) => Some(row),
            Self::ByKinds(rows) => rows.get(&kinds),
        }
    }
}

impl Catalog {
    /// Who verifies an order (rules `verifiers.table` and `verifiers.nobody`).
    ///
    /// No service at all counts as a website.
    ///
    /// # Errors
    /// Where the edition does not know the filing type or one of the kinds.
    pub fn verifiers(
        &self,
        edition: &Rulebook,
        profile: Option<&Profile>,
        filing_type: FilingType,
        kinds: &[ServiceKind],
    ) -> Result<VerifierRow, NotInEdition> {
        let id = || edition.id().to_owned();
        let Some(rows) = edition.rows(filing_type) else {
            return Err(NotInEdition::FilingType {
                edition: id(),
                filing_type,
            });
        };
        if let Some(kind) = kinds.iter().find(|kind| !self.knows_kind(edition, **kind)) {
            return Err(NotInEdition::Kind {
                edition: id(),
                kind: *kind,
            });
        }
        let kinds = KindMix::of(kinds);
        let vendors = profile.and_then(|profile| profile.row(edition.id(), filing_type, kinds));
        let row = vendors.or_else(|| rows.row(kinds)).cloned();
        row.ok_or_else(|| NotInEdition::FilingType {
            edition: id(),
            filing_type,
        })
    }

    /// Whether the edition has a row for the filing type.
    pub fn knows_filing_type(&self, edition: &Rulebook, filing_type: FilingType) -> bool {
        edition.rows(filing_type).is_some()
    }

    /// Whether the edition files services of that kind.
    pub fn knows_kind(&self, edition: &Rulebook, kind: ServiceKind) -> bool {
        edition.service_kinds().value.contains(&kind)
    }

    /// Whether an order of that type may name no service.
    pub fn services_optional(&self, filing_type: FilingType) -> bool {
        self.common.services_optional.value.contains(&filing_type)
    }

    /// The one kind of service that an order of that type takes; nothing where it takes any.
    pub fn only_kind(&self, filing_type: FilingType) -> Option<ServiceKind> {
        self.common.only_kind.value.get(&filing_type).copied()
    }

    /// Whether the person as first filed verifies, where the order names one (rule
    /// `verifiers.on-record`).
    pub fn verifies_on_record(&self, filing_type: FilingType) -> bool {
        self.common.on_record.value.contains(&filing_type)
    }
}

/// A filing type's rows as a book writes them: one for all kinds, or one for each.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowsFile {
    verifies: Option<Vec<Role>>,
    source: Option<Sources>,
    website: Option<RowFile>,
    website_and_app: Option<RowFile>,
    app: Option<RowFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowFile {
    verifies: Option<Vec<Role>>,
    source: Option<Sources>,
}

/// Reads a filing type's rows; `known` are the kinds that the edition knows.
pub fn read_rows(
    desk: Desk<'_>,
    filing_type: FilingType,
    file: RowsFile,
    known: &[ServiceKind],
) -> Result<FilingRows, RulebookError> {
    let place = format!("filing_types.{filing_type}");
    let RowsFile {
        verifies,
        source,
        website,
        website_and_app,
        app,
    } = file;
    let by_kinds = [
        (KindMix::Website, website),
        (KindMix::WebsiteAndApp, website_and_app),
        (KindMix::App, app),
    ];
    let by_kinds: BTreeMap<KindMix, RowFile> = by_kinds
        .into_iter()
        .filter_map(|(kinds, row)| Some((kinds, row?)))
        .collect();
    if by_kinds.is_empty() {
        return Ok(FilingRows::AllKinds(read_row(
            desk,
            &place,
            RowFile { verifies, source },
        )?));
    }
    if verifies.is_some() || source.is_some() {
        let expected = "one row for all kinds or one for each, not both".to_owned();
        return Err(desk.error(&place, Problem::BadValue(expected)));
    }
    let mut rows = BTreeMap::new();
    for (kinds, row) in by_kinds {
        rows.insert(kinds, read_row(desk, &format!("{place}.{kinds}"), row)?);
    }
    for kinds in KindMix::ALL {
        let known = kinds.kinds().iter().all(|kind| known.contains(kind));
        if known != rows.contains_key(kinds) {
            let expected = "a row for each kind that `service_kinds` lists, and no other";
            return Err(desk.error(&place, Problem::BadValue(expected.to_owned())));
        }
    }
    Ok(FilingRows::ByKinds(rows))
}

fn read_row(desk: Desk<'_>, place: &str, row: RowFile) -> Result<VerifierRow, RulebookError> {
    let roles = row
        .verifies
        .ok_or_else(|| desk.error(place, Problem::NoValue))?;
    Ok(VerifierRow {
        roles,
        sources: desk.sources(place, row.source)?,
    })
}
