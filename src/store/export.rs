//! A sandbox as one JSON document: its head, then its journal as stored, row by row.
//!
//! Invariant: rows go out as they stand, whatever they hold, so that what a later release records
//! is exported without a change here.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;

use super::codec;
use super::load::{LoadError, PAGE_SQL, lines};
use super::open::Store;
use crate::rules::Timestamp;
use crate::sim::{Mode, Origin, Settings};

/// The format of the document; rows carry their own.
pub(super) const DOCUMENT_FORMAT: u32 = 1;

/// How a column stands in the document.
#[derive(Clone, Copy)]
enum Column {
    Number(&'static str),
    Text(&'static str),
    Json(&'static str),
}

use Column::{Json, Number, Text};

/// The columns of a line of `terms`.
const TERMS: &[Column] = &[Number("seq"), Number("format"), Number("at"), Json("body")];

/// The columns of a line of `orders`, as a page has them.
const ORDERS: &[Column] = &[
    Number("seq"),
    Number("format"),
    Number("at"),
    Text("rule"),
    Number("order_number"),
    Text("order_no"),
    Number("round"),
    Number("terms"),
    Json("body"),
    Json("setup"),
];

/// The columns of a line of `events`, as a page has them.
const EVENTS: &[Column] = &[
    Number("seq"),
    Number("format"),
    Number("at"),
    Text("rule"),
    Number("order_number"),
    Text("type"),
    Json("detail"),
];

/// What stands before the journal in the document.
#[derive(Serialize)]
pub struct ExportHead<'a> {
    /// The format of the document.
    format: u32,
    /// The sandbox that it was made of; whoever reads it may call the sandbox otherwise.
    sandbox: &'a str,
    /// Its settings.
    settings: &'a Settings,
    /// What a reset goes back to.
    origin: &'a Origin,
    /// Its clock.
    clock: ExportClock,
}

#[derive(Serialize)]
struct ExportClock {
    mode: Mode,
    now: String,
}

impl<'a> ExportHead<'a> {
    /// The head of a document about that sandbox, whose clock shows `now`.
    pub fn new(
        sandbox: &'a str,
        settings: &'a Settings,
        origin: &'a Origin,
        (mode, now): (Mode, Timestamp),
    ) -> Self {
        Self {
            format: DOCUMENT_FORMAT,
            sandbox,
            settings,
            origin,
            clock: ExportClock {
                mode,
                now: now.to_string(),
            },
        }
    }

    /// The document up to its first row.
    ///
    /// # Errors
    /// Never, as the types stand: they have a JSON form.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        let mut text = serde_json::to_string(self)?;
        // The last brace: the document goes on.
        text.pop();
        text.push_str(",\"journal\":[");
        Ok(text)
    }

    /// What ends the document.
    pub const END: &'static str = "\n]}\n";
}

impl Store {
    /// The rows of a stretch of the journal, each with its number, in order.
    ///
    /// # Errors
    /// Where the database fails or a row has not its columns.
    pub async fn export(&self, key: i64, from: u64, to: u64) -> Result<Vec<String>, LoadError> {
        const TERMS_SQL: &str = "
            select seq || '\t' || format || '\t' || at || '\t' || body
              from terms
             where sandbox = $1 and seq >= $2 and seq < $3";
        let (from, to) = (codec::bigint(from), codec::bigint(to));
        let mut reading = self.reading().await?;
        let page = sqlx::query_as::<_, (Option<String>, Option<String>)>(PAGE_SQL);
        let page = page.bind(key).bind(from).bind(to);
        let (orders, events) = page.fetch_one(reading.connection()).await?;
        let terms = sqlx::query_as::<_, (String,)>(TERMS_SQL);
        let terms = terms.bind(key).bind(from).bind(to);
        let terms = terms.fetch_all(reading.connection()).await?;
        drop(reading);
        let mut rows = Vec::new();
        for (line,) in &terms {
            rows.push(row("terms", TERMS, line)?);
        }
        for line in lines(orders.as_deref()) {
            rows.push(row("orders", ORDERS, line)?);
        }
        for line in lines(events.as_deref()) {
            rows.push(row("events", EVENTS, line)?);
        }
        rows.sort_by_key(|(seq, _)| *seq);
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }
}

/// A row as JSON, with its number.
fn row(table: &str, columns: &[Column], line: &str) -> Result<(i64, String), LoadError> {
    let mut values = line.splitn(columns.len(), '\t');
    let mut json = format!("{{\"in\":\"{table}\"");
    let mut seq = 0;
    for column in columns {
        let value = values.next().ok_or(codec::DecodeError::Columns)?;
        let value = match column {
            Number("order_number") if *value == codec::NO_ORDER.to_string() => continue,
            // What happened to an order says its type itself.
            Text("type") if value.is_empty() => continue,
            Number("seq") => {
                seq = value.parse().map_err(|_| codec::DecodeError::Columns)?;
                value.to_owned()
            }
            Number(_) | Json(_) => value.to_owned(),
            Text(_) => Value::from(value).to_string(),
        };
        let (Number(name) | Text(name) | Json(name)) = column;
        let _ = write!(json, ",\"{name}\":{value}");
    }
    json.push('}');
    Ok((seq, json))
}
