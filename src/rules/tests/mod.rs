//! The claims that the rules make, each a sentence.
//!
//! Invariant: every date and every limit is tested on both of its sides.

mod bad_books;
mod bad_lists;
mod books;
mod enrolment;
mod profiles;
mod suffix;
mod terms;
mod texts;
mod time;
mod verifiers;

use super::{Rulebook, Timestamp, catalog};

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect(text)
}

fn edition(id: &str) -> &'static Rulebook {
    catalog().edition(id).expect(id)
}
