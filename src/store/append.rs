//! Appending a batch: everything in it lands in one transaction, or nothing does.

use std::fmt::Write as _;
use std::sync::OnceLock;

use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteConnection};

use super::codec::{self, ATTEMPT, FORMAT, bigint};
use super::open::Store;
use crate::rules::Timestamp;
use crate::sim::{Change, Clock, Origin, Record, Settings};

/// Rows that one text inserts at the most. There is a text for every number up to here, so that
/// nearly every batch is one text: each that is awaited costs a hop to the connection's thread.
pub(super) const ROWS_A_TEXT: usize = 64;

/// Values that one statement of a text binds at the most. SQLite finds a parameter's name by
/// walking a list of them all, so binding costs the square of their number.
const VALUES_A_STATEMENT: usize = 64;

/// Bytes that a probe writes: as many as a small batch. A disk may have room for one page more and
/// not for the next order, and would then be taken for well again after every refusal.
const PROBE_BYTES: usize = 1 << 16;

/// What is to be committed together.
#[derive(Default)]
pub struct Batch {
    /// Journal records with the sandbox's key.
    pub records: Vec<(i64, Record)>,
    /// Sandboxes as they stand now, new ones included.
    pub sandboxes: Vec<SandboxRow>,
    /// Sandboxes that are no more, by name.
    pub removed: Vec<String>,
    /// Keys whose rows are to be removed behind it.
    pub dropped: Vec<i64>,
}

/// A sandbox's own row.
#[derive(Clone, PartialEq, Debug)]
pub struct SandboxRow {
    /// Its internal key.
    pub key: i64,
    /// Its name.
    pub id: String,
    /// Its settings.
    pub settings: Settings,
    /// What a reset goes back to.
    pub origin: Origin,
    /// Its clock.
    pub clock: Clock,
    /// When, by the wall, its running clock makes something due.
    pub due_wall: Option<Timestamp>,
}

/// A table that rows are appended to, and the texts that append them, made when first needed.
struct Appended {
    table: &'static str,
    columns: &'static [&'static str],
    /// For use in a transaction.
    parts: [OnceLock<String>; ROWS_A_TEXT],
    /// Each a transaction of its own.
    wholes: [OnceLock<String>; ROWS_A_TEXT],
}

