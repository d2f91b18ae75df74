//! The regulation on the wire beside its editions: vendors' readings, provinces, rules and sources.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::super::reply::{Source, Time};
use super::super::scalars::{self, wire};
use super::super::vocabulary;
use super::rulebook_views::{Heading, RowView, Sourced, rows};
use crate::rules::{FilingType, Parameter, Profile, ProvinceInfo, RuleInfo, SourceInfo, catalog};

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
    #[schema(examples("app-2023"))]
    editions: Vec<String>,
    /// The parameters that it reads otherwise, by name.
    #[schema(value_type = BTreeMap<String, Sourced<scalars::ParameterValue>>)]
    parameters: BTreeMap<&'static str, Sourced<Value>>,
    /// The rows of the verifier table that it reads otherwise, by filing type and kinds.
    #[schema(value_type = BTreeMap<String, BTreeMap<String, RowView>>)]
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
