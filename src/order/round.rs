//! One round of an order: what was fixed when it was submitted, and stays fixed.
//!
//! A round is complete: whoever replays it never asks a rule again, so a newer release with
//! other books changes nothing of what happened.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::person::{Person, Phone, Suffix};
use super::submission::Submission;
use super::text::Text;
use crate::rules::{Role, RoundSources, RuleId, Sources, Span, Terms, Timestamp};

/// The rules that a round is bound to, shared by all rounds bound to the same.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Basis {
    /// The effective parameters.
    pub terms: Terms,
    /// Where the verifier table's row and the province's enrolment are written.
    pub sources: RoundSources,
}

impl Basis {
    /// Where the rule is written, for rounds on this basis.
    pub fn sources_of(&self, rule: RuleId) -> Sources {
        rule.sources(&self.terms, &self.sources)
    }
}

/// One round: from submission to its end.
#[derive(Clone, PartialEq, Debug)]
pub struct Round {
    /// 1 for the submission, one more with each resubmission.
    pub number: u32,
    /// The rules it is bound to.
    pub basis: Arc<Basis>,
    /// What was submitted.
    pub submission: Arc<Submission>,
    /// What followed from it.
    pub setup: Setup,
}

/// What the rules made of a submission at its moment.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Setup {
    /// When it was submitted.
    pub opened_at: Timestamp,
    /// Who must verify, by distinct phone; nobody where the order goes straight to review.
    pub verifiers: Box<[Verifier]>,
    /// Principals named by the order whom nobody asks.
    #[serde(default, skip_serializing_if = "<[Acquaintance]>::is_empty")]
    pub others: Box<[Acquaintance]>,
    /// The window, or the rule by which there is none.
    pub course: Course,
}

/// How a round goes on after its submission.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// The verifiers are texted and have until the deadline.
    Verified {
        /// When the first SMS is dispatched.
        first_sms_at: Timestamp,
        /// When the second SMS of the editions that know one is dispatched: the next noon.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        noon_at: Option<Timestamp>,
        /// When the window (时限) has closed: the first instant that is too late.
        deadline: Timestamp,
    },
    /// Nobody verifies: straight to review, by this rule.
    Unverified(RuleId),
}

/// A person who must verify: one phone, whatever the roles.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verifier {
    /// The phone that is texted and matched.
    pub phone: Phone,
    /// The name that the SMS addresses.
    pub name: Text,
    /// The roles that this person has in the order.
    pub roles: SmallVec<[Role; 16]>,
    /// The ID suffixes that are right, the one of the addressed name first.
    pub suffixes: SmallVec<[Suffix; 1]>,
    /// The rule that took the first suffix.
    pub suffix_rule: RuleId,
    /// The number that texts this phone; nothing where the carrier has no fixed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<Text>,
}

/// A phone and ID suffix of an order's principal whom nobody asks to verify.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Acquaintance(pub Phone, pub Suffix);

impl Round {
    /// The round's end by time, where somebody must verify.
    pub fn deadline(&self) -> Option<Timestamp> {
        match self.setup.course {
            Course::Verified { deadline, .. } => Some(deadline),
            Course::Unverified(_) => None,
        }
    }

    /// The verifier with that phone, by place.
    pub fn verifier(&self, phone: Phone) -> Option<usize> {
        self.setup
            .verifiers
            .iter()
            .position(|verifier| verifier.phone == phone)
    }

    /// Every person whom the submission names, those as first filed included.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.principals()
            .flat_map(|person| std::iter::once(person).chain(person.on_record.as_deref()))
    }
}

impl Round {
    /// The rules by which the verifier is who they are: asked, found, matched and texted.
    pub fn rules_of(&self, verifier: &Verifier) -> Vec<RuleId> {
        let recorded = |person: &Person| {
            let on_record = person.on_record.as_deref().map(|recorded| recorded.phone);
            (person.phone, on_record)
        };
        let principals = || self.principals().map(recorded);
        // As first filed, where the phone is only there; the new one, where both are and differ.
        let is_on_record = principals()
            .any(|(phone, recorded)| recorded == Some(verifier.phone) && phone != verifier.phone);
        let is_new = principals().any(|(phone, recorded)| {
            phone == verifier.phone && recorded.is_some_and(|recorded| recorded != phone)
        });
        let rules = [
            (true, RuleId::VerifiersTable),
            (is_on_record, RuleId::VerifiersOnRecord),
            (is_new, RuleId::VerifiersNewPhone),
            (verifier.roles.len() > 1, RuleId::VerifiersSamePhone),
            (true, verifier.suffix_rule),
            (true, RuleId::CodeSixDigits),
            (true, RuleId::CodeUniquePerPhone),
            (true, RuleId::SmsSender),
        ];
        rules
            .into_iter()
            .filter_map(|(applies, rule)| applies.then_some(rule))
            .collect()
    }

    fn principals(&self) -> impl Iterator<Item = &Person> {
        let services = self
            .submission
            .services
            .iter()
            .map(|service| &service.principal);
        std::iter::once(&self.submission.entity.principal).chain(services)
    }
}

impl Course {
    /// The course of a round with verifiers, opened at that moment under those terms.
    ///
    /// The window runs from the dispatch of the first SMS (rule `window.end`); the noon SMS exists
    /// only where the edition knows it and the window is still open then (rule `sms.noon`).
    pub fn under(terms: &Terms, opened_at: Timestamp) -> Self {
        let first_sms_at = opened_at.plus(terms.first_sms_delay.value);
        let deadline = first_sms_at.plus(terms.window.value);
        let noon_at = Some(first_sms_at.next_civil_noon())
            .filter(|noon| terms.noon_redispatch.value && *noon < deadline);
        Self::Verified {
            first_sms_at,
            noon_at,
            deadline,
        }
    }
}

impl Verifier {
    /// Whether the suffix is one of this person's, character by character.
    pub fn has_suffix(&self, entered: &str) -> bool {
        self.suffixes
            .iter()
            .any(|suffix| suffix.as_str() == entered)
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("phone", &self.phone)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}

/// How long before `now` something was, for sentences: whole minutes.
pub fn minutes_since(earlier: Timestamp, now: Timestamp) -> i64 {
    const MINUTE: Span = Span::from_secs(60);
    now.since(earlier).millis() / MINUTE.millis()
}
