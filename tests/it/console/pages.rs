//! Every page answers, keeps to itself, and works in every sandbox.

use axum::http::Method;

use super::{PAGES, page, text, texted};
use crate::support::{Answer, Service};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' \
    data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

#[tokio::test]
async fn every_page_answers_in_every_sandbox_with_a_policy_and_its_clock() {
    let service = texted().await;
    for base in ["", "/s/another-1"] {
        for path in PAGES {
            let path = format!("{base}{path}");
            let answer = service.call(Method::GET, &path, None).await;
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
            assert_eq!(answer.header("content-security-policy"), POLICY, "{path}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            // Under `no-referrer` a browser's own forms would come with the origin `null`.
            assert_eq!(answer.header("referrer-policy"), "same-origin");
            let now = answer.header("sim-now").to_owned();
            assert!(
                text(&answer).contains(&format!("datetime=\"{now}\"")),
                "{path}"
            );
            assert!(text(&answer).contains("模拟器"), "{path}");
        }
    }
}

#[tokio::test]
async fn looking_stores_no_sandbox() {
    let service = Service::start().await;
    for path in PAGES {
        page(&service, &format!("/s/looked-at{path}")).await;
    }
    let stored = service.get("/_sim/v1/sandboxes").await;
    assert_eq!(stored["sandboxes"], serde_json::json!([]));
}

#[tokio::test]
async fn nothing_on_a_page_comes_from_another_origin_or_stands_inline() {
    let service = texted().await;
    let order = ["/console/orders/P-1"];
    for path in PAGES.iter().chain(&order) {
        let page = page(&service, path).await;
        for attribute in ["src=\"", "href=\"", "action=\"", "data-events=\""] {
            for rest in page.split(attribute).skip(1) {
                let target = rest.split('"').next().unwrap();
                let own = target.starts_with('#')
                    || (target.starts_with('/') && !target.starts_with("//"));
                assert!(own, "{path}: {attribute}{target}");
            }
        }
        for inline in [
            " style=\"",
            "<style",
            " onclick=",
            " onload=",
            "javascript:",
        ] {
            assert!(!page.contains(inline), "{path} has {inline}");
        }
        let scripts = page.split("<script").skip(1);
        for script in scripts {
            assert!(script.contains("type=\"module\"></script>"), "{path}");
        }
    }
    for path in ["/assets/console.css", "/assets/console.js"] {
        let asset = page(&service, path).await;
        let foreign = asset.contains("http://") || asset.contains("https://");
        assert!(!foreign && !asset.contains("@import"), "{path}");
    }
}

#[tokio::test]
async fn the_way_in_leads_to_the_orders_of_the_sandbox() {
    let service = Service::start().await;
    for (path, target) in [
        ("/console", "/console/orders"),
        ("/s/a-1/console", "/s/a-1/console/orders"),
        ("/console/go?sandbox=a-1", "/s/a-1/console/orders"),
        ("/s/a-1/console/go?sandbox=default", "/console/orders"),
    ] {
        let answer = service.call(Method::GET, path, None).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, target)
        );
    }
}

#[tokio::test]
async fn what_is_not_there_is_told_on_a_page() {
    let service = texted().await;
    let refused = |answer: Answer, status: u16, words: &str| {
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("content-security-policy"), POLICY);
        assert!(text(&answer).contains(words), "{}", text(&answer));
    };
    for (path, status, words) in [
        ("/console/orders/P-404", 404, "no such order"),
        ("/console/nothing", 404, "no such page"),
        ("/console/go?sandbox=Bad", 400, "no sandbox name"),
        ("/s/Bad/console/orders", 400, "no sandbox name"),
    ] {
        refused(service.call(Method::GET, path, None).await, status, words);
    }
    // What only takes a form leads back to the page with the form.
    let answer = service
        .call(Method::GET, "/s/a-1/console/orders/P-1/verify", None)
        .await;
    let target = (answer.status.as_u16(), answer.header("location"));
    assert_eq!(target, (303, "/s/a-1/console/orders/P-1"));
}

#[tokio::test]
async fn a_page_of_a_service_that_stops_says_so() {
    let service = texted().await;
    service.hall.drain();
    let answer = service.call(Method::GET, "/console/orders", None).await;
    assert_eq!(answer.status, 503);
    assert!(text(&answer).contains("the service is stopping"));
}

#[tokio::test]
async fn every_label_and_description_leads_to_something_on_the_page() {
    let service = texted().await;
    let order = ["/console/orders/P-1"];
    for path in PAGES.iter().chain(&order) {
        let page = page(&service, path).await;
        let mut ids: Vec<&str> = page
            .split(" id=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            .collect();
        for attribute in [" for=\"", " aria-labelledby=\"", " data-copy=\""] {
            for rest in page.split(attribute).skip(1) {
                for id in rest.split('"').next().unwrap().split(' ') {
                    assert!(ids.contains(&id), "{path}: {attribute}{id}");
                }
            }
        }
        ids.sort_unstable();
        let twice = ids.windows(2).find(|pair| pair[0] == pair[1]);
        assert_eq!(twice, None, "{path}: an id stands twice");
    }
}

#[tokio::test]
async fn the_rulebooks_show_every_edition_and_lead_to_the_sources() {
    let service = Service::start().await;
    let page = page(&service, "/console/rulebooks").await;
    for word in [
        "pilot-2017",
        "pilot-2018",
        "nationwide-2020",
        "app-2023",
        "48\u{a0}h",
        "24\u{a0}h",
        "若连续5次失败将导致备案判定为失败",
        "a founding text",
        "浙江",
        "2018-09-10 00:00:00",
        "class=\"changed\"",
        "taken over from the edition nationwide-2020",
        "tencent",
        "ucloud-0-cancel_site",
    ] {
        assert!(page.contains(word), "{word}");
    }
}
