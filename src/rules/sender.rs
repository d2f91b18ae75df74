//! The number that SMS come from.
//!
//! Invariant: a plan answers for every carrier, if only that there is no fixed number.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::catalog::Catalog;
use super::vocabulary::Carrier;

/// How the sender's number is found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SenderPlan {
    /// One number for each carrier's customers; nothing where the carrier has no fixed one.
    ByCarrier(BTreeMap<Carrier, Option<String>>),
    /// The same number for all.
    Fixed(String),
}

/// The number that texts the customers of that carrier; nothing where there is no fixed one.
pub fn sender_for(plan: &SenderPlan, carrier: Carrier) -> Option<&str> {
    match plan {
        SenderPlan::ByCarrier(numbers) => numbers.get(&carrier)?.as_deref(),
        SenderPlan::Fixed(number) => Some(number),
    }
}

impl Catalog {
    /// The carrier of that phone, by its first digits; ported numbers are not known.
    pub fn carrier_of(&self, phone: &str) -> Carrier {
        let carriers = &self.common.carriers.value;
        let fits = |prefixes: &Vec<String>| prefixes.iter().any(|prefix| phone.starts_with(prefix));
        let found = carriers
            .prefixes
            .iter()
            .find(|(_, prefixes)| fits(prefixes));
        found.map_or(carriers.otherwise, |(carrier, _)| *carrier)
    }
}

impl fmt::Display for SenderPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers = match self {
            Self::Fixed(number) => return f.write_str(number),
            Self::ByCarrier(numbers) => numbers,
        };
        for (place, (carrier, number)) in numbers.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(
                f,
                "{comma}{carrier} {}",
                number.as_deref().unwrap_or("no fixed number")
            )?;
        }
        Ok(())
    }
}
