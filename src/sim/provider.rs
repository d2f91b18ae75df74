//! What the provider asks of a sandbox: submit, resubmit, withdraw; and the authority's verdict.

use std::sync::Arc;

use super::chance;
use super::record::Change;
use super::sandbox::Sandbox;
use crate::order::{
    Basis, Correction, Course, Fact, Flaw, Law, Order, Round, State, Status, Submission, Text,
};
use crate::rules::{Province, RoundSources, RuleId, Sources, Timestamp, catalog};

/// An order that a submission made or found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Submitted {
    /// Its number in the sandbox.
    pub order: u32,
    /// Whether the submission made it.
    pub new: bool,
}

/// Why the provider's wish is refused; nothing has changed then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// No order has that name.
    UnknownOrder,
    /// The order exists with other content.
    OrderExists,
    /// No filing is accepted at this time (rule `filings.suspended`).
    FilingsSuspended,
    /// The content is not acceptable.
    Flawed(Vec<Flaw>),
    /// The order's status does not allow it.
    WrongStatus(Status),
    /// The sandbox holds as many orders as it may.
    TooManyOrders(u32),
}

/// The authority's verdict.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// The filing is approved.
    Approve,
    /// The filing is rejected, for good.
    Reject,
}

impl Sandbox {
    /// Submits an order; the same name with the same content again changes nothing.
    ///
    /// # Errors
    /// As `Refusal` says.
    pub fn submit(
        &mut self,
        now: Timestamp,
        order_no: Option<&str>,
        submission: Submission,
        orders_max: u32,
    ) -> Result<Submitted, Refusal> {
        if let Some(order) = order_no.and_then(|order_no| self.order(order_no)) {
            let same = order
                .rounds()
                .first()
                .is_some_and(|first| *first.submission == submission);
            let known = Submitted {
                order: order.number(),
                new: false,
            };
            return if same {
                Ok(known)
            } else {
                Err(Refusal::OrderExists)
            };
        }
        let number = u32::try_from(self.orders.len()).unwrap_or(u32::MAX);
        if number >= orders_max {
            return Err(Refusal::TooManyOrders(orders_max));
        }
        let order_no = order_no.map_or_else(|| self.invent_order_no(number), Into::into);
        let rule = RuleId::ProviderSubmit;
        self.open_round(now, (number, order_no, 1), submission, rule)?;
        Ok(Submitted {
            order: number,
            new: true,
        })
    }

    /// Submits a returned order again, corrected: the next round.
    ///
    /// # Errors
    /// As `Refusal` says.
    pub fn resubmit(
        &mut self,
        now: Timestamp,
        order_no: &str,
        correction: Correction,
    ) -> Result<u32, Refusal> {
        let order = self.order(order_no).ok_or(Refusal::UnknownOrder)?;
        if !matches!(order.state(), State::Returned { .. }) {
            return Err(Refusal::WrongStatus(order.seen_status()));
        }
        let submission = order.round().submission.corrected(correction);
        let (number, next) = (order.number(), order.round().number + 1);
        let rule = RuleId::ProviderResubmit;
        self.open_round(now, (number, order_no.into(), next), submission, rule)?;
        Ok(number)
    }

    /// Takes an order back.
    ///
    /// # Errors
    /// As `Refusal` says.
    pub fn withdraw(&mut self, now: Timestamp, order_no: &str) -> Result<u32, Refusal> {
        let order = self.order(order_no).ok_or(Refusal::UnknownOrder)?;
        let number = order.number();
        match order.status() {
            Status::AwaitingVerification | Status::VerificationFailed | Status::UnderReview => {
                self.happen(now, number, RuleId::ProviderWithdraw, Fact::OrderWithdrawn);
                Ok(number)
            }
            status @ (Status::Returned
            | Status::Approved
            | Status::Rejected
            | Status::Withdrawn) => Err(Refusal::WrongStatus(status)),
        }
    }

    /// The authority decides on an order under review.
    ///
    /// # Errors
    /// As `Refusal` says.
    pub fn review(
        &mut self,
        now: Timestamp,
        order_no: &str,
        decision: Decision,
        reason: Option<Box<str>>,
    ) -> Result<u32, Refusal> {
        let order = self.order(order_no).ok_or(Refusal::UnknownOrder)?;
        let number = order.number();
        if order.status() != Status::UnderReview {
            return Err(Refusal::WrongStatus(order.status()));
        }
        let fact = match decision {
            Decision::Approve => Fact::OrderApproved { reason },
            Decision::Reject => Fact::OrderRejected { reason },
        };
        self.happen(now, number, RuleId::ReviewVerdict, fact);
        Ok(number)
    }

