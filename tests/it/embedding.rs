//! The simulator inside a Rust test: from plain tests and from async ones, many at once, and gone
//! when dropped.

use beian_sim::Simulator;
use beian_sim::client::{Error, Sandbox};
use serde_json::json;

use crate::support::{START, first_filing};

#[path = "../../examples/embedding.rs"]
mod example;

/// A sandbox that stands still at the usual moment, with an order whose SMS have arrived.
fn with_order(simulator: &Simulator, name: &str) -> Sandbox {
    let sandbox = simulator.sandbox(name);
    sandbox.freeze(START).unwrap();
    let (seen, new) = sandbox.submit(&first_filing("P-1")).unwrap();
    assert_eq!((seen.status.as_str(), new), ("awaiting_verification", true));
    assert_eq!(sandbox.advance("5m").unwrap().fired_count, 4);
    sandbox
}

#[test]
fn the_example_runs() {
    example::main().unwrap();
}

#[test]
fn an_order_goes_from_submission_to_review() {
    let simulator = Simulator::start().unwrap();
    let sandbox = with_order(&simulator, "review");
    for (phone, suffix, outcome) in [
        ("13800000001", "010014", "waiting_for_others"),
        ("13800000002", "01002X", "all_verified"),
    ] {
        let inbox = sandbox.inbox(phone).unwrap();
        let code = &inbox.last().unwrap().code;
        let verdict = sandbox.verify(phone, code, suffix).unwrap();
        assert_eq!(verdict.outcome, outcome);
        assert!(verdict.rule.starts_with("verify."), "{verdict:?}");
    }
    assert_eq!(sandbox.order("P-1").unwrap().status, "under_review");
    sandbox.advance_to_next_event().unwrap();
    let seen = sandbox.seen_by_provider("P-1").unwrap();
    assert_eq!(
        (seen.status.as_str(), seen.sms_verify_status),
        ("under_review", Some(2))
    );
    sandbox.review("P-1", "approve").unwrap();
    assert_eq!(sandbox.order("P-1").unwrap().status, "approved");
    let coverage = sandbox.coverage().unwrap();
    let review = coverage.limits.iter().find(|limit| limit.name == "review");
    let sides = &review.unwrap().sides;
    let counts = sides.iter().map(|side| (side.side.as_str(), side.count));
    assert!(counts.eq([("approved", 1), ("rejected", 0)]));
    assert!(coverage.covered > 10 && coverage.covered < coverage.total);
}

#[tokio::test]
async fn it_answers_although_an_async_test_has_one_thread_and_waits_on_it() {
    let simulator = Simulator::start().unwrap();
    let sandbox = with_order(&simulator, "async");
    let verdict = sandbox.resend("13800000001", "010014").unwrap();
    assert_eq!(verdict.outcome, "resent");
}

#[test]
fn refusals_name_their_code_and_every_bad_field() {
    let simulator = Simulator::start().unwrap();
    let sandbox = with_order(&simulator, "refusals");
    let other = json!({ "order_no": "P-1", "filing_type": "nonsense", "province": 7 });
    let error = sandbox.submit(&other).unwrap_err();
    let refusal = error.refusal().unwrap();
    assert_eq!((refusal.status, refusal.code.as_str()), (422, "invalid"));
    let fields: Vec<_> = refusal
        .errors
        .iter()
        .map(|field| field.pointer.as_str())
        .collect();
    assert!(
        fields.contains(&"/filing_type") && fields.contains(&"/province"),
        "{fields:?}"
    );
    let error = sandbox.resubmit("P-1", &json!({})).unwrap_err();
    assert_eq!(error.refusal().unwrap().code, "wrong-status");
    assert!(error.to_string().contains("wrong-status"), "{error}");
}

#[test]
fn one_that_is_dropped_has_stopped_and_leaves_its_port() {
    let simulator = Simulator::start().unwrap();
    let sandbox = with_order(&simulator, "dropped");
    drop(simulator);
    let error = sandbox.order("P-1").unwrap_err();
    assert!(matches!(error, Error::Unanswered { .. }), "{error}");
}

#[test]
fn two_in_one_process_share_nothing_and_give_the_same() {
    let (one, other) = (Simulator::start().unwrap(), Simulator::start().unwrap());
    let told = |simulator: &Simulator| {
        let sandbox = with_order(simulator, "same-name");
        (
            sandbox.messages().unwrap(),
            sandbox.timeline("P-1").unwrap(),
        )
    };
    let first = told(&one);
    // What the one holds, the other has never heard of: the same name is new there.
    assert_eq!(
        other
            .sandbox("same-name")
            .order("P-1")
            .unwrap_err()
            .refusal()
            .unwrap()
            .status,
        404
    );
    assert_eq!(first, told(&other));
    drop(one);
    assert_eq!(other.sandbox("same-name").order("P-1").unwrap().round, 1);
}

#[test]
fn any_http_client_reaches_it_by_its_address() {
    let simulator = Simulator::start().unwrap();
    let url = format!("{}/readyz", simulator.base_url());
    assert_eq!(ureq::get(&url).call().unwrap().status(), 200);
    let sandbox = simulator.sandbox("by-url");
    assert_eq!(
        sandbox.base_url(),
        format!("{}/s/by-url", simulator.base_url())
    );
}
