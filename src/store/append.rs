//! Appending a batch: everything in it lands in one transaction, or nothing does.

use sqlx::sqlite::SqliteConnection;

use super::open::Store;
use super::table::{Bound, EVENTS, ORDERS, TERMS, bind_event, bind_order, bind_terms, json};
use crate::rules::Timestamp;
use crate::sim::{Change, Clock, Origin, Record, Settings};

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
                Change::Happened { .. }
                | Change::Attempted(_)
                | Change::CallFaulted(_)
                | Change::Posted(_) => rows.events.push(row),
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

pub(super) async fn write_sandboxes(
    writer: &mut SqliteConnection,
    batch: &Batch,
) -> Result<(), sqlx::Error> {
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
