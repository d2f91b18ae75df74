//! What was acknowledged is there after a crash, a full disk, or a reload; of the rest, no half.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use beian_sim::app::SandboxId;
use serde_json::{Value, json};

use crate::support::process::{Answered, Client, Process, address, binary};
use crate::support::{START, Service, first_filing, person};

/// How often the process is killed.
const KILLS: usize = 6;
/// Acknowledged commands between two kills.
const COMMANDS_BETWEEN_KILLS: usize = 120;
/// Who submits and verifies at the same time.
const WORKERS: usize = 6;

/// What the process acknowledged of an order before it died.
#[derive(Clone, Debug)]
struct Acknowledged {
    sandbox: String,
    order_no: String,
    verified: bool,
}

#[test]
fn a_process_killed_under_load_loses_nothing_acknowledged_and_keeps_no_half() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("killed.db");
    let mut acknowledged: Vec<Acknowledged> = Vec::new();
    for kill in 0..KILLS {
        let process = Process::on(&file);
        check_all(&process.client(), &acknowledged);
        let log = Arc::new(Mutex::new(Vec::new()));
        let count = Arc::new(AtomicUsize::new(0));
        let workers: Vec<_> = (0..WORKERS)
            .map(|worker| {
                let (client, log) = (process.client(), Arc::clone(&log));
                let count = Arc::clone(&count);
                thread::spawn(move || work(&client, kill, worker, &log, &count))
            })
            .collect();
        while count.load(Ordering::SeqCst) < COMMANDS_BETWEEN_KILLS {
            thread::yield_now();
        }
        process.kill();
        for worker in workers {
            worker.join().unwrap();
        }
        acknowledged.extend(log.lock().unwrap().drain(..));
    }
    assert!(acknowledged.iter().any(|order| order.verified));
    let process = Process::on(&file);
    check_all(&process.client(), &acknowledged);
}

/// Submits and verifies orders until the process is gone. Two workers share a sandbox.
fn work(
    client: &Client,
    kill: usize,
    worker: usize,
    log: &Mutex<Vec<Acknowledged>>,
    count: &AtomicUsize,
) {
    let sandbox = format!("w{}", worker / 2);
    let at = format!("/s/{sandbox}");
    let frozen = json!({ "mode": "frozen" });
    if client.put(&format!("{at}/_sim/v1/clock"), &frozen).is_err() {
        return;
    }
    for number in 0.. {
        let order_no = format!("K{kill}-W{worker}-{number}");
        let phone = format!("139{kill:02}{worker:02}{number:04}");
        let Ok((201, _)) = client.post(&format!("{at}/v1/orders"), &one_person(&order_no, &phone))
        else {
            return;
        };
        count.fetch_add(1, Ordering::SeqCst);
        let entry = Acknowledged {
            sandbox: sandbox.clone(),
            order_no: order_no.clone(),
            verified: false,
        };
        log.lock().unwrap().push(entry);
        let advance = json!({ "by": "5m" });
        if client
            .post(&format!("{at}/_sim/v1/clock/advance"), &advance)
            .is_err()
        {
            return;
        }
        let Ok((200, truth)) = client.get(&format!("{at}/_sim/v1/orders/{order_no}")) else {
            return;
        };
        let code = &truth["verifiers"][0]["code"];
        let entered = json!({ "phone": phone, "code": code, "id_suffix": "010014" });
        let Ok((200, verdict)) = client.post(&format!("{at}/v1/verify"), &entered) else {
            return;
        };
        assert_eq!(verdict["outcome"], "all_verified", "{verdict}");
        count.fetch_add(1, Ordering::SeqCst);
        let mut log = log.lock().unwrap();
        log.iter_mut()
            .filter(|entry| entry.order_no == order_no)
            .for_each(|e| e.verified = true);
    }
}

/// Every acknowledged command is there, and every order is whole.
fn check_all(client: &Client, acknowledged: &[Acknowledged]) {
    for order in acknowledged {
        let Acknowledged {
            sandbox,
            order_no,
            verified,
        } = order;
        let (status, truth) = client
            .get(&format!("/s/{sandbox}/_sim/v1/orders/{order_no}"))
            .unwrap();
        assert_eq!(status, 200, "{order_no} was acknowledged and is gone");
        let passed = truth["verifiers"][0]["state"] == "verified";
        let reviewed = truth["status"] == "under_review";
        assert!(
            passed || !verified,
            "{order_no} was verified and is not: {truth}"
        );
        assert_eq!(passed, reviewed, "half a command: {truth}");
        let path = format!("/s/{sandbox}/_sim/v1/attempts?order_no={order_no}");
        let (_, attempts) = client.get(&path).unwrap();
        let told = attempts["attempts"].as_array().unwrap().len();
        // The journal of attempts keeps the newest of a sandbox: far more than this test makes.
        assert_eq!(usize::from(passed), told, "half a command: {attempts}");
    }
}

