//! What the model cannot know and takes as it sees it: codes and lags, if they are well-formed.

use beian_sim::order::Fact;
use beian_sim::sim::{Addressed, Change};
use proptest::prelude::*;

use super::book::SECOND;
use super::facts::{Phone, Story, What};
use super::world::{Checked, World};

impl World {
    /// Learns from the SMS and records that were not yet looked at.
    pub fn learn(&mut self) -> Checked {
        self.learn_codes()?;
        self.learn_lags()
    }

    fn learn_codes(&mut self) -> Checked {
        for number in self.seen.1..self.sandbox.messages_len() {
            let sms = self.sandbox.message(number).unwrap();
            let order = sms.message.order as usize;
            let at = sms.message.dispatched_at.millis();
            let (phone, code) = checked_code(&sms, &self.model.story(order))?;
            self.model.note(at, order, What::Code(phone, code));
        }
        self.seen.1 = self.sandbox.messages_len();
        Ok(())
    }

    fn learn_lags(&mut self) -> Checked {
        for record in &self.records[self.seen.0..] {
            let Change::Happened { order, fact } = &record.change else {
                continue;
            };
            if let Fact::OrderUnderReview { sync_at: Some(at) } = fact {
                let order = *order as usize;
                let terms = &self.model.story(order).round.terms;
                let lag = at.millis() - record.at.millis();
                prop_assert!((terms.lag_min..=terms.lag_max).contains(&lag));
                prop_assert_eq!(lag % SECOND, 0, "the lag is in whole seconds");
                self.model.note(self.now, order, What::SyncAt(at.millis()));
            }
        }
        Ok(())
    }
}

/// To whom the SMS went and its code: six digits, the live ones unless they are to be renewed.
fn checked_code(sms: &Addressed<'_>, story: &Story<'_>) -> Result<(Phone, String), TestCaseError> {
    prop_assert_eq!(sms.message.round as usize, story.number);
    let phone = sms.verifier.phone.to_string();
    let asked = story.asked(&phone);
    let Some(asked) = asked.filter(|_| sms.text().contains(sms.verifier.name.as_str())) else {
        return Err(TestCaseError::fail("an SMS to somebody who is not asked"));
    };
    let code = sms.message.code.to_string();
    let six_digits = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    prop_assert!(six_digits && sms.text().contains(&code));
    let renewed = sms.message.kind.key() == "resend" && story.round.terms.new_code;
    match story.live_code(asked.phone) {
        Some(live) => prop_assert_eq!(live != code, renewed, "the code is renewed or kept"),
        None => prop_assert_eq!(sms.message.kind.key(), "first"),
    }
    Ok((asked.phone, code))
}
