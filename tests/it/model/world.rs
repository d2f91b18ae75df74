//! A sandbox and the model of it, to which the same is done.

use beian_sim::order::{Correction as SimCorrection, Order};
use beian_sim::rules::{Province, Ruled, Timestamp, Verdict};
use beian_sim::sim::{Clock, Decision, Entered, Mode, Origin, Record, Sandbox};
use proptest::prelude::*;
use proptest::sample::Index;

use super::book;
use super::cast::{Filing, PLACES};
use super::command::{Command, Correction, Entry, Leap, Rules, Script};
use super::facts::Model;
use super::provider::Refused;

/// What a test of a script ends with.
pub type Checked = Result<(), TestCaseError>;

/// How many orders a sandbox may hold: more than a script submits.
const ORDERS_MAX: u32 = 1_000;

/// How many entries one slice of an advance fires: few, so that there are several slices.
const SLICE: usize = 3;

/// A sandbox, its model, and its journal.
pub struct World {
    pub sandbox: Sandbox,
    pub model: Model,
    pub records: Vec<Record>,
    pub now: i64,
    /// How many calls of verify and resend were made.
    pub calls: usize,
    /// How much of the sandbox was looked at: records, and messages.
    pub seen: (usize, u32),
    /// Orders that had come to an end, with the length of their timelines.
    pub ended: Vec<Option<usize>>,
    pub seed: u64,
}

impl World {
    /// The world at the beginning of a script.
    pub fn new(script: &Script) -> Self {
        let start = Timestamp::parse(script.start).unwrap();
        let settings = script.rules.settings(script.seed);
        let origin = Origin {
            settings: settings.clone(),
            clock: Some((Mode::Frozen, Some(start))),
        };
        Self {
            sandbox: Sandbox::new(settings, Clock::Frozen(start), origin),
            model: Model {
                rules: script.rules.clone(),
                ..Model::default()
            },
            records: Vec::new(),
            now: start.millis(),
            calls: 0,
            seen: (0, 0),
            ended: Vec::new(),
            seed: script.seed,
        }
    }

    /// Does one thing to both, and compares them after each call.
    pub fn take(&mut self, command: &Command) -> Checked {
        match command {
            Command::Submit { name, filing } => {
                let name = name.map(|name| format!("P-{name}"));
                self.submit(name, filing)
            }
            Command::SubmitAgain(order) => match self.pick(*order, &[]) {
                Some(order) => {
                    let filing = self.model.stories(order)[0].round.filing.clone();
                    self.submit(Some(self.model.names[order].clone()), &filing)
                }
                None => Ok(()),
            },
            Command::Resubmit { order, correction } => match self.pick(*order, &["returned"]) {
                Some(order) => self.resubmit(order, correction),
                None => Ok(()),
            },
            Command::Withdraw(order) => match self.pick(*order, &[]) {
                Some(order) => self.withdraw(order),
                None => Ok(()),
            },
            Command::Review { order, approve } => match self.pick(*order, &["under_review"]) {
                Some(order) => self.review(order, *approve),
                None => Ok(()),
            },
            Command::Verify {
                entry,
                times,
                then_right,
            } => {
                (0..*times).try_for_each(|_| self.verify(entry))?;
                let right = then_right.then(|| entry.right());
                right.iter().try_for_each(|entry| self.verify(entry))
            }
            Command::Resend { entry, times } => (0..*times).try_for_each(|_| self.resend(entry)),
            Command::Advance(leap) => self.advance(leap),
            Command::SetRules(rules) => self.set_rules(rules),
        }
    }

    /// The sandbox's moment.
    pub const fn moment(&self) -> Timestamp {
        Timestamp::from_millis(self.now)
    }

    /// An order by what the index points at: of those in a wanted status, if there are any.
    fn pick(&self, index: Index, wanted: &[&str]) -> Option<usize> {
        let all: Vec<usize> = (0..self.model.names.len()).collect();
        let fits = |order: &&usize| wanted.contains(&self.model.story(**order).status(self.now));
        let fitting: Vec<usize> = all.iter().filter(fits).copied().collect();
        let orders = if fitting.is_empty() { all } else { fitting };
        (!orders.is_empty()).then(|| *index.get(&orders))
    }

    fn submit(&mut self, name: Option<String>, filing: &Filing) -> Checked {
        let (now, before) = (self.moment(), self.sandbox.seq());
        let answer = self
            .sandbox
            .submit(now, name.as_deref(), filing.submission(), ORDERS_MAX);
        self.unchanged_if(answer.is_err(), before)?;
        // Where the simulator names the order, the model takes the name as it is, if it is new.
        let name = name.unwrap_or_else(|| match &answer {
            Ok(submitted) => self.order(submitted.order as usize).order_no().to_owned(),
            Err(_) => "unnamed".to_owned(),
        });
        let expected = self.model.submit(self.now, &name, filing);
        prop_assert_eq!(answer.map(|one| one.new).map_err(Refused::from), expected);
        self.agree()
    }

