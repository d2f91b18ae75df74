//! A service as a target, spoken to over HTTP: one sandbox a scenario, gone when the scenario is.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::model::Scenario;
use super::target::{Answer, OrderSeen, Target};
use super::verbs::{Advance, Decision, SetRules};
use super::words::Single;
use crate::client::{self, Attempt, Client, Error, Event, Message, Parameter, Refusal, Sandbox};

/// One sandbox of a service; dropped, it is removed.
#[derive(Debug)]
pub struct Remote {
    sandbox: Sandbox,
}

impl Remote {
    /// A new sandbox with that name, as the scenario asks for it.
    ///
    /// # Errors
    /// Where the service refuses it or does not answer.
    pub fn open(service: &Client, name: &str, scenario: &Scenario) -> Result<Self, Error> {
        let settings = json!({
            "seed": scenario.seed,
            "clock": { "mode": "frozen", "now": scenario.starts.to_string() },
            "rulebook": scenario.rulebook.as_deref().unwrap_or("by_date"),
            "profile": scenario.profile,
            "overrides": overrides(&scenario.overrides),
        });
        let sandbox = Sandbox::of(service, name);
        sandbox.set_up(&settings)?;
        Ok(Self { sandbox })
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        // A service that is gone has nothing to remove, and says so to the next call.
        let _ = self.sandbox.remove();
    }
}

impl Target for Remote {
    fn submit(&mut self, body: &Value) -> Result<Answer, Error> {
        let done = self.sandbox.submit(body);
        answer(done.map(|(_, new)| Answer::Submitted(new)))
    }

    fn resubmit(&mut self, order_no: &str, body: &Value) -> Result<Answer, Error> {
        answer(self.sandbox.resubmit(order_no, body).map(done))
    }

    fn withdraw(&mut self, order_no: &str) -> Result<Answer, Error> {
        answer(self.sandbox.withdraw(order_no).map(done))
    }

    fn review(&mut self, order_no: &str, decision: Decision) -> Result<Answer, Error> {
        answer(self.sandbox.review(order_no, decision.key()).map(done))
    }

    fn verify(&mut self, phone: &str, code: &str, suffix: &str) -> Result<Answer, Error> {
        answer(self.sandbox.verify(phone, code, suffix).map(Answer::Told))
    }

    fn resend(&mut self, phone: &str, suffix: &str) -> Result<Answer, Error> {
        answer(self.sandbox.resend(phone, suffix).map(Answer::Told))
    }

    fn advance(&mut self, advance: &Advance) -> Result<Answer, Error> {
        let advanced = match advance {
            Advance::By(by) => self.sandbox.advance(by),
            Advance::To(moment) => self.sandbox.advance_to(&moment.to_string()),
            Advance::NextEvent => self.sandbox.advance_to_next_event(),
        };
        let types = |advanced: client::Advanced| {
            let fired = advanced.fired.into_iter();
            Answer::Fired(fired.map(|event| event.r#type).collect())
        };
        answer(advanced.map(types))
    }

    fn set_rules(&mut self, rules: &SetRules) -> Result<Answer, Error> {
        let mut body = Map::new();
        if let Some(rulebook) = &rules.rulebook {
            body.insert("rulebook".to_owned(), rulebook.as_str().into());
        }
        if let Some(profile) = &rules.profile {
            body.insert("profile".to_owned(), profile.as_str().into());
        }
        body.insert("overrides".to_owned(), overrides(&rules.overrides));
        answer(self.sandbox.set_rules(&body).map(done))
    }

    fn clock(&mut self) -> Result<(String, Option<String>), Error> {
        let clock = self.sandbox.clock()?;
        Ok((clock.now, clock.next_event.map(|event| event.r#type)))
    }

    fn order(&mut self, order_no: &str) -> Result<Option<OrderSeen>, Error> {
        let Some(truth) = known(self.sandbox.order(order_no))? else {
            return Ok(None);
        };
        Ok(Some(OrderSeen {
            truth,
            view: self.sandbox.seen_by_provider(order_no)?,
            timeline: self.events(order_no)?,
        }))
    }

    fn events(&mut self, order_no: &str) -> Result<Vec<Event>, Error> {
        let events = known(self.sandbox.timeline(order_no))?.unwrap_or_default();
        let happened = events.into_iter().filter(|event| !event.scheduled);
        Ok(happened.collect())
    }

    fn messages(&mut self) -> Result<Vec<Message>, Error> {
        self.sandbox.messages()
    }

    fn last_attempt(&mut self) -> Result<Option<Attempt>, Error> {
        Ok(self.sandbox.attempts(1)?.pop())
    }

    fn parameters(&mut self) -> Result<Vec<Parameter>, Error> {
        self.sandbox.parameters()
    }
}

fn done<T>(_: T) -> Answer {
    Answer::Done
}

/// A refusal is an answer; whatever else goes wrong is not.
fn answer(done: Result<Answer, Error>) -> Result<Answer, Error> {
    match done {
        Err(Error::Refused(refusal)) => {
            let Refusal { code, errors, .. } = *refusal;
            let fields = errors.into_iter().map(|field| (field.pointer, field.code));
            Ok(Answer::Refused(code, fields.collect()))
        }
        done => done,
    }
}

/// What is shown, or nothing where there is no such thing.
fn known<T>(shown: Result<T, Error>) -> Result<Option<T>, Error> {
    match shown {
        Err(Error::Refused(refusal)) if refusal.status == 404 => Ok(None),
        shown => shown.map(Some),
    }
}

fn overrides<K: ToString>(values: &BTreeMap<K, Single>) -> Value {
    let fields = values
        .iter()
        .map(|(name, value)| (name.to_string(), json!(value.0)));
    Value::Object(fields.collect())
}
