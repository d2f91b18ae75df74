//! What was not as expected, collected rather than thrown: a file shows all of it at once.

use std::fmt::Display;

/// What was not as expected.
#[derive(Debug, Default)]
pub struct Findings(Vec<String>);

impl Findings {
    /// Notes something.
    pub fn note(&mut self, what: impl Into<String>) {
        self.0.push(what.into());
    }

    /// Compares where something is expected; what is absent reads `none`.
    pub fn same(
        &mut self,
        what: &str,
        expected: Option<&impl Display>,
        found: Option<&dyn Display>,
    ) {
        let Some(expected) = expected else {
            return;
        };
        let (expected, found) = (expected.to_string(), shown(found));
        if expected != found {
            self.note(format!("{what}: expected `{expected}`, found `{found}`"));
        }
    }

    /// Compares lists where one is expected.
    pub fn list(&mut self, what: &str, expected: Option<&Vec<String>>, found: &[String]) {
        if let Some(expected) = expected.filter(|expected| expected.as_slice() != found) {
            self.note(format!("{what}: expected {expected:?}, found {found:?}"));
        }
    }

    /// Whether all was as expected.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Everything noted.
    pub fn into_lines(self) -> Vec<String> {
        self.0
    }
}

/// The value, or `none`.
pub fn shown(value: Option<&dyn Display>) -> String {
    value.map_or_else(|| "none".to_owned(), ToString::to_string)
}
