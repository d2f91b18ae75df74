//! Whether a scenario is evidence for the rules that it names.
//!
//! A rule counts only where it appears in the run: something happened, was answered or was missed
//! by it. Rules that decide before anything happens leave no such trace; for them the file must
//! expect what they decide.

use std::collections::BTreeSet;

use beian_sim::play::{Case, Expect, InboxExpect, OrderExpect, Verb, VerifierExpect};
use beian_sim::rules::{FilingType, RuleId};

/// The rules that the file names although neither the run nor its expectations show them.
pub fn unshown(case: &Case, appeared: &BTreeSet<String>) -> Vec<RuleId> {
    let rules = case.scenario.rules.iter().copied();
    rules
        .filter(|rule| !appeared.contains(rule.key()) && !is_expected(*rule, case))
        .collect()
}

/// Whether the file expects what the rule decides.
fn is_expected(rule: RuleId, case: &Case) -> bool {
    match rule {
        RuleId::FilingsSuspended => any(case, |expect| {
            expect.refused.as_deref() == Some("filings-suspended")
        }),
        RuleId::EditionByDate => any_order(case, |order| order.rulebook.is_some()),
        RuleId::WindowEnd => any_order(case, |order| order.deadline.is_some()),
        RuleId::VerifiersTable => any_order(case, |order| {
            order
                .verifiers
                .as_ref()
                .is_some_and(|people| !people.is_empty())
        }),
        RuleId::VerifiersSamePhone => any_verifier(case, |verifier| {
            verifier.roles.as_ref().is_some_and(|r| r.len() > 1)
        }),
        RuleId::VerifiersOnRecord => any_order(case, |order| {
            let mut verifiers = order.verifiers.iter().flatten();
            verifiers.any(|name| case.people.is_on_record(name))
        }),
        RuleId::VerifiersNewPhone => {
            changes_something(case) && any_order(case, |order| order.verifiers.is_some())
        }
        RuleId::SuffixLastSix | RuleId::SuffixZhejiangPermit => {
            any_verifier(case, |verifier| verifier.id_suffixes.is_some())
        }
        RuleId::CodeSixDigits => any_inbox(case, |inbox| inbox.code_digits.is_some()),
        RuleId::CodeUniquePerPhone => any_inbox(case, |inbox| inbox.codes.is_some()),
        RuleId::SmsSender => any_inbox(case, |inbox| inbox.from.is_some()),
        RuleId::ResendCodeKept => any_inbox(case, |inbox| inbox.codes.is_some()),
        _ => false,
    }
}

fn any(case: &Case, holds: impl Fn(&Expect) -> bool) -> bool {
    case.scenario.steps().any(|step| holds(&step.expect))
}

fn any_order(case: &Case, holds: impl Fn(&OrderExpect) -> bool) -> bool {
    any(case, |expect| expect.order.values().any(&holds))
}

fn any_verifier(case: &Case, holds: impl Fn(&VerifierExpect) -> bool) -> bool {
    any_order(case, |order| order.verifier.values().any(&holds))
}

fn any_inbox(case: &Case, holds: impl Fn(&InboxExpect) -> bool) -> bool {
    any(case, |expect| expect.inbox.values().any(&holds))
}

fn changes_something(case: &Case) -> bool {
    case.scenario.steps().any(|step| {
        let Some(Verb::Submit(submit)) = &step.verb else {
            return false;
        };
        matches!(
            submit.filing_type,
            FilingType::ChangeEntity | FilingType::ChangeService | FilingType::ChangeBoth
        )
    })
}
