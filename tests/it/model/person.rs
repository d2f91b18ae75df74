//! The model's person at the ministry's page: what an entry is answered, and what it counts.

use super::facts::{Asked, Model, Phone, Story, What};

/// A verification that an entry can be about.
struct Candidate {
    order: usize,
    phone: Phone,
    standing: &'static str,
    texted_at: i64,
    code: String,
}

impl Model {
    /// Somebody enters code, phone and suffix: the status that is answered.
    pub fn verify(&mut self, now: i64, phone: &str, code: &str, suffix: &str) -> u16 {
        let candidates = self.candidates(now, phone);
        let pending = || candidates.iter().filter(|one| one.standing == "pending");
        let by_code = candidates.iter().find(|one| one.code == code);
        let newest = pending().max_by_key(|one| (one.texted_at, one.order));
        let failed = || candidates.iter().find(|one| one.standing == "failed");
        let Some(found) = by_code.or(newest).or_else(failed) else {
            return 4;
        };
        let story = self.story(found.order);
        let asked = story.asked(found.phone).unwrap();
        let code_right = found.code == code;
        let suffix_right = asked.suffixes.contains(&suffix);
        match found.standing {
            "failed" => return 21,
            "passed" if code_right && suffix_right => return 20,
            "passed" => return 4,
            _ => {}
        }
        let surely_meant = by_code.is_some() || pending().count() == 1;
        let whats = judge(&story, found, code_right, suffix_right, surely_meant);
        let status = answer(&story, found, &whats);
        let order = found.order;
        for what in whats {
            self.note(now, order, what);
        }
        status
    }

    /// Somebody asks for another SMS: the status that is answered.
    pub fn resend(&mut self, now: i64, phone: &str, suffix: &str) -> u16 {
        let orders = 0..self.names.len();
        let rounds = orders.flat_map(|order| self.stories(order));
        let mut named = rounds.flat_map(|story| story.round.named());
        if !named.any(|(known, known_suffix)| known == phone && known_suffix == suffix) {
            return 4;
        }
        let mut pending = self.candidates(now, phone);
        pending.retain(|one| {
            let story = self.story(one.order);
            let asked = story.asked(one.phone).unwrap();
            one.standing == "pending" && asked.suffixes.contains(&suffix)
        });
        if pending.is_empty() {
            return 100;
        }
        let (under, over): (Vec<_>, Vec<_>) = pending.into_iter().partition(|one| {
            let story = self.story(one.order);
            story.resends(one.phone) < story.round.terms.resend_limit
        });
        for one in &under {
            self.note(now, one.order, What::Resent(one.phone));
        }
        if !under.is_empty() {
            return 101;
        }
        for one in over {
            if self.story(one.order).round.terms.over_returns {
                self.note(now, one.order, What::ResentTooOften);
            }
        }
        102
    }

    /// The phone's verifications of current rounds that an entry can be about.
    fn candidates(&self, now: i64, phone: &str) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        for story in self.current() {
            let status = story.status(now);
            let unsynced = status == "under_review" && story.sync_at().is_some_and(|at| now < at);
            for asked in story
                .round
                .asked
                .iter()
                .filter(|asked| asked.phone == phone)
            {
                let standing = match status {
                    "verification_failed" => "failed",
                    "awaiting_verification" if story.passed_at(asked.phone).is_none() => "pending",
                    "awaiting_verification" => "passed",
                    "under_review" if unsynced => "passed",
                    _ => continue,
                };
                if let Some(code) = story.live_code(asked.phone) {
                    candidates.push(Candidate {
                        order: story.order,
                        phone: asked.phone,
                        standing,
                        texted_at: story.texted_at(),
                        code: code.to_owned(),
                    });
                }
            }
        }
        candidates
    }
}

/// What an entry about a pending person comes to.
fn judge(
    story: &Story<'_>,
    found: &Candidate,
    code_right: bool,
    suffix_right: bool,
    surely_meant: bool,
) -> Vec<What> {
    let terms = &story.round.terms;
    let failures = story.failures(found.phone);
    if terms.trips_after && failures >= terms.failure_limit && (terms.any_field || surely_meant) {
        return vec![What::Missed(found.phone), What::Tripped];
    }
    if code_right && suffix_right {
        return vec![What::Passed(found.phone)];
    }
    if terms.any_field || (surely_meant && !suffix_right) {
        let missed = What::Missed(found.phone);
        let trips = !terms.trips_after && failures + 1 >= terms.failure_limit;
        return if trips {
            vec![missed, What::Tripped]
        } else {
            vec![missed]
        };
    }
    if terms.in_a_row && surely_meant {
        return vec![What::RunBroken(found.phone)];
    }
    Vec::new()
}

/// The status for that.
fn answer(story: &Story<'_>, found: &Candidate, whats: &[What]) -> u16 {
    let waits =
        |asked: &Asked| asked.phone != found.phone && story.passed_at(asked.phone).is_none();
    match whats {
        [.., What::Tripped] => 0,
        [What::Passed(_)] if story.round.asked.iter().any(waits) => 31,
        [What::Passed(_)] => 3,
        _ => story.round.terms.mismatch,
    }
}
