//! Reading a sandbox from a JSON document that anybody may have written.
//!
//! Invariant: what comes out is a journal that a sandbox could have written, held against it record
//! by record; a document that is not one is refused with the place that is wrong. Nothing is
//! stored here.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use thiserror::Error;

use super::codec::{self, DecodeError, NO_ORDER, TermsRow};
use super::export::DOCUMENT_FORMAT;
use crate::order::Basis;
use crate::rules::{TimeError, Timestamp};
use crate::sim::{Change, Clock, Inadmissible, Mode, Origin, Record, Sandbox, Settings};

/// A sandbox that was read from a document.
#[derive(Debug)]
pub struct Imported {
    /// Its journal.
    pub records: Vec<Record>,
    /// The sandbox as the journal leaves it, its clock standing at the moment of the export.
    pub sandbox: Sandbox,
    /// Whether its clock ran.
    pub mode: Mode,
    /// What its clock showed.
    pub now: Timestamp,
}

/// Why a document is no sandbox.
#[derive(Debug, Error)]
pub enum ImportError {
    /// It is no JSON.
    #[error("{0}")]
    Json(serde_json::Error),
    /// A place in it has not its shape.
    #[error("{error}")]
    Shape {
        /// Where: a JSON Pointer.
        pointer: String,
        /// What is wrong there.
        error: serde_json::Error,
    },
    /// It is of another format.
    #[error("the document is of format {0}, and this release reads format {DOCUMENT_FORMAT}")]
    Format(u32),
    /// Its clock shows no moment.
    #[error("{0}")]
    Clock(TimeError),
    /// Its settings are not acceptable.
    #[error("{0}")]
    Settings(Inadmissible),
    /// A row cannot be understood.
    #[error("{error}")]
    Row {
        /// Its place in the journal, from 0.
        place: usize,
        /// What is wrong with it.
        error: DecodeError,
    },
    /// No sandbox can have written the record.
    #[error("{error}")]
    Record {
        /// Its place in the journal, from 0.
        place: usize,
        /// What is wrong with it.
        error: Inadmissible,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document<'a> {
    format: u32,
    #[expect(
        dead_code,
        reason = "says where the document comes from, which decides nothing"
    )]
    #[serde(default)]
    sandbox: Option<String>,
    settings: Settings,
    origin: Origin,
    clock: DocumentClock,
    #[serde(borrow)]
    journal: Vec<Row<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentClock {
    mode: Mode,
    now: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Table {
    Terms,
    Orders,
    Events,
}

/// A row of any table: which columns must be there is for the table to say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row<'a> {
    r#in: Table,
    seq: i64,
    format: i64,
    at: i64,
    #[serde(borrow, default)]
    rule: Option<Cow<'a, str>>,
    #[serde(default)]
    order_number: Option<i64>,
    #[serde(borrow, default)]
    r#type: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    order_no: Option<Cow<'a, str>>,
    #[serde(default)]
    round: Option<i64>,
    #[serde(default)]
    terms: Option<i64>,
    #[serde(borrow, default)]
    body: Option<&'a RawValue>,
    #[serde(borrow, default)]
    setup: Option<&'a RawValue>,
    #[serde(borrow, default)]
    detail: Option<&'a RawValue>,
}

impl Imported {
    /// Reads the document.
    ///
    /// # Errors
    /// As `ImportError` says.
    pub fn read(text: &[u8]) -> Result<Self, ImportError> {
        let document = parse(text)?;
        if document.format != DOCUMENT_FORMAT {
            return Err(ImportError::Format(document.format));
        }
        let DocumentClock { mode, now } = document.clock;
        let now = Timestamp::parse(&now).map_err(ImportError::Clock)?;
        let (settings, origin) = (document.settings, document.origin);
        let mut sandbox = Sandbox::loading(settings, Clock::Frozen(now), origin);
        sandbox.admit_settings().map_err(ImportError::Settings)?;
        let mut bases: Vec<Arc<Basis>> = Vec::new();
        let mut records = Vec::with_capacity(document.journal.len());
        for (place, row) in document.journal.into_iter().enumerate() {
            let decoded = row.decode(&bases);
            let record = decoded.map_err(|error| ImportError::Row { place, error })?;
            if let Change::Bound(basis) = &record.change {
                bases.push(Arc::clone(basis));
            }
            let admitted = sandbox.admit(&record);
            admitted.map_err(|error| ImportError::Record { place, error })?;
            records.push(record);
        }
        Ok(Self {
            records,
            sandbox: sandbox.loaded(),
            mode,
            now,
        })
    }
}

fn parse(text: &[u8]) -> Result<Document<'_>, ImportError> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let document = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer = pointer(error.path());
        let shape = ImportError::Shape {
            pointer,
            error: error.into_inner(),
        };
        // A word that is missing is a fault of syntax to the reader, well-formed or not.
        let well_formed = serde_json::from_slice::<IgnoredAny>(text);
        well_formed.map_or_else(ImportError::Json, |_| shape)
    })?;
    reader.end().map_err(ImportError::Json)?;
    Ok(document)
}

/// The path as a JSON Pointer.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { variant } => format!("/{variant}"),
            Segment::Unknown => String::new(),
        })
        .collect()
}

impl Row<'_> {
    /// The record, read by what reads the store's own rows.
    fn decode(&self, bases: &[Arc<Basis>]) -> Result<Record, DecodeError> {
        let (seq, format, at) = (self.seq, self.format, self.at);
        match self.r#in {
            Table::Terms => TermsRow {
                seq,
                format,
                at,
                body: json(self.body)?,
            }
            .decode(),
            Table::Orders => {
                let number = |number: Option<i64>| number.ok_or(DecodeError::Columns);
                let line = [
                    seq.to_string(),
                    format.to_string(),
                    at.to_string(),
                    word(self.rule.as_deref())?,
                    number(self.order_number)?.to_string(),
                    word(self.order_no.as_deref())?,
                    number(self.round)?.to_string(),
                    number(self.terms)?.to_string(),
                    json(self.body)?,
                    json(self.setup)?,
                ];
                codec::order(&line.join("\t"), bases)
            }
            Table::Events => {
                let line = [
                    seq.to_string(),
                    format.to_string(),
                    at.to_string(),
                    word(self.rule.as_deref())?,
                    self.order_number.unwrap_or(NO_ORDER).to_string(),
                    word(Some(self.r#type.as_deref().unwrap_or_default()))?,
                    json(self.detail)?,
                ];
                codec::event(&line.join("\t"))
            }
        }
    }
}

/// A column's text, which holds nothing that would end the column.
fn word(text: Option<&str>) -> Result<String, DecodeError> {
    let text = text.ok_or(DecodeError::Columns)?;
    if text.chars().any(char::is_control) {
        return Err(DecodeError::Columns);
    }
    Ok(text.to_owned())
}

/// A column's JSON on one line: a document may have been printed on many.
fn json(raw: Option<&RawValue>) -> Result<String, DecodeError> {
    let text = raw.ok_or(DecodeError::Columns)?.get();
    if text.contains(['\t', '\n', '\r']) {
        let value: serde_json::Value = serde_json::from_str(text)?;
        return Ok(value.to_string());
    }
    Ok(text.to_owned())
}
