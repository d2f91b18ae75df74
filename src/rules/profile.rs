//! A vendor's reading of the regulation, laid over whichever edition binds.
//!
//! Invariant: a profile holds what the vendor's documentation says differently, nothing else, and
//! it can only change values; it makes no edition know what that edition does not know.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::error::{Problem, RulebookError};
use super::parameter::Parameter;
use super::source::Sources;
use super::terms::{Param, Terms};
use super::value::{OverrideError, RawValue};
use super::verifiers::{FilingRows, RowsFile, VerifierRow, read_rows};
use super::vocabulary::{FilingType, KindMix, ServiceKind};
use super::written::{Desk, Written};

/// How a profile's file names every edition at once.
const ALL_EDITIONS: &str = "all";

/// A profile, as `books/profile-<id>.toml` has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Profile {
    id: String,
    title: String,
    title_zh: String,
    readings: Vec<Reading>,
}

/// What a vendor reads differently in some editions, or in all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reading {
    /// The ids of the editions; none for all of them.
    pub editions: Vec<String>,
    /// The parameters that differ, as the file writes them.
    pub parameters: Vec<(Parameter, RawValue, Sources)>,
    /// The rows of the verifier table that differ.
    pub filing_types: BTreeMap<FilingType, FilingRows>,
}

impl Profile {
    /// The id by which orders and sandboxes name it.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The English title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The Chinese title.
    pub fn title_zh(&self) -> &str {
        &self.title_zh
    }

    /// Everything that the vendor reads differently; of two readings the later one counts.
    pub fn readings(&self) -> &[Reading] {
        &self.readings
    }

    /// The vendor's row, where it has one for that edition.
    pub fn row(
        &self,
        edition: &str,
        filing_type: FilingType,
        kinds: KindMix,
    ) -> Option<&VerifierRow> {
        self.readings_of(edition)
            .filter_map(|reading| reading.filing_types.get(&filing_type)?.row(kinds))
            .last()
    }

    /// Lays the profile over an edition's terms.
    pub(super) fn over(&self, mut terms: Terms) -> Result<Terms, OverrideError> {
        let edition = terms.edition.clone();
        for reading in self.readings_of(&edition) {
            for (parameter, value, source) in &reading.parameters {
                terms.put(*parameter, value, source)?;
            }
        }
        terms.profile = Some(self.id.clone());
        Ok(terms)
    }

    fn readings_of<'a, 'e>(
        &'a self,
        edition: &'e str,
    ) -> impl Iterator<Item = &'a Reading> + use<'a, 'e> {
        self.readings
            .iter()
            .filter(move |reading| reading.is_of(edition))
    }
}

impl Reading {
    /// Whether it is a reading of that edition.
    pub fn is_of(&self, edition: &str) -> bool {
        self.editions.is_empty() || self.editions.iter().any(|id| id == edition)
    }
}

/// A profile's file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileFile {
    id: String,
    title: String,
    title_zh: String,
    readings: Vec<ReadingFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadingFile {
    editions: Vec<String>,
    #[serde(default)]
    parameters: BTreeMap<String, Written<RawValue>>,
    #[serde(default)]
    filing_types: BTreeMap<FilingType, RowsFile>,
}

/// Checks a profile's file.
pub fn read_profile(desk: Desk<'_>, file: ProfileFile) -> Result<Profile, RulebookError> {
    let ProfileFile {
        id,
        title,
        title_zh,
        readings,
    } = file;
    let readings: Result<Vec<_>, _> = readings
        .into_iter()
        .map(|reading| read_reading(desk, reading))
        .collect();
    Ok(Profile {
        id,
        title,
        title_zh,
        readings: readings?,
    })
}

fn read_reading(desk: Desk<'_>, file: ReadingFile) -> Result<Reading, RulebookError> {
    let mut parameters = Vec::new();
    for (key, written) in file.parameters {
        let parameter = Parameter::from_key(&key).filter(|parameter| parameter.overridable());
        let parameter = parameter.ok_or_else(|| {
            let advice = "no parameter that a profile may set has that name";
            desk.error(&key, Problem::Unknown(advice.to_owned()))
        })?;
        let Param { value, source } = desk.param(&key, Some(written))?;
        parameters.push((parameter, value, source));
    }
    let mut filing_types = BTreeMap::new();
    for (filing_type, rows) in file.filing_types {
        filing_types.insert(
            filing_type,
            read_rows(desk, filing_type, rows, ServiceKind::ALL)?,
        );
    }
    let editions = read_editions(desk, file.editions)?;
    Ok(Reading {
        editions,
        parameters,
        filing_types,
    })
}

fn read_editions(desk: Desk<'_>, editions: Vec<String>) -> Result<Vec<String>, RulebookError> {
    if editions == [ALL_EDITIONS] {
        return Ok(Vec::new());
    }
    if editions.is_empty() {
        return Err(desk.error("editions", Problem::Missing));
    }
    match editions
        .iter()
        .find(|id| !desk.known.editions.contains(*id))
    {
        Some(id) => {
            let advice = format!("`{id}` is no edition, name editions or only `{ALL_EDITIONS}`");
            Err(desk.error("editions", Problem::Unknown(advice)))
        }
        None => Ok(editions),
    }
}
