//! Taking in a journal of unknown origin: what is checked beyond what every load checks, so that
//! nothing in it can surprise a decision later.
//!
//! Invariant: whatever is admitted here could have been written by a sandbox, as far as numbers,
//! references and moments go. Which rule should have decided what is not asked again: a journal may
//! be of another release, with other books.

use thiserror::Error;

use super::apply::CorruptJournal;
use super::attempt::{About, Attempt, ENTERED_CHARS_KEPT};
use super::fault::FAULTS_MAX;
use super::record::{Change, Record};
use super::sandbox::{Sandbox, who};
use super::settings::{SEED_MAX, Settings};
use super::webhook::Posting;
use crate::order::{Course, Effect, Fact, ORDER_NO_CHARS_MAX, Order, Round, is_order_no};
use crate::rules::{Overrides, Terms, Timestamp, catalog};

/// How often a webhook is sent at the most, where a fault doubles it.
const COPIES_MAX: usize = 2;

/// Why a journal, or a sandbox's settings, are not taken in.
#[derive(Debug, Error)]
pub enum Inadmissible {
    /// No load would take it.
    #[error(transparent)]
    Corrupt(#[from] CorruptJournal),
    /// A moment that no clock here shows.
    #[error("a moment ({0} ms since 1970) is outside of the calendar")]
    Moment(i64),
    /// It happened before something that stands before it.
    #[error("happened at {at}, before what stands before it, at {before}")]
    Earlier {
        /// When it is said to have happened.
        at: Timestamp,
        /// When the last thing before it happened.
        before: Timestamp,
    },
    /// A round and its record disagree on when it was opened.
    #[error("the round was opened at {0}, which is not when its record was made")]
    OpenedAt(Timestamp),
    /// A number that does not follow from those before it.
    #[error("{what} is {found}, and can be at most {max} here")]
    Number {
        /// Which.
        what: &'static str,
        /// What it is.
        found: u64,
        /// What it may be.
        max: u64,
    },
    /// Something that is not there is named.
    #[error("names {0} that is not there")]
    Dangling(&'static str),
    /// Two orders have one name.
    #[error("there is an order `{0}` already")]
    Twice(String),
    /// A name that no order has.
    #[error("an order's name has 1 to {ORDER_NO_CHARS_MAX} of `A-Z a-z 0-9 . _ -`")]
    OrderNo,
    /// A setting or parameter is not acceptable.
    #[error("{0}")]
    Setting(String),
    /// A text is longer than any that is kept.
    #[error("a text has more than {0} characters")]
    TooLong(usize),
}

impl Sandbox {
    /// Checks the settings and the origin that it was made with.
    ///
    /// # Errors
    /// Where no `PUT` would have accepted them.
    pub fn admit_settings(&self) -> Result<(), Inadmissible> {
        admit_settings(&self.settings)?;
        admit_settings(&self.origin.settings)?;
        self.origin
            .clock
            .and_then(|(_, moment)| moment)
            .map_or(Ok(()), admit_moment)
    }

    /// Applies a record that anybody may have written.
    ///
    /// # Errors
    /// Where no sandbox can have written it. The sandbox is then not to be used.
    pub fn admit(&mut self, record: &Record) -> Result<(), Inadmissible> {
        admit_moment(record.at)?;
        let is_attempt = matches!(record.change, Change::Attempted(_) | Change::CallFaulted(_));
        if !is_attempt && record.at < self.last_at {
            return Err(Inadmissible::Earlier {
                at: record.at,
                before: self.last_at,
            });
        }
        match &record.change {
            Change::Bound(basis) => admit_terms(&basis.terms)?,
            Change::Opened {
                order,
                order_no,
                basis,
                round,
            } => {
                at_most("terms", u64::from(*basis) + 1, self.bases.len())?;
                self.admit_round(record.at, *order, order_no, round)?;
            }
            Change::Happened { order, fact } => {
                let order = self.order_at(*order);
                admit_fact(order.ok_or(Inadmissible::Dangling("an order"))?, fact)?;
            }
            Change::Attempted(attempt) => self.admit_attempt(attempt)?,
            Change::CallFaulted(_) => {}
            Change::Posted(posting) => self.admit_posting(posting)?,
        }
        Ok(self.replay(record)?)
    }

    fn admit_round(
        &self,
        at: Timestamp,
        number: u32,
        order_no: &str,
        round: &Round,
    ) -> Result<(), Inadmissible> {
        let rounds = match self.order_at(number) {
            Some(order) => order.rounds().len(),
            None if !is_order_no(order_no) => return Err(Inadmissible::OrderNo),
            None if self.order(order_no).is_some() => {
                return Err(Inadmissible::Twice(order_no.to_owned()));
            }
            None => 0,
        };
        exactly("round", round.number.into(), rounds + 1)?;
        let setup = &round.setup;
        at_most(
            "verifiers",
            setup.verifiers.len() as u64,
            usize::from(u16::MAX),
        )?;
        if setup.opened_at != at {
            admit_moment(setup.opened_at)?;
            return Err(Inadmissible::OpenedAt(setup.opened_at));
        }
        match setup.course {
            Course::Unverified(_) => Ok(()),
            Course::Verified {
                first_sms_at,
                noon_at,
                deadline,
            } => [Some(first_sms_at), noon_at, Some(deadline)]
                .into_iter()
                .flatten()
                .try_for_each(admit_moment),
        }
    }

    fn admit_attempt(&self, attempt: &Attempt) -> Result<(), Inadmissible> {
        let texts = [
            Some(&attempt.phone),
            attempt.code.as_ref(),
            Some(&attempt.suffix),
        ];
        for text in texts.into_iter().flatten() {
            if text.chars().count() > ENTERED_CHARS_KEPT {
                return Err(Inadmissible::TooLong(ENTERED_CHARS_KEPT));
            }
        }
        let near = attempt.near_miss;
        near.and_then(|near| near.moment)
            .map_or(Ok(()), admit_moment)?;
        let abouts = [attempt.about, near.and_then(|near| near.about)];
        abouts
            .into_iter()
            .flatten()
            .try_for_each(|about| self.admit_about(about))
    }

    fn admit_posting(&self, posting: &Posting) -> Result<(), Inadmissible> {
        match posting {
            Posting::Queued {
                order,
                happening,
                copies,
                ..
            } => {
                at_most("copies", (*copies).into(), COPIES_MAX)?;
                let order = self.order_at(*order);
                let order = order.ok_or(Inadmissible::Dangling("an order"))?;
                at_most(
                    "happening",
                    u64::from(*happening) + 1,
                    order.timeline().len(),
                )
            }
            Posting::Tried { next, .. } => next.map_or(Ok(()), admit_moment),
            Posting::Requeued { .. } => Ok(()),
        }
    }

    fn admit_about(&self, about: About) -> Result<(), Inadmissible> {
        let order = self.order_at(about.order);
        // Where an order only mentions a phone, the entry is about its first person, if any.
        let mentions = |order: &Order| {
            about.person == 0 && (1..=order.rounds().len()).contains(&(about.round as usize))
        };
        let found = order.is_some_and(|order| {
            who(order, about.round, about.person).is_some() || mentions(order)
        });
        if found {
            Ok(())
        } else {
            Err(Inadmissible::Dangling("a verifier"))
        }
    }
}

/// Checks the numbers and moments of a fact; what the state allows is for `replay`.
fn admit_fact(order: &Order, fact: &Fact) -> Result<(), Inadmissible> {
    let texted = |person: u16| {
        let progress = order.state().people().get(usize::from(person));
        let progress = progress.ok_or(Inadmissible::Dangling("a verifier"))?;
        Ok::<_, Inadmissible>(progress.texted())
    };
    match fact {
        Fact::SmsDispatched {
            person,
            nth_code,
            arrives_at,
            ..
        } => {
            let codes = texted(*person)?.map_or(0, |texted| texted.nth_code);
            at_most("nth_code", (*nth_code).into(), codes as usize + 1)?;
            admit_moment(*arrives_at)
        }
        Fact::ResendRequested { person, nth, due } => {
            let resends = texted(*person)?.map_or(0, |texted| texted.resends);
            exactly("nth", (*nth).into(), resends as usize + 1)?;
            admit_moment(*due)
        }
        Fact::AttemptFailed { person, failures } => {
            let before = texted(*person)?.map_or(0, |texted| texted.failures);
            at_most("failures", (*failures).into(), before as usize + 1)
        }
        Fact::VerificationFailed { person, return_at } => {
            texted(*person)?;
            admit_moment(*return_at)
        }
        Fact::SmsDelivered { message, .. } => {
            let mut in_transit = order.in_transit().iter();
            if in_transit.any(|sms| sms.message == *message) {
                Ok(())
            } else {
                Err(Inadmissible::Dangling("an SMS on its way"))
            }
        }
        Fact::OrderUnderReview { sync_at } => sync_at.map_or(Ok(()), admit_moment),
        Fact::Faulted(faulted) => match &faulted.effect {
            Effect::SmsLost { person, .. } => texted(*person).map(|_| ()),
            Effect::SmsDelayed {
                person, arrives_at, ..
            }
            | Effect::SmsDuplicated {
                person, arrives_at, ..
            } => {
                texted(*person)?;
                admit_moment(*arrives_at)
            }
            Effect::SyncDelayed { sync_at } => sync_at.map_or(Ok(()), admit_moment),
            Effect::WebhookLost { .. } | Effect::WebhookDuplicated { .. } => Ok(()),
        },
        Fact::OrderSubmitted
        | Fact::OrderResubmitted
        | Fact::PersonVerified { .. }
        | Fact::OrderReturned { .. }
        | Fact::ResultSynced
        | Fact::OrderWithdrawn
        | Fact::OrderApproved { .. }
        | Fact::OrderRejected { .. } => Ok(()),
    }
}

fn admit_settings(settings: &Settings) -> Result<(), Inadmissible> {
    let refused = |what: String| Err(Inadmissible::Setting(what));
    if settings.seed > SEED_MAX {
        return refused(format!("`seed` is {}, above 2^53-1", settings.seed));
    }
    let rulebook = settings.rulebook.as_deref();
    if let Some(id) = rulebook.filter(|id| catalog().edition(id).is_none()) {
        return refused(format!("there is no edition `{id}`"));
    }
    let profile = settings.profile.as_deref();
    if let Some(id) = profile.filter(|id| catalog().profile(id).is_none()) {
        return refused(format!("there is no profile `{id}`"));
    }
    if settings.faults.faults.len() > FAULTS_MAX {
        return refused(format!("there are more than {FAULTS_MAX} faults"));
    }
    let valid = settings.overrides.validate();
    valid.map_err(|error| Inadmissible::Setting(error.to_string()))?;
    let profile = profile.and_then(|id| catalog().profile(id));
    for edition in catalog().editions() {
        let terms = catalog().terms(edition, profile, &settings.overrides);
        terms.map_err(|error| Inadmissible::Setting(error.to_string()))?;
    }
    Ok(())
}

/// Holds terms against the limits of their parameters: those of a sandbox's own overrides.
fn admit_terms(terms: &Terms) -> Result<(), Inadmissible> {
    let mut values = Overrides::default();
    for (parameter, value, _) in terms.parameters() {
        if parameter.overridable() {
            let set = values.set(parameter, &value);
            set.map_err(|error| Inadmissible::Setting(error.to_string()))?;
        }
    }
    let valid = values.validate();
    valid.map_err(|error| Inadmissible::Setting(error.to_string()))
}

fn admit_moment(moment: Timestamp) -> Result<(), Inadmissible> {
    if moment.is_of_the_calendar() {
        Ok(())
    } else {
        Err(Inadmissible::Moment(moment.millis()))
    }
}

fn at_most(what: &'static str, found: u64, max: usize) -> Result<(), Inadmissible> {
    let max = max as u64;
    if found <= max {
        Ok(())
    } else {
        Err(Inadmissible::Number { what, found, max })
    }
}

fn exactly(what: &'static str, found: u64, expected: usize) -> Result<(), Inadmissible> {
    if found == expected as u64 {
        return Ok(());
    }
    let max = expected as u64;
    Err(Inadmissible::Number { what, found, max })
}
