//! The ready-to-post orders: each is accepted as it stands, and each is what its name says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use axum::http::{Method, StatusCode};
use beian_sim::rules::FilingType;
use serde_json::{Value, json};

use crate::support::{START, Service, first_filing};

/// Every order with the number of its verifiers in the edition that knows all filing types.
const VERIFIERS: &[(&str, usize)] = &[
    ("access", 2),
    ("add-service", 2),
    ("cancel-access", 0),
    ("cancel-app", 1),
    ("cancel-entity", 1),
    ("cancel-site", 1),
    ("change-both", 2),
    ("change-entity", 1),
    ("change-remarks", 0),
    ("change-service", 1),
    ("first-filing", 2),
    ("first-filing-app", 1),
    ("first-filing-emergency-phone", 2),
    ("first-filing-one-person", 1),
    ("first-filing-passport", 1),
    ("first-filing-permit-elsewhere", 1),
    ("first-filing-permit-zhejiang", 1),
    ("first-filing-ported-number", 2),
    ("first-filing-several-services", 3),
    ("first-filing-taiwan-permit", 1),
    ("first-filing-website-and-app", 1),
];

/// Every order of the folder, by the file's name.
fn orders() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/orders");
    let files = fs::read_dir(folder).unwrap();
    let orders = files.map(|file| {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let order = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        (name, order)
    });
    orders.collect()
}

#[tokio::test]
async fn every_order_is_accepted_as_it_stands_beside_all_others() {
    let service = Service::start().await;
    let clock = json!({ "mode": "frozen", "now": START });
    service.put("/_sim/v1/clock", clock).await;
    let mut verifiers = Vec::new();
    for (name, order) in orders() {
        let answer = service.call(Method::POST, "/v1/orders", Some(order)).await;
        let (status, body) = (answer.status, answer.json());
        assert_eq!(status, StatusCode::CREATED, "{name}: {body}");
        let count = body["verifiers"].as_array().map_or(0, Vec::len);
        verifiers.push((name, count));
    }
    let expected = VERIFIERS
        .iter()
        .map(|(name, count)| ((*name).to_owned(), *count));
    assert_eq!(verifiers, expected.collect::<Vec<_>>());
}

#[test]
fn there_is_an_order_of_every_filing_type_under_its_name() {
    let orders = orders();
    let types: BTreeSet<_> = orders
        .values()
        .filter_map(|order| order["filing_type"].as_str())
        .collect();
    let all: BTreeSet<_> = FilingType::ALL.iter().map(|one| one.key()).collect();
    assert_eq!(types, all);
    for (name, order) in &orders {
        let filing_type = order["filing_type"].as_str().unwrap_or_default();
        assert!(name.starts_with(&filing_type.replace('_', "-")), "{name}");
    }
}

#[test]
fn the_first_filing_is_the_one_that_the_tests_tell_of() {
    assert_eq!(orders()["first-filing"], first_filing("P-1"));
}
