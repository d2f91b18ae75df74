//! The story of a run: what was done, what was answered, and what happened, each with its virtual
//! time and rule.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::target::{Answer, Target};
use crate::client::{Error, Event, Verdict};

/// A line of the story.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Line {
    /// The virtual time, as RFC 3339.
    pub at: String,
    /// The step, from 1.
    pub step: usize,
    /// What there is to say.
    #[serde(flatten)]
    pub what: What,
}

/// What a line says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "line", rename_all = "snake_case")]
pub enum What {
    /// Something was done.
    Did {
        /// What, in words.
        did: String,
    },
    /// It was refused.
    Refused {
        /// The problem's code.
        code: String,
        /// The bad fields: where and why.
        fields: BTreeMap<String, String>,
    },
    /// A person was told something.
    Told {
        /// The ministry's number.
        valid_status: u16,
        /// The word for it.
        outcome: String,
        /// What the person reads.
        message: String,
        /// The rule that gave it.
        rule: String,
        /// What would have had to differ.
        near_miss: Option<String>,
    },
    /// Something happened to an order.
    Happened {
        /// The order.
        order_no: String,
        /// Its round.
        round: u32,
        /// The event's type.
        event: String,
        /// The rule that made it so.
        rule: String,
        /// Where the rule is written.
        source: String,
        /// What else there is to say: kind of SMS, reason, phone, code, failures.
        detail: String,
    },
}

/// Tells a story as it unfolds.
#[derive(Debug, Default)]
pub struct Teller {
    step: usize,
    lines: Vec<Line>,
    /// How many events of each order are told.
    told: BTreeMap<String, usize>,
    rules: BTreeSet<String>,
}

impl Teller {
    /// Begins a step.
    pub fn begin(&mut self, step: usize) {
        self.step = step;
    }

    /// Tells what is done, at that moment.
    pub fn did(&mut self, at: &str, did: String) {
        self.line(at, What::Did { did });
    }

    /// From here on, tells what happens to that order.
    pub fn follow(&mut self, order_no: &str) {
        self.told.entry(order_no.to_owned()).or_default();
    }

    /// Tells of the answer, and of what has happened since.
    ///
    /// # Errors
    /// Where the target cannot be asked.
    pub fn hear(
        &mut self,
        at: &str,
        answer: &Answer,
        target: &mut dyn Target,
    ) -> Result<(), Error> {
        match answer {
            Answer::Told(verdict) => self.told(at, verdict, target)?,
            Answer::Refused(code, fields) => {
                let (code, fields) = (code.clone(), fields.clone());
                self.line(at, What::Refused { code, fields });
            }
            Answer::Done | Answer::Submitted(_) | Answer::Fired(_) => {}
        }
        self.catch_up(target)
    }

    fn told(&mut self, at: &str, verdict: &Verdict, target: &mut dyn Target) -> Result<(), Error> {
        let near_miss = target.last_attempt()?.and_then(|last| last.near_miss);
        let fell_short_of = near_miss.as_ref().and_then(|near| near.rule.clone());
        self.rules.extend(fell_short_of);
        self.rules.insert(verdict.rule.clone());
        let what = What::Told {
            valid_status: verdict.valid_status,
            outcome: verdict.outcome.clone(),
            message: verdict.message.clone(),
            rule: verdict.rule.clone(),
            near_miss: near_miss.map(|near| near.code),
        };
        self.line(at, what);
        Ok(())
    }

    /// Tells what has happened to the orders since it was last told.
    fn catch_up(&mut self, target: &mut dyn Target) -> Result<(), Error> {
        let mut news = Vec::new();
        for (order_no, told) in &mut self.told {
            let events = target.events(order_no)?;
            let all = events.len();
            let new = events.into_iter().skip(*told);
            news.extend(new.map(|event| (order_no.clone(), event)));
            *told = all;
        }
        news.sort_by(|(_, a), (_, b)| a.at.cmp(&b.at));
        for (order_no, event) in news {
            self.rules.insert(event.rule.clone());
            let at = event.at.clone();
            self.line(&at, happened(order_no, event));
        }
        Ok(())
    }

    fn line(&mut self, at: &str, what: What) {
        self.lines.push(Line {
            at: at.to_owned(),
            step: self.step,
            what,
        });
    }

    /// The story, and the rules that appeared in it: by which something happened, was answered or
    /// was missed.
    pub fn end(self) -> (Vec<Line>, BTreeSet<String>) {
        (self.lines, self.rules)
    }
}

fn happened(order_no: String, event: Event) -> What {
    let detail = event.detail;
    let failures = detail.failures.map(|count| format!("failures {count}"));
    let texts = [
        detail.kind,
        detail.reason,
        detail.phone,
        detail.code,
        failures,
    ];
    let texts: Vec<_> = texts.into_iter().flatten().collect();
    What::Happened {
        order_no,
        round: event.round,
        event: event.r#type,
        rule: event.rule,
        source: event.source,
        detail: texts.join(" "),
    }
}
