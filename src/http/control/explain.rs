//! Near misses in a sentence: what would have had to differ.

use serde::Serialize;

use super::super::reply::Source;
use crate::order::minutes_since;
use crate::rules::RuleId;
use crate::sim::{self, KeptAttempt, NearMiss, NearMissKind};

/// A near miss on the wire.
#[derive(Serialize)]
pub struct NearMissView {
    code: &'static str,
    detail: String,
    order_no: Option<String>,
    round: Option<u32>,
    rule: &'static str,
    source: Source,
}

impl NearMissView {
    /// The near miss of that attempt.
    pub fn of(sandbox: &sim::Sandbox, kept: &KeptAttempt, near_miss: &NearMiss) -> Self {
        let order = near_miss
            .about
            .and_then(|about| sandbox.order_at(about.order));
        let rule = rule_of(near_miss.kind);
        Self {
            code: near_miss.kind.key(),
            detail: sentence(sandbox, kept, near_miss),
            order_no: order.map(|order| order.order_no().to_owned()),
            round: near_miss.about.map(|about| about.round),
            rule: rule.key(),
            source: Source(sandbox.sources_of(rule, near_miss.about)),
        }
    }
}

/// The rule that an entry fell short of.
const fn rule_of(kind: NearMissKind) -> RuleId {
    match kind {
        NearMissKind::HalfWidthBrackets | NearMissKind::PermitFront => RuleId::SuffixZhejiangPermit,
        NearMissKind::PermitBack
        | NearMissKind::WholeIdNumber
        | NearMissKind::LowercaseX
        | NearMissKind::WrongSuffix
        | NearMissKind::SuffixOfAnotherPerson => RuleId::SuffixLastSix,
        NearMissKind::CodeSuperseded => RuleId::ResendCodeKept,
        NearMissKind::CodeOfEarlierRound => RuleId::ProviderResubmit,
        NearMissKind::CodeExpired => RuleId::WindowEnd,
        NearMissKind::AlreadySynced => RuleId::VerifyAlready,
        NearMissKind::PhoneNotAsked => RuleId::VerifiersTable,
        NearMissKind::NotTextedYet => RuleId::SmsFirst,
        NearMissKind::OrderFailed => RuleId::FailureClosed,
        NearMissKind::ResendsUsedUp => RuleId::ResendLimit,
        NearMissKind::NothingPending => RuleId::ResendNothingPending,
        NearMissKind::WrongCode | NearMissKind::CodeOfAnotherPerson => RuleId::CodeUniquePerPhone,
        NearMissKind::CodeOfEndedOrder
        | NearMissKind::PhoneOneDigitOff
        | NearMissKind::WrongCodeAndSuffix
        | NearMissKind::UnknownPhone => RuleId::VerifyNothingMatches,
    }
}

fn sentence(sandbox: &sim::Sandbox, kept: &KeptAttempt, near_miss: &NearMiss) -> String {
    let about = near_miss.about;
    let order_no = about
        .and_then(|about| sandbox.order_at(about.order))
        .map_or("", crate::order::Order::order_no);
    let phone = about
        .and_then(|about| sandbox.verifier(about))
        .map_or_else(String::new, |verifier| verifier.phone.to_string());
    let round = about.map_or(0, |about| about.round);
    let ago = near_miss
        .moment
        .map_or(0, |moment| minutes_since(moment, kept.at));
    let moment = near_miss
        .moment
        .map_or_else(String::new, |moment| moment.to_string());
    match near_miss.kind {
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
        NearMissKind::HalfWidthBrackets => {
            "the brackets must be full-width: `（` and `）`, not `(` and `)`".to_owned()
        }
        NearMissKind::PermitFront => {
            "this is the number on the permit's front; this province asks for the Hong Kong or \
             Macau ID number on its back"
                .to_owned()
        }
        NearMissKind::PermitBack => {
            "this is the ID number on the permit's back; this province asks for the permit number \
             on its front"
                .to_owned()
        }
        NearMissKind::WholeIdNumber => {
            "this is more than the ID number's last six characters".to_owned()
        }
        NearMissKind::LowercaseX => "the final X must be a capital".to_owned(),
        NearMissKind::PhoneOneDigitOff => {
            format!("one digit of the phone differs from {phone}, which `{order_no}` waits for")
        }
        NearMissKind::PhoneNotAsked => {
            format!("`{order_no}` names this phone, but nobody verifies with it")
        }
        NearMissKind::NotTextedYet => {
            format!(
                "the first SMS of `{order_no}` is dispatched at {moment}; until then it is not in the verification store"
            )
        }
        NearMissKind::WrongCode => {
            format!("phone and ID suffix are right for `{order_no}`; the code is not")
        }
        NearMissKind::WrongSuffix => {
            format!("phone and code are right for `{order_no}`; the ID suffix is not")
        }
        NearMissKind::WrongCodeAndSuffix => {
            format!("the phone waits for `{order_no}`; neither code nor ID suffix is right")
        }
        NearMissKind::OrderFailed => {
            format!("`{order_no}` has failed; whatever is entered, it waits for its return")
        }
        NearMissKind::ResendsUsedUp => {
            format!("every resend of round {round} of `{order_no}` is used up")
        }
        NearMissKind::UnknownPhone => "no order of this sandbox names this phone".to_owned(),
        NearMissKind::NothingPending => "nothing of this phone waits for verification".to_owned(),
    }
}
