//! The store: the only SQL. Appends a batch, loads a sandbox, removes one.
//!
//! The text is portable between SQLite and PostgreSQL. The database knows neither the time nor the
//! rules. Knows the core's types, and nothing above it.

mod append;
mod codec;
mod follow;
mod key;
mod load;
mod open;
mod remove;
mod table;

pub use append::{Batch, SandboxRow};
pub use follow::Line;
pub use key::Secret;
pub use load::LoadError;
pub use open::{OpenError, Store};
/// What the database says when it fails.
pub use sqlx::Error as StoreError;
