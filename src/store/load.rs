//! Loading a sandbox: its rows, and its journal applied from the first record to the last.

use std::sync::Arc;

use sqlx::sqlite::SqliteConnection;
use thiserror::Error;
use tokio::sync::mpsc;

use super::append::SandboxRow;
use super::codec::{self, DecodeError, TermsRow, bigint, setting};
use super::open::Store;
use crate::order::Basis;
use crate::rules::Timestamp;
use crate::sim::{Change, CorruptJournal, Record, Sandbox};

/// Records that are read at a time, so that memory does not hold a journal twice.
const PAGE: i64 = 2_048;

/// Pages that are read ahead of what is applied: the connection's thread reads the next one while
/// this one applies its own.
const PAGES_AHEAD: usize = 2;

/// A page of each table as one text, a line a row: the driver's price is by row and column, and
/// many times that of what it brings.
pub(super) const PAGE_SQL: &str = "
    select (select string_agg(seq || '\t' || format || '\t' || at || '\t' || rule
                              || '\t' || order_number || '\t' || order_no || '\t' || round
                              || '\t' || terms || '\t' || body || '\t' || setup, '\n')
              from orders
             where sandbox = $1 and seq >= $2 and seq < $3),
           (select string_agg(seq || '\t' || format || '\t' || at || '\t' || rule
                              || '\t' || coalesce(order_number, -1)
                              || '\t' || case when order_number is null then type else '' end
                              || '\t' || detail, '\n')
              from events
             where sandbox = $1 and seq >= $2 and seq < $3)";

/// Why a sandbox cannot be loaded.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The database fails.
    #[error("the database fails: {0}")]
    Database(#[from] sqlx::Error),
    /// A row cannot be understood.
    ///
    /// What it says may reach a log, and the row is about somebody: it is not quoted.
    #[error("a row of the journal cannot be read: {}", .0.without_quotes())]
    Decode(#[from] DecodeError),
    /// The records contradict each other.
    #[error("the journal is corrupt: {0}")]
    Corrupt(#[from] CorruptJournal),
}

#[derive(sqlx::FromRow)]
struct RawSandbox {
    sandbox: i64,
    id: String,
    settings: String,
    origin: String,
    clock: String,
    due_wall: Option<i64>,
}

impl Store {
    /// The row of the sandbox with that name.
    ///
    /// # Errors
    /// Where the database fails or the row cannot be understood.
    pub async fn find(&self, id: &str) -> Result<Option<SandboxRow>, LoadError> {
        const SQL: &str = "
            select sandbox, id, settings, origin, clock, due_wall
              from sandboxes
             where id = $1";
        let mut reading = self.reading().await?;
        let query = sqlx::query_as::<_, RawSandbox>(SQL).bind(id);
        let row = query.fetch_optional(reading.connection()).await?;
        Ok(row.map(SandboxRow::try_from).transpose()?)
    }

    /// A page of the sandboxes, by name.
    ///
    /// # Errors
    /// Where the database fails or a row cannot be understood.
    pub async fn list(&self, after: &str, limit: usize) -> Result<Vec<SandboxRow>, LoadError> {
        const SQL: &str = "
            select sandbox, id, settings, origin, clock, due_wall
              from sandboxes
             where id > $1
             order by id
             limit $2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut reading = self.reading().await?;
        let query = sqlx::query_as::<_, RawSandbox>(SQL).bind(after).bind(limit);
        let rows = query.fetch_all(reading.connection()).await?;
        Ok(rows
            .into_iter()
            .map(SandboxRow::try_from)
            .collect::<Result<_, _>>()?)
    }

    /// The key of the sandbox with that name.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn key_of(&self, id: &str) -> Result<Option<i64>, LoadError> {
        let mut reading = self.reading().await?;
        let query = sqlx::query_scalar("select sandbox from sandboxes where id = $1").bind(id);
        Ok(query.fetch_optional(reading.connection()).await?)
    }

    /// The names of all sandboxes.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn names(&self) -> Result<Vec<String>, LoadError> {
        let mut reading = self.reading().await?;
        let query = sqlx::query_scalar("select id from sandboxes");
        Ok(query.fetch_all(reading.connection()).await?)
    }

    /// The names of all sandboxes in which time will cause something, with the wall time.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn due(&self) -> Result<Vec<(String, Timestamp)>, LoadError> {
        const SQL: &str = "select id, due_wall from sandboxes where due_wall is not null";
        let mut reading = self.reading().await?;
        let query = sqlx::query_as::<_, (String, i64)>(SQL);
        let rows = query.fetch_all(reading.connection()).await?;
        Ok(rows
            .into_iter()
            .map(|(id, due)| (id, Timestamp::from_millis(due)))
            .collect())
    }

    /// How many sandboxes there are, and the largest key in use.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn census(&self) -> Result<(i64, i64), LoadError> {
        const SQL: &str = "
            select (select count(*) from sandboxes),
                   coalesce(max(sandbox), 0)
              from (select sandbox from sandboxes union all select sandbox from dropped) keys";
        let mut reading = self.reading().await?;
        Ok(sqlx::query_as(SQL).fetch_one(reading.connection()).await?)
    }

    /// The sandbox of that row, as its journal left it.
    ///
    /// # Errors
    /// Where the database fails, or the journal cannot be understood.
    pub async fn load(&self, row: &SandboxRow) -> Result<Sandbox, LoadError> {
        let (settings, origin) = (row.settings.clone(), row.origin.clone());
        let mut sandbox = Sandbox::loading(settings, row.clock, origin);
        let mut reading = self.reading().await?;
        let connection = reading.connection();
        let terms = read_terms(connection, row.key).await?;
        let bases: Vec<Arc<Basis>> = terms.iter().filter_map(bound).collect();
        let mut terms = terms.into_iter().peekable();
        let (pages, mut waiting) = mpsc::channel(PAGES_AHEAD);
        let applying = async move {
            while let Some(Page { to, orders, events }) = waiting.recv().await {
                let mut records = Vec::new();
                for line in lines(orders.as_deref()) {
                    records.push(codec::order(line, &bases)?);
                }
                for line in lines(events.as_deref()) {
                    records.push(codec::event(line)?);
                }
                while let Some(bound) = terms.next_if(|record| bigint(record.seq) < to) {
                    records.push(bound);
                }
                if records.is_empty() {
                    break;
                }
                // Three runs, nearly always each in order, which the sort makes use of.
                records.sort_by_key(|record| record.seq);
                for record in &records {
                    sandbox.replay(record)?;
                }
            }
            Ok(sandbox.loaded())
        };
        let (read, applied) = tokio::join!(read_pages(connection, row.key, pages), applying);
        read?;
        applied
    }
}

