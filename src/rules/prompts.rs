//! What a person is told: the ministry's prompts, each with its number.
//!
//! Invariant: the texts are an interface. They stand in `books/prompts.toml` byte for byte as the
//! ministry's page has them, mixed punctuation included.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::catalog::catalog;
use super::error::{Problem, RulebookError};
use super::keyed::keyed;
use super::source::Sources;
use super::written::{Desk, read_toml};

keyed! {
    /// The answer to a verification or a resend.
    Verdict {
        /// The last person of the order passed.
        AllVerified = "all_verified",
        /// Passed, others are pending.
        WaitingForOthers = "waiting_for_others",
        /// This person had passed before.
        AlreadyVerified = "already_verified",
        /// Nothing matches.
        NotFound = "not_found",
        /// The failure limit tripped.
        Failed = "failed",
        /// The order has failed and is not yet returned.
        Closed = "closed",
        /// In place of `NotFound`, under the override that asks for it.
        Mismatch = "mismatch",
        /// Another SMS is on its way.
        Resent = "resent",
        /// The person is known and has nothing pending.
        NothingPending = "nothing_pending",
        /// The resend cap is reached.
        ResendLimit = "resend_limit",
        /// A resend that finds nobody: the number of `NotFound` with a shorter text.
        ResendUnknown = "resend_unknown",
    }
}

impl Verdict {
    /// The ministry's number of the prompt (`validStatus`).
    pub fn valid_status(self) -> u16 {
        catalog().prompt(self).valid_status
    }

    /// The ministry's flag (`validFlag`).
    pub fn valid_flag(self) -> bool {
        catalog().prompt(self).valid_flag
    }

    /// The word for the number, on the simulator's own wire.
    pub fn outcome(self) -> &'static str {
        &catalog().prompt(self).outcome
    }

    /// The text without the salutation.
    pub fn prompt(self) -> &'static str {
        &catalog().prompt(self).text
    }

    /// The text as the person reads it, with the salutation.
    pub fn message(self) -> &'static str {
        &catalog().prompt(self).message
    }

    /// Where the text is written.
    pub fn source(self) -> &'static Sources {
        &catalog().prompt(self).source
    }
}

/// One entry of `books/prompts.toml`.
pub struct Prompt {
    valid_status: u16,
    valid_flag: bool,
    outcome: String,
    text: String,
    message: String,
    source: Sources,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PromptsFile {
    salutation: String,
    prompts: BTreeMap<String, PromptFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PromptFile {
    valid_status: u16,
    valid_flag: bool,
    outcome: String,
    text: String,
    source: Option<Sources>,
}

/// Reads `prompts.toml`: one entry a verdict, in the order of [`Verdict::ALL`].
pub fn read_prompts(desk: Desk<'_>, text: &str) -> Result<Vec<Prompt>, RulebookError> {
    let PromptsFile {
        salutation,
        mut prompts,
    } = read_toml(desk.file, text)?;
    let mut read = Vec::with_capacity(Verdict::ALL.len());
    for verdict in Verdict::ALL {
        let key = verdict.key();
        let PromptFile {
            valid_status,
            valid_flag,
            outcome,
            text,
            source,
        } = desk.required(key, prompts.remove(key))?;
        let message = format!("{salutation}{text}");
        let source = desk.sources(key, source)?;
        read.push(Prompt {
            valid_status,
            valid_flag,
            outcome,
            text,
            message,
            source,
        });
    }
    match prompts.into_keys().next() {
        Some(key) => {
            let advice = "no `Verdict` has that key, add it there or remove the entry";
            Err(desk.error(&key, Problem::Unknown(advice.to_owned())))
        }
        None => Ok(read),
    }
}
