//! What the running binary logs: who a line is about, and nobody's phone, ID number, code or name.

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

#[test]
fn every_line_of_a_request_says_which_it_is_and_whose_data_it_was_no_line_says() {
    let folder = tempfile::tempdir().unwrap();
    let (process, log) = serve(folder.path(), "debug");
    let client = process.client();
    let entry = json!({ "phone": "13800000001", "code": "000000", "id_suffix": "010014" });
    let fault = json!({ "id": "failing", "kind": "public", "effect": "error", "times": 1 });
    let puts = [
        (
            "/s/shop/_sim/v1/clock",
            json!({ "mode": "frozen", "now": START }),
        ),
        (
            "/s/shop/_sim/v1/webhook",
            json!({ "url": "http://127.0.0.1:9/of/13800000001" }),
        ),
        ("/s/shop/_sim/v1/faults", json!({ "faults": [fault] })),
    ];
    for (path, body) in &puts {
        assert!(client.put(path, body).unwrap().0 < 300, "{path}");
    }
    let posts = [
        ("/s/shop/v1/orders", first_filing("ORDER-OF-ZHANG"), 201),
        ("/s/shop/_sim/v1/clock/advance", json!({ "by": "5m" }), 200),
        ("/s/shop/v1/verify", entry.clone(), 500),
        ("/s/shop/v1/verify", entry, 200),
        (
            "/s/shop/v1/verify",
            json!({ "phone": 13_800_000_001_u64 }),
            422,
        ),
        (
            "/s/shop/_sim/v1/import",
            json!({ "format": "13800000001" }),
            422,
        ),
    ];
    for (path, body, status) in &posts {
        assert_eq!(client.post(path, body).unwrap().0, *status, "{path}");
    }
    let gets = [
        ("/s/shop/v1/orders/ORDER-OF-ZHANG", 200),
        ("/s/shop/_sim/v1/messages?to=13800000001", 200),
        (
            "/s/shop/_sim/v1/attempts?phone=13800000001&order_no=ORDER-OF-ZHANG",
            200,
        ),
        ("/s/shop/console/orders/ORDER-OF-ZHANG", 200),
        ("/nowhere/13800000001", 404),
        ("/s/shop/v1/orders/13800000001", 404),
        ("/livez", 200),
    ];
    for (path, status) in gets {
        assert_eq!(client.get(path).unwrap().0, status, "{path}");
    }
    assert_eq!(process.stop("TERM"), Some(0));

    let lines = lines(&log);
    let answered = saying(&lines, "answered");
    assert_eq!(answered.len(), puts.len() + posts.len() + gets.len());
    for line in &answered {
        assert_eq!(line["level"], "DEBUG");
        assert!(line["fields"]["duration_us"].is_u64(), "{line}");
    }
    let told = |number: usize| {
        let (span, fields) = (&answered[number]["span"], &answered[number]["fields"]);
        (
            span["sandbox"].as_str(),
            span["method"].as_str().unwrap(),
            span["route"].as_str().unwrap(),
            fields["status"].as_u64().unwrap(),
        )
    };
    assert_eq!(told(3), (Some("shop"), "POST", "/v1/orders", 201));
    assert_eq!(
        told(5),
        (Some("shop"), "POST", "/v1/verify", 500),
        "a fault that was asked for is no trouble of the service"
    );
    assert_eq!(told(9), (Some("shop"), "GET", "/v1/orders/{name}", 200));
    assert_eq!(told(13), (Some("default"), "GET", "unknown", 404));
    assert_eq!(told(15), (None, "GET", "/livez", 200));
    let requests: std::collections::BTreeSet<_> = answered
        .iter()
        .map(|line| line["span"]["request"].as_str().unwrap())
        .collect();
    assert_eq!(requests.len(), answered.len(), "each has an id of its own");
    // Nobody listens at port 9: the advance tries the webhook in the course of its request, in a
    // task of its own.
    let tried = saying(&lines, "a webhook was tried");
    let advance = tried
        .iter()
        .find(|line| line["span"]["name"] == "request")
        .expect("the advance tries again after five seconds");
    assert_eq!(advance["span"]["sandbox"], "shop");
    assert_eq!(advance["span"]["request"], answered[4]["span"]["request"]);
    for line in tried {
        assert_eq!(line["span"]["sandbox"], "shop");
        assert_eq!(line["fields"]["outcome"], "unreachable");
    }
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
