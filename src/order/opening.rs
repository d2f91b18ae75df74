//! What the rules make of a submission: who verifies, by when, or what stands in the way.

use std::collections::BTreeSet;

use smallvec::smallvec;

use super::person::{Person, Phone, Suffix};
use super::round::{Acquaintance, Course, Setup, Verifier};
use super::submission::{PersonAt, Submission};
use super::text::Text;
use crate::rules::{
    self, Catalog, FilingType, NotInEdition, Overrides, Profile, Role, RuleId, Rulebook, Ruled,
    ServiceKind, Terms, Timestamp, VerifierRow,
};

/// The law of the moment: what a submission is held against.
#[derive(Clone, Copy)]
pub struct Law<'a> {
    /// All books.
    pub catalog: &'a Catalog,
    /// The edition in force, or pinned.
    pub edition: &'a Rulebook,
    /// The vendor's reading, if any.
    pub profile: Option<&'a Profile>,
    /// The moment: enrolment goes by it, also under a pinned edition.
    pub now: Timestamp,
}

/// Why a well-formed submission is not acceptable, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Flaw {
    /// The edition does not know the filing type.
    FilingTypeNotInEdition {
        /// The edition's id.
        edition: String,
    },
    /// The edition does not know that kind of service.
    KindNotInEdition {
        /// Which service.
        service: usize,
        /// The edition's id.
        edition: String,
    },
    /// The filing type takes only the other kind.
    KindNotForFilingType {
        /// Which service.
        service: usize,
        /// The kind that it takes.
        only: ServiceKind,
    },
    /// The filing type needs at least one service.
    ServicesMissing,
    /// This person verifies with the number on the back of the permit, and the order lacks it.
    PermitBackMissing(PersonAt),
}

