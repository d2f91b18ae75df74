//! What the running binary logs: who a line is about, and nobody's phone, ID number, code or name.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::support::process::{Process, address, binary};
use crate::support::{START, first_filing};

/// What is about somebody in the calls below, wherever it stands in them.
const PRIVATE: &[&str] = &[
    "13800000001",
    "13800000002",
    "010014",
    "01002X",
    "330102199001010014",
    "ORDER-OF-ZHANG",
    "张三",
    "示例公司",
    "000000",
];

/// Serves with JSON lines, at that level, into that file.
fn serve(folder: &Path, level: &str) -> (Process, PathBuf) {
    let log = folder.join("log.json");
    let mut command = binary();
    command.args(["--listen", "127.0.0.1:0", "--log-format", "json"]);
    command.args(["--database", &address(&folder.join("logged.db"))]);
    command.args(["--log-level", level]);
    (Process::logging(command, File::create(&log).unwrap()), log)
}

/// The lines, each of which is one JSON object, and none of which is about somebody.
fn lines(log: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(log).unwrap();
    for private in PRIVATE {
        assert!(!text.contains(private), "`{private}` in\n{text}");
    }
    let lines = text.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().unwrap()
}

/// The lines that say that.
fn saying<'a>(lines: &'a [Value], message: &str) -> Vec<&'a Value> {
    let says = |line: &&Value| line["fields"]["message"] == message;
    lines.iter().filter(says).collect()
}

/// Calls with somebody's data in every place where there can be some: method, path, body, and the
/// status of the answer.
fn calls() -> Vec<(&'static str, &'static str, Value, u16)> {
    let entry = json!({ "phone": "13800000001", "code": "000000", "id_suffix": "010014" });
    let fault = json!({ "id": "failing", "kind": "public", "effect": "error", "times": 1 });
    let clock = json!({ "mode": "frozen", "now": START });
    let endpoint = json!({ "url": "http://127.0.0.1:9/of/13800000001" });
    let attempts = "/s/shop/_sim/v1/attempts?phone=13800000001&order_no=ORDER-OF-ZHANG";
    let number = json!({ "phone": 13_800_000_001_u64 });
    let order = first_filing("ORDER-OF-ZHANG");
    let nothing = || json!(null);
    vec![
        ("PUT", "/s/shop/_sim/v1/clock", clock, 200),
        ("PUT", "/s/shop/_sim/v1/webhook", endpoint, 201),
        (
            "PUT",
            "/s/shop/_sim/v1/faults",
            json!({ "faults": [fault] }),
            200,
        ),
        ("POST", "/s/shop/v1/orders", order, 201),
        (
            "POST",
            "/s/shop/_sim/v1/clock/advance",
            json!({ "by": "5m" }),
            200,
        ),
        ("POST", "/s/shop/v1/verify", entry.clone(), 500),
        ("POST", "/s/shop/v1/verify", entry, 200),
        ("POST", "/s/shop/v1/verify", number, 422),
        (
            "POST",
            "/s/shop/_sim/v1/import",
            json!({ "format": "13800000001" }),
            422,
        ),
        ("GET", "/s/shop/v1/orders/ORDER-OF-ZHANG", nothing(), 200),
        (
            "GET",
            "/s/shop/_sim/v1/messages?to=13800000001",
            nothing(),
            200,
        ),
        ("GET", attempts, nothing(), 200),
        (
            "GET",
            "/s/shop/console/orders/ORDER-OF-ZHANG",
            nothing(),
            200,
        ),
        ("GET", "/nowhere/13800000001", nothing(), 404),
        ("GET", "/s/shop/v1/orders/13800000001", nothing(), 404),
        ("GET", "/livez", nothing(), 200),
    ]
}

/// What is logged at `debug` while these calls are answered.
fn lines_of_calls() -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let (process, log) = serve(folder.path(), "debug");
    let client = process.client();
    for (method, path, body, status) in calls() {
        let answered = match method {
            "PUT" => client.put(path, &body),
            "POST" => client.post(path, &body),
            _ => client.get(path),
        };
        assert_eq!(answered.unwrap().0, status, "{method} {path}");
    }
    assert_eq!(process.stop("TERM"), Some(0));
    lines(&log)
}

