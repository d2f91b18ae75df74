//! What the regulation says: dated books of rules, asked in types and answered with a source.
//!
//! Invariant: pure. Nothing here reads a clock, a file or the environment, and every number, date
//! and province of the regulation stands in `books/`, embedded in the binary, with its source.
//!
//! The way in is [`catalog()`]: it finds the edition for a moment ([`Catalog::in_force`]), makes
//! the effective [`Terms`] of a round ([`Catalog::terms`]), and knows who verifies
//! ([`Catalog::verifiers`]). Every answer names a [`RuleId`], and a rule leads to its [`Sources`].

mod book;
mod book_file;
mod captcha;
mod catalog;
mod common;
mod diff;
mod enrolment;
mod error;
mod grid;
pub(crate) mod keyed;
mod overrides;
mod parameter;
mod print;
mod print_edition;
mod profile;
mod prompts;
mod province;
mod rule;
mod sender;
mod source;
mod span;
mod suffix;
mod terms;
mod time;
mod value;
mod verifiers;
mod vocabulary;
mod written;

#[cfg(test)]
mod tests;

pub use book::{Remark, Rulebook};
pub use captcha::CaptchaLives;
pub use catalog::{Catalog, catalog};
pub use diff::{Difference, diff};
pub use enrolment::Suspension;
pub use error::{Problem, RulebookError};
pub use overrides::Overrides;
pub use parameter::Parameter;
pub use print::{UnknownEdition, table};
pub use profile::{Profile, Reading};
pub use prompts::Verdict;
pub use province::{Province, ProvinceInfo};
pub use rule::{RoundSources, RuleFrom, RuleId, RuleInfo, Ruled};
pub use sender::{SenderPlan, sender_for};
pub use source::{Grade, SourceInfo, Sources};
pub use span::Span;
pub use suffix::{SuffixFrom, full_width_brackets, half_width_brackets, last_six};
pub use terms::{Param, Terms};
pub use time::{TimeError, Timestamp};
pub use value::{
    DELAY_DAYS_MAX, FAILURE_LIMIT, OverrideError, OverrideErrorKind, RESEND_LIMIT, RawValue,
};
pub use verifiers::{FilingRows, NotInEdition, VerifierRow};
pub use vocabulary::{
    Carrier, FailureFields, FailureMode, FailureTrips, FilingType, IdType, KindMix, MismatchStatus,
    OverLimit, ResendCode, Role, ServiceKind,
};