/// An order that one person verifies in both roles.
fn one_person(order_no: &str, phone: &str) -> Value {
    let mut order = first_filing(order_no);
    let who = person("王五", phone, "330102199001010014");
    order["entity"]["principal"] = who.clone();
    order["services"][0]["principal"] = who;
    order
}

#[test]
fn a_full_disk_is_answered_with_503_and_service_returns_with_the_room() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::small(folder.path());
    let file = folder.path().join("full.db");
    let process = disk.serve(&file);
    let client = process.client();
    client
        .put("/_sim/v1/clock", &json!({ "mode": "frozen", "now": START }))
        .unwrap();
    let mut accepted = Vec::new();
    let refusal = (0..100_000).find_map(|number| {
        let order_no = format!("F-{number}");
        match client.post("/v1/orders", &first_filing(&order_no)).unwrap() {
            (201, _) => {
                accepted.push(order_no);
                None
            }
            refused => Some(refused),
        }
    });
    let (status, problem) = refusal.expect("the disk fills");
    assert_eq!(
        (status, &problem["code"]),
        (503, &json!("store-unavailable")),
        "{problem}"
    );
    assert_eq!(client.get("/readyz").unwrap().0, 503);
    assert_eq!(client.get("/livez").unwrap().0, 200);
    disk.grow(&process);
    let again: Answered = client.post("/v1/orders", &first_filing("F-after")).unwrap();
    assert_eq!(again.0, 201, "{}", again.1);
    assert_eq!(client.get("/readyz").unwrap().0, 200);
    accepted.push("F-after".to_owned());
    all_are_there(&client, &accepted);
    drop(process);
    all_are_there(&disk.serve(&file).client(), &accepted);
}

/// The orders accepted are the orders that there are: nothing lost, nothing corrupt.
fn all_are_there(client: &Client, accepted: &[String]) {
    let mut listed = Vec::new();
    let mut next = String::new();
    loop {
        let (_, page) = client
            .get(&format!("/v1/orders?limit=1000&after={next}"))
            .unwrap();
        let orders = page["orders"].as_array().unwrap();
        listed.extend(
            orders
                .iter()
                .map(|order| order["order_no"].as_str().unwrap().to_owned()),
        );
        match page["next"].as_str() {
            Some(cursor) => cursor.clone_into(&mut next),
            None => break,
        }
    }
    listed.reverse();
    assert_eq!(listed, accepted);
}

/// A disk that soon fills: a small tmpfs where mounting is allowed, else a limit on file sizes.
pub enum Disk {
    Mounted(std::path::PathBuf),
    Limited,
}

impl Disk {
    pub fn small(folder: &Path) -> Self {
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
            .arg(folder)
            .output();
        if mount.is_ok_and(|mount| mount.status.success()) {
            Self::Mounted(folder.to_owned())
        } else {
            Self::Limited
        }
    }

    pub fn serve(&self, file: &Path) -> Process {
        let database = address(file);
        let arguments = ["--listen", "127.0.0.1:0", "--database", &database];
        let command = match self {
            Self::Mounted(_) => {
                let mut command = binary();
                command.args(arguments);
                command
            }
            Self::Limited => {
                let mut command = Command::new("sh");
                let script = "trap '' XFSZ; ulimit -S -f 2048; exec \"$0\" \"$@\"";
                command
                    .args(["-c", script, env!("CARGO_BIN_EXE_beian-sim")])
                    .args(arguments);
                command
            }
        };
        Process::start(command)
    }

    pub fn grow(&self, process: &Process) {
        let grown = match self {
            Self::Mounted(folder) => Command::new("mount")
                .args(["-o", "remount,size=64m"])
                .arg(folder)
                .status(),
            Self::Limited => {
                let id = process.id().to_string();
                Command::new("prlimit")
                    .args(["--pid", &id, "--fsize=67108864"])
                    .status()
            }
        };
        assert!(grown.unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if let Self::Mounted(folder) = self {
            let _ = Command::new("umount").arg("-l").arg(folder).status();
        }
    }
}

#[tokio::test]
async fn a_reload_in_the_middle_of_frozen_stories_changes_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let straight = tell(&folder.path().join("straight.db"), false).await;
    let reloaded = tell(&folder.path().join("reloaded.db"), true).await;
    assert_eq!(straight.len(), reloaded.len());
    for (one, other) in straight.iter().zip(&reloaded) {
        assert_eq!(one, other);
    }
}

/// Tells a story with every kind of event; between any two steps the sandbox may be reloaded.
async fn tell(file: &Path, reloading: bool) -> Vec<String> {
    let service = Service::on(&address(file)).await;
    let sandbox = SandboxId::default_sandbox();
    let mut told = Vec::new();
    service
        .put("/_sim/v1/clock", json!({ "mode": "frozen", "now": START }))
        .await;
    for (method, path, body) in crate::determinism::story() {
        if reloading {
            assert!(
                service.hall.unload(&sandbox),
                "everything answered is committed"
            );
        }
        let answer = service.call(method, &path, body).await;
        told.push(format!(
            "{path} {} {}",
            answer.status,
            String::from_utf8_lossy(&answer.bytes)
        ));
    }
    told
}