static EVENTS: Appended = Appended::to(
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
static ORDERS: Appended = Appended::to(
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
static TERMS: Appended = Appended::to("terms", &["sandbox", "seq", "format", "at", "body"]);

type Bound<'q> = Query<'q, Sqlite, SqliteArguments>;
type Bind = fn(Bound<'static>, i64, &Record) -> Result<Bound<'static>, sqlx::Error>;

impl Store {
    /// Commits the batch.
    ///
    /// # Errors
    /// Where the database fails; nothing of the batch is stored then.
    pub async fn append(&self, batch: &Batch) -> Result<(), sqlx::Error> {
        let mut writer = self.writer.lock().await;
        let rows = Rows::of(batch);
        let done = if batch.is_rows_only()
            && let Some(whole) = rows.whole()?
        {
            whole.execute(&mut *writer).await.map(|_| ())
        } else {
            in_transaction(&mut writer, batch, &rows).await
        };
        if done.is_err() {
            // The first error says what is wrong; where nothing is left to be rolled back, this
            // one adds nothing.
            let _ = sqlx::query("rollback").execute(&mut *writer).await;
        }
        done
    }

    /// Writes as much as a small batch, to learn whether the store takes writes.
    ///
    /// # Errors
    /// Where it does not.
    pub async fn probe(&self) -> Result<(), sqlx::Error> {
        const SQL: &str = "update probe set probed = probed + 1, room = $1 where id = 1";
        let query = sqlx::query(SQL).bind("x".repeat(PROBE_BYTES));
        let mut writer = self.writer.lock().await;
        query.execute(&mut *writer).await.map(|_| ())
    }
}

async fn in_transaction(
    writer: &mut SqliteConnection,
    batch: &Batch,
    rows: &Rows<'_>,
) -> Result<(), sqlx::Error> {
    sqlx::query("begin").execute(&mut *writer).await?;
    write_sandboxes(writer, batch).await?;
    TERMS.append(writer, &rows.terms, bind_terms).await?;
    ORDERS.append(writer, &rows.orders, bind_order).await?;
    EVENTS.append(writer, &rows.events, bind_event).await?;
    sqlx::query("commit")
        .execute(&mut *writer)
        .await
        .map(|_| ())
}

impl Batch {
    /// Whether it does nothing but append to the journal.
    fn is_rows_only(&self) -> bool {
        self.sandboxes.is_empty() && self.removed.is_empty() && self.dropped.is_empty()
    }
}

/// The records of a batch by table.
#[derive(Default)]
struct Rows<'a> {
    terms: Vec<&'a (i64, Record)>,
    orders: Vec<&'a (i64, Record)>,
    events: Vec<&'a (i64, Record)>,
}

impl<'a> Rows<'a> {
    fn of(batch: &'a Batch) -> Self {
        let mut rows = Self::default();
        for row in &batch.records {
            match &row.1.change {
                Change::Bound(_) => rows.terms.push(row),
                Change::Opened { .. } => rows.orders.push(row),
                Change::Happened { .. } | Change::Attempted(_) => rows.events.push(row),
            }
        }
        rows
    }

    /// All of it as one text, where it is of one table and few enough.
    fn whole(&self) -> Result<Option<Bound<'static>>, sqlx::Error> {
        match (&*self.terms, &*self.orders, &*self.events) {
            ([], [], events) => EVENTS.whole(events, bind_event),
            ([], orders, []) => ORDERS.whole(orders, bind_order),
            _ => Ok(None),
        }
    }
}

async fn write_sandboxes(writer: &mut SqliteConnection, batch: &Batch) -> Result<(), sqlx::Error> {
    const REMOVE: &str = "delete from sandboxes where id = $1";
    const DROP: &str = "insert into dropped (sandbox) values ($1)";
    const KEEP: &str = "
        insert into sandboxes (sandbox, id, settings, origin, clock, due_wall)
        values ($1, $2, $3, $4, $5, $6)
            on conflict (id) do update
           set sandbox  = excluded.sandbox,
               settings = excluded.settings,
               origin   = excluded.origin,
               clock    = excluded.clock,
               due_wall = excluded.due_wall";
    for id in &batch.removed {
        sqlx::query(REMOVE)
            .bind(id.as_str())
            .execute(&mut *writer)
            .await?;
    }
    for key in &batch.dropped {
        sqlx::query(DROP).bind(*key).execute(&mut *writer).await?;
    }
    for row in &batch.sandboxes {
        sqlx::query(KEEP)
            .bind(row.key)
            .bind(row.id.as_str())
            .bind(json(&row.settings)?)
            .bind(json(&row.origin)?)
            .bind(json(&row.clock)?)
            .bind(row.due_wall.map(Timestamp::millis))
            .execute(&mut *writer)
            .await?;
    }
    Ok(())
}

impl Appended {
    const fn to(table: &'static str, columns: &'static [&'static str]) -> Self {
        Self {
            table,
            columns,
            parts: [const { OnceLock::new() }; ROWS_A_TEXT],
            wholes: [const { OnceLock::new() }; ROWS_A_TEXT],
        }
    }

    /// Appends the rows, within a transaction.
    async fn append(
        &'static self,
        writer: &mut SqliteConnection,
        rows: &[&(i64, Record)],
        bind: Bind,
    ) -> Result<(), sqlx::Error> {
        for rows in rows.chunks(ROWS_A_TEXT) {
            if let Some(text) = self.parts.get(rows.len() - 1) {
                let text = text.get_or_init(|| self.text(rows.len()));
                bound(text, rows, bind)?.execute(&mut *writer).await?;
            }
        }
        Ok(())
    }

    /// What appends the rows and is a transaction of its own, where there are few enough.
    fn whole(
        &'static self,
        rows: &[&(i64, Record)],
        bind: Bind,
    ) -> Result<Option<Bound<'static>>, sqlx::Error> {
        let Some(text) = rows.len().checked_sub(1).and_then(|n| self.wholes.get(n)) else {
            return Ok(None);
        };
        let text = text.get_or_init(|| {
            let text = self.text(rows.len());
            if text.contains(';') {
                format!("begin; {text}; commit")
            } else {
                text
            }
        });
        bound(text, rows, bind).map(Some)
    }

    /// Inserts of so many rows, their values numbered through all of them.
    fn text(&self, rows: usize) -> String {
        let width = self.columns.len();
        let a_statement = (VALUES_A_STATEMENT / width).max(1);
        let mut text = String::new();
        for row in 0..rows {
            if row % a_statement > 0 {
                text.push_str(", (");
            } else {
                let end = if row == 0 { "" } else { "; " };
                let (table, columns) = (self.table, self.columns.join(", "));
                let _ = write!(text, "{end}insert into {table} ({columns}) values (");
            }
            for column in 1..=width {
                let comma = if column == 1 { "" } else { ", " };
                let _ = write!(text, "{comma}${}", row * width + column);
            }
            text.push(')');
        }
        text
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

fn bind_event(
    query: Bound<'static>,
    key: i64,
    record: &Record,
) -> Result<Bound<'static>, sqlx::Error> {
    let (order, kind, detail) = match &record.change {
        Change::Happened { order, fact } => (Some(*order), fact.type_key(), json(fact)?),
        Change::Attempted(attempt) => (None, ATTEMPT, json(attempt)?),
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

fn bind_order(
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

fn bind_terms(
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

fn json<T: serde::Serialize>(value: &T) -> Result<String, sqlx::Error> {
    codec::write(value).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}
