//! The editions side by side, differences marked; who verifies what; the provinces by the date on which
//! they enrolled; every source. The same in every sandbox.

use axum::response::Response;
use maud::{Markup, html};

use super::layout::{Frame, Part};
use super::look::Lang;
use super::names;
use super::profiles::{profiles, roles};
use super::trouble::Trouble;
use super::values::{parameter_source, raw, value_source};
use super::visit::{Scene, Visit};
use super::widgets::{curl, line, unseen, when};
use super::words::Words;
use crate::rules::{
    FilingType, KindMix, Parameter, ProvinceInfo, Rulebook, Timestamp, VerifierRow, catalog,
};

/// `GET /console/rulebooks`.
pub async fn show_rulebooks(visit: Visit) -> Result<Response, Trouble> {
    let w = visit.look.lang.words();
    let frame = Frame::new(Part::Rulebooks, w.rulebooks.to_owned());
    visit.show(frame, |scene| Ok(body(scene))).await
}

fn body(scene: &Scene<'_>) -> Markup {
    let (w, lang) = (scene.words, scene.visit.look.lang);
    html! {
        div.heading { h1 { (w.rulebooks) } a href=(scene.visit.path("/rules")) { (w.rules) } }
        p.lead { (w.rulebooks_say) }
        section aria-labelledby="parameters" { h2 id="parameters" { (w.parameters) } (parameters(scene)) }
        section aria-labelledby="verifies" { h2 id="verifies" { (w.who_verifies) } p.quiet { (w.who_verifies_key) } (verifiers(scene)) }
        section aria-labelledby="profiles" { h2 id="profiles" { (w.profiles) } (profiles(lang)) }
        section aria-labelledby="provinces" { h2 id="provinces" { (w.provinces) } (provinces(scene)) }
        section aria-labelledby="sources" { h2 id="sources" { (w.sources) } (sources(lang)) }
        (curl(w, "rulebooks", &line(scene, "GET", "/_sim/v1/rulebooks", None)))
    }
}

fn heads(scene: &Scene<'_>, first: &str) -> Markup {
    let lang = scene.visit.look.lang;
    let force = scene.sandbox.law(scene.now).edition.id();
    html! {
        thead {
            tr {
                th scope="col" { (first) }
                @for book in catalog().editions() {
                    th scope="col" {
                        (book.id())
                        @if book.id() == force { " " span.pill.running { (scene.words.in_force) } }
                        div.quiet { (lang.pick(book.title(), book.title_zh())) }
                    }
                }
            }
        }
    }
}

fn parameters(scene: &Scene<'_>) -> Markup {
    let (w, lang) = (scene.words, scene.visit.look.lang);
    html! {
        div.scroll {
            table.rows.side {
                (heads(scene, w.parameter))
                tbody {
                    tr {
                        th scope="row" { (w.in_force_from) }
                        @for book in catalog().editions() {
                            td {
                                (when(book.in_force_from().value))
                                (value_source(lang, &format!("{}-from", book.id()), book.remark("in_force_from"), &book.in_force_from().source))
                            }
                        }
                    }
                    @for parameter in Parameter::ALL { (parameter_row(w, lang, *parameter)) }
                    (kinds_row(w, lang))
                }
            }
        }
    }
}

fn parameter_row(w: &Words, lang: Lang, parameter: Parameter) -> Markup {
    let mut before = None;
    let cells = catalog().editions().iter().map(|book| {
        let value = book.terms().raw_value(parameter);
        let changed = before.as_ref().is_some_and(|before| *before != value);
        before = Some(value.clone());
        (book, value, changed)
    });
    let cells: Vec<_> = cells.collect();
    html! {
        tr {
            th scope="row" { (names::parameter(lang, parameter)) div.quiet { code { (parameter.key()) } } }
            @for (book, value, changed) in cells {
                td.changed[changed] {
                    @if changed { (unseen(w.changed)) }
                    span.value { (raw(lang, &value)) }
                    (parameter_source(lang, &format!("{}-{parameter}", book.id()), book.id(), parameter, book.terms().source_of(parameter)))
                }
            }
        }
    }
}

