//! One edition in full, as plain text: its values, their notes, who verifies, and the provinces.
//!
//! Invariant: no value is shown without its source.

use std::fmt::Write;

use super::book::Rulebook;
use super::catalog::Catalog;
use super::diff::roles_text;
use super::grid::Grid;
use super::print::lines_of;

/// The edition as text.
pub fn in_full(catalog: &Catalog, edition: &Rulebook) -> String {
    let from = edition.in_force_from();
    let mut text = format!(
        "{}  {} ({})\nin force from {} [{}]\n",
        edition.id(),
        edition.title(),
        edition.title_zh(),
        from.value,
        from.source,
    );
    text.push_str(&remarks(edition, "in_force_from"));
    text.push_str("\nParameters\n\n");
    text.push_str(&parameters(edition));
    text.push_str("\nWho verifies\n\n");
    text.push_str(&verifiers(edition));
    text.push_str("\nProvinces, by the day from which their filings are verified\n\n");
    text.push_str(&provinces(catalog));
    let suspension = catalog.suspension();
    let _ = writeln!(
        text,
        "\nNo filing from {} until {} [{}]",
        suspension.from, suspension.to, suspension.source
    );
    text
}

fn parameters(edition: &Rulebook) -> String {
    let mut grid = Grid::default();
    let mut notes = String::new();
    for (parameter, value, sources) in edition.terms().parameters() {
        grid.row([
            parameter.key().to_owned(),
            value.to_string(),
            format!("[{sources}]"),
        ]);
        let remarks = remarks(edition, parameter.key());
        if !remarks.is_empty() {
            let _ = write!(notes, "{parameter}\n{remarks}");
        }
    }
    let kinds = edition.service_kinds();
    let keys: Vec<_> = kinds.value.iter().map(|kind| kind.key()).collect();
    grid.row([
        "service_kinds".to_owned(),
        keys.join(", "),
        format!("[{}]", kinds.source),
    ]);
    let prefixes = edition.undeliverable_prefixes();
    let list = prefixes.value.join(", ");
    grid.row([
        "undeliverable_prefixes".to_owned(),
        list,
        format!("[{}]", prefixes.source),
    ]);
    if notes.is_empty() {
        grid.render()
    } else {
        format!("{}\nNotes and quotations\n\n{notes}", grid.render())
    }
}

fn remarks(edition: &Rulebook, key: &str) -> String {
    let Some(remark) = edition.remark(key) else {
        return String::new();
    };
    let note = remark.note.iter().map(|note| format!("  {note}\n"));
    let quote = remark.quote.iter().map(|quote| format!("  “{quote}”\n"));
    note.chain(quote).collect()
}

fn verifiers(edition: &Rulebook) -> String {
    let mut grid = Grid::default();
    for (filing_type, kinds) in lines_of(std::slice::from_ref(edition)) {
        let row = match kinds {
            Some(kinds) => edition.row_if_known(filing_type, kinds),
            None => edition.any_row(filing_type),
        };
        let (roles, sources) = row.map_or_else(
            || ("not in edition".to_owned(), String::new()),
            |row| (roles_text(&row.roles), format!("[{}]", row.sources)),
        );
        let kinds = kinds.map_or_else(String::new, |kinds| format!("{kinds} {}", kinds.zh()));
        let zh = filing_type.zh().to_owned();
        grid.row([filing_type.key().to_owned(), zh, kinds, roles, sources]);
    }
    grid.render()
}

fn provinces(catalog: &Catalog) -> String {
    let mut grid = Grid::default();
    for info in catalog.provinces() {
        let from = info.enrolled_from.value.to_string();
        grid.row([
            from,
            info.code.clone(),
            info.zh.clone(),
            format!("[{}]", info.enrolled_from.source),
        ]);
    }
    grid.render()
}
