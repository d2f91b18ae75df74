//! The list of orders: what it shows, its filters and pages, and the ready-made orders.

use std::collections::BTreeSet;

use serde_json::json;

use super::{accepted, count, page, rejected, texted};
use crate::support::{Service, first_filing};

/// The order numbers that a list shows, as it shows them.
fn listed(page: &str) -> Vec<String> {
    let rows = page.split("<a class=\"strong\" href=\"").skip(1);
    let number = |row: &str| {
        let link = row.split('"').next().unwrap();
        link.rsplit('/').next().unwrap().to_owned()
    };
    rows.map(number).collect()
}

#[tokio::test]
async fn an_empty_list_says_what_to_do_next() {
    let service = Service::start().await;
    let page = page(&service, "/console/orders").await;
    assert!(page.contains("No orders yet"));
    assert!(page.contains("curl -s --json @fixtures/orders/first-filing.json"));
    assert!(page.contains("/v1/orders</code>"));
}

#[tokio::test]
async fn a_row_has_status_people_and_deadline() {
    let service = texted().await;
    let page = page(&service, "/console/orders").await;
    for word in [
        "Awaiting verification",
        "First filing",
        "<bdi>张三</bdi>",
        "<bdi>李四</bdi>",
        "2024-03-02 09:05:00",
        "in 24\u{a0}h",
    ] {
        assert!(page.contains(word), "{word}");
    }
}

#[tokio::test]
async fn the_filters_go_by_where_orders_stand_in_truth() {
    let service = texted().await;
    service.post("/v1/orders", first_filing("P-2")).await;
    service.post("/v1/orders", first_filing("P-3")).await;
    service.post("/v1/orders/P-3/withdraw", json!({})).await;
    let mut remarks = first_filing("P-4");
    remarks["filing_type"] = json!("change_remarks");
    service.post("/v1/orders", remarks).await;
    // Five failures: the provider still believes that P-1 waits.
    for _ in 0..5 {
        let wrong = json!({ "phone": "13800000001", "code": "000000", "id_suffix": "010014" });
        service.post("/v1/verify", wrong).await;
    }
    for (query, expected) in [
        ("", vec!["P-4", "P-3", "P-2", "P-1"]),
        ("?status=awaiting_verification", vec!["P-2"]),
        ("?status=verification_failed", vec!["P-1"]),
        ("?status=under_review", vec!["P-4"]),
        ("?status=withdrawn", vec!["P-3"]),
        ("?filing_type=change_remarks", vec!["P-4"]),
        ("?filing_type=first_filing&status=withdrawn", vec!["P-3"]),
        ("?order_no=P-2", vec!["P-2"]),
        ("?order_no=P-9", vec![]),
        (
            "?status=nonsense&order_no=",
            vec!["P-4", "P-3", "P-2", "P-1"],
        ),
    ] {
        let page = page(&service, &format!("/console/orders{query}")).await;
        assert_eq!(listed(&page), expected, "{query}");
        assert_eq!(
            page.contains("No order fits"),
            expected.is_empty(),
            "{query}"
        );
    }
}

#[tokio::test]
async fn an_order_that_passed_is_under_review_before_the_provider_knows() {
    let service = texted().await;
    for (person, phone, suffix) in [(0, "13800000001", "010014"), (1, "13800000002", "01002X")] {
        let code = super::code(&service, person).await;
        let entry = json!({ "phone": phone, "code": code, "id_suffix": suffix });
        service.post("/v1/verify", entry).await;
    }
    let seen = service.get("/v1/orders/P-1").await;
    assert_eq!(seen["status"], "awaiting_verification");
    for (status, expected) in [
        ("under_review", vec!["P-1"]),
        ("awaiting_verification", vec![]),
    ] {
        let page = page(&service, &format!("/console/orders?status={status}")).await;
        assert_eq!(listed(&page), expected, "{status}");
    }
}

