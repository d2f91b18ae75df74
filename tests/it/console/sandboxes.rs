//! Sandboxes and their rules, from the console.

use serde_json::json;

use super::{accepted, page, rejected, send, texted};
use crate::support::{Service, first_filing};

#[tokio::test]
async fn a_sandbox_is_made_with_all_that_a_form_can_say() {
    let service = Service::start().await;
    let fields = [
        ("name", "made-1"),
        ("seed", "7"),
        ("rulebook", "pilot-2018"),
        ("profile", "tencent"),
        ("mode", "frozen"),
        ("now", "2019-01-01T08:00"),
    ];
    let page1 = accepted(&service, "/console/sandboxes", &fields).await;
    assert!(page1.contains("The sandbox is made.") && page1.contains("2019-01-01 08:00:00"));
    let made = service.get("/_sim/v1/sandboxes/made-1").await;
    assert_eq!(
        (
            &made["seed"],
            &made["rulebook"],
            &made["profile"],
            &made["clock"]["mode"]
        ),
        (
            &json!(7),
            &json!("pilot-2018"),
            &json!("tencent"),
            &json!("frozen")
        )
    );
    // A reset goes back to it.
    service
        .post("/s/made-1/_sim/v1/clock/advance", json!({ "by": "1h" }))
        .await;
    service.post("/s/made-1/_sim/v1/reset", json!({})).await;
    let clock = service.get("/s/made-1/_sim/v1/clock").await;
    assert_eq!(clock["now"], "2019-01-01T08:00:00+08:00");
    let again = rejected(&service, "/console/sandboxes", &fields, 422).await;
    assert!(again.contains("A sandbox of that name exists."));
}

#[tokio::test]
async fn every_bad_field_of_a_new_sandbox_is_named_at_once() {
    let service = Service::start().await;
    let fields = [
        ("name", "Bad Name"),
        ("seed", "-1"),
        ("rulebook", "pilot-1999"),
        ("mode", "frozen"),
        ("now", "never"),
    ];
    let page = rejected(&service, "/console/sandboxes", &fields, 422).await;
    for field in ["name", "seed", "rulebook", "now"] {
        assert!(
            page.contains(&format!("id=\"rules-{field}-error\"")),
            "{field}"
        );
    }
    assert!(
        page.contains("value=\"Bad Name\""),
        "what was entered stays"
    );
    let stored = service.get("/_sim/v1/sandboxes").await;
    assert_eq!(stored["sandboxes"], json!([]));
}

#[tokio::test]
async fn the_list_shows_clock_orders_and_next_event() {
    let service = texted().await;
    let page = page(&service, "/s/elsewhere/console/sandboxes").await;
    let row = page.split("<tbody>").nth(1).unwrap();
    for word in [
        "/console/orders\">default",
        "2024-03-01 09:05:00",
        "<td class=\"number\">1</td>",
        "Order returned · P-1",
    ] {
        assert!(row.contains(word), "{word}");
    }
}

#[tokio::test]
async fn the_list_has_pages() {
    let service = Service::start().await;
    for number in 10..35 {
        let path = format!("/_sim/v1/sandboxes/box-{number}");
        service.put(&path, json!({ "seed": number })).await;
    }
    let first = page(&service, "/console/sandboxes").await;
    assert!(
        first.contains("sure-box-10")
            && first.contains("sure-box-29")
            && !first.contains("sure-box-30")
    );
    let next = first.split("rel=\"next\" href=\"").nth(1).unwrap();
    let second = page(&service, next.split('"').next().unwrap()).await;
    assert!(
        second.contains("sure-box-30")
            && second.contains("sure-box-34")
            && !second.contains("rel=\"next\"")
    );
}

