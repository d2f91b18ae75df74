//! Reading a JSON body field by field, so that an answer names every bad field at once.

use serde_json::{Map, Value};

use super::problem::{FieldError, Problem};
use crate::rules::{Span, Timestamp};

/// The errors found so far.
pub type Errors = Vec<FieldError>;

/// An object of the body whose fields are taken one by one; what is left is unknown.
pub struct Object {
    fields: Map<String, Value>,
    at: String,
}

impl Object {
    /// The body itself; an absent one counts as `{}`.
    ///
    /// # Errors
    /// Where it is no object.
    pub fn body(value: Value) -> Result<Self, Problem> {
        match value {
            Value::Object(fields) => Ok(Self {
                fields,
                at: String::new(),
            }),
            Value::Null => Ok(Self {
                fields: Map::new(),
                at: String::new(),
            }),
            _ => Err(not_an_object()),
        }
    }

    /// An object in the body.
    pub fn nested(value: Value, at: String, errors: &mut Errors) -> Option<Self> {
        if let Value::Object(fields) = value {
            return Some(Self { fields, at });
        }
        errors.push(FieldError::new(at, "wrong-type", "expected an object"));
        None
    }

    /// Where the field is.
    pub fn pointer(&self, name: &str) -> String {
        format!("{}/{}", self.at, name.replace('~', "~0").replace('/', "~1"))
    }

    /// Notes that a field is not acceptable.
    pub fn refuse(&self, name: &str, code: &'static str, detail: &str, errors: &mut Errors) {
        errors.push(FieldError::new(self.pointer(name), code, detail));
    }

    /// The field, if it is there; an explicit null counts as absent.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.fields.remove(name).filter(|value| !value.is_null())
    }

    /// The field, and whether it is there at all: an explicit null is.
    pub fn take_nullable(&mut self, name: &str) -> Option<Value> {
        self.fields.remove(name)
    }

    /// The field, which must be there.
    pub fn require(&mut self, name: &str, errors: &mut Errors) -> Option<Value> {
        let value = self.take(name);
        if value.is_none() {
            self.refuse(name, "required", "is required", errors);
        }
        value
    }

    /// A text that must be there, with so many characters at most.
    pub fn text(&mut self, name: &str, chars_max: usize, errors: &mut Errors) -> Option<String> {
        let value = self.require(name, errors)?;
        self.as_text(name, value, chars_max, errors)
    }

    /// A text that may be there.
    pub fn optional_text(
        &mut self,
        name: &str,
        chars_max: usize,
        errors: &mut Errors,
    ) -> Option<String> {
        let value = self.take(name)?;
        self.as_text(name, value, chars_max, errors)
    }

    /// One of several keys that must be there.
    pub fn key<T>(
        &mut self,
        name: &str,
        known: impl Fn(&str) -> Option<T>,
        expected: &str,
        errors: &mut Errors,
    ) -> Option<T> {
        let value = self.require(name, errors)?;
        self.as_key(name, value, known, expected, errors)
    }

    /// One of several keys that may be there.
    pub fn optional_key<T>(
        &mut self,
        name: &str,
        known: impl Fn(&str) -> Option<T>,
        expected: &str,
        errors: &mut Errors,
    ) -> Option<T> {
        let value = self.take(name)?;
        self.as_key(name, value, known, expected, errors)
    }

    /// A moment that may be there.
    pub fn optional_time(&mut self, name: &str, errors: &mut Errors) -> Option<Timestamp> {
        let text = self.optional_text(name, 64, errors)?;
        Timestamp::parse(&text)
            .map_err(|error| self.refuse(name, "bad-time", &error.to_string(), errors))
            .ok()
    }

    /// A duration that may be there.
    pub fn optional_span(&mut self, name: &str, errors: &mut Errors) -> Option<Span> {
        let text = self.optional_text(name, 64, errors)?;
        Span::parse(&text)
            .map_err(|error| self.refuse(name, "bad-duration", &error.to_string(), errors))
            .ok()
    }

    /// Ends the reading: whatever is left is unknown.
    pub fn finish(self, errors: &mut Errors) {
        for name in self.fields.keys() {
            self.refuse(name, "unknown-field", "is not a field of this body", errors);
        }
    }

    /// Everything that is left, by name.
    pub fn into_rest(self) -> (Map<String, Value>, String) {
        (self.fields, self.at)
    }

    fn as_text(
        &self,
        name: &str,
        value: Value,
        chars_max: usize,
        errors: &mut Errors,
    ) -> Option<String> {
        let Value::String(text) = value else {
            self.refuse(name, "wrong-type", "expected a string", errors);
            return None;
        };
        if text.trim().is_empty() {
            self.refuse(name, "empty", "must not be empty", errors);
            return None;
        }
        if text.chars().count() > chars_max {
            let detail = format!("has more than {chars_max} characters");
            self.refuse(name, "too-long", &detail, errors);
            return None;
        }
        Some(text)
    }

    fn as_key<T>(
        &self,
        name: &str,
        value: Value,
        known: impl Fn(&str) -> Option<T>,
        expected: &str,
        errors: &mut Errors,
    ) -> Option<T> {
        let Value::String(key) = value else {
            self.refuse(name, "wrong-type", "expected a string", errors);
            return None;
        };
        let found = known(&key);
        if found.is_none() {
            self.refuse(
                name,
                "unknown-value",
                &format!("expected {expected}"),
                errors,
            );
        }
        found
    }
}

/// The refusal of a body that is something else than an object.
pub fn not_an_object() -> Problem {
    let error = FieldError::new("", "wrong-type", "expected an object");
    Problem::Invalid(vec![error])
}

/// The value, unless fields were refused.
///
/// # Errors
/// With every refused field.
pub fn unless<T>(errors: Errors, value: Option<T>) -> Result<T, Problem> {
    match value {
        Some(value) if errors.is_empty() => Ok(value),
        Some(_) | None => Err(Problem::Invalid(errors)),
    }
}
