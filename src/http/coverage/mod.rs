//! Coverage on the wire: what a test's traffic has exercised and what it never has, with a hint for
//! each of those. The console shows the same.

pub mod texts;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::reply::Source;
use super::scalars::ParameterValue;
use super::vocabulary;
use crate::rules::{RawValue, RuleId, Timestamp, Verdict};
use crate::sim::{CoverageStatus, Covered, Limit, NearMissKind, Sandbox, Share, Side, is_measured};
use texts::{limit_name, near_miss_meaning, rule_hint, side_hint, side_meaning};

/// What is counted, for whoever reads the answer alone.
const COUNTED: &str = "covered: rules that have decided something, and sides of limits that were \
    taken. total: all of them that can happen under the rules that rounds were bound to, or that a \
    round of now would be bound to where there is none yet; with editions=all, under any edition or \
    vendor profile. What cannot happen there is not_in_edition and in neither. Verdicts and near \
    misses are listed and in neither as well. Everything is counted from the journal, where refused \
    requests and reads leave nothing.";

/// What nobody can tell from the journal beside the rules that are not measured.
const READS: LeftOutView = LeftOutView {
    what: "GET /v1/orders/{order_no}",
    why: "A read changes nothing: whether the portal looked before a result had synced is not known.",
};

/// What to look at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// All sandboxes, not only the one that is asked.
    pub all_sandboxes: bool,
    /// Whatever could happen in any edition, not only in those reached.
    pub all_editions: bool,
}

impl Scope {
    /// The query that asks for it, with its question mark; empty for what is usual.
    pub fn query(self) -> String {
        let asked = [
            ("sandboxes=all", self.all_sandboxes),
            ("editions=all", self.all_editions),
        ];
        let asked = asked
            .into_iter()
            .filter_map(|(name, is)| is.then_some(name));
        let asked: Vec<_> = asked.collect();
        if asked.is_empty() {
            return String::new();
        }
        format!("?{}", asked.join("&"))
    }

    /// What was exercised, held against what the scope wants.
    pub fn hold(self, covered: Covered) -> Covered {
        if self.all_editions {
            covered.of_all_editions()
        } else {
            covered
        }
    }
}

/// What was exercised, and what never was.
#[derive(Serialize, ToSchema)]
#[schema(as = Coverage)]
pub struct CoverageView {
    /// `this`, or `all`: those stored, and those that this process saw reset or removed.
    #[schema(pattern = "^(this|all)$", examples("this"))]
    sandboxes: &'static str,
    /// `reached`: what can happen under the rules that rounds were bound to; or `all`.
    #[schema(pattern = "^(reached|all)$", examples("reached"))]
    editions: &'static str,
    /// Rules and sides that were exercised.
    #[schema(examples(41))]
    covered: usize,
    /// Rules and sides that could have been.
    #[schema(examples(87))]
    total: usize,
    /// `covered` of `total` in percent, rounded down: 100 only where nothing is missing.
    #[schema(maximum = 100, examples(47))]
    percent: usize,
    /// What is counted, in words.
    #[schema(examples("covered: rules that have decided something"))]
    counted: &'static str,
    /// Every rule that is measured.
    rules: Vec<RuleView>,
    /// Every limit with its sides.
    limits: Vec<LimitView>,
    /// Every verdict; not in the total.
    verdicts: Vec<VerdictView>,
    /// Every near miss; not in the total.
    near_misses: Vec<NearMissView>,
    /// What is not measured.
    left_out: Vec<LeftOutView>,
}

/// A rule.
#[derive(Serialize, ToSchema)]
#[schema(as = CoveredRule)]
struct RuleView {
    /// Its key: `window.end`.
    #[schema(examples("window.end"))]
    rule: &'static str,
    /// Its English name.
    #[schema(examples("End of the window"))]
    title: &'static str,
    /// Where it is written, under the rules now in force in the sandbox that was asked.
    source: Source,
    /// How often it has decided something.
    #[schema(examples(3))]
    count: u64,
    /// `covered`, `missing` or `not_in_edition`.
    #[schema(value_type = vocabulary::CoverageStatus)]
    status: &'static str,
    /// How to exercise it, where it is missing.
    #[schema(
        required,
        examples("Let the window close on an order that still waits for somebody.")
    )]
    hint: Option<&'static str>,
}

/// A limit.
#[derive(Serialize, ToSchema)]
#[schema(as = CoveredLimit)]
struct LimitView {
    /// Its key; that of a parameter of the rules where it is one.
    #[schema(examples("failure_limit"))]
    name: &'static str,
    /// Its English name.
    #[schema(examples("Failure limit"))]
    title: &'static str,
    /// What it is for a round of now, as it would be written; null for what has no value, and where
    /// all sandboxes were looked at.
    #[schema(value_type = Option<ParameterValue>, required)]
    value: Value,
    /// Its sides.
    sides: Vec<SideView>,
}

/// A side of a limit.
#[derive(Serialize, ToSchema)]
#[schema(as = CoveredSide)]
struct SideView {
    /// Its name among the sides of the limit.
    #[schema(examples("reached"))]
    side: &'static str,
    /// What happened where it was taken.
    #[schema(examples("a person failed out, and the order with them"))]
    meaning: &'static str,
    /// How often it was.
    #[schema(examples(3))]
    count: u64,
    /// `covered`, `missing` or `not_in_edition`.
    #[schema(value_type = vocabulary::CoverageStatus)]
    status: &'static str,
    /// How to take it, where it is missing.
    #[schema(required, examples("Enter wrong data until the failure limit trips."))]
    hint: Option<&'static str>,
}

