//! The books as plain text: all editions side by side, or one in full.
//!
//! Invariant: no value is shown without its source.

use std::fmt::Write;

use super::book::Rulebook;
use super::catalog::{Catalog, catalog};
use super::diff::roles_text;
use super::grid::Grid;
use super::parameter::Parameter;
use super::print_edition::in_full;
use super::profile::Profile;
use super::vocabulary::{FilingType, KindMix};

/// The length from which a list in a cell is broken into lines.
const CELL: usize = 26;

/// An edition that is asked for and does not exist.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no edition has the id `{id}`: expected one of {known}")]
pub struct UnknownEdition {
    /// What was asked for.
    pub id: String,
    /// The ids that exist.
    pub known: String,
}

/// The books as text: one edition in full, or all side by side.
///
/// # Errors
/// Where no edition has that id.
pub fn table(edition: Option<&str>) -> Result<String, UnknownEdition> {
    let catalog = catalog();
    let Some(id) = edition else {
        return Ok(overview(catalog));
    };
    let unknown = || UnknownEdition {
        id: id.to_owned(),
        known: ids(catalog),
    };
    Ok(in_full(catalog, catalog.edition(id).ok_or_else(unknown)?))
}

fn ids(catalog: &Catalog) -> String {
    catalog
        .editions()
        .iter()
        .map(Rulebook::id)
        .collect::<Vec<_>>()
        .join(", ")
}

fn overview(catalog: &Catalog) -> String {
    let editions = catalog.editions();
    let side_by_side = |name: &str, cell: &dyn Fn(&Rulebook) -> String| {
        let cells = editions.iter().map(|edition| broken(&cell(edition)));
        std::iter::once(name.to_owned())
            .chain(cells)
            .collect::<Vec<_>>()
    };
    let mut grid = Grid::default();
    grid.row(side_by_side("edition", &|edition| edition.id().to_owned()));
    grid.row(side_by_side("", &|edition| edition.title_zh().to_owned()));
    grid.row(side_by_side("in force from", &|edition| {
        let from = edition.in_force_from();
        format!("{}\n[{}]", from.value, from.source)
    }));
    // The link is too long for a column; it is in the full form of an edition.
    for parameter in Parameter::ALL
        .iter()
        .filter(|parameter| **parameter != Parameter::Link)
    {
        grid.row(side_by_side(parameter.key(), &|edition| {
            let terms = edition.terms();
            format!(
                "{}\n[{}]",
                terms.raw_value(*parameter),
                terms.source_of(*parameter)
            )
        }));
    }
    let mut text = grid.render();
    text.push_str("\nWho verifies\n\n");
    let mut grid = Grid::default();
    grid.row(side_by_side("filing type", &|edition| {
        edition.id().to_owned()
    }));
    for (filing_type, kinds) in lines_of(editions) {
        let name = row_name(filing_type, kinds);
        grid.row(side_by_side(&name, &|edition| {
            cell(edition, filing_type, kinds)
        }));
    }
    text.push_str(&grid.render());
    let profiles: Vec<_> = catalog.profiles().iter().map(Profile::id).collect();
    let _ = writeln!(
        text,
        "\nProfiles: {}. One edition in full: its id.",
        profiles.join(", ")
    );
    text
}

/// The rows of the verifier table: by kinds only where some edition has it so.
pub fn lines_of(editions: &[Rulebook]) -> Vec<(FilingType, Option<KindMix>)> {
    let by_kinds = |filing_type| {
        editions
            .iter()
            .any(|edition| edition.has_kinds(filing_type))
    };
    FilingType::ALL
        .iter()
        .flat_map(|filing_type| {
            let each = |kinds: &KindMix| (*filing_type, Some(*kinds));
            if by_kinds(*filing_type) {
                KindMix::ALL.iter().map(each).collect()
            } else {
                vec![(*filing_type, None)]
            }
        })
        .collect()
}

fn row_name(filing_type: FilingType, kinds: Option<KindMix>) -> String {
    match kinds {
        None => format!("{filing_type} {}", filing_type.zh()),
        Some(kinds) => {
            format!(
                "{filing_type} {}\n  {kinds} {}",
                filing_type.zh(),
                kinds.zh()
            )
        }
    }
}

fn cell(edition: &Rulebook, filing_type: FilingType, kinds: Option<KindMix>) -> String {
    let row = match kinds {
        Some(kinds) => edition.row_if_known(filing_type, kinds),
        None => edition.any_row(filing_type),
    };
    row.map_or_else(
        || "not in edition".to_owned(),
        |row| format!("{}\n[{}]", roles_text(&row.roles), row.sources),
    )
}

/// A list too long for a column, one entry a line.
fn broken(cell: &str) -> String {
    let line = |line: &str| {
        if line.len() > CELL {
            line.replace(", ", ",\n")
        } else {
            line.to_owned()
        }
    };
    cell.lines().map(line).collect::<Vec<_>>().join("\n")
}
