//! The journal's tables, and the few texts that append rows to them, each prepared once.

use std::sync::OnceLock;

use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteConnection};

use super::codec::{self, ATTEMPT, CALL_FAULTED, FORMAT, WEBHOOK, bigint};
use crate::sim::{Change, Record};

/// Rows that one text inserts at the most. There is a text for every number up to here, so that
/// nearly every batch is one text: each that is awaited costs a hop to the connection's thread.
pub(super) const ROWS_A_TEXT: usize = 64;

/// A table that rows are appended to, and the texts that append them, made when first needed.
pub(super) struct Appended {
    table: &'static str,
    columns: &'static [&'static str],
    /// By the number of rows, from one.
    texts: [OnceLock<String>; ROWS_A_TEXT],
    /// Copies rows from one sandbox to another.
    copy: OnceLock<String>,
}

pub(super) static EVENTS: Appended = Appended::to(
    "events",
    &[
        "sandbox",
        "seq",
        "format",
        "at",
        "rule",
        "order_number",
        "type",
        "detail",
    ],
);
pub(super) static ORDERS: Appended = Appended::to(
    "orders",
    &[
        "sandbox",
        "seq",
        "format",
        "at",
        "rule",
        "order_number",
        "order_no",
        "round",
        "terms",
        "filing_type",
        "province",
        "provider",
        "body",
        "setup",
    ],
);
pub(super) static TERMS: Appended =
    Appended::to("terms", &["sandbox", "seq", "format", "at", "body"]);

pub(super) type Bound<'q> = Query<'q, Sqlite, SqliteArguments>;
pub(super) type Bind = fn(Bound<'static>, i64, &Record) -> Result<Bound<'static>, sqlx::Error>;

impl Appended {
    const fn to(table: &'static str, columns: &'static [&'static str]) -> Self {
        Self {
            table,
            columns,
            texts: [const { OnceLock::new() }; ROWS_A_TEXT],
            copy: OnceLock::new(),
        }
    }

    /// Appends the rows, within a transaction.
    pub(super) async fn append(
        &'static self,
        writer: &mut SqliteConnection,
        rows: &[&(i64, Record)],
        bind: Bind,
    ) -> Result<(), sqlx::Error> {
        for rows in rows.chunks(ROWS_A_TEXT) {
            if let Some(whole) = self.whole(rows, bind)? {
                whole.execute(&mut *writer).await?;
            }
        }
        Ok(())
    }

    /// What appends the rows, where there are few enough; outside a transaction it is one.
    pub(super) fn whole(
        &'static self,
        rows: &[&(i64, Record)],
        bind: Bind,
    ) -> Result<Option<Bound<'static>>, sqlx::Error> {
        let Some(text) = rows.len().checked_sub(1).and_then(|n| self.texts.get(n)) else {
            return Ok(None);
        };
        let text = text.get_or_init(|| self.text(rows.len()));
        bound(text, rows, bind).map(Some)
    }

    /// What copies the rows of sandbox `$1` from number `$3` to before `$4` to sandbox `$2`.
    pub(super) fn copying(&'static self) -> &'static str {
        self.copy.get_or_init(|| {
            let (table, columns) = (self.table, self.columns.join(", "));
            // The first column is the sandbox's key, which is the one that changes.
            let kept = self.columns.get(1..).unwrap_or_default().join(", ");
            format!(
                "insert into {table} ({columns}) select $2, {kept} from {table} \
                 where sandbox = $1 and seq >= $3 and seq < $4"
            )
        })
    }

    /// An insert of so many rows.
    ///
    /// Its placeholders have no numbers: SQLite finds a numbered one by walking a list of them
    /// all, so binding would cost the square of their number. Where a database wants `$1`, this is
    /// the place to number them.
    fn text(&self, rows: usize) -> String {
        let row = format!("({})", vec!["?"; self.columns.len()].join(", "));
        format!(
            "insert into {} ({}) values {}",
            self.table,
            self.columns.join(", "),
            vec![row; rows].join(", ")
        )
    }
}

fn bound(
    text: &'static str,
    rows: &[&(i64, Record)],
    bind: Bind,
) -> Result<Bound<'static>, sqlx::Error> {
    let mut query = sqlx::query(text);
    for (key, record) in rows {
        query = bind(query, *key, record)?;
    }
    Ok(query)
}

pub(super) fn bind_event(
    query: Bound<'static>,
    key: i64,
    record: &Record,
) -> Result<Bound<'static>, sqlx::Error> {
    let (order, kind, detail) = match &record.change {
        Change::Happened { order, fact } => (Some(*order), fact.type_key(), json(fact)?),
        Change::Attempted(attempt) => (None, ATTEMPT, json(attempt)?),
        Change::CallFaulted(faulted) => (None, CALL_FAULTED, json(faulted)?),
        Change::Posted(posting) => (None, WEBHOOK, json(posting)?),
        Change::Bound(_) | Change::Opened { .. } => return Ok(query),
    };
    Ok(query
        .bind(key)
        .bind(bigint(record.seq))
        .bind(FORMAT)
        .bind(record.at.millis())
        .bind(record.rule.key())
        .bind(order.map(i64::from))
        .bind(kind)
        .bind(detail))
}

pub(super) fn bind_order(
    query: Bound<'static>,
    key: i64,
    record: &Record,
) -> Result<Bound<'static>, sqlx::Error> {
    let Change::Opened {
        order,
        order_no,
        basis,
        round,
    } = &record.change
    else {
        return Ok(query);
    };
    let submission = &round.submission;
    Ok(query
        .bind(key)
        .bind(bigint(record.seq))
        .bind(FORMAT)
        .bind(record.at.millis())
        .bind(record.rule.key())
        .bind(i64::from(*order))
        .bind(String::from(&**order_no))
        .bind(i64::from(round.number))
        .bind(i64::from(*basis))
        .bind(submission.filing_type.key())
        .bind(submission.province.code())
        .bind(String::from(&*submission.provider))
        .bind(json(&**submission)?)
        .bind(json(&round.setup)?))
}

pub(super) fn bind_terms(
    query: Bound<'static>,
    key: i64,
    record: &Record,
) -> Result<Bound<'static>, sqlx::Error> {
    let Change::Bound(basis) = &record.change else {
        return Ok(query);
    };
    Ok(query
        .bind(key)
        .bind(bigint(record.seq))
        .bind(FORMAT)
        .bind(record.at.millis())
        .bind(json(&**basis)?))
}

pub(super) fn json<T: serde::Serialize>(value: &T) -> Result<String, sqlx::Error> {
    codec::write(value).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}
