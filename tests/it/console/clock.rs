//! The clock: always in sight, advanced from any page, and what fired is told.

use serde_json::json;

use super::{PAGES, accepted, page, rejected, send, texted};
use crate::support::Service;

#[tokio::test]
async fn every_page_shows_the_clock_and_what_comes_next() {
    let service = texted().await;
    for path in PAGES {
        let page = page(&service, path).await;
        assert!(page.contains("2024-03-01 09:05:00"), "{path}");
        assert!(
            page.contains("Order returned · P-1") && page.contains("Advance to it"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn an_advance_from_any_page_leads_back_there_and_tells_what_fired() {
    let service = texted().await;
    let fields = [
        ("until", "next_event"),
        ("back", "/console/inbox?phone=13800000001"),
    ];
    let answer = send(&service, "/console/clock/advance", &fields).await;
    assert_eq!(answer.status, 303);
    let target = answer.header("location");
    assert!(
        target.starts_with("/console/inbox?phone=13800000001&advance="),
        "{target}"
    );
    let page = page(&service, target).await;
    assert!(page.contains("events that happened on the way: 1"));
    assert!(page.contains("window.end") && page.contains("2024-03-02 09:05:00"));
    assert!(page.contains("nothing scheduled"));
}

#[tokio::test]
async fn a_form_leads_back_only_to_a_page_of_the_same_console() {
    let service = texted().await;
    for back in [
        "https://evil.test/console/",
        "//evil.test/console/",
        "/s/other/console/orders",
        "/console/\r\nX: y",
        "/consoles",
    ] {
        let fields = [("by", "1s"), ("back", back)];
        let answer = send(&service, "/console/clock/advance", &fields).await;
        assert!(
            answer
                .header("location")
                .starts_with("/console/clock?advance="),
            "{back}"
        );
    }
}

#[tokio::test]
async fn the_clock_advances_by_a_preset_by_a_duration_and_to_a_moment() {
    let service = texted().await;
    for (field, value, shown) in [
        ("by", "10m", "2024-03-01T09:15:00+08:00"),
        ("by", "1h30m", "2024-03-01T10:45:00+08:00"),
        ("to", "2024-03-01T11:00", "2024-03-01T11:00:00+08:00"),
        ("to", "2024-03-01T11:00:30", "2024-03-01T11:00:30+08:00"),
        ("to", "2024-03-01T04:00:00Z", "2024-03-01T12:00:00+08:00"),
    ] {
        accepted(&service, "/console/clock/advance", &[(field, value)]).await;
        assert_eq!(
            service.get("/_sim/v1/clock").await["now"],
            shown,
            "{field} {value}"
        );
    }
}

#[tokio::test]
async fn what_is_no_duration_or_moment_is_told_beside_its_field() {
    let service = texted().await;
    for (path, fields, error) in [
        (
            "/console/clock/advance",
            vec![("by", "soon")],
            "id=\"by-by-error\">This is no duration.",
        ),
        (
            "/console/clock/advance",
            vec![("to", "tomorrow")],
            "id=\"to-to-error\">This is no moment.",
        ),
        ("/console/clock/advance", vec![], "id=\"by-by-error\""),
        (
            "/console/clock",
            vec![("now", "yesterday"), ("mode", "frozen")],
            "id=\"set-now-error\"",
        ),
        ("/console/clock", vec![], "id=\"set-now-error\""),
    ] {
        let page = rejected(&service, path, &fields, 422).await;
        assert!(page.contains(error), "{path} {fields:?}");
    }
    for (path, fields, form) in [
        (
            "/console/clock/advance",
            [("to", "2024-02-01T00:00"), ("mode", "")],
            "to",
        ),
        (
            "/console/clock",
            [("now", "2024-02-01T00:00"), ("mode", "frozen")],
            "set",
        ),
    ] {
        let page = rejected(&service, path, &fields, 409).await;
        assert!(
            page.contains(&format!("id=\"{form}--error\">The sandbox holds orders")),
            "{path}"
        );
    }
    assert_eq!(
        service.get("/_sim/v1/clock").await["now"],
        "2024-03-01T09:05:00+08:00"
    );
}

#[tokio::test]
async fn the_clock_is_frozen_let_run_and_set() {
    let service = Service::start().await;
    let page1 = page(&service, "/console/clock").await;
    assert!(page1.contains("id=\"freeze\"") && page1.contains("data-running"));
    let frozen = accepted(&service, "/console/clock", &[("mode", "frozen")]).await;
    assert!(frozen.contains("The clock is set.") && frozen.contains("id=\"run\""));
    assert!(!frozen.contains("data-running"));
    let fields = [("mode", "running"), ("now", "2020-01-01T00:00:00")];
    let running = accepted(&service, "/console/clock", &fields).await;
    assert!(running.contains("2020-01-01 00:00:00") && running.contains("data-running"));
}

#[tokio::test]
async fn what_time_will_cause_is_listed_in_order() {
    let service = texted().await;
    service
        .post(
            "/v1/resend",
            json!({ "phone": "13800000001", "id_suffix": "010014" }),
        )
        .await;
    let page = page(&service, "/console/clock").await;
    let list = page.split("id=\"upcoming\"").nth(1).unwrap();
    let (sms, end) = (
        list.find("SMS dispatched").unwrap(),
        list.find("Order returned").unwrap(),
    );
    assert!(sms < end);
}
