//! What was not as expected, collected rather than thrown: a file shows all of it at once.

use std::fmt::Display;

use serde::Serialize;

/// Something that was not as expected.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Finding {
    /// What it is about, or the whole of it where there is nothing to compare.
    pub what: String,
    /// What was expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
}

/// What was not as expected.
#[derive(Debug, Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Notes something.
    pub fn note(&mut self, what: impl Into<String>) {
        self.0.push(Finding {
            what: what.into(),
            expected: None,
            found: None,
        });
    }

    /// Notes what differs.
    pub fn differs(
        &mut self,
        what: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) {
        self.0.push(Finding {
            what: what.into(),
            expected: Some(expected.into()),
            found: Some(found.into()),
        });
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
            self.differs(what, expected, found);
        }
    }

    /// Compares lists where one is expected.
    pub fn list(&mut self, what: &str, expected: Option<&Vec<String>>, found: &[String]) {
        if let Some(expected) = expected.filter(|expected| expected.as_slice() != found) {
            self.differs(what, listed(expected), listed(found));
        }
    }

    /// Whether all was as expected.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Everything noted.
    pub fn into_vec(self) -> Vec<Finding> {
        self.0
    }
}

/// The value, or `none`.
pub fn shown(value: Option<&dyn Display>) -> String {
    value.map_or_else(|| "none".to_owned(), ToString::to_string)
}

fn listed(values: &[String]) -> String {
    format!("[{}]", values.join(", "))
}
