//! What a person enters, by what it is rather than by its digits.
//!
//! Anything that is neither a name of a code nor looks like one is refused, so that a misspelled
//! name never turns into a wrong code that happens to be expected.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

/// Which code a person enters.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(try_from = "String")]
pub enum CodeRef {
    /// The one of the newest SMS to the person.
    #[default]
    Latest,
    /// The one of the first SMS to the person.
    First,
    /// The newest of another person: `of:site`.
    Of(String),
    /// One that no SMS of the sandbox carries.
    Wrong,
    /// These characters.
    Literal(String),
}

/// Which ID suffix a person enters.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(try_from = "String")]
pub enum SuffixRef {
    /// The last six characters of the person's ID number.
    #[default]
    Right,
    /// Another person's: `of:site`.
    Of(String),
    /// Nobody's.
    Wrong,
    /// The whole ID number.
    Whole,
    /// These characters.
    Literal(String),
}

impl TryFrom<String> for CodeRef {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Ok(match text.as_str() {
            "latest" => Self::Latest,
            "first" => Self::First,
            "wrong" => Self::Wrong,
            _ => match text.strip_prefix("of:") {
                Some(person) => Self::Of(person.to_owned()),
                None if text.chars().any(char::is_numeric) => Self::Literal(text),
                None => {
                    let words = "`latest`, `first`, `wrong`, `of:<person>` or digits";
                    return Err(format!("expected {words}, found `{text}`"));
                }
            },
        })
    }
}

impl TryFrom<String> for SuffixRef {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Ok(match text.as_str() {
            "right" => Self::Right,
            "wrong" => Self::Wrong,
            "whole" => Self::Whole,
            _ => match text.strip_prefix("of:") {
                Some(person) => Self::Of(person.to_owned()),
                None if text.chars().any(char::is_numeric) => Self::Literal(text),
                None => {
                    let words = "`right`, `wrong`, `whole`, `of:<person>` or the characters";
                    return Err(format!("expected {words}, found `{text}`"));
                }
            },
        })
    }
}

impl JsonSchema for CodeRef {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let pattern = "^(latest|first|wrong|of:.*|.*[0-9].*)$";
        json_schema!({ "type": "string", "pattern": pattern })
    }
}

impl JsonSchema for SuffixRef {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Suffix".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let pattern = "^(right|wrong|whole|of:.*|.*[0-9].*)$";
        json_schema!({ "type": "string", "pattern": pattern })
    }
}
