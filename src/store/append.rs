//! Appending a batch: everything in it lands in one transaction, or nothing does.

use std::fmt::Write as _;
use std::sync::LazyLock;

use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection};

use super::codec::{self, ATTEMPT, FORMAT, bigint};
use super::open::Store;
use crate::rules::Timestamp;
use crate::sim::{Change, Clock, Origin, Record, Settings};

/// Rows that one statement inserts; a batch is cut into these, the largest first, so that the
/// texts are few and prepared once.
const SIZES: [usize; 5] = [256, 64, 16, 4, 1];

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

/// A table that rows are appended to, and the text that does it in each size.
struct Appended {
    texts: [String; SIZES.len()],
}

static EVENTS: LazyLock<Appended> = LazyLock::new(|| {
    Appended::to(
        "events",
        "sandbox, seq, format, at, rule, order_number, type, detail",
    )
});
static ORDERS: LazyLock<Appended> = LazyLock::new(|| {
    Appended::to(
        "orders",
        "sandbox, seq, format, at, rule, order_number, order_no, round, terms, filing_type, \
         province, provider, body, setup",
    )
});
static TERMS: LazyLock<Appended> =
    LazyLock::new(|| Appended::to("terms", "sandbox, seq, format, at, body"));

type Bound<'q> = Query<'q, Sqlite, SqliteArguments>;

impl Store {
    /// Commits the batch.
    ///
    /// # Errors
    /// Where the database fails; nothing of the batch is stored then.
    pub async fn append(&self, batch: &Batch) -> Result<(), sqlx::Error> {
        let mut writer = self.writer.lock().await;
        let mut transaction = writer.begin().await?;
        match fill(&mut transaction, batch).await {
            Ok(()) => transaction.commit().await,
            Err(error) => {
                // The first error says what is wrong; a rollback that fails as well adds nothing.
                let _ = transaction.rollback().await;
                Err(error)
            }
        }
    }

    /// Writes one row, to learn whether the store takes writes.
    ///
    /// # Errors
    /// Where it does not.
    pub async fn probe(&self) -> Result<(), sqlx::Error> {
        const SQL: &str = "update probe set probed = probed + 1 where id = 1";
        let mut writer = self.writer.lock().await;
        sqlx::query(SQL).execute(&mut *writer).await.map(|_| ())
    }
}

async fn fill(writer: &mut SqliteConnection, batch: &Batch) -> Result<(), sqlx::Error> {
    write_sandboxes(writer, batch).await?;
    let mut terms = Vec::new();
    let mut orders = Vec::new();
    let mut events = Vec::with_capacity(batch.records.len());
    for row in &batch.records {
        match &row.1.change {
            Change::Bound(_) => terms.push(row),
            Change::Opened { .. } => orders.push(row),
            Change::Happened { .. } | Change::Attempted(_) => events.push(row),
        }
    }
    TERMS.append(writer, &terms, bind_terms).await?;
    ORDERS.append(writer, &orders, bind_order).await?;
    EVENTS.append(writer, &events, bind_event).await
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
    fn to(table: &str, columns: &str) -> Self {
        let width = columns.split(',').count();
        let text = |rows: usize| {
            let mut text = format!("insert into {table} ({columns}) values ");
            for row in 0..rows {
                text.push_str(if row == 0 { "(" } else { ", (" });
                for column in 1..=width {
                    let comma = if column == 1 { "" } else { ", " };
                    let _ = write!(text, "{comma}${}", row * width + column);
                }
                text.push(')');
            }
            text
        };
        Self {
            texts: SIZES.map(text),
        }
    }

    async fn append(
        &'static self,
        writer: &mut SqliteConnection,
        mut rows: &[&(i64, Record)],
        bind: impl for<'q> Fn(Bound<'q>, i64, &Record) -> Result<Bound<'q>, sqlx::Error>,
    ) -> Result<(), sqlx::Error> {
        for (size, text) in SIZES.iter().zip(&self.texts) {
            while let Some((now, later)) = rows.split_at_checked(*size) {
                let mut query = sqlx::query(AssertSqlSafe(text.as_str()));
                for (key, record) in now {
                    query = bind(query, *key, record)?;
                }
                query.execute(&mut *writer).await?;
                rows = later;
            }
        }
        Ok(())
    }
}

fn bind_event<'q>(query: Bound<'q>, key: i64, record: &Record) -> Result<Bound<'q>, sqlx::Error> {
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

fn bind_order<'q>(query: Bound<'q>, key: i64, record: &Record) -> Result<Bound<'q>, sqlx::Error> {
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

fn bind_terms<'q>(query: Bound<'q>, key: i64, record: &Record) -> Result<Bound<'q>, sqlx::Error> {
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