/// Rows of a stretch of the journal that ends before `to`.
struct Page {
    to: i64,
    orders: Option<String>,
    events: Option<String>,
}

/// Reads page after page until nobody takes them any more.
async fn read_pages(
    connection: &mut SqliteConnection,
    key: i64,
    pages: mpsc::Sender<Page>,
) -> Result<(), LoadError> {
    let mut from = 1;
    loop {
        let to = from + PAGE;
        let query = sqlx::query_as(PAGE_SQL).bind(key).bind(from).bind(to);
        let (orders, events) = query.fetch_one(&mut *connection).await?;
        if pages.send(Page { to, orders, events }).await.is_err() {
            return Ok(());
        }
        from = to;
    }
}

pub(super) fn lines(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.into_iter().flat_map(|text| text.split('\n'))
}

async fn read_terms(connection: &mut SqliteConnection, key: i64) -> Result<Vec<Record>, LoadError> {
    const SQL: &str = "select seq, format, at, body from terms where sandbox = $1 order by seq";
    let rows = sqlx::query_as::<_, TermsRow>(SQL)
        .bind(key)
        .fetch_all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(TermsRow::decode)
        .collect::<Result<_, _>>()?)
}

fn bound(record: &Record) -> Option<Arc<Basis>> {
    match &record.change {
        Change::Bound(basis) => Some(Arc::clone(basis)),
        Change::Opened { .. }
        | Change::Happened { .. }
        | Change::Attempted(_)
        | Change::CallFaulted(_)
        | Change::Posted(_) => None,
    }
}

impl TryFrom<RawSandbox> for SandboxRow {
    type Error = DecodeError;

    fn try_from(raw: RawSandbox) -> Result<Self, DecodeError> {
        Ok(Self {
            key: raw.sandbox,
            id: raw.id,
            settings: setting(&raw.settings)?,
            origin: setting(&raw.origin)?,
            clock: setting(&raw.clock)?,
            due_wall: raw.due_wall.map(Timestamp::from_millis),
        })
    }
}
