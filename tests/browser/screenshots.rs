//! Takes a picture of every page, light, dark and on a phone, of a sandbox that shows what there is
//! to show: `cargo run --example screenshots -- FOLDER`.

mod chrome;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use beian_sim::app::{Committer, Hall, Limits, Wall};
use beian_sim::http::{App, serve};
use beian_sim::store::Store;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use chrome::{Chrome, Outcome, Screen};

/// Each page, by the name of its picture.
const PAGES: &[(&str, &str)] = &[
    ("person", "/s/demo/"),
    ("orders", "/s/demo/console/orders"),
    ("order-awaiting", "/s/demo/console/orders/P-1"),
    ("order-failed", "/s/demo/console/orders/P-2"),
    ("order-under-review", "/s/demo/console/orders/P-3"),
    ("inbox", "/s/demo/console/inbox"),
    ("attempts", "/s/demo/console/attempts"),
    ("coverage", "/s/demo/console/coverage"),
    ("clock", "/s/demo/console/clock"),
    ("rules", "/s/demo/console/rules"),
    ("rulebooks", "/s/demo/console/rulebooks"),
    ("sandboxes", "/s/demo/console/sandboxes"),
];

/// Each way to look at it.
const LOOKS: &[(&str, Screen)] = &[
    (
        "light",
        Screen {
            phone: false,
            dark: false,
        },
    ),
    (
        "dark",
        Screen {
            phone: false,
            dark: true,
        },
    ),
    (
        "phone",
        Screen {
            phone: true,
            dark: false,
        },
    ),
];

#[tokio::main(worker_threads = 2)]
async fn main() -> Outcome {
    let folder = std::env::args_os()
        .nth(1)
        .ok_or("usage: screenshots FOLDER")?;
    let folder = PathBuf::from(folder);
    std::fs::create_dir_all(&folder)?;
    let base = start().await?;
    seed(&format!("{base}/s/demo"))?;
    for (look, screen) in LOOKS {
        let chrome = Chrome::open(*screen).await?;
        for (name, path) in PAGES {
            chrome.window.goto(&format!("{base}{path}")).await?;
            take(&chrome, &folder.join(format!("{name}-{look}.png"))).await?;
        }
    }
    Ok(())
}

/// Serves in this process, with nothing on disk; where.
async fn start() -> Outcome<String> {
    let store = Arc::new(Store::open("sqlite::memory:").await?);
    let (committer, _) = Committer::start(Arc::clone(&store));
    let limits = Limits {
        sandboxes_max: 10,
        orders_max: 1_000,
        ..Limits::default()
    };
    let hall = Hall::open(store, committer, Wall::System, limits).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    tokio::spawn(serve(listener, App::new(hall), std::future::pending()));
    Ok(base)
}

/// Fills the sandbox: every ready-made order, one verified, one failed, one asked about again.
fn seed(base: &str) -> Outcome {
    let clock = json!({ "mode": "frozen", "now": "2024-03-01T09:00:00+08:00" });
    ureq::put(format!("{base}/_sim/v1/clock")).send_json(&clock)?;
    let post = |path: &str, body: &Value| -> Outcome<Value> {
        let answer = ureq::post(format!("{base}{path}")).send_json(body)?;
        Ok(answer.into_body().read_json()?)
    };
    let mut number = 0;
    for name in [
        "first-filing",
        "first-filing-one-person",
        "first-filing-passport",
        "change-both",
    ] {
        number += 1;
        let file = format!("{}/fixtures/orders/{name}.json", env!("CARGO_MANIFEST_DIR"));
        // Phones of their own, so that each entry is about the order that it is meant for.
        let text =
            std::fs::read_to_string(file)?.replace("138000000", &format!("1380{number}0000"));
        let mut order: Value = serde_json::from_str(&text)?;
        order["order_no"] = json!(format!("P-{number}"));
        post("/v1/orders", &order)?;
    }
    post("/_sim/v1/clock/advance", &json!({ "by": "5m" }))?;
    for (order_no, tries, right) in [("P-2", 5, false), ("P-1", 2, false), ("P-3", 1, true)] {
        let truth = ureq::get(format!("{base}/_sim/v1/orders/{order_no}")).call()?;
        let truth: Value = truth.into_body().read_json()?;
        let person = &truth["verifiers"][0];
        let wrong = json!("000000");
        let entry = json!({
            "phone": person["phone"],
            "code": if right { &person["code"] } else { &wrong },
            "id_suffix": person["id_suffixes"][0],
        });
        for _ in 0..tries {
            post("/v1/verify", &entry)?;
        }
        post("/_sim/v1/clock/advance", &json!({ "by": "7m" }))?;
    }
    let ask = json!({ "phone": "13801000002", "id_suffix": "01002X" });
    post("/v1/resend", &ask)?;
    post("/_sim/v1/clock/advance", &json!({ "by": "3h" }))?;
    Ok(())
}

/// Takes a picture of the whole page, however long.
async fn take(chrome: &Chrome, file: &Path) -> Outcome {
    let command = format!("{}/goog/cdp/execute", chrome.session().await?);
    let ask = |cmd: &str, params: Value| -> Outcome<Value> {
        let answer = ureq::post(&command).send_json(json!({ "cmd": cmd, "params": params }))?;
        Ok(answer
            .into_body()
            .with_config()
            .limit(PICTURE_BYTES_MAX)
            .read_json()?)
    };
    let size = ask("Page.getLayoutMetrics", json!({}))?["value"]["cssContentSize"].clone();
    let clip = json!({
        "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1,
    });
    let params = json!({ "captureBeyondViewport": true, "clip": clip });
    let picture = ask("Page.captureScreenshot", params)?;
    let picture = picture["value"]["data"].as_str().ok_or("no picture")?;
    std::fs::write(file, STANDARD.decode(picture)?)?;
    Ok(())
}

/// The largest picture that chromedriver may hand over, in bytes.
const PICTURE_BYTES_MAX: u64 = 64 << 20;
