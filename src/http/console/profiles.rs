//! What each vendor reads differently from the editions: parameters, and rows of the verifier table.

use maud::{Markup, html};

use super::look::Lang;
use super::names;
use super::values::{raw, value_source};
use crate::rules::{
    FilingRows, FilingType, KindMix, Profile, Reading, Role, Sources, VerifierRow, catalog,
};

/// One thing that a vendor reads differently.
struct Difference {
    key: String,
    name: String,
    value: Markup,
    source: &'static Sources,
}

/// All profiles.
pub fn profiles(lang: Lang) -> Markup {
    let w = lang.words();
    html! {
        div.scroll {
            table.rows {
                thead { tr { th scope="col" { (w.profile) } th scope="col" { (w.edition) } th scope="col" { (w.parameter) } th scope="col" { (w.value) } th scope="col" { (w.written_in) } } }
                tbody {
                    @for profile in catalog().profiles() {
                        @for (nth, reading) in profile.readings().iter().enumerate() {
                            @for difference in differences(lang, reading) { (row(lang, profile, (nth, reading), &difference)) }
                        }
                    }
                }
            }
        }
    }
}

/// The roles that verify.
pub fn roles(lang: Lang, roles: &[Role]) -> Markup {
    html! {
        @for role in roles { span.role { (names::role(lang, *role)) } }
        @if roles.is_empty() { span.quiet { (lang.words().nobody) } }
    }
}

fn row(
    lang: Lang,
    profile: &Profile,
    (nth, reading): (usize, &Reading),
    difference: &Difference,
) -> Markup {
    let w = lang.words();
    let id = format!("{}-{nth}-{}", profile.id(), difference.key);
    html! {
        tr {
            th scope="row" { (profile.id()) div.quiet { (lang.pick(profile.title(), profile.title_zh())) } }
            td { @if reading.editions.is_empty() { (w.all_editions) } @else { (reading.editions.join(", ")) } }
            td { (difference.name) }
            td.value { (difference.value) }
            td { (value_source(lang, &id, None, difference.source)) }
        }
    }
}

fn differences(lang: Lang, reading: &'static Reading) -> Vec<Difference> {
    let parameters = reading.parameters.iter().map(|(name, value, source)| {
        let value = raw(lang, value);
        Difference {
            key: name.key().to_owned(),
            name: names::parameter(lang, *name).to_owned(),
            value: html! { (value) },
            source,
        }
    });
    let rows = reading.filing_types.iter().flat_map(|(filing_type, rows)| {
        let rows = rows_of(rows).into_iter();
        rows.map(|(kinds, row)| verifies(lang, *filing_type, kinds, row))
    });
    parameters.chain(rows).collect()
}

fn rows_of(rows: &'static FilingRows) -> Vec<(Option<KindMix>, &'static VerifierRow)> {
    match rows {
        FilingRows::AllKinds(row) => vec![(None, row)],
        FilingRows::ByKinds(rows) => {
            let rows = rows.iter();
            rows.map(|(kinds, row)| (Some(*kinds), row)).collect()
        }
    }
}

fn verifies(
    lang: Lang,
    filing_type: FilingType,
    kinds: Option<KindMix>,
    row: &'static VerifierRow,
) -> Difference {
    let name = names::filing_type(lang, filing_type);
    let kinds_name = kinds.map(|kinds| format!(" ({})", names::kind_mix(lang, kinds)));
    Difference {
        key: kinds.map_or_else(
            || filing_type.key().to_owned(),
            |kinds| format!("{filing_type}-{kinds}"),
        ),
        name: format!("{name}{}", kinds_name.unwrap_or_default()),
        value: roles(lang, &row.roles),
        source: &row.sources,
    }
}
