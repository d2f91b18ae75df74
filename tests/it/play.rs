//! `beian-sim play`: what it prints, what it writes, and how it ends.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::support::process::{Process, address, binary};

/// A scenario that holds, apart from what a test puts into its last step.
fn scenario(outcome: &str) -> String {
    format!(
        r#"claim = "The last to pass moves the order."
rules = ["verify.all-passed"]
source = "decided"
starts = "2024-03-01T09:00:00+08:00"

[[step]]
submit = {{ order = "P-1", services = ["entity"] }}

[[step]]
advance = "5m"

[[step]]
verify = "entity"
expect = {{ outcome = "{outcome}", order.P-1.status = "under_review" }}
"#
    )
}

fn play(folder: &Path, args: &[&str]) -> Output {
    let mut command = binary();
    command.arg("play").args(args).current_dir(folder);
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn a_claim_that_holds_is_told_as_a_story_with_times_rules_and_prompts() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), scenario("all_verified")).unwrap();
    let output = play(folder.path(), &["a.toml"]);
    assert_eq!(
        text(&output.stdout),
        "format 1, against a simulator in the process\n\
         \n\
         ok     a\n       The last to pass moves the order.\n  \
         2024-03-01T09:00:00+08:00  > submit P-1: first_filing\n  \
         2024-03-01T09:00:00+08:00    P-1 order_submitted     provider.submit\n  \
         2024-03-01T09:00:00+08:00  > advance by 5m\n  \
         2024-03-01T09:05:00+08:00    P-1 sms_dispatched      sms.first          first 13800000001 573104\n  \
         2024-03-01T09:05:00+08:00    P-1 sms_delivered       sms.delivery       13800000001\n  \
         2024-03-01T09:05:00+08:00  > verify by entity: 13800000001 573104 010014\n  \
         2024-03-01T09:05:00+08:00    3 all_verified          verify.all-passed  尊敬的ICP用户：您的短信核验已全部完成,该请求将提交管局审核。\n  \
         2024-03-01T09:05:00+08:00    P-1 person_verified     verify.all-passed  13800000001\n  \
         2024-03-01T09:05:00+08:00    P-1 order_under_review  verify.all-passed\n\
         \n\
         1 scenario holds\n"
    );
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
}

#[test]
fn a_claim_that_fails_shows_expected_beside_found_and_ends_with_1() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), scenario("resent")).unwrap();
    fs::write(folder.path().join("b.toml"), scenario("all_verified")).unwrap();
    let output = play(
        folder.path(),
        &["--quiet", "--junit", "junit.xml", "a.toml", "b.toml"],
    );
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stdout);
    let line = "    outcome  expected resent  found all_verified\n";
    assert!(
        told.contains("\n\nFAILED a\n") && told.contains(line),
        "{told}"
    );
    assert!(
        told.contains("not as expected at a.toml:12, step 3:"),
        "{told}"
    );
    assert!(told.ends_with("1 of 2 scenarios failed\n"), "{told}");
    assert!(!told.contains("ok "), "{told}");
    let junit = fs::read_to_string(folder.path().join("junit.xml")).unwrap();
    assert!(
        junit.contains(r#"tests="2" skipped="0" failures="1" errors="0""#),
        "{junit}"
    );
    assert!(
        junit.contains("expected resent  found all_verified"),
        "{junit}"
    );
}

#[test]
fn a_file_that_cannot_be_played_is_named_with_its_place_and_ends_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let misspelt = scenario("resent").replace("advance", "advanze");
    fs::write(folder.path().join("a.toml"), misspelt).unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    let output = play(folder.path(), &["a.toml", "missing.toml", "empty"]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""));
    let told = text(&output.stderr);
    let lines: Vec<_> = told.lines().collect();
    assert!(
        lines[0].starts_with("beian-sim: a.toml:10:1: unknown field `advanze`"),
        "{told}"
    );
    assert!(
        told.contains("expected one of `submit`, `resubmit`"),
        "{told}"
    );
    assert!(told.contains("beian-sim: missing.toml: "), "{told}");
    assert!(
        told.contains("beian-sim: empty: holds no scenario"),
        "{told}"
    );
}

#[test]
fn a_suite_of_another_format_is_not_played() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), scenario("all_verified")).unwrap();
    let suite = "name = \"mine\"\nversion = \"7\"\nformat = 2\n";
    fs::write(folder.path().join("suite.toml"), suite).unwrap();
    let output = play(folder.path(), &["."]);
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert!(
        told.contains("written in format 2, and this release plays format 1"),
        "{told}"
    );
}

#[test]
fn a_running_instance_is_played_over_http_and_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let process = Process::on(&folder.path().join("played.db"));
    let suite = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/scenarios");
    let output = play(folder.path(), &["--url", &process.base, "--json", suite]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{report}");
    assert_eq!(report["suites"][0]["name"], "beian-sim");
    assert_eq!(
        (&report["format"], &report["failed"]),
        (&1.into(), &0.into())
    );
    assert!(report["played"].as_u64() > Some(80), "{}", report["played"]);
    assert!(
        report["scenarios"][0]["story"][0]["did"].is_string(),
        "{report}"
    );
    let (_, left) = process.client().get("/_sim/v1/sandboxes").unwrap();
    assert_eq!(left["sandboxes"], serde_json::json!([]));
}

#[test]
fn a_guarded_instance_is_played_with_its_token() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), scenario("all_verified")).unwrap();
    let mut command = binary();
    let database = address(&folder.path().join("guarded.db"));
    command.args(["--listen", "127.0.0.1:0", "--database", &database]);
    command.args(["--control-token", "secret"]);
    let process = Process::start(command);
    let output = play(folder.path(), &["--url", &process.base, "a.toml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("401"));
    let token = ["--control-token", "secret"];
    let with_token = [&["--url", &process.base, "a.toml"], &token[..]].concat();
    let output = play(folder.path(), &with_token);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
}

#[test]
fn the_schema_is_printed_also_where_the_environment_holds_a_token() {
    let mut command = binary();
    command.env("BEIAN_SIM_CONTROL_TOKEN", "secret");
    let output = command.args(["play", "--schema"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[test]
fn an_instance_that_does_not_answer_ends_with_2_and_a_strange_one_with_1() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), scenario("all_verified")).unwrap();
    let output = play(folder.path(), &["--url", "http://127.0.0.1:1", "a.toml"]);
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert!(
        told.contains("no answer from http://127.0.0.1:1/_sim/v1/sandboxes/play-"),
        "{told}"
    );
    // Something else listens there: the person's page of a simulator is no sandbox route.
    let process = Process::on(&folder.path().join("strange.db"));
    let elsewhere = format!("{}/nowhere", process.base);
    let output = play(folder.path(), &["--url", &elsewhere, "a.toml"]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stdout);
    assert!(
        told.contains("the sandbox cannot be made: 404 unknown-route"),
        "{told}"
    );
}

#[test]
fn a_person_made_from_themselves_is_a_finding_and_no_endless_loop() {
    let folder = tempfile::tempdir().unwrap();
    let people = "\n[people.a]\nlike = \"b\"\n\n[people.b]\nlike = \"a\"\n\n[[step]]\n";
    let own = scenario("all_verified").replacen("\n[[step]]\n", people, 1);
    fs::write(
        folder.path().join("a.toml"),
        own.replace("[\"entity\"]", "[\"a\"]"),
    )
    .unwrap();
    let output = play(folder.path(), &["a.toml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stdout).contains("made from itself"),
        "{}",
        text(&output.stdout)
    );
}
