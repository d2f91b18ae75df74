//! All books together: what is embedded, read once and asked from then on.
//!
//! Invariant: a catalog that exists is sound. Editions stand by date and no two on one date, every
//! source exists, and every profile fits every edition.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use super::book::Rulebook;
use super::book_file::{BookFile, read_book};
use super::captcha::CaptchaLives;
use super::common::{Common, read_common};
use super::error::{Problem, RulebookError};
use super::overrides::Overrides;
use super::profile::{Profile, ProfileFile, read_profile};
use super::prompts::{Prompt, Verdict, read_prompts};
use super::rule::{RuleId, RuleInfo, read_rules};
use super::source::SourceInfo;
use super::terms::{Param, Terms};
use super::time::Timestamp;
use super::value::OverrideError;
use super::written::{Desk, Known, read_toml};

/// Lists the books that go into the binary, by name and text.
macro_rules! embedded {
    ($($name:literal),+ $(,)?) => { &[$(($name, include_str!(concat!("books/", $name)))),+] };
}

/// The books in the binary.
pub(super) const EMBEDDED: &[(&str, &str)] = embedded![
    "sources.toml",
    "common.toml",
    "rules.toml",
    "prompts.toml",
    "pilot-2017.toml",
    "pilot-2018.toml",
    "nationwide-2020.toml",
    "app-2023.toml",
    "profile-tencent.toml",
    "profile-huawei.toml",
    "profile-volcengine.toml",
    "profile-ucloud.toml",
];

/// The files that are neither an edition nor a profile.
const SOURCES: &str = "sources.toml";
const COMMON: &str = "common.toml";
const RULES: &str = "rules.toml";
const PROMPTS: &str = "prompts.toml";

/// What the name of a profile's file begins with.
const PROFILE: &str = "profile-";

/// All books.
pub struct Catalog {
    pub(super) common: Common,
    sources: Vec<SourceInfo>,
    rules: Vec<RuleInfo>,
    prompts: Vec<Prompt>,
    editions: Vec<Rulebook>,
    profiles: Vec<Profile>,
}

/// The embedded books, read at the first call.
///
/// # Panics
/// Where the embedded books do not parse: a fault of this build, which a test keeps from
/// happening and which nothing at run time could mend.
#[expect(
    clippy::panic,
    reason = "a build whose own books are broken cannot do anything"
)]
pub fn catalog() -> &'static Catalog {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(|| match Catalog::parse(EMBEDDED) {
        Ok(catalog) => catalog,
        Err(error) => panic!("the embedded rulebooks are broken: {error}"),
    });
    &CATALOG
}

