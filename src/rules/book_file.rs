//! An edition's file: how `books/<id>.toml` is laid out, and how it becomes a [`Rulebook`].
//!
//! Invariant: what lacks a value or a source, or is written twice or for nothing, becomes none.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::book::{Remark, Rulebook};
use super::error::{Problem, RulebookError};
use super::parameter::Parameter;
use super::sender::SenderPlan;
use super::terms::{Param, Terms};
use super::value::{OverrideError, RawValue};
use super::verifiers::{RowsFile, read_rows};
use super::vocabulary::{Carrier, FilingType, ServiceKind};
use super::written::{Desk, Written};

/// How a book says that a carrier has no fixed number; TOML has no null.
const NO_NUMBER: &str = "none";

/// An edition's file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookFile {
    /// The edition's id.
    pub id: String,
    title: String,
    title_zh: String,
    in_force_from: Option<Written<String>>,
    service_kinds: Option<Written<Vec<ServiceKind>>>,
    undeliverable_prefixes: Option<Written<Vec<String>>>,
    sender: Option<Written<SenderFile>>,
    link: Option<Written<String>>,
    #[serde(default)]
    parameters: BTreeMap<String, Written<RawValue>>,
    #[serde(default)]
    filing_types: BTreeMap<FilingType, RowsFile>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum SenderFile {
    ByCarrier(BTreeMap<Carrier, String>),
    Fixed(String),
}

/// Checks an edition's file.
pub fn read_book(desk: Desk<'_>, mut file: BookFile) -> Result<Rulebook, RulebookError> {
    let remarks = read_remarks(&file);
    let in_force_from = {
        let Param { value, source } = desk.param("in_force_from", file.in_force_from)?;
        Param {
            value: desk.moment("in_force_from", &value)?,
            source,
        }
    };
    let service_kinds = desk.param("service_kinds", file.service_kinds)?;
    let Param { value, source } = desk.param("sender", file.sender)?;
    let sender = Param {
        value: read_sender(desk, value)?,
        source,
    };
    let link = desk.param("link", file.link)?;
    let terms = Terms::read(file.id, (sender, link), |parameter| {
        desk.param(parameter.key(), file.parameters.remove(parameter.key()))
            .map_err(Stop::Book)
    })
    .and_then(|terms| Ok(terms.consistent()?))
    .map_err(|stop| stop.at(desk))?;
    if let Some(key) = file.parameters.into_keys().next() {
        let advice = "no parameter has that name, `sender` and `link` stand outside `parameters`";
        return Err(desk.error(&key, Problem::Unknown(advice.to_owned())));
    }
    let mut filing_types = BTreeMap::new();
    for (filing_type, rows) in file.filing_types {
        let rows = read_rows(desk, filing_type, rows, &service_kinds.value)?;
        filing_types.insert(filing_type, rows);
    }
    let undeliverable_prefixes =
        desk.param("undeliverable_prefixes", file.undeliverable_prefixes)?;
    Ok(Rulebook {
        title: file.title,
        title_zh: file.title_zh,
        in_force_from,
        terms,
        service_kinds,
        undeliverable_prefixes,
        filing_types,
        remarks,
    })
}

/// Why the reading of an edition's parameters stopped.
enum Stop {
    Book(RulebookError),
    Value(OverrideError),
}

impl From<OverrideError> for Stop {
    fn from(error: OverrideError) -> Self {
        Self::Value(error)
    }
}

impl Stop {
    fn at(self, desk: Desk<'_>) -> RulebookError {
        match self {
            Self::Book(error) => error,
            Self::Value(error) => {
                desk.error(error.parameter.key(), Problem::BadValue(error.expected))
            }
        }
    }
}

fn read_sender(desk: Desk<'_>, file: SenderFile) -> Result<SenderPlan, RulebookError> {
    let numbers = match file {
        SenderFile::Fixed(number) => return Ok(SenderPlan::Fixed(number)),
        SenderFile::ByCarrier(numbers) => numbers,
    };
    if let Some(carrier) = Carrier::ALL
        .iter()
        .find(|carrier| !numbers.contains_key(carrier))
    {
        let expected = format!("a number for `{carrier}`, or `{NO_NUMBER}`");
        return Err(desk.error(Parameter::Sender.key(), Problem::BadValue(expected)));
    }
    let number = |(carrier, number)| (carrier, Some(number).filter(|text| text != NO_NUMBER));
    Ok(SenderPlan::ByCarrier(
        numbers.into_iter().map(number).collect(),
    ))
}

fn read_remarks(file: &BookFile) -> BTreeMap<String, Remark> {
    let own = [
        (
            "in_force_from",
            file.in_force_from.as_ref().and_then(remark),
        ),
        (
            "service_kinds",
            file.service_kinds.as_ref().and_then(remark),
        ),
        (
            "undeliverable_prefixes",
            file.undeliverable_prefixes.as_ref().and_then(remark),
        ),
        (
            Parameter::Sender.key(),
            file.sender.as_ref().and_then(remark),
        ),
        (Parameter::Link.key(), file.link.as_ref().and_then(remark)),
    ];
    let parameters = file
        .parameters
        .iter()
        .map(|(key, written)| (key.as_str(), remark(written)));
    own.into_iter()
        .chain(parameters)
        .filter_map(|(key, remark)| Some((key.to_owned(), remark?)))
        .collect()
}

fn remark<T>(written: &Written<T>) -> Option<Remark> {
    let Written { note, quote, .. } = written;
    (note.is_some() || quote.is_some()).then(|| Remark {
        note: note.clone(),
        quote: quote.clone(),
    })
}
