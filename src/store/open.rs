//! Opening the database: made when missing, migrated, and held by one process alone.

use std::fs::File;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection};
use thiserror::Error;
use tokio::sync::Mutex;

use super::stage::abandon_all;
use super::table::ROWS_A_TEXT;

static MIGRATIONS: Migrator = sqlx::migrate!();

/// Connections that load sandboxes; they are opened when first needed.
const READERS_MAX: u32 = 4;

/// Distinct statement texts: those that append to the three tables, and the single ones.
const STATEMENTS_MAX: usize = 3 * ROWS_A_TEXT + 32;

/// Passes of a checkpoint that are made beside the commits.
const PASSES_BESIDE: u32 = 2;

/// An open database.
pub struct Store {
    pub(super) writer: Mutex<SqliteConnection>,
    readers: Option<SqlitePool>,
    checkpointer: Option<Mutex<SqliteConnection>>,
    _lock: Option<File>,
}

/// Why a database cannot be opened, in one line that says what to do.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The address is no SQLite address.
    #[error("`{0}` is no database address: expected `sqlite://FILE` or `sqlite::memory:`")]
    Address(String),
    /// Another process has it.
    #[error(
        "the database `{0}` is in use by another beian-sim (its lock file is held): stop that one, \
         or choose another file with --database"
    )]
    InUse(PathBuf),
    /// The lock file cannot be made.
    #[error("cannot write beside the database, at `{path}`: {source}")]
    Lock {
        /// The lock file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The database cannot be opened or written.
    #[error("cannot open the database `{address}`: {source}")]
    Open {
        /// Its address.
        address: String,
        /// What the driver says.
        source: sqlx::Error,
    },
    /// The schema cannot be brought up to date.
    #[error("cannot bring the database `{address}` up to date: {source}")]
    Migrate {
        /// Its address.
        address: String,
        /// What went wrong.
        source: sqlx::migrate::MigrateError,
    },
}

/// A connection to read with.
pub(super) enum Reading<'a> {
    /// The only connection of a database in memory.
    Shared(tokio::sync::MutexGuard<'a, SqliteConnection>),
    /// One of a file's own reading connections.
    Own(sqlx::pool::PoolConnection<sqlx::Sqlite>),
}

impl Store {
    /// Opens the database at that address.
    ///
    /// # Errors
    /// As `OpenError` says.
    pub async fn open(address: &str) -> Result<Self, OpenError> {
        let is_sqlite = address.starts_with("sqlite:");
        let options = SqliteConnectOptions::from_str(address)
            .ok()
            .filter(|_| is_sqlite)
            .ok_or_else(|| OpenError::Address(address.to_owned()))?;
        let in_memory = address.contains(":memory:") || address.contains("mode=memory");
        let lock = if in_memory {
            None
        } else {
            Some(lock(options.get_filename())?)
        };
        let writer_options = writer_options(options.clone(), in_memory);
        let failed = |source| OpenError::Open {
            address: address.to_owned(),
            source,
        };
        let mut writer = writer_options.connect().await.map_err(failed)?;
        MIGRATIONS
            .run(&mut writer)
            .await
            .map_err(|source| OpenError::Migrate {
                address: address.to_owned(),
                source,
            })?;
        abandon_all(&mut writer).await.map_err(failed)?;
        let (readers, checkpointer) = if in_memory {
            (None, None)
        } else {
            let options = options
                .journal_mode(SqliteJournalMode::Wal)
                .read_only(false);
            let options = options
                .busy_timeout(Duration::from_secs(5))
                .pragma("cache_size", "-4000");
            let options = options.row_buffer_size(1_024).disable_statement_logging();
            let checkpointer = options.connect().await.map_err(failed)?;
            let pool = SqlitePoolOptions::new()
                .min_connections(0)
                .max_connections(READERS_MAX);
            (
                Some(pool.connect_lazy_with(options)),
                Some(Mutex::new(checkpointer)),
            )
        };
        Ok(Self {
            writer: Mutex::new(writer),
            readers,
            checkpointer,
            _lock: lock,
        })
    }

    /// A connection to read with.
    pub(super) async fn reading(&self) -> Result<Reading<'_>, sqlx::Error> {
        Ok(match &self.readers {
            None => Reading::Shared(self.writer.lock().await),
            Some(pool) => Reading::Own(pool.acquire().await?),
        })
    }

    /// Moves committed pages from the log into the database, beside the commits, and the last few
    /// between two of them: the next commit then writes the log from its beginning again, into
    /// room that the file already has, and the log stays as small as what is written in the
    /// meantime. With `truncate`, also gives the log's room back: for a moment when nothing is
    /// written.
    ///
    /// # Errors
    /// Where the database fails; nothing is lost then.
    pub async fn checkpoint(&self, truncate: bool) -> Result<(), sqlx::Error> {
        const PASSIVE: &str = "pragma wal_checkpoint(passive)";
        const TRUNCATE: &str = "pragma wal_checkpoint(truncate)";
        let Some(connection) = &self.checkpointer else {
            return Ok(());
        };
        let mut connection = connection.lock().await;
        if truncate {
            sqlx::query(TRUNCATE).execute(&mut *connection).await?;
            return Ok(());
        }
        // Each pass finds what was written during the one before, and less of it.
        for _ in 0..PASSES_BESIDE {
            sqlx::query(PASSIVE).execute(&mut *connection).await?;
        }
        let mut writer = self.writer.lock().await;
        sqlx::query(PASSIVE).execute(&mut *writer).await.map(|_| ())
    }

    /// Closes every connection.
    pub async fn close(self) {
        if let Some(readers) = self.readers {
            readers.close().await;
        }
        if let Some(checkpointer) = self.checkpointer {
            let _ = checkpointer.into_inner().close().await;
        }
        let _ = self.writer.into_inner().close().await;
    }
}

impl Reading<'_> {
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        match self {
            Self::Shared(guard) => guard,
            Self::Own(connection) => connection,
        }
    }
}

/// Nothing is lost at a power failure (`synchronous=full`); checkpoints are made off the commit
/// path, since they are the tail of its latency.
fn writer_options(options: SqliteConnectOptions, in_memory: bool) -> SqliteConnectOptions {
    let options = options
        .create_if_missing(true)
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(STATEMENTS_MAX)
        .disable_statement_logging();
    if in_memory {
        return options;
    }
    options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("cache_size", "-8000")
        .pragma("journal_size_limit", "67108864")
        .pragma("wal_autocheckpoint", "0")
}

/// Takes the lock file beside the database, for as long as the process lives.
fn lock(database: &std::path::Path) -> Result<File, OpenError> {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    let path = PathBuf::from(path);
    let file = File::options()
        .create(true)
        .write(true)
        .truncate(false)
        .open(&path)
        .map_err(|source| OpenError::Lock {
            path: path.clone(),
            source,
        })?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(OpenError::InUse(database.to_owned())),
        Err(std::fs::TryLockError::Error(source)) => Err(OpenError::Lock { path, source }),
    }
}