    /// Everything that stands in the way of that content at that moment.
    pub fn flaws(&self, now: Timestamp, submission: &Submission) -> Vec<Flaw> {
        self.law(now).flaws(submission)
    }

    /// The edition and the vendor's reading that a round would be bound to.
    pub fn law(&self, now: Timestamp) -> Law<'static> {
        let catalog = catalog();
        let pinned = self
            .settings
            .rulebook
            .as_deref()
            .and_then(|id| catalog.edition(id));
        let profile = self
            .settings
            .profile
            .as_deref()
            .and_then(|id| catalog.profile(id));
        Law {
            catalog,
            edition: pinned.unwrap_or_else(|| catalog.in_force(now)),
            profile,
            now,
        }
    }

    /// An order by its place in the list of what the provider sees, newest first.
    pub fn newest_orders(&self, before: u32) -> impl Iterator<Item = &Order> {
        let end = self.orders.len().min(before as usize);
        self.orders.get(..end).unwrap_or_default().iter().rev()
    }

    fn open_round(
        &mut self,
        now: Timestamp,
        (order, order_no, number): (u32, Text, u32),
        submission: Submission,
        rule: RuleId,
    ) -> Result<(), Refusal> {
        let law = self.law(now);
        if law.catalog.filings_suspended(now) {
            return Err(Refusal::FilingsSuspended);
        }
        let flaws = law.flaws(&submission);
        let row = match law.row(&submission) {
            Ok(row) if flaws.is_empty() => row,
            Ok(_) | Err(_) => return Err(Refusal::Flawed(flaws)),
        };
        let basis = self.basis(now, law, submission.province, row.sources.clone());
        let bound = Arc::clone(&basis.1);
        let setup = law.setup(&submission, &row, &bound.terms);
        let course = setup.course;
        let submission = Arc::new(submission);
        let round = Box::new(Round {
            number,
            basis: bound,
            submission,
            setup,
        });
        self.enact(
            now,
            rule,
            Change::Opened {
                order,
                order_no,
                basis: basis.0,
                round,
            },
        );
        self.echo(now, order, rule);
        if let Course::Unverified(rule) = course {
            self.happen(now, order, rule, Fact::OrderUnderReview { sync_at: None });
        }
        Ok(())
    }

    /// The rules that a round of this moment is bound to, and their number in the sandbox.
    fn basis(
        &mut self,
        now: Timestamp,
        law: Law<'_>,
        province: Province,
        verifiers: Sources,
    ) -> (u32, Arc<Basis>) {
        let terms = law.terms(&self.settings.overrides);
        let sources = RoundSources {
            verifiers,
            province: law.catalog.enrolment(province).1,
        };
        let same = |basis: &Arc<Basis>| basis.sources == sources && basis.terms == terms;
        if let Some(place) = self.bases.iter().rposition(same) {
            return (
                u32::try_from(place).unwrap_or(u32::MAX),
                Arc::clone(&self.bases[place]),
            );
        }
        let basis = Arc::new(Basis { terms, sources });
        let place = u32::try_from(self.bases.len()).unwrap_or(u32::MAX);
        self.enact(
            now,
            RuleId::EditionByDate,
            Change::Bound(Arc::clone(&basis)),
        );
        (place, basis)
    }

    fn invent_order_no(&self, number: u32) -> Text {
        let names = (u64::from(number) + 1..).map(|n| format!("SIM-{n:06}"));
        let mut free = names.filter(|name| self.index.number_of(name).is_none());
        free.next().unwrap_or_default().into()
    }

    /// The fact that all have passed, with the lag after which the provider learns it.
    pub(super) fn under_review(&self, now: Timestamp, order: &Order) -> Fact {
        let round = order.round();
        let terms = &round.basis.terms;
        let lag = chance::sync_lag(
            self.settings.seed,
            order.order_no(),
            round.number,
            terms.sync_lag_min.value,
            terms.sync_lag_max.value,
        );
        Fact::OrderUnderReview {
            sync_at: Some(now.plus(lag)),
        }
    }
}
