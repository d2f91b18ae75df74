//! Where a rule is written: keys of sources, and what each source is.
//!
//! Invariant: a value of the books never stands without a source. Who has to decide for lack of
//! one says so: [`Sources::DECIDED`] and [`Sources::CARRIED`] are answers like any other.

use std::fmt;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::keyed::keyed;

static DECIDED_ALONE: LazyLock<Sources> =
    LazyLock::new(|| [Sources::DECIDED].into_iter().collect());
static OVERRIDE_ALONE: LazyLock<Sources> =
    LazyLock::new(|| [Sources::OVERRIDE].into_iter().collect());

/// The keys of the sources of one value, cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Sources(Arc<[Arc<str>]>);

impl Sources {
    /// The sources are silent or disagree, and the value is this simulator's choice.
    pub const DECIDED: &'static str = "decided";

    /// The value is set by the sandbox and not by any book.
    pub const OVERRIDE: &'static str = "override";

    /// Before an edition's id: the value is taken over from that edition.
    pub const CARRIED: &'static str = "carried:";

    /// Decided here.
    pub fn decided() -> Self {
        DECIDED_ALONE.clone()
    }

    /// Set by the sandbox.
    pub fn overridden() -> Self {
        OVERRIDE_ALONE.clone()
    }

    /// The keys, the weightiest first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(AsRef::as_ref)
    }

    /// Whether no source is named: such a value is refused in the books.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The edition that a value is carried over from, if it is.
    pub fn carried_from(&self) -> Option<&str> {
        self.iter().find_map(|key| key.strip_prefix(Self::CARRIED))
    }
}

impl<K: AsRef<str>> FromIterator<K> for Sources {
    fn from_iter<I: IntoIterator<Item = K>>(keys: I) -> Self {
        Self(
            keys.into_iter()
                .map(|key| Arc::from(key.as_ref()))
                .collect(),
        )
    }
}

impl fmt::Display for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, key) in self.iter().enumerate() {
            f.write_str(if place == 0 { "" } else { ", " })?;
            f.write_str(key)?;
        }
        Ok(())
    }
}

impl Serialize for Sources {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Sources {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "expected a source's key or a list of such keys")]
        enum OneOrMany {
            One(String),
            Many(Vec<String>),
        }
        Ok(match OneOrMany::deserialize(from)? {
            OneOrMany::One(key) => [key].into_iter().collect(),
            OneOrMany::Many(keys) => keys.into_iter().collect(),
        })
    }
}

keyed! {
    /// How far a source is trusted.
    Grade {
        /// The text that the simulator was first written from.
        Seed = "seed",
        /// The ministry itself, or a large provider's current documentation.
        A = "A",
        /// A copy or a smaller provider's notice.
        B = "B",
        /// One person's account.
        C = "C",
    }
}

/// One source: an entry of `books/sources.toml`.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceInfo {
    /// What the books refer to it by.
    pub key: String,
    /// What it is and who published it.
    pub title: String,
    /// When it was written, as exactly as is known; a plus means in force from then on.
    pub date: String,
    /// How far it is trusted.
    pub grade: Grade,
    /// Its own words on the matter, where they decide.
    #[serde(default)]
    pub quote: Option<String>,
}
