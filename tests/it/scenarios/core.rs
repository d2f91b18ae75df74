//! The sandbox itself as a target: no service, no wire, no runtime around it.
//!
//! It does what the shell does and no more: settle, decide, settle.

use std::collections::BTreeMap;

use beian_sim::client::{
    Attempt, Error, Event, Message, Parameter as ParameterSeen, Verdict as Told,
};
use beian_sim::order::{Correction, Flaw, Submission};
use beian_sim::play::{self, Advance, Answer, OrderSeen, Scenario, SetRules, Single, Target};
use beian_sim::rules::{Overrides, Parameter, Ruled, Span, Timestamp, Verdict, catalog};
use beian_sim::sim::{
    Change, Clock, Decision, Entered, Mode, Origin, Refusal, Sandbox, Settings, Submitted,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::core_shows;

/// More entries than a scenario ever has on its agenda.
const ALL_THAT_IS_DUE: usize = 1_000_000;

/// A sandbox in the hand.
pub struct Core {
    sandbox: Sandbox,
    wall: Timestamp,
}

impl Core {
    /// The sandbox that the scenario asks for.
    ///
    /// # Errors
    /// Where an override is not acceptable.
    pub fn new(scenario: &Scenario) -> Result<Self, String> {
        let mut settings = Settings {
            seed: scenario.seed,
            rulebook: scenario.rulebook.clone(),
            profile: scenario.profile.clone(),
            ..Settings::default()
        };
        lay(&mut settings.overrides, &scenario.overrides)?;
        let wall = scenario.starts.0;
        Ok(Self {
            sandbox: Sandbox::new(settings, Clock::Frozen(wall), Origin::default()),
            wall,
        })
    }

    /// Whether an empty sandbox takes in the journal of this one, as if anybody had written it.
    pub fn journal_is_admitted(&self) -> Result<(), String> {
        let sandbox = &self.sandbox;
        let (settings, origin) = (sandbox.settings().clone(), sandbox.origin().clone());
        let mut admitting = Sandbox::loading(settings, sandbox.clock(), origin);
        let mut records = sandbox.outbox().iter();
        records
            .try_for_each(|record| admitting.admit(record))
            .map_err(|refused| refused.to_string())
    }

    fn command<T>(&mut self, decide: impl FnOnce(&mut Sandbox, Timestamp) -> T) -> T {
        let now = self.sandbox.now(self.wall);
        self.sandbox.settle(now, ALL_THAT_IS_DUE);
        let decided = decide(&mut self.sandbox, now);
        self.sandbox.settle(now, ALL_THAT_IS_DUE);
        decided
    }
}

impl Target for Core {
    fn submit(&mut self, body: &Value) -> Result<Answer, Error> {
        let order_no = body["order_no"].as_str();
        let mut content = body.clone();
        if let Value::Object(fields) = &mut content {
            fields.remove("order_no");
        }
        let submission: Submission = read(content);
        let submitted =
            self.command(|sandbox, now| sandbox.submit(now, order_no, submission, u32::MAX));
        Ok(match submitted {
            Ok(Submitted { new, .. }) => Answer::Submitted(new),
            Err(refusal) => refused(&refusal),
        })
    }

    fn resubmit(&mut self, order_no: &str, body: &Value) -> Result<Answer, Error> {
        let correction = Correction {
            province: body.get("province").cloned().map(read),
            entity: body.get("entity").cloned().map(read),
            services: body.get("services").cloned().map(read),
        };
        let done = self.command(|sandbox, now| sandbox.resubmit(now, order_no, correction));
        Ok(done.map_or_else(|refusal| refused(&refusal), |_| Answer::Done))
    }

    fn withdraw(&mut self, order_no: &str) -> Result<Answer, Error> {
        let done = self.command(|sandbox, now| sandbox.withdraw(now, order_no));
        Ok(done.map_or_else(|refusal| refused(&refusal), |_| Answer::Done))
    }

    fn review(&mut self, order_no: &str, decision: play::Decision) -> Result<Answer, Error> {
        let decision = match decision {
            play::Decision::Approve => Decision::Approve,
            play::Decision::Reject => Decision::Reject,
        };
        let done = self.command(|sandbox, now| sandbox.review(now, order_no, decision, None));
        Ok(done.map_or_else(|refusal| refused(&refusal), |_| Answer::Done))
    }

    fn verify(&mut self, phone: &str, code: &str, suffix: &str) -> Result<Answer, Error> {
        let entered = Entered {
            phone,
            code,
            suffix,
        };
        Ok(told(
            self.command(|sandbox, now| sandbox.verify(now, entered)),
        ))
    }

    fn resend(&mut self, phone: &str, suffix: &str) -> Result<Answer, Error> {
        let entered = Entered {
            phone,
            code: "",
            suffix,
        };
        Ok(told(
            self.command(|sandbox, now| sandbox.resend(now, entered)),
        ))
    }

    fn advance(&mut self, advance: &Advance) -> Result<Answer, Error> {
        let now = self.sandbox.now(self.wall);
        let to = match advance {
            Advance::By(by) => now.plus(Span::parse(by).unwrap()),
            Advance::To(to) => to.0,
            Advance::NextEvent => self.sandbox.next_entry().map_or(now, |entry| entry.at),
        };
        if self.sandbox.may_show(to, now).is_err() {
            let code = "clock-backwards".to_owned();
            return Ok(Answer::Refused(code, BTreeMap::new()));
        }
        let start = self.sandbox.outbox().len();
        self.sandbox.settle(to, ALL_THAT_IS_DUE);
        self.sandbox.set_clock(Mode::Frozen, to, self.wall);
        let fired = self.sandbox.outbox().iter().skip(start);
        let types = fired.filter_map(|record| match &record.change {
            Change::Happened { fact, .. } => Some(fact.type_key().to_owned()),
            _ => None,
        });
        Ok(Answer::Fired(types.collect()))
    }

    fn set_rules(&mut self, rules: &SetRules) -> Result<Answer, Error> {
        let mut settings = self.sandbox.settings().clone();
        if let Some(rulebook) = &rules.rulebook {
            settings.rulebook = Some(rulebook.clone()).filter(|id| id != "by_date");
        }
        if let Some(profile) = &rules.profile {
            settings.profile = Some(profile.clone());
        }
        if let Err(error) = lay(&mut settings.overrides, &rules.overrides) {
            return Ok(Answer::Refused(error, BTreeMap::new()));
        }
        self.sandbox.set_settings(settings);
        Ok(Answer::Done)
    }

    fn clock(&mut self) -> Result<(String, Option<String>), Error> {
        let next = self.sandbox.next_entry();
        let next = next.map(|entry| entry.due.kind.event_type().to_owned());
        Ok((self.sandbox.now(self.wall).to_string(), next))
    }

    fn order(&mut self, order_no: &str) -> Result<Option<OrderSeen>, Error> {
        Ok(self.sandbox.order(order_no).map(core_shows::order))
    }

    fn events(&mut self, order_no: &str) -> Result<Vec<Event>, Error> {
        let order = self.order(order_no)?;
        Ok(order.map(|order| order.timeline).unwrap_or_default())
    }

    fn messages(&mut self) -> Result<Vec<Message>, Error> {
        Ok((0..self.sandbox.messages_len())
            .filter_map(|number| self.sandbox.message(number))
            .map(core_shows::sms)
            .collect())
    }

    fn last_attempt(&mut self) -> Result<Option<Attempt>, Error> {
        let last = self.sandbox.attempts().back();
        Ok(last.map(|kept| core_shows::attempt(&self.sandbox, kept)))
    }

    fn parameters(&mut self) -> Result<Vec<ParameterSeen>, Error> {
        let law = self.sandbox.law(self.sandbox.now(self.wall));
        let terms = law.terms(&self.sandbox.settings().overrides);
        let parameters = terms.parameters().into_iter();
        Ok(parameters
            .map(|(name, value, source)| ParameterSeen {
                name,
                value,
                source: source.to_string(),
            })
            .collect())
    }
}

fn lay(overrides: &mut Overrides, values: &BTreeMap<Parameter, Single>) -> Result<(), String> {
    for (parameter, value) in values {
        let set = overrides.set(*parameter, &value.0);
        set.map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// A part of an order: the core's types read what goes over the wire.
fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn told(verdict: Ruled<Verdict>) -> Answer {
    let Ruled { value, rule } = verdict;
    Answer::Told(Told {
        valid_status: value.valid_status(),
        outcome: value.outcome().to_owned(),
        message: value.message().to_owned(),
        rule: rule.key().to_owned(),
    })
}

/// The refusal in the words of the contract.
fn refused(refusal: &Refusal) -> Answer {
    let (code, flaws): (_, &[Flaw]) = match refusal {
        Refusal::UnknownOrder => ("unknown-order", &[]),
        Refusal::OrderExists => ("order-exists", &[]),
        Refusal::FilingsSuspended => ("filings-suspended", &[]),
        Refusal::Flawed(flaws) => ("invalid", flaws),
        Refusal::WrongStatus(_) => ("wrong-status", &[]),
        Refusal::TooManyOrders(_) => ("limit-reached", &[]),
    };
    let fields = flaws.iter().map(core_shows::field);
    Answer::Refused(code.to_owned(), fields.collect())
}

/// The editions and profiles that there are, for whoever reads a scenario.
pub fn is_known(rulebook: Option<&str>, profile: Option<&str>) -> bool {
    rulebook.is_none_or(|id| catalog().edition(id).is_some())
        && profile.is_none_or(|id| catalog().profile(id).is_some())
}
