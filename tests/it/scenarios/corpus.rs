//! The corpus: every file under `fixtures/scenarios`, read.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::model::Scenario;
use super::people::{People, PersonFile};

/// People whom every scenario can name.
const SHARED_PEOPLE: &str = "people.toml";

/// A file of the corpus.
pub struct Case {
    /// `<topic>/<claim>`.
    pub name: String,
    /// What it says.
    pub scenario: Scenario,
    /// Whom it can name.
    pub people: People,
}

/// Every file, by name.
///
/// # Errors
/// With every file that cannot be read.
pub fn read() -> Result<Vec<Case>, Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scenarios");
    let shared = fs::read_to_string(root.join(SHARED_PEOPLE)).unwrap();
    let shared: BTreeMap<String, PersonFile> =
        toml::from_str(&shared).map_err(|error| vec![format!("{SHARED_PEOPLE}: {error}")])?;
    let (mut cases, mut errors) = (Vec::new(), Vec::new());
    for path in files(&root) {
        let name = path.strip_prefix(&root).unwrap().with_extension("");
        let name = name.to_string_lossy().into_owned();
        match parse(&fs::read_to_string(&path).unwrap()) {
            Ok(scenario) => cases.push(Case {
                people: People::new(&shared, &scenario.people),
                name,
                scenario,
            }),
            Err(error) => errors.push(format!("{name}: {error}")),
        }
    }
    if errors.is_empty() {
        Ok(cases)
    } else {
        Err(errors)
    }
}

/// Reads one scenario.
///
/// # Errors
/// Where it has a word that is not of the vocabulary, or lacks one.
pub fn parse(text: &str) -> Result<Scenario, String> {
    toml::from_str(text).map_err(|error| error.to_string())
}

/// The scenario files: those in a topic's folder.
fn files(root: &Path) -> Vec<PathBuf> {
    let entries = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    };
    let topics = entries(root).into_iter().filter(|path| path.is_dir());
    let mut files: Vec<_> = topics
        .flat_map(|topic| entries(&topic))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    files
}
