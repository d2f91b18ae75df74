//! Language, theme, and whose forms are taken.

use axum::body::Body;
use axum::http::{Request, header};

use super::{PAGES, accepted, send, text, texted};
use crate::support::{Answer, Service};

async fn get(service: &Service, path: &str, name: &str, value: &str) -> String {
    let request = Request::get(path).header(name, value);
    text(&service.send(request.body(Body::empty()).unwrap()).await)
}

#[tokio::test]
async fn every_page_speaks_the_language_that_the_browser_asks_for() {
    let service = texted().await;
    for path in PAGES {
        for (asked, tag, word) in [
            ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN", "时钟"),
            ("zh", "zh-CN", "时钟"),
            ("en-GB,en;q=0.9,zh;q=0.5", "en", "Clock"),
            ("fr,zh;q=0.5", "zh-CN", "时钟"),
            ("fr", "en", "Clock"),
            ("", "en", "Clock"),
        ] {
            let page = get(&service, path, "accept-language", asked).await;
            assert!(
                page.contains(&format!("<html lang=\"{tag}\"")),
                "{path} {asked}"
            );
            assert!(page.contains(word), "{path} {asked}");
        }
    }
}

#[tokio::test]
async fn the_switches_keep_language_and_theme_in_cookies_and_lead_back() {
    let service = texted().await;
    let back = "/console/orders?status=returned";
    let answer = send(&service, "/console/look", &[("lang", "zh"), ("back", back)]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, back)
    );
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("lang=zh; Path=/;") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    let answer = send(
        &service,
        "/console/look",
        &[("theme", "dark"), ("back", back)],
    )
    .await;
    assert!(answer.header("set-cookie").starts_with("theme=dark;"));
    let answer = send(
        &service,
        "/console/look",
        &[("lang", "xx"), ("theme", "x;y")],
    )
    .await;
    assert_eq!(answer.header("set-cookie"), "");
    let page = get(
        &service,
        "/console/orders",
        "cookie",
        "a=b; lang=zh; theme=dark",
    )
    .await;
    assert!(page.contains("<html lang=\"zh-CN\" data-theme=\"dark\""));
    let page = get(&service, "/console/orders", "cookie", "lang=<b>; theme=\"").await;
    assert!(page.contains("<html lang=\"en\" data-theme=\"auto\""));
}

#[tokio::test]
async fn trouble_is_told_in_the_visitor_s_language() {
    let service = texted().await;
    let page = get(&service, "/console/orders/P-9", "accept-language", "zh").await;
    assert!(page.contains("沙箱中没有这个订单"));
}

async fn post(service: &Service, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::post("/console/orders")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = Body::from("example=first-filing");
    service.send(request.body(body).unwrap()).await
}

#[tokio::test]
async fn a_form_of_another_origin_is_refused_and_changes_nothing() {
    let service = Service::start().await;
    let foreign: &[&[(&str, &str)]] = &[
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("host", "sim.test:8080"), ("origin", "http://evil.test")],
        &[
            ("host", "sim.test:8080"),
            ("origin", "http://sim.test:9090"),
        ],
        &[("host", "sim.test:8080"), ("origin", "http://sim.test")],
        &[("host", "sim.test"), ("origin", "null")],
        &[("origin", "http://sim.test")],
        &[
            ("host", "sim.test"),
            ("origin", "http://sim.test"),
            ("sec-fetch-site", "cross-site"),
        ],
    ];
    for headers in foreign {
        let answer = post(&service, headers).await;
        assert_eq!(answer.status, 403, "{headers:?}");
        assert!(text(&answer).contains("another site sent this form"));
    }
    let orders = service.get("/v1/orders").await;
    assert_eq!(orders["orders"], serde_json::json!([]));
}

#[tokio::test]
async fn a_form_of_the_console_itself_and_of_no_browser_is_taken() {
    let service = Service::start().await;
    let own: &[&[(&str, &str)]] = &[
        &[],
        &[("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "none")],
        &[
            ("host", "sim.test:8080"),
            ("origin", "http://sim.test:8080"),
            ("sec-fetch-site", "same-origin"),
        ],
        // Behind a proxy that speaks TLS.
        &[("host", "sim.test"), ("origin", "https://sim.test")],
    ];
    for headers in own {
        assert_eq!(post(&service, headers).await.status, 303, "{headers:?}");
    }
}

#[tokio::test]
async fn a_form_that_is_too_large_is_refused() {
    let service = Service::start().await;
    let large = "x".repeat(1 << 20);
    let answer = send(&service, "/console/orders", &[("example", &large)]).await;
    assert_eq!(answer.status, 400);
    assert!(text(&answer).contains("did not arrive whole"));
}

#[tokio::test]
async fn lines_to_copy_name_the_service_as_the_visitor_reached_it() {
    let service = texted().await;
    for (host, line) in [
        ("sim.test:9", "http://sim.test:9/_sim/v1/rules"),
        ("[::1]:8080", "http://[::1]:8080/_sim/v1/rules"),
        ("x;rm", "http://127.0.0.1:8080/_sim/v1/rules"),
    ] {
        let page = get(&service, "/console/rules", "host", host).await;
        assert!(page.contains(line), "{host}");
    }
    let page = accepted(
        &service,
        "/s/box-1/console/rules",
        &[("rulebook", "by_date")],
    )
    .await;
    assert!(page.contains("http://127.0.0.1:8080/s/box-1/_sim/v1/rules"));
}
