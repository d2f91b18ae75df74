//! The journal of what people entered, what they were told, and what would have had to differ.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::order::Text;
use crate::rules::{RuleId, Timestamp, Verdict};

/// How many attempts a sandbox keeps; older ones fall out.
pub const ATTEMPTS_KEPT: usize = 10_000;

/// How many characters of an entered field are kept.
pub const ENTERED_CHARS_KEPT: usize = 64;

/// One call of `verify` or `resend`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// What was asked.
    pub call: Call,
    /// The phone as entered.
    pub phone: Text,
    /// The code as entered; nothing at a resend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Text>,
    /// The ID suffix as entered.
    pub suffix: Text,
    /// What the person was told.
    pub verdict: Verdict,
    /// Whom it was about, where somebody was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// Failures counted for that person after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failures: Option<u32>,
    /// What would have had to differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub near_miss: Option<NearMiss>,
}

/// What a person asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// To verify (短信核验).
    Verify,
    /// Another SMS (短信重发).
    Resend,
}

impl Call {
    /// Both calls.
    pub const ALL: &'static [Self] = &[Self::Verify, Self::Resend];

    /// The call on the wire.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Resend => "resend",
        }
    }

    /// The call with that key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|call| call.key() == key)
    }
}

/// A verifier of a round of an order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct About {
    /// The order's number in the sandbox.
    pub order: u32,
    /// The round, from 1.
    pub round: u32,
    /// The verifier's place in the round.
    pub person: u16,
}

/// What came close.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NearMiss {
    /// What would have had to differ.
    pub kind: NearMissKind,
    /// Which verifier was meant, by all appearances.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// The moment that the sentence is about: when the code died, or when the SMS will come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moment: Option<Timestamp>,
}

/// The ways to come close, the most telling first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NearMissKind {
    /// The right code of another person of the order.
    CodeOfAnotherPerson,
    /// A code that a newer one of the same round replaced.
    CodeSuperseded,
    /// A code of an earlier round.
    CodeOfEarlierRound,
    /// The code was right, and the window has closed.
    CodeExpired,
    /// The code was right, and the order has ended otherwise.
    CodeOfEndedOrder,
    /// The person has passed, and the result has synced.
    AlreadySynced,
    /// The suffix of another person of the order.
    SuffixOfAnotherPerson,
    /// Half-width brackets where full-width ones are asked.
    HalfWidthBrackets,
    /// The front of the permit where Zhejiang asks the back.
    PermitFront,
    /// The back of the permit where the front is asked.
    PermitBack,
    /// The whole ID number instead of its last six characters.
    WholeIdNumber,
    /// A lower-case x.
    LowercaseX,
    /// The phone differs in one digit.
    PhoneOneDigitOff,
    /// The order names this phone, but nobody verifies with it.
    PhoneNotAsked,
    /// The first SMS is still to come.
    NotTextedYet,
    /// The suffix is right, the code is not.
    WrongCode,
    /// The code is right, the suffix is not.
    WrongSuffix,
    /// The phone waits for a verification; code and suffix are both wrong.
    WrongCodeAndSuffix,
    /// The order has failed, whatever is entered.
    OrderFailed,
    /// The cap of resends is reached.
    ResendsUsedUp,
    /// No order of the sandbox names this phone.
    UnknownPhone,
    /// The phone is known and nothing waits for it.
    NothingPending,
}

impl NearMissKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::CodeOfAnotherPerson,
        Self::CodeSuperseded,
        Self::CodeOfEarlierRound,
        Self::CodeExpired,
        Self::CodeOfEndedOrder,
        Self::AlreadySynced,
        Self::SuffixOfAnotherPerson,
        Self::HalfWidthBrackets,
        Self::PermitFront,
        Self::PermitBack,
        Self::WholeIdNumber,
        Self::LowercaseX,
        Self::PhoneOneDigitOff,
        Self::PhoneNotAsked,
        Self::NotTextedYet,
        Self::WrongCode,
        Self::WrongSuffix,
        Self::WrongCodeAndSuffix,
        Self::OrderFailed,
        Self::ResendsUsedUp,
        Self::UnknownPhone,
        Self::NothingPending,
    ];

    /// The kind on the wire.
    pub const fn key(self) -> &'static str {
        match self {
            Self::CodeOfAnotherPerson => "code-of-another-person",
            Self::CodeSuperseded => "code-superseded",
            Self::CodeOfEarlierRound => "code-of-earlier-round",
            Self::CodeExpired => "code-expired",
            Self::CodeOfEndedOrder => "code-of-ended-order",
            Self::AlreadySynced => "already-synced",
            Self::SuffixOfAnotherPerson => "suffix-of-another-person",
            Self::HalfWidthBrackets => "half-width-brackets",
            Self::PermitFront => "permit-front",
            Self::PermitBack => "permit-back",
            Self::WholeIdNumber => "whole-id-number",
            Self::LowercaseX => "lowercase-x",
            Self::PhoneOneDigitOff => "phone-one-digit-off",
            Self::PhoneNotAsked => "phone-not-asked",
            Self::NotTextedYet => "not-texted-yet",
            Self::WrongCode => "wrong-code",
            Self::WrongSuffix => "wrong-suffix",
            Self::WrongCodeAndSuffix => "wrong-code-and-suffix",
            Self::OrderFailed => "order-failed",
            Self::ResendsUsedUp => "resends-used-up",
            Self::UnknownPhone => "unknown-phone",
            Self::NothingPending => "nothing-pending",
        }
    }

    /// The rule that an entry fell short of.
    pub const fn rule(self) -> RuleId {
        match self {
            Self::HalfWidthBrackets | Self::PermitFront => RuleId::SuffixZhejiangPermit,
            Self::PermitBack
            | Self::WholeIdNumber
            | Self::LowercaseX
            | Self::WrongSuffix
            | Self::SuffixOfAnotherPerson => RuleId::SuffixLastSix,
            Self::CodeSuperseded => RuleId::ResendCodeKept,
            Self::CodeOfEarlierRound => RuleId::ProviderResubmit,
            Self::CodeExpired => RuleId::WindowEnd,
            Self::AlreadySynced => RuleId::VerifyAlready,
            Self::PhoneNotAsked => RuleId::VerifiersTable,
            Self::NotTextedYet => RuleId::SmsFirst,
            Self::OrderFailed => RuleId::FailureClosed,
            Self::ResendsUsedUp => RuleId::ResendLimit,
            Self::NothingPending => RuleId::ResendNothingPending,
            Self::CodeOfAnotherPerson => RuleId::CodeUniquePerPhone,
            Self::WrongCode
            | Self::CodeOfEndedOrder
            | Self::PhoneOneDigitOff
            | Self::WrongCodeAndSuffix
            | Self::UnknownPhone => RuleId::VerifyNothingMatches,
        }
    }
}

/// An attempt with its place in the sandbox's journal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptAttempt {
    /// Its number in the sandbox, from 1.
    pub id: u64,
    /// When.
    pub at: Timestamp,
    /// The rule of the verdict.
    pub rule: RuleId,
    /// What was asked and answered.
    pub attempt: Attempt,
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("call", &self.call)
            .field("verdict", &self.verdict)
            .field("about", &self.about)
            .finish_non_exhaustive()
    }
}