fn kinds_row(w: &Words, lang: Lang) -> Markup {
    let kinds = |book: &Rulebook| {
        let kinds = book.service_kinds().value.iter();
        let names: Vec<_> = kinds.map(|kind| names::kind(lang, *kind)).collect();
        names.join(", ")
    };
    html! {
        tr {
            th scope="row" { (w.services) div.quiet { code { "service_kinds" } } }
            @for book in catalog().editions() {
                td {
                    span.value { (kinds(book)) }
                    (value_source(lang, &format!("{}-kinds", book.id()), book.remark("service_kinds"), &book.service_kinds().source))
                }
            }
        }
    }
}

fn verifiers(scene: &Scene<'_>) -> Markup {
    let w = scene.words;
    html! {
        div.scroll {
            table.rows.side {
                (heads(scene, w.filing_type))
                tbody {
                    @for filing_type in FilingType::ALL {
                        @if catalog().editions().iter().any(|book| book.has_kinds(*filing_type)) {
                            @for kinds in KindMix::ALL { (verifier_row(scene, *filing_type, Some(*kinds))) }
                        } @else {
                            (verifier_row(scene, *filing_type, None))
                        }
                    }
                }
            }
        }
    }
}

fn verifier_row(scene: &Scene<'_>, filing_type: FilingType, kinds: Option<KindMix>) -> Markup {
    let (w, lang) = (scene.words, scene.visit.look.lang);
    let row = |book: &'static Rulebook| match kinds {
        Some(kinds) => book.row_if_known(filing_type, kinds),
        None => book.any_row(filing_type),
    };
    let mut before: Option<Option<&VerifierRow>> = None;
    let cells = catalog().editions().iter().map(|book| {
        let row = row(book);
        let roles = |row: Option<&'static VerifierRow>| row.map(|row| &row.roles);
        let changed = before.is_some_and(|before| before.map(|row| &row.roles) != roles(row));
        before = Some(row);
        (book, row, changed)
    });
    let cells: Vec<_> = cells.collect();
    let place = kinds.map_or_else(
        || filing_type.key().to_owned(),
        |kinds| format!("{filing_type}-{kinds}"),
    );
    html! {
        tr {
            th scope="row" {
                (names::filing_type(lang, filing_type))
                @if let Some(kinds) = kinds { div.quiet { (names::kind_mix(lang, kinds)) } }
            }
            @for (book, row, changed) in cells {
                td.changed[changed] {
                    @if changed { (unseen(w.changed)) }
                    @match row {
                        None => { span.quiet { (w.not_in_edition) } }
                        Some(row) => {
                            (roles(lang, &row.roles))
                            (value_source(lang, &format!("{}-{place}", book.id()), None, &row.sources))
                        }
                    }
                }
            }
        }
    }
}

fn provinces(scene: &Scene<'_>) -> Markup {
    let (w, lang) = (scene.words, scene.visit.look.lang);
    let mut dates: Vec<(Timestamp, Vec<&ProvinceInfo>)> = Vec::new();
    for province in catalog().provinces() {
        let from = province.enrolled_from.value;
        match dates.iter_mut().find(|(date, _)| *date == from) {
            Some((_, provinces)) => provinces.push(province),
            None => dates.push((from, vec![province])),
        }
    }
    dates.sort_by_key(|(date, _)| *date);
    html! {
        div.scroll {
            table.rows {
                thead { tr { th scope="col" { (w.enrolled_from) } th scope="col" { (w.provinces) } th scope="col" { (w.written_in) } } }
                tbody {
                    @for (date, provinces) in &dates {
                        tr {
                            td { (when(*date)) }
                            td { @for province in provinces { span.item { (province.zh) " " code.quiet { (province.code) } } } }
                            td { @if let Some(first) = provinces.first() { (value_source(lang, &format!("province-{}", first.code), None, &first.enrolled_from.source)) } }
                        }
                    }
                }
            }
        }
    }
}

fn sources(lang: Lang) -> Markup {
    let w = lang.words();
    html! {
        div.scroll {
            table.rows {
                thead { tr { th scope="col" { (w.source) } th scope="col" { (w.date) } th scope="col" { (w.trust) } th scope="col" { (w.quote) } } }
                tbody {
                    @for info in catalog().sources() {
                        tr id={ "source-" (info.key) } {
                            th scope="row" { (info.key) div.quiet { (info.title) } }
                            td { (info.date) }
                            td { (names::grade(lang, info.grade)) }
                            td lang="zh-CN" { @if let Some(quote) = &info.quote { blockquote { (quote) } } }
                        }
                    }
                }
            }
        }
    }
}
