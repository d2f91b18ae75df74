//! The editions on the wire: what each of their values is, and where it is written.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::super::reply::{Source, Time};
use super::super::scalars::{self, wire};
use super::super::vocabulary;
use crate::rules::{
    Difference, FilingRows, FilingType, KindMix, Param, Parameter, Profile, ProvinceInfo, Role,
    RuleInfo, Rulebook, SourceInfo, Sources, VerifierRow, catalog, diff,
};

/// Everything that is known of the regulation, apart from the editions' values.
#[derive(Serialize, ToSchema)]
pub struct Rulebooks {
    /// The editions, oldest first.
    rulebooks: Vec<Heading>,
    /// The vendors' readings.
    profiles: Vec<ProfileView>,
    /// The provinces, and since when each verifies.
    provinces: Vec<ProvinceView>,
    /// The rules that verdicts and events name.
    rules: Vec<RuleView>,
    /// The texts that values are taken from.
    sources: Vec<SourceView>,
}

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
    #[schema(value_type = BTreeMap<String, Sourced<scalars::ParameterValue>>,
        examples(json!({"failure_limit": {"value": 5, "source": "S3"}})))]
    parameters: BTreeMap<&'static str, Sourced<Value>>,
    /// The kinds of service that it knows.
    #[schema(value_type = Sourced<Vec<String>>)]
    service_kinds: Sourced<Vec<&'static str>>,
    /// Who verifies, by filing type and by the kinds of its services; `any` where they do not
    /// matter.
    #[schema(value_type = BTreeMap<String, BTreeMap<String, RowView>>,
        examples(json!({"change_entity": {"any": {"verifies": ["entity_principal"], "source": "S3"}}})))]
    verifiers: BTreeMap<&'static str, BTreeMap<&'static str, RowView>>,
    /// First digits of phones that the ministry's SMS do not reach.
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

/// A vendor's reading of the editions.
#[derive(Serialize, ToSchema)]
#[schema(as = Profile)]
pub struct ProfileView {
    /// Its id.
    #[schema(examples("tencent"))]
    id: &'static str,
    /// Its title in English.
    #[schema(examples("Tencent Cloud"))]
    title: &'static str,
    /// Its title in Chinese.
    #[schema(examples("腾讯云"))]
    title_zh: &'static str,
    /// Where it differs.
    readings: Vec<ReadingView>,
}

/// Where a vendor's reading differs.
#[derive(Serialize, ToSchema)]
#[schema(as = Reading)]
pub struct ReadingView {
    /// Of which editions; empty for all.
    #[schema(examples(json!(["app-2023"])))]
    editions: Vec<String>,
    /// The parameters that it reads otherwise, by name.
    #[schema(value_type = BTreeMap<String, Sourced<scalars::ParameterValue>>,
        examples(json!({"failure_mode": {"value": "total", "source": "TC"}})))]
    parameters: BTreeMap<&'static str, Sourced<Value>>,
    /// The rows of the verifier table that it reads otherwise, by filing type and kinds.
    #[schema(value_type = BTreeMap<String, BTreeMap<String, RowView>>,
        examples(json!({"cancel_site": {"any": {"verifies": [], "source": "S4"}}})))]
    verifiers: BTreeMap<&'static str, BTreeMap<&'static str, RowView>>,
}

/// A province.
#[derive(Serialize, ToSchema)]
#[schema(as = EnrolledProvince)]
pub struct ProvinceView {
    /// Its code.
    #[schema(value_type = vocabulary::Province)]
    code: &'static str,
    /// Its Chinese name.
    #[schema(examples("浙江"))]
    name: &'static str,
    /// Since when it verifies by SMS.
    enrolled_from: Sourced<Time>,
}

/// A rule that verdicts and events name.
#[derive(Serialize, ToSchema)]
#[schema(as = Rule)]
pub struct RuleView {
    /// Its key.
    #[schema(examples("failure.limit"))]
    rule: &'static str,
    /// Its title in English.
    #[schema(examples("The failure limit"))]
    title: &'static str,
    /// Its title in Chinese.
    #[schema(examples("错误次数上限"))]
    title_zh: &'static str,
    /// What it says.
    #[schema(examples("The attempt that reaches the limit fails the order."))]
    says: &'static str,
    /// Where it is written; null where a parameter or a table says so.
    #[schema(required)]
    source: Option<Source>,
    /// The parameter that it goes by; null for none.
    #[schema(value_type = Option<vocabulary::ParameterName>, required)]
    parameter: Option<&'static str>,
}

/// A text that values are taken from.
#[derive(Serialize, ToSchema)]
#[schema(as = SourceText)]
pub struct SourceView {
    /// Its key.
    #[schema(examples("S3"))]
    key: &'static str,
    /// What it is.
    #[schema(examples("Alibaba Cloud, 短信核验, current edition"))]
    title: &'static str,
    /// When it was written or seen, as far as known.
    #[schema(examples("2023"))]
    date: &'static str,
    /// How far it is trusted.
    #[schema(value_type = vocabulary::SourceGrade)]
    grade: &'static str,
    /// A sentence of it; null for none.
    #[schema(required, examples("短信核验时限为24小时"))]
    quote: Option<&'static str>,
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
    #[schema(required)]
    from: Option<Sourced<String>>,
    /// What the other says; null for nothing.
    #[schema(required)]
    to: Option<Sourced<String>>,
}

impl Rulebooks {
    /// All of it.
    pub fn all() -> Self {
        Self {
            rulebooks: catalog().editions().iter().map(Heading::of).collect(),
            profiles: catalog().profiles().iter().map(ProfileView::of).collect(),
            provinces: catalog().provinces().iter().map(ProvinceView::of).collect(),
            rules: catalog().rules().iter().map(RuleView::of).collect(),
            sources: catalog().sources().iter().map(SourceView::of).collect(),
        }
    }
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
    fn of(profile: &'static Profile) -> Self {
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
