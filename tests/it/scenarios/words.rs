//! How single words of a scenario are read: a word in place of a table, and moments.

use std::fmt;
use std::marker::PhantomData;

use beian_sim::rules::Timestamp;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A table that a single word can stand for: `verify = "site"`.
pub trait FromWord {
    /// The table that the word stands for.
    fn from_word(word: &str) -> Self;
}

/// A table, or the word that stands for it.
#[derive(Debug)]
pub struct WordOr<T>(pub T);

impl<'de, T: FromWord + Deserialize<'de>> Deserialize<'de> for WordOr<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(WordOrTable(PhantomData)).map(Self)
    }
}

struct WordOrTable<T>(PhantomData<T>);

impl<'de, T: FromWord + Deserialize<'de>> Visitor<'de> for WordOrTable<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word or a table")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<T, E> {
        Ok(T::from_word(word))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

/// A moment, written as RFC 3339.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Moment(pub Timestamp);

impl TryFrom<String> for Moment {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Timestamp::parse(&text)
            .map(Self)
            .map_err(|error| error.to_string())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
