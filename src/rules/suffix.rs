//! The ID suffix: which number it is taken from, and its last six characters.
//!
//! Invariant: characters are counted, not bytes, and compared as they are: a full-width bracket
//! is not a half-width one, and `x` is not `X`.

use serde::{Deserialize, Serialize};

use super::catalog::{Catalog, catalog};
use super::province::Province;
use super::rule::{RuleId, Ruled};
use super::vocabulary::IdType;

/// The brackets of Hong Kong and Macau ID numbers: half-width, full-width.
const BRACKETS: [(char, char); 2] = [('(', '（'), (')', '）')];

/// Which number of a person the ID suffix is taken from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuffixFrom {
    /// The document's own number; of a permit, the one on its front.
    IdNumber,
    /// The Hong Kong or Macau ID number, on the permit's back.
    HkMacauIdNumber,
}

impl Catalog {
    /// Which number counts (rules `suffix.last-six` and `suffix.zhejiang-permit`).
    pub fn suffix_rule(&self, id_type: IdType, province: Province) -> Ruled<SuffixFrom> {
        let back = id_type == IdType::HkMacauPermit
            && self.common.permit_back_provinces.value.contains(&province);
        if back {
            Ruled {
                value: SuffixFrom::HkMacauIdNumber,
                rule: RuleId::SuffixZhejiangPermit,
            }
        } else {
            Ruled {
                value: SuffixFrom::IdNumber,
                rule: RuleId::SuffixLastSix,
            }
        }
    }

    /// How many decimal digits a code has (rule `code.six-digits`).
    pub fn code_digits(&self) -> u32 {
        self.common.code_digits.value
    }
}

/// The last six characters of an ID number; all of it where it is shorter.
pub fn last_six(number: &str) -> String {
    let characters = number.chars().count();
    let before = characters.saturating_sub(catalog().common.suffix_characters.value);
    number.chars().skip(before).collect()
}

/// The text with half-width brackets: what those type whose keyboard has no others.
pub fn half_width_brackets(text: &str) -> String {
    let half = |c| {
        BRACKETS
            .iter()
            .find(|(_, full)| *full == c)
            .map_or(c, |(half, _)| *half)
    };
    text.chars().map(half).collect()
}

/// The text with full-width brackets: as the authority has such numbers.
pub fn full_width_brackets(text: &str) -> String {
    let full = |c| {
        BRACKETS
            .iter()
            .find(|(half, _)| *half == c)
            .map_or(c, |(_, full)| *full)
    };
    text.chars().map(full).collect()
}
