//! The binary as a person at a shell meets it.

use std::process::Output;

use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::support::process::{Process, address, binary};
use crate::support::{START, first_filing};

/// Runs the binary to its end.
fn run(arguments: &[&str]) -> Output {
    binary().args(arguments).output().unwrap()
}

/// It fails with that code and one line that says so.
#[track_caller]
fn check_fails(output: &Output, code: i32, says: &str) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{told}");
    assert!(told.contains(says), "{told}");
    assert!(output.stdout.is_empty());
    if code == 1 {
        assert_eq!(told.lines().count(), 1, "{told}");
    }
}

#[test]
fn a_signal_stops_it_cleanly_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("stopped.db");
    for (number, signal) in ["TERM", "INT"].into_iter().enumerate() {
        let process = Process::on(&file);
        let order = first_filing(&format!("S-{number}"));
        assert_eq!(process.client().post("/v1/orders", &order).unwrap().0, 201);
        assert_eq!(process.stop(signal), Some(0));
    }
    let process = Process::on(&file);
    let (_, page) = process.client().get("/v1/orders").unwrap();
    assert_eq!(page["orders"].as_array().unwrap().len(), 2);
}

#[test]
fn a_port_in_use_is_one_clear_line() {
    let folder = tempfile::tempdir().unwrap();
    let process = Process::on(&folder.path().join("first.db"));
    let taken = process.base.strip_prefix("http://").unwrap();
    let database = address(&folder.path().join("second.db"));
    let output = run(&["--listen", taken, "--database", &database]);
    check_fails(&output, 1, "choose another address with --listen");
}

#[test]
fn a_second_process_on_the_same_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shared.db");
    let first = Process::on(&file);
    let output = run(&["--listen", "127.0.0.1:0", "--database", &address(&file)]);
    check_fails(&output, 1, "is in use by another beian-sim");
    first.kill();
    // A lock dies with its process, however that died.
    Process::on(&file).stop("TERM");
}

#[test]
fn an_impossible_database_is_one_clear_line() {
    let nowhere = "sqlite:///nowhere/at/all/beian.db";
    check_fails(
        &run(&["--listen", "127.0.0.1:0", "--database", nowhere]),
        1,
        "nowhere/at/all",
    );
    let other = run(&["--listen", "127.0.0.1:0", "--database", "mysql://x"]);
    check_fails(&other, 1, "is no database address");
}

#[test]
fn a_file_that_is_no_database_is_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.txt");
    let text = "Dear reader, this is no database at all, and it is to stay as it is.".repeat(20);
    std::fs::write(&file, &text).unwrap();
    let output = run(&["--listen", "127.0.0.1:0", "--database", &address(&file)]);
    check_fails(&output, 1, "cannot open the database");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn a_bad_flag_exits_with_2() {
    check_fails(&run(&["--listen", "nowhere"]), 2, "--listen");
    check_fails(&run(&["--no-such-flag"]), 2, "--no-such-flag");
    check_fails(
        &run(&["serve", "--unload-after", "soon"]),
        2,
        "expected a duration",
    );
    for limit in ["sandboxes", "orders", "streams", "waits"] {
        for count in ["0", "-1", "many", "99999999999999999999999"] {
            let flag = format!("--max-{limit}={count}");
            let says = format!("--max-{limit} <COUNT>': expected a whole number, at least 1");
            check_fails(&run(&[&flag]), 2, &says);
        }
    }
    check_fails(
        &run(&["--remove-idle-after", "59s"]),
        2,
        "expected at least PT1M",
    );
}

#[test]
fn the_environment_sets_what_flags_set() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("environment.db");
    let mut command = binary();
    command
        .env("BEIAN_SIM_LISTEN", "127.0.0.1:0")
        .env("BEIAN_SIM_DATABASE", address(&file));
    let process = Process::start(command);
    assert_eq!(process.client().get("/livez").unwrap().0, 200);
    assert!(file.exists());
}

#[test]
fn a_healthcheck_exits_0_while_it_serves_and_1_after() {
    let folder = tempfile::tempdir().unwrap();
    let process = Process::on(&folder.path().join("health.db"));
    let address = process.base.strip_prefix("http://").unwrap().to_owned();
    assert_eq!(
        run(&["healthcheck", "--listen", &address]).status.code(),
        Some(0)
    );
    process.stop("TERM");
    check_fails(&run(&["healthcheck", "--listen", &address]), 1, "no answer");
}

#[test]
fn rules_prints_the_editions_with_their_sources() {
    let all = run(&["rules"]);
    let text = String::from_utf8(all.stdout).unwrap();
    for word in [
        "pilot-2017",
        "pilot-2018",
        "nationwide-2020",
        "app-2023",
        "window",
        "MAX-17",
    ] {
        assert!(text.contains(word), "{word}");
    }
    let one = run(&["rules", "app-2023"]);
    assert!(String::from_utf8(one.stdout).unwrap().contains("PT24H"));
    check_fails(&run(&["rules", "app-1999"]), 1, "app-1999");
}

#[test]
fn help_names_every_flag() {
    let help = String::from_utf8(run(&["--help"]).stdout).unwrap();
    let flags = [
        "--listen",
        "--database",
        "--log-level",
        "--log-format",
        "--workers",
        "--max-sandboxes",
        "--max-orders",
        "--max-streams",
        "--max-waits",
        "--unload-after",
        "--remove-idle-after",
        "BEIAN_SIM_LISTEN",
        "rules",
        "healthcheck",
    ];
    for flag in flags {
        assert!(help.contains(flag), "{flag}");
    }
}

#[tokio::test]
async fn a_person_with_a_database_shell_sees_orders_while_it_serves() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("looked-into.db");
    let process = Process::on(&file);
    let client = process.client();
    client
        .put("/_sim/v1/clock", &json!({ "mode": "frozen", "now": START }))
        .unwrap();
    client.post("/v1/orders", &first_filing("P-1")).unwrap();
    client
        .post("/_sim/v1/clock/advance", &json!({ "by": "2d" }))
        .unwrap();
    client.post("/v1/orders/P-1/resubmit", &json!({})).unwrap();
    client.post("/v1/orders", &first_filing("P-2")).unwrap();
    client.post("/v1/orders/P-2/withdraw", &json!({})).unwrap();
    let options = SqliteConnectOptions::new().filename(&file).read_only(true);
    let mut shell = options.connect().await.unwrap();
    let statuses: Vec<(String, String, i64)> =
        sqlx::query_as("select order_no, status, round from order_status order by order_no")
            .fetch_all(&mut shell)
            .await
            .unwrap();
    let expected = [("P-1", "awaiting_verification", 2), ("P-2", "withdrawn", 1)];
    assert_eq!(
        statuses,
        expected.map(|(no, status, round)| (no.to_owned(), status.to_owned(), round))
    );
    let events: Vec<(String,)> = sqlx::query_as(
        "select type from order_events where sandbox = 'default' and order_no = 'P-1' order by seq",
    )
    .fetch_all(&mut shell)
    .await
    .unwrap();
    let events: Vec<_> = events.iter().map(|event| event.0.as_str()).collect();
    let expected = [
        "order_submitted",
        "sms_dispatched",
        "sms_dispatched",
        "sms_delivered",
        "sms_delivered",
        "order_returned",
        "order_resubmitted",
    ];
    assert_eq!(events, expected);
    shell.close().await.unwrap();
}
