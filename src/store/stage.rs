//! Rows that no sandbox has yet: a fork or an import writes them slice by slice under a key of
//! their own, and one commit hands the key to its sandbox.
//!
//! Invariant: until that commit nobody sees anything of it, and what is never handed over is
//! removed. Between two slices other commits take their turn, so that a large copy delays nobody.

use std::ops::Range;

use sqlx::sqlite::SqliteConnection;

use super::append::{Batch, SandboxRow, write_sandboxes};
use super::codec::bigint;
use super::open::Store;
use super::table::{EVENTS, ORDERS, TERMS};

const STAGE: &str = "insert into staged (sandbox) values ($1)";
const UNSTAGE: &str = "delete from staged where sandbox = $1";

impl Store {
    /// Begins to stage rows under that key, which no sandbox has or had.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn begin_staging(&self, key: i64) -> Result<(), sqlx::Error> {
        let mut writer = self.writer.lock().await;
        let query = sqlx::query(STAGE).bind(key);
        query.execute(&mut *writer).await.map(|_| ())
    }

    /// Copies the journal's records with those numbers to the staged key. Answers how many there
    /// were.
    ///
    /// # Errors
    /// Where the database fails; nothing of the slice is copied then.
    pub async fn copy_slice(
        &self,
        from: i64,
        to: i64,
        records: Range<u64>,
    ) -> Result<u64, sqlx::Error> {
        let mut writer = self.writer.lock().await;
        sqlx::query("begin").execute(&mut *writer).await?;
        let copied = copy(&mut writer, from, to, records).await;
        end(&mut writer, copied).await
    }

    /// Hands staged rows to their sandbox: its row names their key from now on.
    ///
    /// # Errors
    /// Where the database fails; the sandbox is then as it was.
    pub async fn adopt(&self, row: SandboxRow) -> Result<(), sqlx::Error> {
        let mut writer = self.writer.lock().await;
        sqlx::query("begin").execute(&mut *writer).await?;
        let adopted = hand_over(&mut writer, row).await;
        end(&mut writer, adopted).await
    }

    /// Gives staged rows up; they are removed in slices behind it.
    ///
    /// # Errors
    /// Where the database fails; they are given up at the next start then.
    pub async fn abandon(&self, key: i64) -> Result<(), sqlx::Error> {
        const DROP: &str = "insert into dropped (sandbox) values ($1)";
        let mut writer = self.writer.lock().await;
        sqlx::query("begin").execute(&mut *writer).await?;
        let dropped = sqlx::query(DROP).bind(key).execute(&mut *writer).await;
        let abandoned = match dropped {
            Ok(_) => unstage(&mut writer, key).await,
            Err(error) => Err(error),
        };
        end(&mut writer, abandoned).await
    }
}

/// Gives up whatever an earlier process left staged.
pub(super) async fn abandon_all(writer: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    const LEFT: &str = "select count(*) from staged";
    const GIVE_UP: &str = "begin; insert into dropped (sandbox) select sandbox from staged; \
                           delete from staged; commit";
    let (left,): (i64,) = sqlx::query_as(LEFT).fetch_one(&mut *writer).await?;
    if left > 0 {
        sqlx::raw_sql(GIVE_UP).execute(&mut *writer).await?;
    }
    Ok(())
}

async fn copy(
    writer: &mut SqliteConnection,
    from: i64,
    to: i64,
    records: Range<u64>,
) -> Result<u64, sqlx::Error> {
    let mut copied = 0;
    for table in [&TERMS, &ORDERS, &EVENTS] {
        let query = sqlx::query(table.copying()).bind(from).bind(to);
        let query = query.bind(bigint(records.start)).bind(bigint(records.end));
        copied += query.execute(&mut *writer).await?.rows_affected();
    }
    Ok(copied)
}

async fn hand_over(writer: &mut SqliteConnection, row: SandboxRow) -> Result<(), sqlx::Error> {
    let key = row.key;
    let batch = Batch {
        sandboxes: vec![row],
        ..Batch::default()
    };
    write_sandboxes(writer, &batch).await?;
    unstage(writer, key).await
}

async fn unstage(writer: &mut SqliteConnection, key: i64) -> Result<(), sqlx::Error> {
    let query = sqlx::query(UNSTAGE).bind(key);
    query.execute(&mut *writer).await.map(|_| ())
}

/// Ends a transaction: for good, or as if it had never been.
async fn end<T>(
    writer: &mut SqliteConnection,
    outcome: Result<T, sqlx::Error>,
) -> Result<T, sqlx::Error> {
    let ended = match outcome {
        Ok(value) => {
            let committed = sqlx::query("commit").execute(&mut *writer).await;
            committed.map(|_| value)
        }
        Err(error) => Err(error),
    };
    if ended.is_err() {
        // The first error says what is wrong; this one would add nothing.
        let _ = sqlx::query("rollback").execute(&mut *writer).await;
    }
    ended
}
