//! Coverage, in the console.

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::json;

use super::{count, page, text, texted};
use crate::support::first_filing;

#[tokio::test]
async fn the_page_tells_what_was_exercised_and_what_would_exercise_the_rest() {
    let service = texted().await;
    let answer = service.get("/_sim/v1/coverage").await;
    let page = page(&service, "/console/coverage").await;
    let (covered, total) = (&answer["covered"], &answer["total"]);
    for word in [
        format!("{covered} of {total} rules and sides of limits"),
        format!("<b id=\"percent\">{} %</b>", answer["percent"]),
        format!("max=\"{total}\" value=\"{covered}\""),
        // What was never exercised, with what would.
        format!(
            "Never exercised<span class=\"count\">{}</span>",
            missing(&answer)
        ),
        "Let everybody of an order pass.".to_owned(),
        // What was, with its count.
        "<code>first_sms_delay.sent</code></div></td><td class=\"number\">2</td>".to_owned(),
        "<div class=\"quiet\">24\u{a0}h</div>".to_owned(),
        "not in this edition".to_owned(),
    ] {
        assert!(page.contains(&word), "{word}");
    }
    // Each of what is missing stands once in the first table and once in its own.
    assert_eq!(count(&page, "<code>window.ended</code>"), 2);
    assert_eq!(count(&page, "<code>first_sms_delay.sent</code>"), 1);
}

fn missing(answer: &serde_json::Value) -> u64 {
    answer["total"].as_u64().unwrap() - answer["covered"].as_u64().unwrap()
}

#[tokio::test]
async fn all_sandboxes_and_all_editions_are_a_link_away() {
    let service = texted().await;
    service.post("/s/b/v1/orders", first_filing("P-1")).await;
    let own = page(&service, "/s/b/console/coverage").await;
    for link in ["?sandboxes=all", "?editions=all"] {
        assert!(
            own.contains(&format!("/s/b/console/coverage{link}")),
            "{link}"
        );
    }
    let all = page(&service, "/s/b/console/coverage?sandboxes=all&editions=all").await;
    let answer = service
        .get("/s/b/_sim/v1/coverage?sandboxes=all&editions=all")
        .await;
    let sum = format!("{} of {} rules", answer["covered"], answer["total"]);
    assert!(all.contains(&sum) && !own.contains(&sum));
    assert!(all.contains("/_sim/v1/coverage?sandboxes=all"));
}

#[tokio::test]
async fn an_empty_sandbox_and_a_whole_one_have_a_page_in_both_languages() {
    let service = texted().await;
    for path in ["/s/new/console/coverage", "/console/coverage"] {
        let request = Request::get(path).header(header::ACCEPT_LANGUAGE, "zh-CN");
        let answer = service.send(request.body(Body::empty()).unwrap()).await;
        let page = text(&answer);
        assert_eq!(answer.status, 200, "{path}");
        for word in [
            "从未触及",
            "规则与限制两侧共",
            "核验人在时限内通过",
            "此版本没有",
        ] {
            assert!(page.contains(word), "{path}: {word}");
        }
        for word in ["Never exercised", "what would", "Enter ", "Let ", "Submit "] {
            let shown = page.split("<main").nth(1).unwrap();
            assert!(!shown.contains(word), "{path}: {word}");
        }
    }
    let looked_at = service.get("/_sim/v1/sandboxes").await;
    assert_eq!(
        looked_at["sandboxes"].as_array().unwrap().len(),
        1,
        "{looked_at}"
    );
    assert_eq!(looked_at["sandboxes"][0]["seed"], json!(0));
}
