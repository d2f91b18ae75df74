//! The repository's own rules: who may use whom, and what every file owes its reader.

use std::fs;
use std::path::{Path, PathBuf};

/// Lines beyond which a file must be split.
const LINES_MAX: usize = 500;

/// What each layer may name, apart from itself. `run` and `main` may name everything.
///
/// Above `http` stand the shells around the whole: `service` puts it together, `client` is the
/// other side of the wire and knows nothing of it but the words, `embed` is both in one process,
/// and `play` holds scenarios against whatever answers, so that it must not look behind the wire;
/// no more than `coverage`, which asks what answers what its traffic has exercised.
const LAYERS: &[(&str, &[&str])] = &[
    ("rules", &[]),
    ("order", &["rules"]),
    ("sim", &["rules", "order"]),
    ("store", &["rules", "order", "sim"]),
    ("app", &["rules", "order", "sim", "store"]),
    ("config", &["rules"]),
    ("notify", &["rules", "order", "sim", "app"]),
    ("http", &["rules", "order", "sim", "app"]),
    ("service", &["rules", "store", "app", "http", "notify"]),
    ("client", &["rules"]),
    ("embed", &["rules", "app", "service", "client", "notify"]),
    ("play", &["rules", "config", "client", "embed"]),
    ("coverage", &["config", "client"]),
];

/// Planes under `http` do not know each other.
const PLANES: &[&str] = &["person", "provider", "control", "miit", "page", "console"];

/// What the pure layers have nothing to do with.
const IMPURE: &[&str] = &[
    "tokio",
    "async ",
    "std::fs",
    "std::net",
    "std::env",
    "SystemTime",
    "sqlx",
    "axum",
    "tracing",
    "serde_json",
];

fn sources(under: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(under)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The text of a file's code, without comments and without what only tests compile.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_layer_knows_only_those_inside_it() {
    let names: Vec<_> = LAYERS
        .iter()
        .map(|(layer, _)| *layer)
        .chain(["run"])
        .collect();
    for (layer, may_use) in LAYERS {
        for path in sources("src") {
            let inside = path.to_string_lossy().contains(&format!("/src/{layer}"));
            if !inside {
                continue;
            }
            let text = code(&path);
            for other in names
                .iter()
                .filter(|other| *other != layer && !may_use.contains(other))
            {
                let uses = text.contains(&format!("crate::{other}::"))
                    || text.contains(&format!("crate::{{{other}"));
                assert!(
                    !uses,
                    "{} names `{other}`: `{layer}` may use only {may_use:?}, so that what is \
                     inside can be understood without what is around it",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn planes_do_not_know_each_other() {
    for plane in PLANES {
        for path in sources(&format!("src/http/{plane}")) {
            let text = code(&path);
            for other in PLANES.iter().filter(|other| *other != plane) {
                let uses = text.contains(&format!("super::{other}::"))
                    || text.contains(&format!("http::{other}"));
                assert!(!uses, "{} names the plane `{other}`", path.display());
            }
        }
    }
}

#[test]
fn the_core_is_pure() {
    for layer in ["rules", "order", "sim"] {
        for path in sources(&format!("src/{layer}")) {
            if path.to_string_lossy().contains("/tests/") {
                continue;
            }
            let text = code(&path);
            for impure in IMPURE {
                assert!(
                    !text.contains(impure),
                    "{} names `{impure}`",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn only_the_store_speaks_sql_and_only_both_ends_of_the_wire_speak_json() {
    for path in sources("src") {
        let (text, name) = (code(&path), path.to_string_lossy().into_owned());
        if name.contains("/tests/") {
            continue;
        }
        let sql = text.contains("sqlx::query") || text.contains("insert into");
        assert!(!sql || name.contains("/src/store/"), "{name} speaks SQL");
        let json = text.contains("serde_json");
        // Both ends of the wire, the journal, and scenarios, which are sent over the wire.
        let speakers = ["/src/http/", "/src/client/", "/src/store/", "/src/play/"];
        let may = speakers.iter().any(|folder| name.contains(folder));
        assert!(!json || may, "{name} speaks JSON");
    }
}

#[test]
fn every_file_says_what_it_is_for_and_is_short_enough_to_read() {
    for path in sources("src").into_iter().chain(sources("tests")) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(
            text.starts_with("//!"),
            "{} does not say what it is for",
            path.display()
        );
        let lines = text.lines().count();
        assert!(
            lines <= LINES_MAX,
            "{} has {lines} lines: split it",
            path.display()
        );
    }
}

#[test]
fn no_number_or_date_of_the_regulation_stands_in_code() {
    for layer in ["rules", "order", "sim"] {
        for path in sources(&format!("src/{layer}")) {
            if path.to_string_lossy().contains("/tests/") {
                continue;
            }
            for (number, line) in code(&path).lines().enumerate() {
                let dated = ["2017-", "2018-", "2020-", "2023-", "12381", "\"zj\""];
                for literal in dated {
                    let found = line.contains(literal) && !line.contains("include_str!");
                    let id = line.contains(".toml");
                    assert!(!found || id, "{}: {number}: {line}", path.display());
                }
            }
        }
    }
}
