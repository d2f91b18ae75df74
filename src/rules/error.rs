//! What can be wrong with a book.
//!
//! Invariant: an error names the file and, where there is one, the parameter, and says what to do.

/// Why the books are refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("books/{file}: {}{problem}", place(.parameter.as_deref()))]
pub struct RulebookError {
    /// The file's name inside `books/`.
    pub file: String,
    /// The parameter, table or key, where the problem has one.
    pub parameter: Option<String>,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong in a book.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Problem {
    /// Not TOML, or with a field that nothing reads.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// The file is not among the books.
    #[error("is missing: add the file")]
    NoFile,
    /// Nothing is written for something that every file of the kind writes.
    #[error("is missing: write it, with source `decided` or `carried:<edition>` if need be")]
    Missing,
    /// Something is written that does not exist.
    #[error("is not known: {0}")]
    Unknown(String),
    /// A source without a value.
    #[error("has no value: write `value = …`")]
    NoValue,
    /// A value without a source.
    #[error("has no source: name a key of sources.toml, `decided` or `carried:<edition>`")]
    NoSource,
    /// A source that nobody knows.
    #[error("names the source `{0}`: use a key of sources.toml, `decided` or `carried:<edition>`")]
    UnknownSource(String),
    /// A value carried from an edition that does not exist.
    #[error("is carried from `{0}`, which is no edition: name one of {1}")]
    UnknownEdition(String, String),
    /// A source that only a sandbox may give.
    #[error("has the source `override`, which is kept for sandboxes: name where it is written")]
    OverrideSource,
    /// A value that cannot be.
    #[error("expected {0}")]
    BadValue(String),
    /// Two editions, or two entries of a list, stand at the same place.
    #[error("is the same as in {0}: each must be different")]
    Twice(String),
}

fn place(parameter: Option<&str>) -> String {
    parameter.map_or_else(String::new, |parameter| format!("`{parameter}` "))
}