#[test]
fn every_request_is_a_line_that_says_which_it_is_and_not_whose_data_it_was() {
    let lines = lines_of_calls();
    let answered = saying(&lines, "answered");
    let (calls, lines) = (calls(), answered.iter());
    assert_eq!(answered.len(), calls.len());
    for ((method, _, _, status), line) in calls.iter().zip(lines) {
        assert_eq!(line["level"], "DEBUG", "a fault that was asked for as well");
        assert_eq!(line["span"]["method"], *method);
        assert_eq!(line["fields"]["status"], *status);
        assert!(line["fields"]["duration_us"].is_u64(), "{line}");
    }
    let about = |number: usize| {
        let span = &answered[number]["span"];
        (span["sandbox"].as_str(), span["route"].as_str().unwrap())
    };
    assert_eq!(about(3), (Some("shop"), "/v1/orders"));
    assert_eq!(about(9), (Some("shop"), "/v1/orders/{name}"));
    assert_eq!(about(12), (Some("shop"), "/console/{*page}"));
    assert_eq!(about(13), (Some("default"), "unknown"));
    assert_eq!(about(15), (None, "/livez"));
    let ids: BTreeSet<_> = answered
        .iter()
        .map(|line| line["span"]["request"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), answered.len(), "each has an id of its own");
}

#[test]
fn what_is_logged_on_the_way_says_of_which_request_and_in_the_background_of_which_sandbox() {
    let lines = lines_of_calls();
    // Nobody listens at port 9. The advance tries the webhook again in the course of its request,
    // though in a task of its own; whoever tried it first was the ticker or the advance.
    let tried = saying(&lines, "a webhook was tried");
    for line in &tried {
        assert_eq!(line["span"]["sandbox"], "shop");
        assert_eq!(line["fields"]["outcome"], "unreachable");
    }
    let answered = saying(&lines, "answered");
    let advance = &answered[4]["span"];
    assert_eq!(advance["route"], "/_sim/v1/clock/advance");
    assert!(
        tried.iter().any(|line| line["span"] == *advance),
        "{tried:?}"
    );
}

#[tokio::test]
async fn a_failure_is_a_warning_that_names_request_and_sandbox_whatever_the_level() {
    let folder = tempfile::tempdir().unwrap();
    let (process, _) = serve(folder.path(), "info");
    let order = first_filing("ORDER-OF-ZHANG");
    let (status, _) = process.client().post("/s/shop/v1/orders", &order).unwrap();
    assert_eq!(status, 201);
    process.stop("TERM");
    // A row that is not of its form, and has a phone in the place of a number.
    let database = folder.path().join("logged.db");
    let options = SqliteConnectOptions::new().filename(&database);
    let mut shell = options.connect().await.unwrap();
    sqlx::query(r#"update orders set body = '{"filing_type":"13800000001"}'"#)
        .execute(&mut shell)
        .await
        .unwrap();
    shell.close().await.unwrap();

    let (process, log) = serve(folder.path(), "info");
    let url = format!("{}/s/shop/v1/orders/ORDER-OF-ZHANG", process.base);
    let asking = tokio::task::spawn_blocking(move || {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        let asked = agent.get(url).header("request-id", "trace-7");
        asked.call().unwrap().status().as_u16()
    });
    assert_eq!(asking.await.unwrap(), 500);
    assert_eq!(process.stop("TERM"), Some(0));

    let lines = lines(&log);
    let [failed] = saying(&lines, "failed")[..] else {
        panic!("{lines:?}")
    };
    assert_eq!(failed["level"], "WARN");
    assert_eq!(
        failed["span"],
        json!({
            "name": "request",
            "request": "trace-7",
            "sandbox": "shop",
            "method": "GET",
            "route": "/v1/orders/{name}",
        })
    );
    assert_eq!(failed["fields"]["status"], 500);
    let unloadable = saying(&lines, "a sandbox cannot be loaded");
    assert!(!unloadable.is_empty());
    for line in unloadable {
        assert_eq!(line["fields"]["sandbox"], "shop");
    }
    assert_eq!(saying(&lines, "answered").len(), 0);
}