impl Law<'_> {
    /// Everything that stands in the way of the submission.
    pub fn flaws(&self, submission: &Submission) -> Vec<Flaw> {
        let kinds: Vec<_> = submission.kinds().into_iter().enumerate().collect();
        let mut flaws = self.flaws_of_kinds(submission.filing_type, &kinds);
        if submission.services.is_empty() && !self.catalog.services_optional(submission.filing_type)
        {
            flaws.push(Flaw::ServicesMissing);
        }
        let enrolled = self.catalog.is_enrolled(submission.province, self.now);
        if let Ok(row) = self.row(submission)
            && enrolled.value
        {
            let lacking = self
                .asked(submission, &row.roles)
                .filter(|(_, _, person)| self.suffix_of(submission, person).is_none());
            flaws.extend(lacking.map(|(at, _, _)| Flaw::PermitBackMissing(at)));
        }
        flaws
    }

    /// What stands in the way of that filing type with services of those kinds, by place.
    pub fn flaws_of_kinds(
        &self,
        filing_type: FilingType,
        kinds: &[(usize, ServiceKind)],
    ) -> Vec<Flaw> {
        let edition = || self.edition.id().to_owned();
        let mut flaws = Vec::new();
        if !self.catalog.knows_filing_type(self.edition, filing_type) {
            flaws.push(Flaw::FilingTypeNotInEdition { edition: edition() });
        }
        for (service, kind) in kinds.iter().copied() {
            if !self.catalog.knows_kind(self.edition, kind) {
                flaws.push(Flaw::KindNotInEdition {
                    service,
                    edition: edition(),
                });
            } else if let Some(only) = self
                .catalog
                .only_kind(filing_type)
                .filter(|only| *only != kind)
            {
                flaws.push(Flaw::KindNotForFilingType { service, only });
            }
        }
        flaws
    }

    /// The effective terms of a round. Overrides that contradict the books are refused when they
    /// are set, so none is left here: the books alone count otherwise.
    pub fn terms(&self, overrides: &Overrides) -> Terms {
        let terms = self.catalog.terms(self.edition, self.profile, overrides);
        terms.unwrap_or_else(|_| self.edition.terms().clone())
    }

    /// The verifier table's row for the submission.
    ///
    /// # Errors
    /// Where the edition does not know the filing type or a kind.
    pub fn row(&self, submission: &Submission) -> Result<VerifierRow, NotInEdition> {
        let kinds = submission.kinds();
        self.catalog
            .verifiers(self.edition, self.profile, submission.filing_type, &kinds)
    }

    /// What follows from an acceptable submission.
    pub fn setup(&self, submission: &Submission, row: &VerifierRow, terms: &Terms) -> Setup {
        let now = self.now;
        let enrolled = self.catalog.is_enrolled(submission.province, now);
        let verifiers = if enrolled.value {
            self.verifiers(submission, row, terms)
        } else {
            Box::default()
        };
        let course = if !enrolled.value {
            Course::Unverified(enrolled.rule)
        } else if verifiers.is_empty() {
            Course::Unverified(RuleId::VerifiersNobody)
        } else {
            Course::under(terms, now)
        };
        let others = self.others(submission, &verifiers);
        Setup {
            opened_at: now,
            verifiers,
            others,
            course,
        }
    }

    /// The distinct phones of the roles asked (rules `verifiers.table`, `verifiers.same-phone`).
    fn verifiers(
        &self,
        submission: &Submission,
        row: &VerifierRow,
        terms: &Terms,
    ) -> Box<[Verifier]> {
        let mut found: Vec<Verifier> = Vec::new();
        for (_, role, person) in self.asked(submission, &row.roles) {
            let Some(Ruled {
                value: suffix,
                rule,
            }) = self.suffix_of(submission, person)
            else {
                continue;
            };
            match found
                .iter_mut()
                .find(|verifier| verifier.phone == person.phone)
            {
                Some(verifier) => add_to(verifier, role, suffix),
                None => found.push(Verifier {
                    phone: person.phone,
                    name: person.name.clone(),
                    roles: smallvec![role],
                    suffixes: smallvec![suffix],
                    suffix_rule: rule,
                    sender: self.sender(person, terms),
                }),
            }
        }
        found.into_boxed_slice()
    }

    /// The people whom the roles name, entity first; as first filed, where that is who verifies.
    fn asked<'s>(
        &self,
        submission: &'s Submission,
        roles: &[Role],
    ) -> impl Iterator<Item = (PersonAt, Role, &'s Person)> + use<'s> {
        let on_record = self.catalog.verifies_on_record(submission.filing_type);
        let entity = roles.contains(&Role::EntityPrincipal);
        let services = roles.contains(&Role::ServicePrincipal);
        principals(submission).filter_map(move |(service, role, person)| {
            let asked = if role == Role::EntityPrincipal {
                entity
            } else {
                services
            };
            let (recorded, person) = as_matched(person, on_record);
            asked.then_some((
                PersonAt {
                    service,
                    on_record: recorded,
                },
                role,
                person,
            ))
        })
    }

    /// Principals of the order, as they would be matched, whose phone and suffix verify nothing.
    fn others(&self, submission: &Submission, verifiers: &[Verifier]) -> Box<[Acquaintance]> {
        let on_record = self.catalog.verifies_on_record(submission.filing_type);
        let mut others: BTreeSet<(Phone, Suffix)> = BTreeSet::new();
        for (_, _, person) in principals(submission) {
            let (_, person) = as_matched(person, on_record);
            let Some(suffix) = self.suffix_of(submission, person) else {
                continue;
            };
            let asked = verifiers.iter().any(|verifier| {
                verifier.phone == person.phone && verifier.has_suffix(suffix.value.as_str())
            });
            if !asked {
                others.insert((person.phone, suffix.value));
            }
        }
        others
            .into_iter()
            .map(|(phone, suffix)| Acquaintance(phone, suffix))
            .collect()
    }

    /// The ID suffix that is right for the person (rules `suffix.last-six`,
    /// `suffix.zhejiang-permit`); nothing where the order lacks the number that it is taken from.
    fn suffix_of(&self, submission: &Submission, person: &Person) -> Option<Ruled<Suffix>> {
        let from = self
            .catalog
            .suffix_rule(person.id_type, submission.province);
        let number = person.number_for(from.value)?;
        Some(Ruled {
            value: Suffix::new(rules::last_six(number)),
            rule: from.rule,
        })
    }

    fn sender(&self, person: &Person, terms: &Terms) -> Option<Text> {
        let carrier = person
            .carrier
            .unwrap_or_else(|| self.catalog.carrier_of(&person.phone.to_string()));
        rules::sender_for(&terms.sender.value, carrier).map(Into::into)
    }
}

/// Every principal of the order: the entity's, then each service's.
fn principals(submission: &Submission) -> impl Iterator<Item = (Option<usize>, Role, &Person)> {
    let entity = (None, Role::EntityPrincipal, &submission.entity.principal);
    let services = submission.services.iter().enumerate();
    std::iter::once(entity)
        .chain(services.map(|(i, service)| (Some(i), Role::ServicePrincipal, &service.principal)))
}

/// The person who is texted and matched (rule `verifiers.on-record`).
fn as_matched(person: &Person, on_record: bool) -> (bool, &Person) {
    match person.on_record.as_deref().filter(|_| on_record) {
        Some(recorded) => (true, recorded),
        None => (false, person),
    }
}

fn add_to(verifier: &mut Verifier, role: Role, suffix: Suffix) {
    if !verifier.roles.contains(&role) {
        verifier.roles.push(role);
    }
    if !verifier.suffixes.contains(&suffix) {
        verifier.suffixes.push(suffix);
    }
}