#[tokio::test]
async fn a_sandbox_is_emptied_and_removed() {
    let service = texted().await;
    service
        .post("/s/other/v1/orders", first_filing("P-1"))
        .await;
    let page1 = accepted(&service, "/console/sandboxes/other/reset", &[]).await;
    assert!(page1.contains("The sandbox is empty again"));
    assert_eq!(service.get("/s/other/v1/orders").await["orders"], json!([]));
    let page2 = accepted(&service, "/console/sandboxes/other/remove", &[]).await;
    assert!(page2.contains("removed with everything in it"));
    for (path, status) in [
        ("/console/sandboxes/other/remove", 404),
        ("/console/sandboxes/other/reset", 404),
        ("/console/sandboxes/Bad/reset", 400),
    ] {
        assert_eq!(send(&service, path, &[]).await.status, status, "{path}");
    }
    assert_eq!(
        service.get("/v1/orders").await["orders"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn the_rules_in_force_say_where_each_comes_from() {
    let service = Service::start().await;
    let rules = json!({ "profile": "tencent", "overrides": { "window": "1h" } });
    service.put("/_sim/v1/rules", rules).await;
    let page = page(&service, "/console/rules").await;
    for word in [
        "app-2023",
        "pill override",
        "pill profile",
        "1\u{a0}h",
        "set by this sandbox",
        "共计输错5次后，第6次验证时",
    ] {
        assert!(page.contains(word), "{word}");
    }
}

#[tokio::test]
async fn edition_and_profile_are_set_from_the_page_and_overrides_stay() {
    let service = Service::start().await;
    let overrides = json!({ "overrides": { "window": "1h" } });
    service.put("/_sim/v1/rules", overrides).await;
    let fields = [("rulebook", "pilot-2018"), ("profile", "huawei")];
    let page = accepted(&service, "/console/rules", &fields).await;
    assert!(page.contains("The rules are set"));
    let rules = service.get("/_sim/v1/rules").await;
    assert_eq!(
        (&rules["rulebook"], &rules["profile"], &rules["overrides"]),
        (
            &json!("pilot-2018"),
            &json!("huawei"),
            &json!({ "window": "PT1H" })
        )
    );
    let fields = [("rulebook", "by_date"), ("profile", "")];
    accepted(&service, "/console/rules", &fields).await;
    let rules = service.get("/_sim/v1/rules").await;
    assert_eq!(
        (&rules["rulebook"], &rules["profile"]),
        (&json!("by_date"), &json!(null))
    );
    for (field, value) in [("rulebook", "pilot-1999"), ("profile", "nobody")] {
        let page = rejected(&service, "/console/rules", &[(field, value)], 422).await;
        assert!(
            page.contains(&format!("id=\"rules-{field}-error\"")),
            "{field}"
        );
    }
}

#[tokio::test]
async fn a_sandbox_is_forked_from_the_list_and_the_copy_goes_its_own_way() {
    let service = texted().await;
    let path = "/s/elsewhere/console/sandboxes/default/fork";
    let copied = accepted(&service, path, &[("to", "copy-1")]).await;
    assert!(copied.contains("The copy is made") && copied.contains("/s/copy-1/console/orders"));
    let views = [
        "/_sim/v1/orders/P-1",
        "/_sim/v1/messages",
        "/_sim/v1/coverage",
    ];
    for view in views {
        let copy = service.get(&format!("/s/copy-1{view}")).await;
        assert_eq!(service.get(view).await, copy, "{view}");
    }
    let advance = json!({ "by": "1h" });
    service
        .post("/s/copy-1/_sim/v1/clock/advance", advance)
        .await;
    assert_eq!(
        service.get("/_sim/v1/clock").await["now"],
        "2024-03-01T09:05:00+08:00"
    );
}

#[tokio::test]
async fn a_fork_that_is_refused_says_why_where_it_was_asked_for() {
    let service = texted().await;
    service
        .put("/_sim/v1/sandboxes/taken", json!({ "seed": 1 }))
        .await;
    for (to, why) in [
        ("", "A name has 1 to 63"),
        ("Bad Name", "A name has 1 to 63"),
        ("taken", "A sandbox of that name exists."),
        ("default", "A sandbox of that name exists."),
    ] {
        let path = "/console/sandboxes/default/fork?after=a";
        let page = rejected(&service, path, &[("to", to)], 422).await;
        let error = page.split("id=\"fork-default-to-error\"").nth(1).unwrap();
        assert!(error.split("</p>").next().unwrap().contains(why), "{to}");
        assert!(
            page.contains(&format!("value=\"{to}\"")),
            "what was entered stays"
        );
        assert!(
            page.contains("id=\"sure-default\" open"),
            "the form is in sight"
        );
        assert!(!page.contains("id=\"create\" open"), "no other form is");
        assert!(page.contains("/console/sandboxes/default/fork?after=a"));
    }
    for (path, status) in [
        ("/console/sandboxes/nobody/fork", 404),
        ("/console/sandboxes/Bad/fork", 400),
    ] {
        let answer = send(&service, path, &[("to", "copy-1")]).await;
        assert_eq!(answer.status, status, "{path}");
    }
    let stored = service.get("/_sim/v1/sandboxes").await;
    assert_eq!(stored["sandboxes"].as_array().unwrap().len(), 2);
}
