//! The store: the only SQL. Appends a batch, loads a sandbox, removes one.
//!
//! The text is portable between SQLite and PostgreSQL. The database knows neither the time nor the
//! rules. Knows the core's types, and nothing above it.

mod append;
mod codec;
mod export;
mod follow;
mod import;
mod key;
mod load;
mod open;
mod remove;
mod stage;
mod table;

pub use append::{Batch, SandboxRow};
pub use export::ExportHead;
pub use follow::Line;
pub use import::{ImportError, Imported};
pub use key::Secret;
pub use load::LoadError;
pub use open::{OpenError, Store};
/// What the database says when it fails.
pub use sqlx::Error as StoreError;
