//! What a round's story says at a moment: its status, its people, its SMS. All by scanning.

use super::book::next_noon;
use super::facts::{Asked, Phone, Story, What};

/// An SMS that must have been sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sms {
    pub at: i64,
    pub order: usize,
    pub round: usize,
    pub phone: Phone,
    pub kind: &'static str,
}

impl Story<'_> {
    /// When the first SMS leaves.
    pub fn texted_at(&self) -> i64 {
        self.opened_at + self.round.terms.first_delay
    }

    /// The first moment that is too late.
    pub fn deadline(&self) -> Option<i64> {
        let asks = !self.round.asked.is_empty();
        asks.then(|| self.texted_at() + self.round.terms.window)
    }

    /// The person asked with that phone.
    pub fn asked(&self, phone: &str) -> Option<&Asked> {
        self.round.asked.iter().find(|asked| asked.phone == phone)
    }

    /// When that person passed.
    pub fn passed_at(&self, phone: Phone) -> Option<i64> {
        let hit = |what: &What| matches!(what, What::Passed(passed) if *passed == phone);
        self.first(hit)
    }

    /// When the last person passed.
    pub fn all_passed_at(&self) -> Option<i64> {
        let passed = |asked: &Asked| self.passed_at(asked.phone);
        let all: Option<Vec<i64>> = self.round.asked.iter().map(passed).collect();
        all?.into_iter().max()
    }

    /// Failures that count for that person.
    pub fn failures(&self, phone: Phone) -> u32 {
        self.facts.iter().fold(0, |failures, fact| match fact.what {
            What::Missed(who) if who == phone => failures + 1,
            What::RunBroken(who) if who == phone => 0,
            _ => failures,
        })
    }

    /// Resends that were accepted.
    pub fn resends(&self, phone: Phone) -> u32 {
        u32::try_from(self.resent_at(phone).len()).unwrap()
    }

    /// The code that is right for that person now.
    pub fn live_code(&self, phone: Phone) -> Option<&str> {
        self.facts.iter().rev().find_map(|fact| match &fact.what {
            What::Code(who, code) if *who == phone => Some(code.as_str()),
            _ => None,
        })
    }

    /// When a failed order goes back.
    pub fn return_at(&self) -> Option<i64> {
        let tripped = self.first(|what| matches!(what, What::Tripped))?;
        Some(tripped + self.round.terms.return_delay)
    }

    /// When the provider learns that all have passed.
    pub fn sync_at(&self) -> Option<i64> {
        let syncs = self.facts.iter().find_map(|fact| match fact.what {
            What::SyncAt(at) => Some(at),
            _ => None,
        });
        syncs.filter(|_| self.all_passed_at().is_some())
    }

    /// Where the order stands in truth.
    pub fn status(&self, now: i64) -> &'static str {
        let reviewed = self.facts.iter().find_map(|fact| match fact.what {
            What::Reviewed { approved } => Some(approved),
            _ => None,
        });
        if self.first(|what| matches!(what, What::Withdrawn)).is_some() {
            "withdrawn"
        } else if let Some(approved) = reviewed {
            if approved { "approved" } else { "rejected" }
        } else if self.return_reason(now).is_some() {
            "returned"
        } else if self.return_at().is_some() {
            "verification_failed"
        } else if self.round.asked.is_empty() || self.all_passed_at().is_some() {
            "under_review"
        } else {
            "awaiting_verification"
        }
    }

    /// Why the order went back.
    pub fn return_reason(&self, now: i64) -> Option<&'static str> {
        let withdrawn = self.first(|what| matches!(what, What::Withdrawn)).is_some();
        if withdrawn || self.round.asked.is_empty() || self.all_passed_at().is_some() {
            None
        } else if self
            .first(|what| matches!(what, What::ResentTooOften))
            .is_some()
        {
            Some("resend_limit")
        } else if let Some(return_at) = self.return_at() {
            (now >= return_at).then_some("failure_limit")
        } else {
            self.deadline()
                .filter(|deadline| now >= *deadline)
                .map(|_| "window_expired")
        }
    }

    /// Where the provider believes it to stand.
    pub fn seen_status(&self, now: i64) -> &'static str {
        match self.status(now) {
            "verification_failed" => "awaiting_verification",
            "under_review" if self.sync_at().is_some_and(|sync| now < sync) => {
                "awaiting_verification"
            }
            status => status,
        }
    }

    /// The portal's number: waiting, done, or timed out; nothing where nobody verifies.
    pub fn sms_verify_status(&self, now: i64) -> Option<u8> {
        if self.round.asked.is_empty() {
            return None;
        }
        Some(match self.seen_status(now) {
            "under_review" | "approved" | "rejected" => 2,
            "returned" => 3,
            "withdrawn" => self.sms_verify_status_when_withdrawn(),
            _ => 1,
        })
    }

    /// A withdrawal teaches the provider nothing about the verification.
    fn sms_verify_status_when_withdrawn(&self) -> u8 {
        let withdrawn = self.first(|what| matches!(what, What::Withdrawn));
        let known = self.sync_at().is_some_and(|sync| withdrawn >= Some(sync));
        if known { 2 } else { 1 }
    }

    /// The SMS that have left by now; of a moment's, in no particular order.
    pub fn sms(&self, now: i64) -> Vec<Sms> {
        let mut sms = self.intended_sms();
        sms.retain(|sms| sms.at <= now);
        sms
    }

    /// The SMS that have left, and those that will if nothing more is done.
    pub fn intended_sms(&self) -> Vec<Sms> {
        let mut sms = Vec::new();
        for asked in &self.round.asked {
            let noon = next_noon(self.texted_at());
            let resent = self.resent_at(asked.phone).into_iter();
            let resent = resent.map(|at| ("resend", at + self.round.terms.resend_delay));
            let others = [("first", self.texted_at())].into_iter();
            let noon = [("noon", noon)]
                .into_iter()
                .filter(|_| self.round.terms.noon);
            for (kind, at) in others.chain(resent).chain(noon) {
                if self.is_open_at(at, asked.phone) {
                    sms.push(Sms {
                        at,
                        order: self.order,
                        round: self.number,
                        phone: asked.phone,
                        kind,
                    });
                }
            }
        }
        sms
    }

    /// Whether that person is still waited for when something falls due. What is done at the
    /// same moment comes after it.
    fn is_open_at(&self, due: i64, phone: Phone) -> bool {
        let ends =
            |what: &What| matches!(what, What::Tripped | What::ResentTooOften | What::Withdrawn);
        let ended = self.first(ends);
        let before = |moment: Option<i64>| moment.is_some_and(|moment| moment < due);
        self.deadline().is_some_and(|deadline| due < deadline)
            && !before(ended)
            && !before(self.passed_at(phone))
    }

    /// Everything that time has still to cause.
    pub fn due_after(&self, now: i64) -> Vec<i64> {
        let status = self.status(now);
        let mut due = Vec::new();
        match status {
            "awaiting_verification" => {
                due.extend(self.deadline());
                due.extend(self.intended_sms().into_iter().map(|sms| sms.at));
            }
            "verification_failed" => due.extend(self.return_at()),
            "under_review" => due.extend(self.sync_at()),
            _ => {}
        }
        due.retain(|at| *at > now);
        due
    }

    fn resent_at(&self, phone: Phone) -> Vec<i64> {
        let resent = self.facts.iter().filter_map(|fact| match fact.what {
            What::Resent(who) if who == phone => Some(fact.at),
            _ => None,
        });
        resent.collect()
    }

    fn first(&self, hit: impl Fn(&What) -> bool) -> Option<i64> {
        let found = self.facts.iter().find(|fact| hit(&fact.what));
        found.map(|fact| fact.at)
    }
}
