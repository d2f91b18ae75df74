//! A scenario as its file has it: one claim about the workflow, and the steps that show it.
//!
//! A file can be read without a manual; a word that is not of the vocabulary is refused.

use std::collections::{BTreeMap, BTreeSet};

use beian_sim::rules::{Parameter, RawValue, RuleId, Sources};
use serde::Deserialize;

use super::expect::Expect;
use super::people::PersonFile;
use super::verbs::{Advance, Resend, Resubmit, Review, SetRules, Submit, Verify};
use super::words::{Moment, WordOr};

/// One claim about the workflow.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What the steps show, in a sentence.
    pub claim: String,
    /// The rules that it is evidence for.
    pub rules: Vec<RuleId>,
    /// Where the claim comes from: keys of the books' sources, or `decided`.
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
    pub overrides: BTreeMap<Parameter, RawValue>,
    /// People of this scenario, beside those whom all share.
    #[serde(default)]
    pub people: BTreeMap<String, PersonFile>,
    /// What is done and what must follow, in order.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
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
    /// The names of its orders.
    pub fn orders(&self) -> BTreeSet<&str> {
        let verbs = self.steps.iter().filter_map(|step| step.verb.as_ref());
        let submitted = verbs.filter_map(|verb| match verb {
            Verb::Submit(submit) => Some(submit.order.as_str()),
            _ => None,
        });
        submitted.collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepTable {
    submit: Option<WordOr<Submit>>,
    resubmit: Option<WordOr<Resubmit>>,
    withdraw: Option<String>,
    verify: Option<WordOr<Verify>>,
    resend: Option<WordOr<Resend>>,
    advance: Option<WordOr<Advance>>,
    review: Option<Review>,
    set_rules: Option<SetRules>,
    #[serde(default = "once")]
    times: u32,
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
