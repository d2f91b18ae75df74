//! What a sandbox's traffic has exercised: how often each rule decided, each side of a limit was
//! taken, each verdict given and each near miss made.
//!
//! Invariant: a function of the journal, counted as it is applied. So a sandbox that was loaded,
//! forked or imported has the same coverage as the one it comes from, and what falls out of the
//! attempts kept still counts. It has one size, however long the journal.

mod reach;
mod see;
mod side;

use reach::Reach;

use super::attempt::NearMissKind;
use super::sandbox::Sandbox;
use crate::order::Order;
use crate::rules::keyed::keyed;
use crate::rules::{RuleId, Timestamp, Verdict};

pub use side::{Limit, Side};

/// How often each thing happened.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    rules: Counts<{ RuleId::ALL.len() }>,
    sides: Counts<{ Side::ALL.len() }>,
    verdicts: Counts<{ Verdict::ALL.len() }>,
    near_misses: Counts<{ NearMissKind::ALL.len() }>,
}

/// A count for each of a closed list, by place.
#[derive(Clone, Debug)]
struct Counts<const N: usize>([u64; N]);

/// What was exercised, and what could have been.
#[derive(Clone, Debug, Default)]
pub struct Covered {
    coverage: Coverage,
    reach: Reach,
}

/// How a rule or a side stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    /// How often it was exercised.
    pub count: u64,
    /// What that means.
    pub status: CoverageStatus,
}

/// How much of what could be exercised was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sum {
    /// Rules and sides that were exercised.
    pub covered: usize,
    /// Rules and sides that could have been, those included.
    pub total: usize,
}

keyed! {
    /// What a count says of a test.
    CoverageStatus {
        /// It was exercised.
        Covered = "covered",
        /// It never was, and could have been.
        Missing = "missing",
        /// It cannot happen under the rules that the rounds are bound to.
        NotInEdition = "not_in_edition",
    }
}

impl Sandbox {
    /// What its traffic has exercised, of what can happen under the rules that its rounds are
    /// bound to; where there is none yet, under those that a round of now would be bound to.
    pub fn covered(&self, now: Timestamp) -> Covered {
        let first = self.orders.first().map(Order::rounds);
        let first = first.and_then(|rounds| rounds.first());
        let since = first.map_or(now, |round| round.setup.opened_at);
        let mut reach = Reach::default();
        for basis in &self.bases {
            reach.join(&Reach::under(&basis.terms, since));
        }
        if self.bases.is_empty() {
            reach = Reach::under(&self.law(now).terms(&self.settings.overrides), since);
        }
        Covered {
            coverage: self.coverage.clone(),
            reach,
        }
    }
}

impl Covered {
    /// The same of nothing exercised.
    pub fn untouched(self) -> Self {
        Self {
            coverage: Coverage::default(),
            ..self
        }
    }

    /// The same, held against every edition and every vendor's reading of it.
    pub fn of_all_editions(self) -> Self {
        Self {
            reach: Reach::everywhere(),
            ..self
        }
    }

    /// Adds what was exercised elsewhere. Where no round was opened, nothing could have been.
    pub fn add(&mut self, other: &Self) {
        if other.has_rounds() {
            if !self.has_rounds() {
                self.reach = Reach::default();
            }
            self.reach.join(&other.reach);
        }
        self.coverage.add(&other.coverage);
    }

    /// How a rule stands.
    pub fn rule(&self, rule: RuleId) -> Share {
        let count = self.coverage.rules.of(rule as usize);
        Share::of(count, self.reach.has_rule(rule))
    }

    /// How a side of a limit stands.
    pub fn side(&self, side: Side) -> Share {
        let count = self.coverage.sides.of(side as usize);
        Share::of(count, self.reach.has_side(side))
    }

    /// How often the verdict was given.
    pub fn verdict(&self, verdict: Verdict) -> u64 {
        self.coverage.verdicts.of(verdict as usize)
    }

    /// How often the near miss was made.
    pub fn near_miss(&self, kind: NearMissKind) -> u64 {
        self.coverage.near_misses.of(kind as usize)
    }

    /// How much of it was exercised: of the rules that are measured, and of the sides.
    pub fn sum(&self) -> Sum {
        let rules = RuleId::ALL.iter().filter(|rule| is_measured(**rule));
        let rules = rules.map(|rule| self.rule(*rule).status);
        let sides = Side::ALL.iter().map(|side| self.side(*side).status);
        let mut sum = Sum {
            covered: 0,
            total: 0,
        };
        for status in rules.chain(sides) {
            sum.covered += usize::from(status == CoverageStatus::Covered);
            sum.total += usize::from(status != CoverageStatus::NotInEdition);
        }
        sum
    }

    fn has_rounds(&self) -> bool {
        self.coverage.rules.of(RuleId::EditionByDate as usize) > 0
    }
}

/// Whether coverage can tell of the rule: a refused filing leaves no trace in the journal, and a
/// fault is nothing of the regulation's.
pub const fn is_measured(rule: RuleId) -> bool {
    !matches!(rule, RuleId::FilingsSuspended | RuleId::FaultInjected)
}

impl Sum {
    /// The percentage, rounded down: 100 only where nothing is missing.
    pub fn percent(self) -> usize {
        self.covered * 100 / self.total.max(1)
    }
}

impl Share {
    fn of(count: u64, in_reach: bool) -> Self {
        let status = match (count, in_reach) {
            (0, true) => CoverageStatus::Missing,
            (0, false) => CoverageStatus::NotInEdition,
            _ => CoverageStatus::Covered,
        };
        Self { count, status }
    }
}

impl Coverage {
    fn add(&mut self, other: &Self) {
        self.rules.add(&other.rules);
        self.sides.add(&other.sides);
        self.verdicts.add(&other.verdicts);
        self.near_misses.add(&other.near_misses);
    }
}

impl<const N: usize> Counts<N> {
    fn of(&self, place: usize) -> u64 {
        self.0.get(place).copied().unwrap_or_default()
    }

    fn count(&mut self, place: usize) {
        if let Some(count) = self.0.get_mut(place) {
            *count += 1;
        }
    }

    fn add(&mut self, other: &Self) {
        for (count, more) in self.0.iter_mut().zip(&other.0) {
            *count += more;
        }
    }
}

impl<const N: usize> Default for Counts<N> {
    fn default() -> Self {
        Self([0; N])
    }
}
