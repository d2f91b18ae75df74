//! The SMS of a sandbox, as a phone would show them.

use crate::order::{Code, Order, Round, SmsKind, Verifier};
use crate::rules::Timestamp;

/// An SMS that was dispatched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// The order that it is about, by number.
    pub order: u32,
    /// The round, from 1.
    pub round: u32,
    /// The verifier's place in the round.
    pub person: u16,
    /// Why it was sent.
    pub kind: SmsKind,
    /// The code in it.
    pub code: Code,
    /// When it left.
    pub dispatched_at: Timestamp,
    /// What became of it.
    pub fate: Fate,
}

/// What became of an SMS.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It is on its way.
    InTransit,
    /// It arrived.
    Delivered(Timestamp),
    /// A fault took it: it never arrives.
    Lost,
}

impl Fate {
    /// When it arrived, if it did.
    pub const fn delivered_at(self) -> Option<Timestamp> {
        match self {
            Self::Delivered(at) => Some(at),
            Self::InTransit | Self::Lost => None,
        }
    }

    /// Every status, on the wire.
    pub const KEYS: &'static [&'static str] = &["in_transit", "delivered", "lost"];

    /// The status on the wire.
    pub const fn key(self) -> &'static str {
        match self {
            Self::InTransit => "in_transit",
            Self::Delivered(_) => "delivered",
            Self::Lost => "lost",
        }
    }
}

/// A message with what is needed to show it.
#[derive(Clone, Copy)]
pub struct Addressed<'a> {
    /// Its number in the sandbox, from 0.
    pub number: u32,
    /// The message.
    pub message: &'a Message,
    /// Its order.
    pub order: &'a Order,
    /// Its round.
    pub round: &'a Round,
    /// To whom it went.
    pub verifier: &'a Verifier,
}

impl Addressed<'_> {
    /// The text as the phone shows it: signature, code, name, initiator, service, filing type and
    /// link, the fields of the real one in our own words.
    pub fn text(&self) -> String {
        let submission = &self.round.submission;
        let link = self
            .round
            .basis
            .terms
            .link
            .value
            .replace("{province}", submission.province.code());
        format!(
            "【工信部备案系统】验证码{code}。{name}，您好：{initiator}为“{subject}”提交了{filing}，\
             请您本人凭此验证码、手机号码及证件号码后6位登录 {link} 完成短信核验。",
            code = self.message.code,
            name = self.verifier.name,
            initiator = submission.entity.name,
            subject = submission.subject(),
            filing = submission.filing_type.zh(),
        )
    }
}
