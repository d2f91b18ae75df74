//! How long the tokens, signs and pictures of the ministry's plane live.

use serde::Deserialize;

use super::error::{Problem, RulebookError};
use super::span::Span;
use super::terms::Param;
use super::written::{Desk, Written};

/// Lives, by the sandbox's clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CaptchaLives {
    /// Of a token.
    pub token: Span,
    /// Of a refresh token.
    pub refresh: Span,
    /// Of the sign that a solved puzzle earns.
    pub sign: Span,
    /// Of a puzzle's picture.
    pub picture: Span,
    /// What the answer says of a token, which is less than its life.
    pub told: Span,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LivesFile {
    token: String,
    refresh: String,
    sign: String,
    picture: String,
    told: String,
}

impl CaptchaLives {
    pub(super) fn read(
        desk: Desk<'_>,
        written: Option<Written<LivesFile>>,
    ) -> Result<Param<Self>, RulebookError> {
        const PLACE: &str = "captcha_lives";
        let Param { value, source } = desk.param(PLACE, written)?;
        let span = |text: &str| {
            Span::parse(text)
                .map_err(|error| desk.error(PLACE, Problem::Unreadable(error.to_string())))
        };
        let value = Self {
            token: span(&value.token)?,
            refresh: span(&value.refresh)?,
            sign: span(&value.sign)?,
            picture: span(&value.picture)?,
            told: span(&value.told)?,
        };
        Ok(Param { value, source })
    }
}
