//! The README's lines, run as they are pasted, say what the README says that they say.

use std::process::Command;

use crate::support::process::Process;

/// What the README's lines call the service.
const WRITTEN: &str = "http://127.0.0.1:8080";

/// What the README's lines call the program.
const PROGRAM: &str = "cargo run --release --locked -- ";

/// Lines that start or test the project itself, or need Docker, are not run from a test.
const NOT_HERE: &[&str] = &["cargo ", "docker "];

/// A block of shell lines and the output written under it.
struct Block {
    script: String,
    written: Option<String>,
}

fn readme() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap()
}

/// The blocks of the README that can be run here, in order.
fn blocks(readme: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<(&str, Vec<&str>)> = None;
    for line in readme.lines() {
        match (line.strip_prefix("```"), open.as_mut()) {
            (Some(kind), None) => open = Some((kind, Vec::new())),
            (None, Some((_, lines))) => lines.push(line),
            (None, None) => {}
            (Some(_), Some(_)) => {
                let (kind, lines) = open.take().unwrap();
                let body = lines.join("\n");
                match kind {
                    "sh" => blocks.push(Block {
                        script: body,
                        written: None,
                    }),
                    "text" => blocks.last_mut().unwrap().written = Some(body),
                    _ => {}
                }
            }
        }
    }
    blocks.retain(|block| NOT_HERE.iter().all(|word| !block.script.contains(word)));
    blocks
}

#[test]
fn what_the_readme_shows_is_what_happens() {
    let folder = tempfile::tempdir().unwrap();
    let process = Process::on(&folder.path().join("readme.db"));
    let program = format!("{} ", env!("CARGO_BIN_EXE_beian-sim"));
    let blocks = blocks(&readme().replace(PROGRAM, &program));
    assert!(blocks.len() >= 5, "the README has lost its lines");
    // A reader pastes one block after the other into the same shell.
    let marker = "==== the next block";
    let scripts: Vec<_> = blocks.iter().map(|block| block.script.as_str()).collect();
    let script = scripts
        .join(&format!("\necho '{marker}'\n"))
        .replace(WRITTEN, &process.base);
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &script])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}\n{told}");
    let printed: Vec<_> = printed.split(&format!("{marker}\n")).collect();
    assert_eq!(printed.len(), blocks.len());
    for (block, printed) in blocks.iter().zip(printed) {
        if let Some(written) = &block.written {
            assert_eq!(
                printed.trim_end(),
                written.trim_end(),
                "after\n{}",
                block.script
            );
        }
    }
}

#[test]
fn the_readme_names_every_flag_and_its_environment() {
    let text = readme();
    let help = crate::support::process::binary()
        .arg("--help")
        .output()
        .unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    for word in help.split([' ', '[', ']', '=', '\n', ',', '<']) {
        let is_flag = word.starts_with("--") && word.len() > 2;
        if is_flag || word.starts_with("BEIAN_SIM_") {
            let common = ["--help", "--version"].contains(&word);
            assert!(
                common || text.contains(word),
                "the README does not name {word}"
            );
        }
    }
}