impl Catalog {
    /// Reads books, given by file name and text.
    ///
    /// # Errors
    /// Where a book is missing, cannot be read, lacks a value or a source, names a source or an
    /// edition that does not exist, or stands on the date of another.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, RulebookError> {
        let sources = read_toml::<SourcesFile>(SOURCES, text_of(files, SOURCES)?)?.sources;
        let mut books = Vec::new();
        let mut profiles = Vec::new();
        for (name, text) in files.iter().copied() {
            if name.starts_with(PROFILE) {
                profiles.push((name, read_toml::<ProfileFile>(name, text)?));
            } else if ![SOURCES, COMMON, RULES, PROMPTS].contains(&name) {
                books.push((name, read_toml::<BookFile>(name, text)?));
            }
        }
        let known = Known {
            sources: sources.iter().map(|source| source.key.clone()).collect(),
            editions: books.iter().map(|(_, book)| book.id.clone()).collect(),
        };
        all_different(
            known.desk(SOURCES),
            sources.iter().map(|source| source.key.as_str()),
        )?;
        let catalog = Self {
            common: read_common(known.desk(COMMON), text_of(files, COMMON)?)?,
            rules: read_rules(known.desk(RULES), text_of(files, RULES)?)?,
            prompts: read_prompts(known.desk(PROMPTS), text_of(files, PROMPTS)?)?,
            editions: read_editions(&known, books)?,
            profiles: read_each(profiles, |file, text| read_profile(known.desk(file), text))?,
            sources,
        };
        catalog.profiles_fit(known.desk("profile-*.toml"))?;
        Ok(catalog)
    }

    /// The editions, by date.
    pub fn editions(&self) -> &[Rulebook] {
        &self.editions
    }

    /// The edition with that id.
    pub fn edition(&self, id: &str) -> Option<&Rulebook> {
        self.editions.iter().find(|edition| edition.id() == id)
    }

    /// The edition in force at that moment; before the first one, the first (rule
    /// `edition.by-date`).
    pub fn in_force(&self, now: Timestamp) -> &Rulebook {
        let begun = self
            .editions
            .partition_point(|book| book.in_force_from().value <= now);
        &self.editions[begun.saturating_sub(1)]
    }

    /// The vendors' profiles.
    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// The profile with that id.
    pub fn profile(&self, id: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.id() == id)
    }

    /// The effective rules of a round: what is overridden, else the profile, else the edition.
    ///
    /// # Errors
    /// Where an override is out of its limits or contradicts what it is laid over.
    pub fn terms(
        &self,
        edition: &Rulebook,
        profile: Option<&Profile>,
        overrides: &Overrides,
    ) -> Result<Terms, OverrideError> {
        let terms = edition.terms().clone();
        let terms = match profile {
            Some(profile) => profile.over(terms)?,
            None => terms,
        };
        terms.overridden(overrides)
    }

    /// What every rule says, in the order of [`RuleId::ALL`].
    pub fn rules(&self) -> &[RuleInfo] {
        &self.rules
    }

    /// What the rule says.
    pub fn rule(&self, rule: RuleId) -> &RuleInfo {
        &self.rules[rule as usize]
    }

    /// Every source.
    pub fn sources(&self) -> &[SourceInfo] {
        &self.sources
    }

    /// The source with that key; `decided`, `override` and `carried:` have no entry.
    pub fn source(&self, key: &str) -> Option<&SourceInfo> {
        self.sources.iter().find(|source| source.key == key)
    }

    /// First digits of phones that could not receive the ministry's SMS under that edition.
    pub fn undeliverable_prefixes(&self, edition: &str) -> Option<&Param<Vec<String>>> {
        self.edition(edition).map(Rulebook::undeliverable_prefixes)
    }

    /// How long what the ministry's plane gives out lives, by the sandbox's clock.
    pub fn captcha_lives(&self) -> &Param<CaptchaLives> {
        &self.common.captcha_lives
    }

    pub(super) fn prompt(&self, verdict: Verdict) -> &Prompt {
        &self.prompts[verdict as usize]
    }

    /// Refuses a profile that some edition cannot bear.
    fn profiles_fit(&self, desk: Desk<'_>) -> Result<(), RulebookError> {
        all_different(desk, self.profiles.iter().map(Profile::id))?;
        for profile in &self.profiles {
            for edition in &self.editions {
                if let Err(error) = self.terms(edition, Some(profile), &Overrides::default()) {
                    let file = format!("{PROFILE}{}.toml", profile.id());
                    let problem = Problem::BadValue(error.expected);
                    return Err(desk.known.desk(&file).error(error.parameter.key(), problem));
                }
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourcesFile {
    sources: Vec<SourceInfo>,
}

fn text_of<'a>(files: &[(&str, &'a str)], name: &str) -> Result<&'a str, RulebookError> {
    let found = files.iter().find(|(file, _)| *file == name);
    found.map(|(_, text)| *text).ok_or_else(|| RulebookError {
        file: name.to_owned(),
        parameter: None,
        problem: Problem::NoFile,
    })
}

fn read_each<F, T>(
    files: Vec<(&str, F)>,
    read: impl Fn(&str, F) -> Result<T, RulebookError>,
) -> Result<Vec<T>, RulebookError> {
    files
        .into_iter()
        .map(|(name, file)| read(name, file))
        .collect()
}

/// Reads the editions and puts them by date.
fn read_editions(
    known: &Known,
    books: Vec<(&str, BookFile)>,
) -> Result<Vec<Rulebook>, RulebookError> {
    let desk = known.desk("<edition>.toml");
    all_different(desk, books.iter().map(|(_, book)| book.id.as_str()))?;
    let mut editions = read_each(books, |file, book| read_book(known.desk(file), book))?;
    editions.sort_by_key(|edition| edition.in_force_from().value);
    for pair in editions.windows(2) {
        if let [earlier, later] = pair
            && earlier.in_force_from().value == later.in_force_from().value
        {
            let file = format!("{}.toml", later.id());
            let twice = Problem::Twice(format!("`{}`", earlier.id()));
            return Err(known.desk(&file).error("in_force_from", twice));
        }
    }
    if editions.is_empty() {
        Err(desk.error("id", Problem::NoFile))
    } else {
        Ok(editions)
    }
}

fn all_different<'a>(
    desk: Desk<'_>,
    keys: impl Iterator<Item = &'a str>,
) -> Result<(), RulebookError> {
    let mut seen = BTreeSet::new();
    for key in keys {
        if !seen.insert(key) {
            return Err(desk.error(key, Problem::Twice("another entry".to_owned())));
        }
    }
    Ok(())
}
