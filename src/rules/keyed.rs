//! Closed lists of words: one table a type makes the enum, its wire keys and its serde form.
//!
//! Invariant: a key and its variant are written once, so the two directions cannot drift apart.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, Visitor};

/// A type whose values are a closed list of words.
pub trait Keyed: Copy + 'static {
    /// Every value, in the order of declaration.
    const WORDS: &'static [Self];

    /// The word on the wire, in the journal and in the books.
    fn word(self) -> &'static str;

    /// The value with that word.
    fn of_word(word: &str) -> Option<Self>;
}

/// Reads a word without copying it.
pub struct KeyVisitor<T>(pub PhantomData<T>);

impl<T: Keyed> Visitor<'_> for KeyVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&one_of::<T>())
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<T, E> {
        T::of_word(word).ok_or_else(|| E::custom(format!("expected {}: `{word}`", one_of::<T>())))
    }
}

/// The words to choose from, for an error's sentence.
pub fn one_of<T: Keyed>() -> String {
    let words: Vec<String> = T::WORDS
        .iter()
        .map(|value| format!("`{}`", value.word()))
        .collect();
    format!("one of {}", words.join(", "))
}

/// Declares an enum of words.
macro_rules! keyed {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $key:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u8)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// Every one, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word on the wire, in the journal and in the books.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }

            /// The one with that key.
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$variant),)+ _ => None }
            }
        }

        impl $crate::rules::keyed::Keyed for $name {
            const WORDS: &'static [Self] = Self::ALL;
            fn word(self) -> &'static str { self.key() }
            fn of_word(word: &str) -> Option<Self> { Self::from_key(word) }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.key())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.key())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from.deserialize_str($crate::rules::keyed::KeyVisitor(std::marker::PhantomData))
            }
        }
    };
}

/// Declares an enum of words that also have Chinese names.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident {
        $($(#[$doc:meta])* $variant:ident = $key:literal $zh:literal,)+
    }) => {
        $crate::rules::keyed::keyed! { $(#[$meta])* $name { $($(#[$doc])* $variant = $key,)+ } }

        impl $name {
            /// The Chinese name.
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh,)+ }
            }
        }
    };
}

pub(crate) use {keyed, named};
