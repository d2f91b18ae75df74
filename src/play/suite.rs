//! What is played: the format of scenario files, and the suite that a folder of them says it is.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::file::{FileError, read_toml};

/// The format of scenario files that this release plays: it counts up when a word changes its
/// meaning or goes, not when one is added.
pub const FORMAT: u32 = 1;

/// The file by which a folder says which suite it holds.
const SUITE_FILE: &str = "suite.toml";

/// A suite of scenarios: its version counts up with every claim that is added, changed or dropped.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Suite {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The format that its files are written in.
    pub format: u32,
}

impl Suite {
    /// The suite that the folder says it holds, if it says so.
    ///
    /// # Errors
    /// Where its file cannot be read, or is of a format that this release does not play.
    pub fn of(folder: &Path) -> Result<Option<Self>, FileError> {
        let path: PathBuf = folder.join(SUITE_FILE);
        if !path.is_file() {
            return Ok(None);
        }
        let suite: Self = read_toml(&path)?;
        if suite.format == FORMAT {
            return Ok(Some(suite));
        }
        let message = format!(
            "the suite is written in format {}, and this release plays format {FORMAT}",
            suite.format
        );
        Err(FileError::whole(&path, message))
    }

    /// Whether that file says which suite its folder holds.
    pub(super) fn is_file(path: &Path) -> bool {
        path.file_name().is_some_and(|name| name == SUITE_FILE)
    }
}
