//! The naive model: a list of what was done and seen, and scans over it.
//!
//! It keeps no state, no index and no agenda. Whatever is asked of it is worked out anew from the
//! list, by way of the story of one round. Only what chance decides is taken as it was seen.

use super::book::Terms;
use super::cast::Filing;
use super::command::Rules;

/// What the model knows.
#[derive(Default)]
pub struct Model {
    pub rules: Rules,
    /// The orders' names.
    pub names: Vec<String>,
    pub facts: Vec<Fact>,
}

/// Something that was done to an order, or seen of it.
pub struct Fact {
    pub at: i64,
    pub order: usize,
    pub what: What,
}

/// What was done, or seen.
pub enum What {
    /// Submitted or resubmitted, and accepted.
    Opened(Box<Round>),
    /// Somebody entered what is right.
    Passed(Phone),
    /// Somebody entered something wrong that counts.
    Missed(Phone),
    /// Somebody entered something wrong that ends a run of failures.
    RunBroken(Phone),
    /// Somebody failed out.
    Tripped,
    /// Somebody asked for another SMS, within the cap.
    Resent(Phone),
    /// Somebody asked for one too many, where that returns the order.
    ResentTooOften,
    Withdrawn,
    Reviewed {
        approved: bool,
    },
    /// Seen: the code of an SMS.
    Code(Phone, String),
    /// Seen: when the provider will learn that verification is over.
    SyncAt(i64),
}

pub type Phone = &'static str;

/// What was submitted, and what it means.
#[derive(Clone)]
pub struct Round {
    pub filing: Filing,
    pub terms: Terms,
    pub asked: Vec<Asked>,
}

/// Somebody who must verify.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub phone: Phone,
    pub name: String,
    pub roles: Vec<&'static str>,
    pub suffixes: Vec<&'static str>,
    pub sender: Option<&'static str>,
}

/// One round of an order, with everything of the list that belongs to it.
pub struct Story<'a> {
    pub order: usize,
    pub number: usize,
    pub opened_at: i64,
    pub round: &'a Round,
    pub facts: Vec<&'a Fact>,
}

impl Model {
    /// The stories of an order's rounds, oldest first.
    pub fn stories(&self, order: usize) -> Vec<Story<'_>> {
        let mut stories: Vec<Story<'_>> = Vec::new();
        for fact in self.facts.iter().filter(|fact| fact.order == order) {
            if let What::Opened(round) = &fact.what {
                stories.push(Story {
                    order,
                    number: stories.len() + 1,
                    opened_at: fact.at,
                    round,
                    facts: Vec::new(),
                });
            } else {
                stories.last_mut().unwrap().facts.push(fact);
            }
        }
        stories
    }

    /// The story of an order's current round.
    pub fn story(&self, order: usize) -> Story<'_> {
        self.stories(order).pop().unwrap()
    }

    /// Every order's current story.
    pub fn current(&self) -> Vec<Story<'_>> {
        (0..self.names.len())
            .map(|order| self.story(order))
            .collect()
    }

    /// Notes something.
    pub fn note(&mut self, at: i64, order: usize, what: What) {
        self.facts.push(Fact { at, order, what });
    }
}