#[tokio::test]
async fn pages_of_fifty_follow_each_other_without_gap_or_repetition() {
    let service = Service::start().await;
    for number in 0..120 {
        service
            .post("/v1/orders", first_filing(&format!("P-{number}")))
            .await;
    }
    service.post("/v1/orders/P-60/withdraw", json!({})).await;
    for (first, missing) in [
        ("/console/orders", None),
        ("/console/orders?status=awaiting_verification", Some(60)),
    ] {
        let (mut path, mut seen, mut pages) = (first.to_owned(), Vec::new(), 0);
        loop {
            let page = page(&service, &path).await;
            let rows = listed(&page);
            assert!(rows.len() <= 50);
            seen.extend(rows);
            pages += 1;
            let Some(next) = page.split("rel=\"next\" href=\"").nth(1) else {
                break;
            };
            path = next.split('"').next().unwrap().replace("&amp;", "&");
        }
        let expected: Vec<_> = (0..120)
            .rev()
            .filter(|number| Some(*number) != missing)
            .map(|number| format!("P-{number}"))
            .collect();
        assert_eq!((seen, pages), (expected, 3), "{first}");
    }
}

#[tokio::test]
async fn a_list_of_many_orders_that_the_provider_takes_for_waiting_goes_on_where_it_stopped() {
    let service = texted().await;
    for _ in 0..5 {
        let wrong = json!({ "phone": "13800000001", "code": "000000", "id_suffix": "010014" });
        service.post("/v1/verify", wrong).await;
    }
    for number in 0..1_500 {
        service
            .post("/v1/orders", first_filing(&format!("Q-{number}")))
            .await;
    }
    let first = page(&service, "/console/orders?status=verification_failed").await;
    assert_eq!(listed(&first), Vec::<String>::new());
    let next = first.split("rel=\"next\" href=\"").nth(1).unwrap();
    let next = next.split('"').next().unwrap().replace("&amp;", "&");
    assert_eq!(listed(&page(&service, &next).await), ["P-1"]);
}

#[tokio::test]
async fn every_example_is_submitted_with_one_click_under_a_fresh_number() {
    let service = Service::start().await;
    let list = page(&service, "/console/orders").await;
    let buttons = list.split("name=\"example\" value=\"").skip(1);
    let examples: BTreeSet<_> = buttons
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert_eq!(examples.len(), 21);
    for (number, example) in examples.iter().enumerate() {
        let page = accepted(&service, "/console/orders", &[("example", example)]).await;
        let order_no = format!("<h1>SIM-{:06}</h1>", number + 1);
        assert!(page.contains(&order_no), "{example}");
        assert!(page.contains("The order is submitted"), "{example}");
    }
    assert_eq!(listed(&page(&service, "/console/orders").await).len(), 21);
}

#[tokio::test]
async fn an_example_that_the_rules_refuse_is_refused_in_words() {
    let service = Service::start().await;
    let early = json!({ "mode": "frozen", "now": "2017-12-16T00:00:00+08:00" });
    service.put("/_sim/v1/clock", early).await;
    let fields = [("example", "first-filing")];
    let page = rejected(&service, "/console/orders", &fields, 409).await;
    assert!(page.contains("工信管函〔2017〕2322号") && page.contains("role=\"alert\""));
    let pilot = json!({ "mode": "frozen", "now": "2019-01-01T00:00:00+08:00" });
    service.put("/_sim/v1/clock", pilot).await;
    let fields = [("example", "first-filing-app")];
    let page = rejected(&service, "/console/orders", &fields, 409).await;
    assert!(page.contains("the edition pilot-2018 does not know this kind of service"));
    let page = rejected(&service, "/console/orders", &[("example", "nonsense")], 422).await;
    assert!(page.contains("Pick one of the examples."));
    // A page with a refused form does not follow the events: they would take it away.
    assert_eq!(count(&page, "data-events"), 0);
    assert_eq!(service.get("/v1/orders").await["orders"], json!([]));
}
