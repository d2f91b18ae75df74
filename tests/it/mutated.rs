//! Documents that were changed at random: none makes the service panic, and whatever is taken in
//! can be lived with.

use std::cell::Cell;

use axum::http::Method;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{RngAlgorithm, RngSeed, TestRunner};
use serde_json::{Value, json};
use tokio::runtime::Builder;

use crate::documents::{document, import};
use crate::support::{Service, first_filing};

/// Something else in the place of a value.
fn other_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!(0)),
        Just(json!(-1)),
        Just(json!(1)),
        Just(json!(2)),
        Just(json!(65_535)),
        Just(json!(u32::MAX)),
        Just(json!(i64::MAX)),
        Just(json!(i64::MIN)),
        Just(json!(1_709_255_000_000_i64)),
        Just(json!(253_402_271_999_999_i64)),
        Just(json!("")),
        Just(json!("\t\n")),
        Just(json!([])),
        Just(json!({})),
        Just(json!("000000")),
        Just(json!("13800000001")),
        Just(json!(true)),
    ]
}

/// A change of a document: at the n-th of its values, or of its rows.
#[derive(Clone, Debug)]
enum Change {
    Replace(Index, Value),
    Drop(Index),
    Repeat(Index),
    Swap(Index, Index),
    Cut(Index),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        6 => (any::<Index>(), other_value()).prop_map(|(at, value)| Change::Replace(at, value)),
        1 => any::<Index>().prop_map(Change::Drop),
        1 => any::<Index>().prop_map(Change::Repeat),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Change::Swap(a, b)),
        1 => any::<Index>().prop_map(Change::Cut),
    ]
}

/// The pointers of all values in the document.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                pointers(item, &format!("{at}/{place}"), found);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                pointers(field, &format!("{at}/{name}"), found);
            }
        }
        _ => {}
    }
}

/// Makes the change; the rows are numbered anew, so that a change among them gets past the count.
fn changed(mut document: Value, change: &Change) -> Value {
    if let Change::Replace(at, value) = change {
        let mut all = Vec::new();
        pointers(&document, "", &mut all);
        if let Some(place) = document.pointer_mut(at.get::<String>(&all)) {
            *place = value.clone();
        }
        return document;
    }
    let journal = document.pointer_mut("/journal");
    let Some(rows) = journal.and_then(Value::as_array_mut) else {
        return document;
    };
    if rows.is_empty() {
        return document;
    }
    match change {
        Change::Drop(at) => drop(rows.remove(at.index(rows.len()))),
        Change::Repeat(at) => {
            let row = at.get(rows).clone();
            rows.insert(at.index(rows.len()), row);
        }
        Change::Swap(a, b) => {
            let (a, b) = (a.index(rows.len()), b.index(rows.len()));
            rows.swap(a, b);
        }
        Change::Cut(at) => rows.truncate(at.index(rows.len())),
        Change::Replace(..) => {}
    }
    for (number, row) in (1..).zip(rows) {
        if let Some(fields) = row.as_object_mut() {
            fields.insert("seq".to_owned(), json!(number));
        }
    }
    document
}

/// Lives with a sandbox: looks at everything, enters what there is to be entered, lets time pass.
/// No answer may be an internal error.
async fn live(service: &Service, sandbox: &str) {
    let call = |method: Method, path: &str, body: Option<Value>| {
        let path = format!("/s/{sandbox}{path}");
        async move {
            let answer = service.call(method, &path, body).await;
            assert!(answer.status.as_u16() < 500, "{path}: {}", answer.json());
            answer.json()
        }
    };
    for by in ["1m", "1h", "30h", "20d"] {
        for path in [
            "/_sim/v1/clock",
            "/v1/orders",
            "/_sim/v1/attempts",
            "/_sim/v1/rules",
        ] {
            call(Method::GET, path, None).await;
        }
        for order in ["P-1", "P-2", "P-3"] {
            call(Method::GET, &format!("/_sim/v1/orders/{order}"), None).await;
            call(
                Method::GET,
                &format!("/_sim/v1/orders/{order}/timeline"),
                None,
            )
            .await;
            call(Method::GET, &format!("/v1/orders/{order}"), None).await;
        }
        let inbox = call(Method::GET, "/_sim/v1/messages?limit=1000", None).await;
        for sms in inbox["messages"].as_array().into_iter().flatten() {
            for suffix in ["010014", "01002X"] {
                let entered =
                    json!({ "phone": sms["to"], "code": sms["code"], "id_suffix": suffix });
                call(Method::POST, "/v1/verify", Some(entered)).await;
                let asked = json!({ "phone": sms["to"], "id_suffix": suffix });
                call(Method::POST, "/v1/resend", Some(asked)).await;
            }
        }
        for order in ["P-1", "P-2"] {
            call(
                Method::POST,
                &format!("/v1/orders/{order}/resubmit"),
                Some(json!({})),
            )
            .await;
        }
        call(Method::POST, "/v1/orders", Some(first_filing("P-3"))).await;
        call(
            Method::POST,
            "/_sim/v1/clock/advance",
            Some(json!({ "by": by })),
        )
        .await;
    }
}

/// How many documents a run tries, and the seed that they are drawn from. For a longer hunt, change
/// the two.
const CASES: u32 = 200;
const SEED: u64 = 1;

#[test]
fn no_document_panics_and_whatever_is_taken_in_can_be_lived_with() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let (taken, refused) = (Cell::new(0), Cell::new(0));
    let mut runner = TestRunner::new(ProptestConfig {
        cases: CASES,
        rng_seed: RngSeed::Fixed(SEED),
        rng_algorithm: RngAlgorithm::ChaCha,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let outcome = runner.run(&prop::collection::vec(change(), 1..4), |changes| {
        runtime.block_on(async {
            let service = Service::start().await;
            let good = document(&service).await;
            let bad = changes.iter().fold(good, changed);
            let answer = import(&service, "target", &bad).await;
            if answer.status == 201 {
                taken.set(taken.get() + 1);
                live(&service, "target").await;
            } else {
                refused.set(refused.get() + 1);
                let problem = answer.refused(422, "invalid");
                assert!(problem["errors"][0]["detail"].is_string(), "{problem}");
            }
        });
        Ok(())
    });
    let counterexample = outcome.err().map(|error| error.to_string());
    assert!(counterexample.is_none(), "{}", counterexample.unwrap());
    assert!(
        taken.get() > 10 && refused.get() > 100,
        "{taken:?} {refused:?}"
    );
}