/// A verdict.
#[derive(Serialize, ToSchema)]
#[schema(as = CoveredVerdict)]
struct VerdictView {
    /// Its key.
    #[schema(examples("all_verified"))]
    verdict: &'static str,
    /// The ministry's number.
    #[schema(value_type = vocabulary::ValidStatus)]
    valid_status: u16,
    /// What the person is told.
    #[schema(examples("尊敬的ICP用户：您的短信核验已全部完成,该请求将提交管局审核。"))]
    message: &'static str,
    /// How often it was given.
    #[schema(examples(3))]
    count: u64,
}

/// A near miss.
#[derive(Serialize, ToSchema)]
#[schema(as = CoveredNearMiss)]
struct NearMissView {
    /// Its code.
    #[schema(value_type = vocabulary::NearMissCode)]
    code: &'static str,
    /// What was entered.
    #[schema(examples("a wrong code with the right ID suffix"))]
    meaning: &'static str,
    /// How often it was made.
    #[schema(examples(3))]
    count: u64,
}

/// Something that is not measured.
#[derive(Serialize, ToSchema)]
#[schema(as = NotCovered)]
struct LeftOutView {
    /// A rule, or a route.
    #[schema(examples("GET /v1/orders/{order_no}"))]
    what: &'static str,
    /// Why.
    #[schema(examples("A read changes nothing."))]
    why: &'static str,
}

impl CoverageView {
    /// That, as seen from a sandbox.
    pub fn of(sandbox: &Sandbox, now: Timestamp, scope: Scope, covered: &Covered) -> Self {
        let sum = covered.sum();
        let (measured, left_out): (Vec<RuleId>, Vec<RuleId>) =
            RuleId::ALL.iter().partition(|rule| is_measured(**rule));
        let value = |limit| {
            if scope.all_sandboxes {
                return Value::Null;
            }
            value_view(&value_of(sandbox, now, limit))
        };
        let limits = Limit::ALL.iter().map(|limit| LimitView {
            name: limit.key(),
            title: limit_name(*limit).en,
            value: value(*limit),
            sides: limit
                .sides()
                .map(|side| SideView::of(side, covered))
                .collect(),
        });
        let rules = measured.into_iter();
        let left_out = left_out.into_iter().map(|rule| LeftOutView {
            what: rule.key(),
            why: rule_hint(rule).en,
        });
        Self {
            sandboxes: if scope.all_sandboxes { "all" } else { "this" },
            editions: if scope.all_editions { "all" } else { "reached" },
            covered: sum.covered,
            total: sum.total,
            percent: sum.percent(),
            counted: COUNTED,
            rules: rules
                .map(|rule| RuleView::of(sandbox, rule, covered))
                .collect(),
            limits: limits.collect(),
            verdicts: Verdict::ALL
                .iter()
                .map(|one| VerdictView::of(*one, covered))
                .collect(),
            near_misses: NearMissKind::ALL
                .iter()
                .map(|one| NearMissView::of(*one, covered))
                .collect(),
            left_out: left_out.chain([READS]).collect(),
        }
    }
}

impl RuleView {
    fn of(sandbox: &Sandbox, rule: RuleId, covered: &Covered) -> Self {
        let Share { count, status } = covered.rule(rule);
        Self {
            rule: rule.key(),
            title: &rule.info().title,
            source: Source(sandbox.sources_of(rule, None)),
            count,
            status: status.key(),
            hint: hint(status, rule_hint(rule).en),
        }
    }
}

impl SideView {
    fn of(side: Side, covered: &Covered) -> Self {
        let Share { count, status } = covered.side(side);
        Self {
            side: side.name(),
            meaning: side_meaning(side).en,
            count,
            status: status.key(),
            hint: hint(status, side_hint(side).en),
        }
    }
}

impl VerdictView {
    fn of(verdict: Verdict, covered: &Covered) -> Self {
        Self {
            verdict: verdict.key(),
            valid_status: verdict.valid_status(),
            message: verdict.message(),
            count: covered.verdict(verdict),
        }
    }
}

impl NearMissView {
    fn of(kind: NearMissKind, covered: &Covered) -> Self {
        Self {
            code: kind.key(),
            meaning: near_miss_meaning(kind).en,
            count: covered.near_miss(kind),
        }
    }
}

fn hint(status: CoverageStatus, hint: &'static str) -> Option<&'static str> {
    (status == CoverageStatus::Missing).then_some(hint)
}

/// What the limit is for a round of now, the least first; nothing for what has no value.
pub fn value_of(sandbox: &Sandbox, now: Timestamp, limit: Limit) -> Vec<RawValue> {
    let terms = sandbox.law(now).terms(&sandbox.settings().overrides);
    let parameters = limit.parameters().iter();
    parameters
        .map(|parameter| terms.raw_value(*parameter))
        .collect()
}

/// The value on the wire: `PT24H`, 5, or `PT30M to PT2H`.
fn value_view(values: &[RawValue]) -> Value {
    match values {
        [] => Value::Null,
        [one] => serde_json::to_value(one).unwrap_or_default(),
        several => {
            let texts: Vec<_> = several.iter().map(ToString::to_string).collect();
            Value::String(texts.join(" to "))
        }
    }
}
