//! A scenario as its file has it: one claim about the workflow, and the steps that show it.
//!
//! A file can be read without a manual; a word that is not of the vocabulary is refused.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::expect::Expect;
use super::people::PersonFile;
use super::schema;
use super::verbs::{Advance, AdvanceTable, Resend, Resubmit, Review, SetRules, Submit, Verify};
use super::words::{Moment, Single, WordOr};
use crate::rules::{Parameter, RuleId, Sources};

/// One claim about the workflow.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What the steps show, in a sentence.
    pub claim: String,
    /// The rules that it is evidence for.
    #[schemars(schema_with = "schema::rule_ids")]
    pub rules: Vec<RuleId>,
    /// Where the claim comes from: keys of the books' sources, or `decided`.
    #[schemars(schema_with = "schema::sources")]
    pub source: Sources,
    /// The source's own words, where they decide.
    #[serde(default)]
    pub quote: Option<String>,
    /// What the sandbox's clock shows at first; it stands still between the steps.
    pub starts: Moment,
    /// What chance is keyed with.
    #[serde(default)]
    pub seed: u64,
    /// The pinned edition; without one it goes by the clock.
    #[serde(default)]
    pub rulebook: Option<String>,
    /// The vendor's reading laid over the edition.
    #[serde(default)]
    pub profile: Option<String>,
    /// Single parameters laid over both.
    #[serde(default)]
    #[schemars(schema_with = "schema::overrides")]
    pub overrides: BTreeMap<Parameter, Single>,
    /// People of this scenario, beside those whom all share.
    #[serde(default)]
    pub people: BTreeMap<String, PersonFile>,
    /// What is done and what must follow, in order.
    #[serde(rename = "step")]
    #[schemars(with = "Vec<StepTable>")]
    pub steps: Vec<Spanned<Step>>,
}

/// One thing done, and what must be so afterwards.
#[derive(Debug, Deserialize)]
#[serde(try_from = "StepTable")]
pub struct Step {
    /// What is done; nothing in a step that only looks.
    pub verb: Option<Verb>,
    /// How often: each time must be answered as expected.
    pub times: u32,
    /// What must be so.
    pub expect: Expect,
}

/// What can be done.
#[derive(Debug)]
pub enum Verb {
    /// The provider submits an order.
    Submit(Submit),
    /// The provider submits a returned order again.
    Resubmit(Resubmit),
    /// The provider takes an order back.
    Withdraw(String),
    /// A person enters the code.
    Verify(Verify),
    /// A person asks for another SMS.
    Resend(Resend),
    /// Time passes.
    Advance(Advance),
    /// The authority decides.
    Review(Review),
    /// The sandbox's rules change.
    SetRules(SetRules),
}

impl Scenario {
    /// Its steps, in order.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().map(Spanned::get_ref)
    }
}

/// A step as its table has it: one verb at most.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Step")]
struct StepTable {
    /// The provider submits an order.
    submit: Option<WordOr<Submit>>,
    /// The provider submits a returned order again.
    resubmit: Option<WordOr<Resubmit>>,
    /// The provider takes an order back.
    withdraw: Option<String>,
    /// A person enters the code.
    verify: Option<WordOr<Verify>>,
    /// A person asks for another SMS.
    resend: Option<WordOr<Resend>>,
    /// Time passes.
    #[schemars(with = "Option<WordOr<AdvanceTable>>")]
    advance: Option<WordOr<Advance>>,
    /// The authority decides.
    review: Option<Review>,
    /// The sandbox's rules change.
    set_rules: Option<SetRules>,
    /// How often: each time must be answered as expected.
    #[serde(default = "once")]
    times: u32,
    /// What must be so afterwards.
    #[serde(default)]
    expect: Expect,
}

impl TryFrom<StepTable> for Step {
    type Error = &'static str;

    fn try_from(table: StepTable) -> Result<Self, Self::Error> {
        let verbs = [
            table.submit.map(|word| Verb::Submit(word.0)),
            table.resubmit.map(|word| Verb::Resubmit(word.0)),
            table.withdraw.map(Verb::Withdraw),
            table.verify.map(|word| Verb::Verify(word.0)),
            table.resend.map(|word| Verb::Resend(word.0)),
            table.advance.map(|word| Verb::Advance(word.0)),
            table.review.map(Verb::Review),
            table.set_rules.map(Verb::SetRules),
        ];
        let mut verbs = verbs.into_iter().flatten();
        let (verb, second) = (verbs.next(), verbs.next());
        if second.is_some() {
            return Err("a step does one thing at most");
        }
        table.expect.fits(verb.as_ref())?;
        Ok(Self {
            verb,
            times: table.times,
            expect: table.expect,
        })
    }
}

const fn once() -> u32 {
    1
}