    fn resubmit(&mut self, order: usize, correction: &Correction) -> Checked {
        let (now, before) = (self.moment(), self.sandbox.seq());
        let mut filing = self.model.story(order).round.filing.clone();
        let mut change = SimCorrection::default();
        match correction {
            Correction::Nothing => {}
            Correction::Place(place) => {
                filing.place = *place;
                change.province = Province::from_code(PLACES[*place].code);
            }
            Correction::Content(content) => {
                filing.entity = content.entity.clone();
                filing.services.clone_from(&content.services);
                change.entity = Some(content.entity());
                change.services = Some(content.services());
            }
        }
        let answer = self.sandbox.resubmit(now, &self.model.names[order], change);
        self.unchanged_if(answer.is_err(), before)?;
        let expected = self.model.resubmit(self.now, order, &filing);
        prop_assert_eq!(answer.map(|_| ()).map_err(Refused::from), expected);
        self.agree()
    }

    fn withdraw(&mut self, order: usize) -> Checked {
        let (now, before) = (self.moment(), self.sandbox.seq());
        let answer = self.sandbox.withdraw(now, &self.model.names[order]);
        self.unchanged_if(answer.is_err(), before)?;
        let expected = self.model.withdraw(self.now, order);
        prop_assert_eq!(answer.map(|_| ()).map_err(Refused::from), expected);
        self.agree()
    }

    fn review(&mut self, order: usize, approve: bool) -> Checked {
        let (now, before) = (self.moment(), self.sandbox.seq());
        let decision = if approve {
            Decision::Approve
        } else {
            Decision::Reject
        };
        let answer = self
            .sandbox
            .review(now, &self.model.names[order], decision, None);
        self.unchanged_if(answer.is_err(), before)?;
        let expected = self.model.review(self.now, order, approve);
        prop_assert_eq!(answer.map(|_| ()).map_err(Refused::from), expected);
        self.agree()
    }

    fn verify(&mut self, entry: &Entry) -> Checked {
        if !self.has_sms_for(entry)? {
            return Ok(());
        }
        let (phone, code, suffix) = self.typed(entry);
        let entered = Entered {
            phone: &phone,
            code: &code,
            suffix: &suffix,
        };
        let answer = self.sandbox.verify(self.moment(), entered);
        let expected = self.model.verify(self.now, &phone, &code, &suffix);
        self.answered(answer, expected)
    }

    fn resend(&mut self, entry: &Entry) -> Checked {
        if !self.has_sms_for(entry)? {
            return Ok(());
        }
        let (phone, _, suffix) = self.typed(entry);
        let entered = Entered {
            phone: &phone,
            code: "",
            suffix: &suffix,
        };
        let answer = self.sandbox.resend(self.moment(), entered);
        let expected = self.model.resend(self.now, &phone, &suffix);
        self.answered(answer, expected)
    }

    /// Who means a live SMS waits for one, if there is none, and gives up if none comes.
    fn has_sms_for(&mut self, entry: &Entry) -> Result<bool, TestCaseError> {
        if !entry.stale && self.live_sms().is_empty() {
            self.advance(&Leap::Boundary { off: 0 })?;
        }
        Ok(entry.stale || !self.live_sms().is_empty())
    }

    fn answered(&mut self, answer: Ruled<Verdict>, expected: u16) -> Checked {
        self.calls += 1;
        let verdict = answer.value;
        let happy = [3, 31, 20, 101].contains(&expected);
        let told = (verdict.valid_status(), verdict.valid_flag());
        prop_assert_eq!(told, (expected, happy), "by {}", answer.rule);
        self.agree()
    }

    fn advance(&mut self, leap: &Leap) -> Checked {
        let mut due: Vec<i64> = self
            .model
            .current()
            .iter()
            .flat_map(|story| story.due_after(self.now))
            .collect();
        due.sort_unstable();
        due.dedup();
        let nearest = due.first().copied().unwrap_or(self.now);
        let to = match leap {
            Leap::By(millis) => self.now + millis,
            Leap::Boundary { off } => nearest + off,
            Leap::LaterBoundary { which, off } if !due.is_empty() => which.get(&due) + off,
            Leap::LaterBoundary { .. } => self.now,
            Leap::NextRegulation { off } => {
                let next = book::changes()
                    .into_iter()
                    .find(|change| *change > self.now);
                next.map_or(self.now, |change| change + off)
            }
        };
        self.now = to.max(self.now);
        let (mode, now) = (Mode::Frozen, self.moment());
        while !self.sandbox.settle(now, SLICE) {
            let reached = self.sandbox.last_at();
            self.sandbox.set_clock(mode, reached, now);
        }
        self.sandbox.set_clock(mode, now, now);
        self.agree()
    }

    fn set_rules(&mut self, rules: &Rules) -> Checked {
        self.sandbox.set_settings(rules.settings(self.seed));
        self.model.rules = rules.clone();
        self.agree()
    }

    /// Whatever a command made due at once happens, the model learns what chance decided, and
    /// the two are compared.
    fn agree(&mut self) -> Checked {
        prop_assert!(self.sandbox.settle(self.moment(), usize::MAX));
        self.records.extend(self.sandbox.take_outbox());
        self.learn()?;
        self.compare()?;
        self.hold()
    }

    /// The order with that number.
    pub fn order(&self, number: usize) -> &Order {
        &self.sandbox.orders()[number]
    }

    fn unchanged_if(&self, was_refused: bool, before: u64) -> Checked {
        prop_assert!(
            !was_refused || self.sandbox.seq() == before,
            "a refusal left a record"
        );
        Ok(())
    }
}
