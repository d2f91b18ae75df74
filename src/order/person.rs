//! People of a filing and what identifies them; their personal data never shows in `Debug`.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::text::Text;
use crate::rules::{Carrier, IdType, SuffixFrom};

/// A mainland mobile number, `^1[3-9]\d{9}$`, as the ministry's page accepts it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(u64);

impl Phone {
    /// How many digits a phone number has.
    pub const DIGITS: u32 = 11;

    /// The number, or nothing where the text is no mainland mobile number.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == Self::DIGITS as usize
            && bytes[0] == b'1'
            && (b'3'..=b'9').contains(&bytes[1])
            && bytes.iter().all(u8::is_ascii_digit);
        if shaped {
            text.parse().ok().map(Self)
        } else {
            None
        }
    }

    /// Every number that differs from this one in exactly one digit.
    pub fn one_digit_off(self) -> impl Iterator<Item = Self> {
        (0..Self::DIGITS).flat_map(move |place| {
            let unit = 10_u64.pow(place);
            let digit = self.0 / unit % 10;
            let rest = self.0 - digit * unit;
            (0..10)
                .filter(move |d| *d != digit)
                .map(move |d| Self(rest + d * unit))
        })
    }

    /// The number with its middle hidden: `138****0001`.
    pub fn masked(self) -> String {
        format!("{}****{:04}", self.0 / 100_000_000, self.0 % 10_000)
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl TryFrom<String> for Phone {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("expected a mainland mobile number")
    }
}

impl Serialize for Phone {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom("expected a mainland mobile number"))
    }
}

/// A verification code: six decimal digits (rule `code.six-digits`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u32);

impl Code {
    /// How many codes there are.
    pub const COUNT: u32 = 1_000_000;

    /// The code with that number; numbers beyond the range wrap around.
    pub const fn from_number(number: u32) -> Self {
        Self(number % Self::COUNT)
    }

    /// The code, or nothing where the text is not exactly six ASCII digits.
    pub fn parse(text: &str) -> Option<Self> {
        let shaped = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
        if shaped {
            text.parse().ok().map(Self)
        } else {
            None
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("******")
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("expected six digits"))
    }
}

/// The last six characters of an identity document's number, compared exactly.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Suffix(Text);

impl Suffix {
    /// The suffix as the rules took it from a number.
    pub fn new(text: impl Into<Text>) -> Self {
        Self(text.into())
    }

    /// The characters as they must be entered.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Suffix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Suffix(******)")
    }
}

/// A responsible person (负责人) as a filing names them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The person's name.
    pub name: Text,
    /// Contact phone 1 (联系方式1), the only one that is texted.
    pub phone: Phone,
    /// Which document identifies the person.
    pub id_type: IdType,
    /// The document's number, taken as it is.
    pub id_number: Text,
    /// The Hong Kong or Macau ID number on the back of a permit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hk_macau_id_number: Option<Text>,
    /// The emergency phone (应急电话), which is never texted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency_phone: Option<Phone>,
    /// The carrier, where the number alone would mislead (ported numbers).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<Carrier>,
    /// The same person as first filed: whom an `access` or `cancel_*` filing verifies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_record: Option<Box<Person>>,
}

impl Person {
    /// The number that the ID suffix is taken from; nothing where the filing lacks it.
    pub fn number_for(&self, from: SuffixFrom) -> Option<&str> {
        match from {
            SuffixFrom::IdNumber => Some(&self.id_number),
            SuffixFrom::HkMacauIdNumber => self.hk_macau_id_number.as_deref(),
        }
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person")
            .field("phone", &self.phone)
            .field("id_type", &self.id_type)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, accepted: bool) {
        assert_eq!(Phone::parse(text).is_some(), accepted, "{text}");
    }

    #[test]
    fn only_mainland_mobile_numbers_are_phones() {
        check("13800000001", true);
        check("19999999999", true);
        check("12800000001", false);
        check("1380000000", false);
        check("138000000011", false);
        check("1380000000x", false);
        check("１３８０００００００１", false);
        check("+8613800000001", false);
    }

    #[test]
    fn a_phone_has_ninety_nine_neighbours_one_digit_off() {
        let phone = Phone::parse("13800000001").unwrap();
        let neighbours: Vec<_> = phone.one_digit_off().collect();
        assert_eq!(neighbours.len(), 99);
        assert!(neighbours.contains(&Phone::parse("13800000009").unwrap()));
        assert!(!neighbours.contains(&phone));
    }

    #[test]
    fn codes_keep_their_leading_zeros() {
        assert_eq!(Code::from_number(42).to_string(), "000042");
        assert_eq!(Code::parse("000042"), Some(Code::from_number(42)));
        assert_eq!(Code::parse("42"), None);
        assert_eq!(Code::parse("12345６"), None);
    }

    #[test]
    fn personal_data_never_shows_in_debug() {
        let person = Person {
            name: "张三".into(),
            phone: Phone::parse("13812345678").unwrap(),
            id_type: IdType::ResidentId,
            id_number: "330102199001010014".into(),
            hk_macau_id_number: None,
            emergency_phone: None,
            carrier: None,
            on_record: None,
        };
        let shown = format!(
            "{person:?} {:?} {:?}",
            Code::from_number(123_456),
            Suffix::new("010014")
        );
        for secret in ["12345678", "330102", "123456", "010014", "张三"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
