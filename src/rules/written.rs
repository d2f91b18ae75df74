//! How values stand in a book, and the desk at which they are checked.
//!
//! Invariant: no value leaves the desk without a value and a source that exists.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::error::{Problem, RulebookError};
use super::source::Sources;
use super::terms::Param;
use super::time::Timestamp;

/// A value as a book writes it. All is optional here so that the error can name what lacks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written<T> {
    /// The value.
    pub value: Option<T>,
    /// Where it is written.
    pub source: Option<Sources>,
    /// Why it is what it is.
    pub note: Option<String>,
    /// A source's own words.
    pub quote: Option<String>,
}

/// What a source may name.
pub struct Known {
    /// The keys of sources.toml.
    pub sources: BTreeSet<String>,
    /// The editions' ids.
    pub editions: BTreeSet<String>,
}

/// One file under inspection.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// Its name inside `books/`.
    pub file: &'a str,
    /// What its sources may name.
    pub known: &'a Known,
}

/// Reads a file as TOML; fields that nothing reads are refused by the types.
pub fn read_toml<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, RulebookError> {
    toml::from_str(text).map_err(|error| RulebookError {
        file: file.to_owned(),
        parameter: None,
        problem: Problem::Unreadable(error.to_string()),
    })
}

impl Desk<'_> {
    /// An error in this file.
    pub fn error(&self, parameter: &str, problem: Problem) -> RulebookError {
        let parameter = Some(parameter.to_owned());
        RulebookError {
            file: self.file.to_owned(),
            parameter,
            problem,
        }
    }

    /// What must be there.
    pub fn required<T>(&self, parameter: &str, found: Option<T>) -> Result<T, RulebookError> {
        found.ok_or_else(|| self.error(parameter, Problem::Missing))
    }

    /// The sources, each of which must exist.
    pub fn sources(
        &self,
        parameter: &str,
        found: Option<Sources>,
    ) -> Result<Sources, RulebookError> {
        let sources = found
            .filter(|sources| !sources.is_empty())
            .ok_or_else(|| self.error(parameter, Problem::NoSource))?;
        for key in sources.iter() {
            if let Some(problem) = self.known.problem_with(key) {
                return Err(self.error(parameter, problem));
            }
        }
        Ok(sources)
    }

    /// The value with its sources.
    pub fn param<T>(
        &self,
        parameter: &str,
        written: Option<Written<T>>,
    ) -> Result<Param<T>, RulebookError> {
        let written = self.required(parameter, written)?;
        let value = written
            .value
            .ok_or_else(|| self.error(parameter, Problem::NoValue))?;
        Ok(Param {
            value,
            source: self.sources(parameter, written.source)?,
        })
    }

    /// A moment.
    pub fn moment(&self, parameter: &str, text: &str) -> Result<Timestamp, RulebookError> {
        Timestamp::parse(text)
            .map_err(|error| self.error(parameter, Problem::Unreadable(error.to_string())))
    }
}

impl Known {
    /// The desk for a file.
    pub fn desk<'a>(&'a self, file: &'a str) -> Desk<'a> {
        Desk { file, known: self }
    }

    fn problem_with(&self, key: &str) -> Option<Problem> {
        if let Some(edition) = key.strip_prefix(Sources::CARRIED) {
            let editions = || self.editions.iter().cloned().collect::<Vec<_>>().join(", ");
            return (!self.editions.contains(edition))
                .then(|| Problem::UnknownEdition(edition.to_owned(), editions()));
        }
        match key {
            Sources::DECIDED => None,
            Sources::OVERRIDE => Some(Problem::OverrideSource),
            _ if self.sources.contains(key) => None,
            _ => Some(Problem::UnknownSource(key.to_owned())),
        }
    }
}
