//! Near misses in a sentence: what would have had to differ. The control plane tells it as it is; the
//! console has the same stories in Chinese as well.

use crate::order::{Order, minutes_since};
use crate::rules::Timestamp;
use crate::sim::{self, NearMiss, NearMissKind};

/// What a near miss's sentence is about.
pub struct Story<'a> {
    /// What would have had to differ.
    pub kind: NearMissKind,
    /// The order that it came close to; empty where there is none.
    pub order_no: &'a str,
    /// The phone of the verifier who was meant; empty where there is none.
    pub phone: String,
    /// That verifier's round.
    pub round: u32,
    /// How many whole minutes before the attempt the moment was.
    pub ago: i64,
    /// The moment that the sentence is about; empty where there is none.
    pub moment: String,
}

impl<'a> Story<'a> {
    /// The story of an attempt of that moment.
    pub fn of(sandbox: &'a sim::Sandbox, at: Timestamp, near_miss: &NearMiss) -> Self {
        let about = near_miss.about;
        let order = about.and_then(|about| sandbox.order_at(about.order));
        let verifier = about.and_then(|about| sandbox.verifier(about));
        let moment = near_miss.moment;
        Self {
            kind: near_miss.kind,
            order_no: order.map_or("", Order::order_no),
            phone: verifier.map_or_else(String::new, |verifier| verifier.phone.to_string()),
            round: about.map_or(0, |about| about.round),
            ago: moment.map_or(0, |moment| minutes_since(moment, at)),
            moment: moment.map_or_else(String::new, |moment| moment.to_string()),
        }
    }

    /// The sentence.
    pub fn sentence(&self) -> String {
        of_the_entry(self.kind).map_or_else(|| of_the_story(self), Into::into)
    }
}

/// What is wrong with the entry itself, whatever the order.
const fn of_the_entry(kind: NearMissKind) -> Option<&'static str> {
    Some(match kind {
        NearMissKind::HalfWidthBrackets => {
            "the brackets must be full-width: `（` and `）`, not `(` and `)`"
        }
        NearMissKind::PermitFront => {
            "this is the number on the permit's front; this province asks for the Hong Kong or \
             Macau ID number on its back"
        }
        NearMissKind::PermitBack => {
            "this is the ID number on the permit's back; this province asks for the permit number \
             on its front"
        }
        NearMissKind::WholeIdNumber => "this is more than the ID number's last six characters",
        NearMissKind::LowercaseX => "the final X must be a capital",
        NearMissKind::UnknownPhone => "no order of this sandbox names this phone",
        NearMissKind::NothingPending => "nothing of this phone waits for verification",
        NearMissKind::CodeOfAnotherPerson
        | NearMissKind::CodeSuperseded
        | NearMissKind::CodeOfEarlierRound
        | NearMissKind::CodeExpired
        | NearMissKind::CodeOfEndedOrder
        | NearMissKind::AlreadySynced
        | NearMissKind::SuffixOfAnotherPerson
        | NearMissKind::PhoneOneDigitOff
        | NearMissKind::PhoneNotAsked
        | NearMissKind::NotTextedYet
        | NearMissKind::WrongCode
        | NearMissKind::WrongSuffix
        | NearMissKind::WrongCodeAndSuffix
        | NearMissKind::OrderFailed
        | NearMissKind::ResendsUsedUp => return None,
    })
}

/// What the entry was to the order that it came close to.
fn of_the_story(story: &Story<'_>) -> String {
    let Story {
        kind,
        order_no,
        phone,
        round,
        ago,
        moment,
    } = story;
    match kind {
        NearMissKind::CodeOfAnotherPerson => {
            format!("this is the code of {phone}, another person of `{order_no}`")
        }
        NearMissKind::CodeSuperseded => {
            format!("a resend replaced this code of `{order_no}`: use the newest SMS")
        }
        NearMissKind::CodeOfEarlierRound => {
            format!("this code is of round {round} of `{order_no}`; each round has its own codes")
        }
        NearMissKind::CodeExpired => {
            format!("the code was right, but the window of `{order_no}` closed {ago} minutes ago")
        }
        NearMissKind::CodeOfEndedOrder => {
            format!("the code was right, but `{order_no}` ended {ago} minutes ago")
        }
        NearMissKind::AlreadySynced => {
            format!("this person has verified `{order_no}` already, and the result has synced")
        }
        NearMissKind::SuffixOfAnotherPerson => {
            format!("this is the ID suffix of {phone}, another person of `{order_no}`")
        }
        NearMissKind::PhoneOneDigitOff => {
            format!("one digit of the phone differs from {phone}, which `{order_no}` waits for")
        }
        NearMissKind::PhoneNotAsked => {
            format!("`{order_no}` names this phone, but nobody verifies with it")
        }
        NearMissKind::NotTextedYet => format!(
            "the first SMS of `{order_no}` is dispatched at {moment}; until then nothing of it \
             can be verified"
        ),
        NearMissKind::WrongCode => {
            format!("phone and ID suffix are right for `{order_no}`; the code is not")
        }
        NearMissKind::WrongSuffix => {
            format!("phone and code are right for `{order_no}`; the ID suffix is not")
        }
        NearMissKind::OrderFailed => {
            format!("`{order_no}` has failed; whatever is entered, it waits for its return")
        }
        NearMissKind::ResendsUsedUp => {
            format!("every resend of round {round} of `{order_no}` is used up")
        }
        NearMissKind::WrongCodeAndSuffix
        | NearMissKind::HalfWidthBrackets
        | NearMissKind::PermitFront
        | NearMissKind::PermitBack
        | NearMissKind::WholeIdNumber
        | NearMissKind::LowercaseX
        | NearMissKind::UnknownPhone
        | NearMissKind::NothingPending => {
            format!("the phone waits for `{order_no}`; neither code nor ID suffix is right")
        }
    }
}
