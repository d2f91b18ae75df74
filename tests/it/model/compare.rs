//! What the sandbox and the model must say alike after every step.

use beian_sim::order::{Order, ReturnReason, SmsVerifyStatus, Status, Suffix};
use beian_sim::rules::{
    FailureFields, FailureMode, FailureTrips, OverLimit, ResendCode, Terms as SimTerms, Timestamp,
};
use beian_sim::sim::Fate;
use proptest::prelude::*;

use super::book::{EDITIONS, Terms};
use super::facts::{Asked, Story};
use super::story::Sms;
use super::world::{Checked, World};

/// How far a person has come.
#[derive(Debug, PartialEq)]
struct Progress {
    phone: String,
    failures: u32,
    resends: u32,
    passed_at: Option<i64>,
}

impl World {
    /// Compares everything that the model can say.
    pub fn compare(&self) -> Checked {
        prop_assert_eq!(self.sandbox.orders().len(), self.model.names.len());
        for story in self.model.current() {
            let order = self.order(story.order);
            let name = &self.model.names[story.order];
            prop_assert_eq!(order.order_no(), name);
            prop_assert_eq!(self.sandbox.order(name), Some(order));
            self.compare_order(order, &story)?;
        }
        self.compare_lists()?;
        self.compare_inbox()?;
        let due = self.model.current();
        let due = due.iter().flat_map(|story| story.due_after(self.now)).min();
        let next = self.sandbox.next_entry().map(|entry| entry.at.millis());
        prop_assert_eq!(next, due, "the next thing that is due");
        prop_assert_eq!(self.sandbox.attempts().len(), self.calls);
        Ok(())
    }

    fn compare_order(&self, order: &Order, story: &Story<'_>) -> Checked {
        let round = order.round();
        prop_assert_eq!(round.number as usize, story.number);
        prop_assert_eq!(plain(&round.basis.terms), story.round.terms.clone());
        prop_assert_eq!(asked(order), expected_asked(story));
        let truth = (
            order.status().key(),
            order.seen_status().key(),
            order.seen_sms_verify_status().map(SmsVerifyStatus::number),
            order.return_reason().map(ReturnReason::key),
            round.deadline().map(Timestamp::millis),
        );
        let expected = (
            story.status(self.now),
            story.seen_status(self.now),
            story.sms_verify_status(self.now),
            story.return_reason(self.now),
            story.deadline(),
        );
        prop_assert_eq!(
            truth,
            expected,
            "order {} at {:?}",
            order.order_no(),
            self.moment()
        );
        prop_assert_eq!(people(order), expected_people(story));
        Ok(())
    }

    /// What the provider lists by what it sees, newest first.
    fn compare_lists(&self) -> Checked {
        for status in Status::ALL {
            let listed = self
                .sandbox
                .listed(Some(*status), None, u32::MAX, usize::MAX);
            let stories = self.model.current().into_iter().rev();
            let seen = stories.filter(|story| story.seen_status(self.now) == status.key());
            let expected: Vec<usize> = seen.map(|story| story.order).collect();
            let listed: Vec<usize> = listed.into_iter().map(|number| number as usize).collect();
            prop_assert_eq!(listed, expected, "seen as {}", status.key());
        }
        Ok(())
    }

    /// Every SMS, by whom, when and why.
    fn compare_inbox(&self) -> Checked {
        let mut sent = Vec::new();
        for number in 0..self.sandbox.messages_len() {
            let sms = self.sandbox.message(number).unwrap();
            prop_assert_eq!(sms.message.fate, Fate::Delivered(sms.message.dispatched_at));
            let phone = sms.verifier.phone.to_string();
            sent.push((
                sms.message.dispatched_at.millis(),
                sms.message.order as usize,
                sms.message.round as usize,
                phone,
                sms.message.kind.key(),
            ));
        }
        prop_assert!(
            sent.is_sorted_by_key(|sms| sms.0),
            "the inbox is in order of time"
        );
        let orders = 0..self.model.names.len();
        let stories = orders.flat_map(|order| self.model.stories(order));
        let mut expected: Vec<Sms> = stories.flat_map(|story| story.sms(self.now)).collect();
        expected.sort_unstable();
        let expected: Vec<_> = expected
            .into_iter()
            .map(|sms| (sms.at, sms.order, sms.round, sms.phone.to_owned(), sms.kind))
            .collect();
        sent.sort_unstable();
        prop_assert_eq!(sent, expected, "the inbox");
        Ok(())
    }
}

/// The people whom the sandbox asks, each as a line.
fn asked(order: &Order) -> Vec<String> {
    let verifiers = order.round().setup.verifiers.iter();
    let asked = verifiers.map(|verifier| {
        let roles: Vec<_> = verifier.roles.iter().map(|role| role.key()).collect();
        let suffixes: Vec<_> = verifier.suffixes.iter().map(Suffix::as_str).collect();
        let (phone, name) = (verifier.phone.to_string(), &verifier.name);
        format!(
            "{phone} {name} {roles:?} {suffixes:?} {:?}",
            verifier.sender
        )
    });
    asked.collect()
}

/// The people whom the model asks, each as a line.
fn expected_asked(story: &Story<'_>) -> Vec<String> {
    let asked = story.round.asked.iter().map(|asked| {
        let Asked {
            phone,
            name,
            roles,
            suffixes,
            sender,
        } = asked;
        format!("{phone} {name} {roles:?} {suffixes:?} {sender:?}")
    });
    asked.collect()
}

/// How far the sandbox says that each person has come.
fn people(order: &Order) -> Vec<Progress> {
    let people = order.state().people().iter();
    let people = people.zip(&order.round().setup.verifiers);
    let row = people.map(|(progress, verifier)| {
        let texted = progress.texted();
        Progress {
            phone: verifier.phone.to_string(),
            failures: texted.map_or(0, |texted| texted.failures),
            resends: texted.map_or(0, |texted| texted.resends),
            passed_at: progress.passed_at().map(Timestamp::millis),
        }
    });
    row.collect()
}

/// How far the model says that each person has come.
fn expected_people(story: &Story<'_>) -> Vec<Progress> {
    let people = story.round.asked.iter().map(|asked| Progress {
        phone: asked.phone.to_owned(),
        failures: story.failures(asked.phone),
        resends: story.resends(asked.phone),
        passed_at: story.passed_at(asked.phone),
    });
    people.collect()
}

/// The sandbox's terms as plain numbers.
fn plain(terms: &SimTerms) -> Terms {
    Terms {
        edition: EDITIONS
            .iter()
            .position(|(id, _)| *id == terms.edition)
            .unwrap(),
        window: terms.window.value.millis(),
        failure_limit: terms.failure_limit.value,
        any_field: terms.failure_fields.value == FailureFields::Any,
        in_a_row: terms.failure_mode.value == FailureMode::Consecutive,
        trips_after: terms.failure_trips.value == FailureTrips::AfterLimit,
        return_delay: terms.failure_return_delay.value.millis(),
        resend_limit: terms.resend_limit.value,
        over_returns: terms.resend_over_limit.value == OverLimit::ReturnOrder,
        new_code: terms.resend_code.value == ResendCode::New,
        first_delay: terms.first_sms_delay.value.millis(),
        resend_delay: terms.resend_delay.value.millis(),
        noon: terms.noon_redispatch.value,
        mismatch: terms.mismatch_status.value.value().into(),
        lag_min: terms.sync_lag_min.value.millis(),
        lag_max: terms.sync_lag_max.value.millis(),
    }
}
