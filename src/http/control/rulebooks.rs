//! `GET /_sim/v1/rulebooks…`: the editions as data, each value with its source.

use std::collections::BTreeMap;

use axum::extract::State;
use serde::Serialize;
use serde_json::Value;

use super::super::App;
use super::super::extract::{Named, Params, Sandbox};
use super::super::problem::Problem;
use super::super::reply::{Reply, Source, Time, json};
use super::settings::wire;
use crate::app::{SandboxId, Seen};
use crate::rules::{
    Difference, FilingRows, FilingType, KindMix, Param, Parameter, ProvinceInfo, Role, RuleInfo,
    Rulebook, SourceInfo, Sources, VerifierRow, catalog, diff,
};

#[derive(Serialize)]
struct Rulebooks {
    rulebooks: Vec<Heading>,
    profiles: Vec<ProfileView>,
    provinces: Vec<ProvinceView>,
    rules: Vec<RuleView>,
    sources: Vec<SourceView>,
}

#[derive(Serialize)]
struct Heading {
    id: &'static str,
    title: &'static str,
    title_zh: &'static str,
    in_force_from: Sourced<Time>,
}

#[derive(Serialize)]
struct Sourced<T> {
    value: T,
    source: Source,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'static str>,
}

#[derive(Serialize)]
struct RulebookView {
    #[serde(flatten)]
    heading: Heading,
    parameters: BTreeMap<&'static str, Sourced<Value>>,
    service_kinds: Sourced<Vec<&'static str>>,
    verifiers: BTreeMap<&'static str, BTreeMap<&'static str, RowView>>,
    undeliverable_prefixes: Sourced<Vec<String>>,
}

#[derive(Serialize)]
struct RowView {
    verifies: Vec<Role>,
    source: Source,
}

#[derive(Serialize)]
struct ProfileView {
    id: &'static str,
    title: &'static str,
    title_zh: &'static str,
    readings: Vec<ReadingView>,
}

#[derive(Serialize)]
struct ReadingView {
    /// Empty for all editions.
    editions: Vec<String>,
    parameters: BTreeMap<&'static str, Sourced<Value>>,
    verifiers: BTreeMap<&'static str, BTreeMap<&'static str, RowView>>,
}

#[derive(Serialize)]
struct ProvinceView {
    code: &'static str,
    name: &'static str,
    enrolled_from: Sourced<Time>,
}

#[derive(Serialize)]
struct RuleView {
    rule: &'static str,
    title: &'static str,
    title_zh: &'static str,
    says: &'static str,
    source: Option<Source>,
    parameter: Option<&'static str>,
}

#[derive(Serialize)]
struct SourceView {
    key: &'static str,
    title: &'static str,
    date: &'static str,
    grade: &'static str,
    quote: Option<&'static str>,
}

#[derive(Serialize)]
struct DiffView {
    from: &'static str,
    to: &'static str,
    differences: Vec<DifferenceView>,
}

#[derive(Serialize)]
struct DifferenceView {
    parameter: String,
    from: Option<Sourced<String>>,
    to: Option<Sourced<String>>,
}

/// `GET /_sim/v1/rulebooks`: editions, profiles, provinces, rules and sources.
pub async fn list_rulebooks(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    params: Params,
) -> Result<Reply, Problem> {
    params.finish()?;
    let books = Rulebooks {
        rulebooks: catalog().editions().iter().map(Heading::of).collect(),
        profiles: catalog().profiles().iter().map(ProfileView::of).collect(),
        provinces: catalog().provinces().iter().map(ProvinceView::of).collect(),
        rules: catalog().rules().iter().map(RuleView::of).collect(),
        sources: catalog().sources().iter().map(SourceView::of).collect(),
    };
    at_now(&app, &id, json(&books)).await
}

/// `GET /_sim/v1/rulebooks/{id}`: one edition in full.
pub async fn show_rulebook(
    State(app): State<App>,
    Sandbox(sandbox): Sandbox,
    Named(id): Named,
    params: Params,
) -> Result<Reply, Problem> {
    params.finish()?;
    let book = catalog().edition(&id).ok_or(Problem::UnknownRulebook(id))?;
    at_now(&app, &sandbox, json(&RulebookView::of(book))).await
}

/// `GET /_sim/v1/rulebooks/diff?from=&to=`: what changed between two editions.
pub async fn diff_rulebooks(
    State(app): State<App>,
    Sandbox(sandbox): Sandbox,
    mut params: Params,
) -> Result<Reply, Problem> {
    let (from, to) = (params.take("from"), params.take("to"));
    params.finish()?;
    let (Some(from), Some(to)) = (from, to) else {
        return Err(Problem::BadParameter(
            "`from` and `to` must each name an edition".to_owned(),
        ));
    };
    let from = catalog()
        .edition(&from)
        .ok_or(Problem::UnknownRulebook(from))?;
    let to = catalog().edition(&to).ok_or(Problem::UnknownRulebook(to))?;
    let differences = diff(from, to).into_iter().map(DifferenceView::of).collect();
    at_now(
        &app,
        &sandbox,
        json(&DiffView {
            from: from.id(),
            to: to.id(),
            differences,
        }),
    )
    .await
}

/// What is the same in every sandbox still tells what the sandbox's clock shows.
async fn at_now(app: &App, id: &SandboxId, json: Vec<u8>) -> Result<Reply, Problem> {
    let now = app.hall.read(id, |_, _| ()).await?.now;
    Ok(Reply::seen(Seen { value: json, now }))
}

impl<T> Sourced<T> {
    fn new(value: T, source: &Sources) -> Self {
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
    fn of(book: &'static Rulebook) -> Self {
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
    fn of(book: &'static Rulebook) -> Self {
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
fn rows(rows: &FilingRows) -> BTreeMap<&'static str, RowView> {
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

impl ProfileView {
    fn of(profile: &'static crate::rules::Profile) -> Self {
        let readings = profile.readings().iter().map(|reading| ReadingView {
            editions: reading.editions.clone(),
            parameters: reading
                .parameters
                .iter()
                .map(|(name, value, source)| {
                    (name.key(), Sourced::new(wire(value.clone()), source))
                })
                .collect(),
            verifiers: reading
                .filing_types
                .iter()
                .map(|(filing_type, found)| (FilingType::key(*filing_type), rows(found)))
                .collect(),
        });
        Self {
            id: profile.id(),
            title: profile.title(),
            title_zh: profile.title_zh(),
            readings: readings.collect(),
        }
    }
}

impl ProvinceView {
    fn of(province: &'static ProvinceInfo) -> Self {
        let enrolled = Sourced::new(
            Time(province.enrolled_from.value),
            &province.enrolled_from.source,
        );
        Self {
            code: &province.code,
            name: &province.zh,
            enrolled_from: enrolled,
        }
    }
}

impl RuleView {
    fn of(rule: &'static RuleInfo) -> Self {
        Self {
            rule: rule.id.key(),
            title: &rule.title,
            title_zh: &rule.title_zh,
            says: &rule.says,
            source: rule.source.clone().map(Source),
            parameter: rule.parameter.map(Parameter::key),
        }
    }
}

impl SourceView {
    fn of(source: &'static SourceInfo) -> Self {
        Self {
            key: &source.key,
            title: &source.title,
            date: &source.date,
            grade: source.grade.key(),
            quote: source.quote.as_deref(),
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
