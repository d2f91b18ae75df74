//! Scenario files: found under what is named on the command line, read, and refused with the place
//! and what was expected there.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::model::Scenario;
use super::people::{People, PersonFile};
use super::suite::Suite;

/// The file with people whom the scenarios beside it and a folder below can name.
const PEOPLE_FILE: &str = "people.toml";

/// People whom every scenario can name.
const CAST: &str = include_str!("../../fixtures/scenarios/people.toml");

/// A scenario file.
#[derive(Debug)]
pub struct Case {
    /// What it is called: `<topic>/<claim>` in a folder of scenarios.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// What it says.
    pub scenario: Scenario,
    /// Whom it can name.
    pub people: People,
    /// The line of each step, from 1.
    pub lines: Vec<usize>,
}

/// All that is to be played.
#[derive(Debug, Default)]
pub struct Corpus {
    /// The suites that the folders say they hold.
    pub suites: Vec<Suite>,
    /// The files, by name.
    pub cases: Vec<Case>,
}

/// Why a file cannot be played.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FileError {
    /// The file.
    pub file: String,
    /// The line and column, from 1, where it is about a place in the file.
    pub at: Option<(usize, usize)>,
    /// What was expected there.
    pub message: String,
}

/// Reads those files and every scenario under those folders.
///
/// # Errors
/// With every file that cannot be read or parsed; a folder without scenarios is one.
pub fn read(named: &[PathBuf]) -> Result<Corpus, Vec<FileError>> {
    let mut corpus = Corpus::default();
    let mut errors = Vec::new();
    for path in named {
        if path.is_dir() {
            read_folder(path, &mut corpus, &mut errors);
        } else {
            let name = path.with_extension("").display().to_string();
            match read_case(path, name) {
                Ok(case) => corpus.cases.push(case),
                Err(error) => errors.push(error),
            }
        }
    }
    if errors.is_empty() {
        Ok(corpus)
    } else {
        Err(errors)
    }
}

fn read_folder(root: &Path, corpus: &mut Corpus, errors: &mut Vec<FileError>) {
    match Suite::of(root) {
        Ok(suite) => corpus.suites.extend(suite),
        Err(error) => return errors.push(error),
    }
    let mut files = Vec::new();
    if let Err(error) = find(root, &mut files) {
        return errors.push(FileError::whole(root, error.to_string()));
    }
    if files.is_empty() {
        errors.push(FileError::whole(root, "holds no scenario".to_owned()));
    }
    files.sort();
    for path in files {
        let name = path.strip_prefix(root).unwrap_or(&path).with_extension("");
        match read_case(&path, name.display().to_string()) {
            Ok(case) => corpus.cases.push(case),
            Err(error) => errors.push(error),
        }
    }
}

/// Every scenario file under that folder.
fn find(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
            && !Suite::is_file(&path)
            && path.file_name().is_none_or(|name| name != PEOPLE_FILE)
        {
            files.push(path);
        }
    }
    Ok(())
}

fn read_case(path: &Path, name: String) -> Result<Case, FileError> {
    let text = read_text(path)?;
    let (scenario, lines) = parse(path, &text)?;
    let mut shared: BTreeMap<String, PersonFile> = from_toml(Path::new(PEOPLE_FILE), CAST)?;
    for folder in path.ancestors().skip(1).take(2) {
        let own = folder.join(PEOPLE_FILE);
        if own.is_file() {
            let own: BTreeMap<String, PersonFile> = read_toml(&own)?;
            shared.extend(own);
            break;
        }
    }
    Ok(Case {
        people: People::new(&shared, &scenario.people),
        name,
        path: path.to_owned(),
        scenario,
        lines,
    })
}

/// Reads a scenario, and on which line each step begins.
///
/// # Errors
/// Where it has a word that is not of the vocabulary, or lacks one.
pub fn parse(path: &Path, text: &str) -> Result<(Scenario, Vec<usize>), FileError> {
    let scenario: Scenario = from_toml(path, text)?;
    let line_of = |step: &toml::Spanned<_>| place(text, step.span().start).0;
    let lines = scenario.steps.iter().map(line_of).collect();
    Ok((scenario, lines))
}

/// A TOML file as that type.
pub(super) fn read_toml<T: DeserializeOwned>(path: &Path) -> Result<T, FileError> {
    from_toml(path, &read_text(path)?)
}

fn from_toml<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, FileError> {
    toml::from_str(text).map_err(|error| FileError {
        file: path.display().to_string(),
        at: error.span().map(|span| place(text, span.start)),
        message: error.message().trim().to_owned(),
    })
}

fn read_text(path: &Path) -> Result<String, FileError> {
    fs::read_to_string(path).map_err(|error| FileError::whole(path, error.to_string()))
}

/// The line and column of a byte, from 1.
fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    (line, column)
}

impl FileError {
    /// What is wrong with a file as a whole.
    pub(super) fn whole(path: &Path, message: String) -> Self {
        Self {
            file: path.display().to_string(),
            at: None,
            message,
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some((line, column)) = self.at {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}
