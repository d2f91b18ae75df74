//! `beian-sim coverage`: what it prints, and how it ends.

use std::process::Output;

use serde_json::{Value, json};

use crate::support::process::{Process, binary};
use crate::support::{START, first_filing};

fn coverage(arguments: &[&str]) -> Output {
    let mut command = binary();
    command.arg("coverage").args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// A service with an order in the sandbox `a`, whose people have been texted.
fn texted() -> (Process, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let process = Process::on(&folder.path().join("covered.db"));
    let client = process.client();
    let clock = json!({ "mode": "frozen", "now": START });
    client.put("/s/a/_sim/v1/clock", &clock).unwrap();
    client.post("/s/a/v1/orders", &first_filing("P-1")).unwrap();
    let advance = json!({ "by": "5m" });
    client.post("/s/a/_sim/v1/clock/advance", &advance).unwrap();
    (process, folder)
}

#[test]
fn it_prints_counts_what_was_never_exercised_with_a_hint_and_the_sum() {
    let (process, _folder) = texted();
    let output = coverage(&["--url", &process.base, "--sandbox", "a"]);
    assert_eq!(output.status.code(), Some(0));
    let printed = text(&output.stdout);
    for line in [
        "  sms.first                                2  First SMS\n",
        "  sms.noon                                 –  SMS at noon\n",
        "  window.ended                         never  the window closed",
        "  verify.all-passed                  Let everybody of an order pass.\n",
    ] {
        assert!(printed.contains(line), "{line}\n{printed}");
    }
    let last = printed.lines().last().unwrap();
    assert!(
        last.contains(" of ") && last.contains(" exercised, "),
        "{last}"
    );
    let all = coverage(&["--url", &process.base, "--all", "--all-editions"]);
    assert!(text(&all.stdout).contains("  sms.noon                             never"));
}

#[test]
fn it_exits_with_1_below_what_is_enough_and_says_so() {
    let (process, _folder) = texted();
    let json = coverage(&["--url", &process.base, "--sandbox", "a", "--json"]);
    let answer: Value = serde_json::from_slice(&json.stdout).unwrap();
    let percent = answer["percent"].as_u64().unwrap();
    assert!((1..100).contains(&percent), "{percent}");
    for (min, code) in [(percent, 0), (percent + 1, 1)] {
        let min = min.to_string();
        let output = coverage(&["--url", &process.base, "--sandbox", "a", "--min", &min]);
        assert_eq!(output.status.code(), Some(code));
        assert_eq!(text(&output.stderr).lines().count(), usize::from(code == 1));
    }
    let nothing = coverage(&["--url", &process.base, "--min", "1"]);
    assert_eq!(
        nothing.status.code(),
        Some(1),
        "the sandbox `default` is empty"
    );
}

#[test]
fn a_service_that_cannot_be_asked_is_one_line_and_code_2() {
    let (process, _folder) = texted();
    for (arguments, says) in [
        (
            vec!["--url", "http://127.0.0.1:9"],
            "no answer from http://127.0.0.1:9",
        ),
        (vec!["--url", &process.base, "--sandbox", "No-Name"], "400"),
        (vec!["--url", "nowhere"], "nowhere"),
    ] {
        let output = coverage(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let told = text(&output.stderr);
        assert!(told.contains(says) && told.lines().count() == 1, "{told}");
        assert!(output.stdout.is_empty());
    }
    for arguments in [vec!["--min", "101"], vec!["--all", "--sandbox", "a"]] {
        assert_eq!(coverage(&arguments).status.code(), Some(2));
    }
}

#[test]
fn a_guarded_control_plane_wants_its_token() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = binary();
    let database = crate::support::process::address(&folder.path().join("guarded.db"));
    command.args(["--listen", "127.0.0.1:0", "--database", &database]);
    command.args(["--control-token", "secret"]);
    let process = Process::start(command);
    let refused = coverage(&["--url", &process.base]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("401"));
    let asked = coverage(&["--url", &process.base, "--control-token", "secret"]);
    assert_eq!(asked.status.code(), Some(0));
    let mut command = binary();
    command.env("BEIAN_SIM_CONTROL_TOKEN", "secret");
    let output = command.args(["coverage", "--url", &process.base]).output();
    assert_eq!(output.unwrap().status.code(), Some(0));
}
