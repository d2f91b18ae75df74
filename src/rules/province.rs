//! Provinces by code: the lower-case letters that are also the ministry's own subdomains.
//!
//! Invariant: a province exists only if the books list it.

use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::catalog::catalog;
use super::terms::Param;
use super::time::Timestamp;

/// A province, municipality or autonomous region, by the two letters of its code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Province([u8; 2]);

/// What the books say of a province.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProvinceInfo {
    /// Which one.
    pub province: Province,
    /// The code, ISO 3166-2:CN in lower case.
    pub code: String,
    /// The Chinese name.
    pub zh: String,
    /// From when on its filings are verified by SMS.
    pub enrolled_from: Param<Timestamp>,
}

impl Province {
    /// The province with that code, if the books list it.
    pub fn from_code(code: &str) -> Option<Self> {
        let province = Self::unlisted(code)?;
        catalog().province(province).map(|_| province)
    }

    /// The code, such as `zj`.
    pub fn code(self) -> &'static str {
        catalog().province(self).map_or("", |info| &info.code)
    }

    /// The Chinese name.
    pub fn zh(self) -> &'static str {
        catalog().province(self).map_or("", |info| &info.zh)
    }

    /// The province of a book that is still being read.
    pub(super) fn unlisted(code: &str) -> Option<Self> {
        let letters: [u8; 2] = code.as_bytes().try_into().ok()?;
        letters
            .iter()
            .all(u8::is_ascii_lowercase)
            .then_some(Self(letters))
    }
}

impl fmt::Display for Province {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(std::str::from_utf8(&self.0).unwrap_or_default())
    }
}

impl fmt::Debug for Province {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Province({self})")
    }
}

impl Serialize for Province {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Province {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = String::deserialize(from)?;
        Self::from_code(&code)
            .ok_or_else(|| D::Error::custom(format!("expected a province's code: `{code}`")))
    }
}
