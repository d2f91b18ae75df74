//! What users write is shown as text, on every page and in every place.

use axum::http::Method;
use serde_json::{Value, json};

use super::{PAGES, accepted, code, count, page, text};
use crate::support::{START, Service, first_filing};

/// What users might write.
const MARKUP: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(2)>",
    "' onmouseover='alert(3)",
    "</title></svg></textarea><b>bold</b>",
    "&lt;already&gt; &amp; {{braces}}",
];

/// Names that disturb what stands around them.
const STRANGE: &[&str] = &["\u{202e}gnp.exe", "שלום עולם", "👨‍👩‍👧‍👦 家", "Zo\u{308}e"];

fn order(order_no: &str, text: &str) -> Value {
    let mut order = first_filing(order_no);
    order["provider"] = json!(text);
    order["entity"]["name"] = json!(text);
    order["entity"]["principal"]["name"] = json!(text);
    order["entity"]["principal"]["id_number"] = json!("1234567<'\">&");
    order["services"][0]["name"] = json!(text);
    order["services"][0]["principal"]["name"] = json!(text);
    order
}

async fn with(text: &str) -> Service {
    let service = Service::start().await;
    let clock = json!({ "mode": "frozen", "now": START });
    service.put("/_sim/v1/clock", clock).await;
    service.post("/v1/orders", order("P-1", text)).await;
    service
        .post("/_sim/v1/clock/advance", json!({ "by": "5m" }))
        .await;
    let entry = json!({ "phone": text, "code": text, "id_suffix": text });
    service.post("/v1/verify", entry).await;
    service
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[tokio::test]
async fn markup_is_text_on_every_page() {
    for markup in MARKUP {
        let service = with(markup).await;
        let order = ["/console/orders/P-1", "/console/inbox?phone=13800000001"];
        for path in PAGES.iter().chain(&order) {
            let page = page(&service, path).await;
            let raw = count(&page, markup);
            // A text without markup of its own is shown as it is; where it has some, never.
            let plain = escaped(markup) == *markup;
            assert!(raw == 0 || plain, "{path} shows {markup} raw");
        }
        for path in [
            "/console/orders",
            "/console/orders/P-1",
            "/console/inbox",
            "/console/attempts",
        ] {
            let page = page(&service, path).await;
            assert!(
                page.contains(&escaped(markup)),
                "{path} does not show {markup}"
            );
        }
    }
}

#[tokio::test]
async fn quotes_never_leave_an_attribute_or_a_shell_s_quotes() {
    let service = with("' onmouseover='alert(3)").await;
    let page = page(&service, "/console/orders/P-1").await;
    assert!(page.contains("name=\"id_suffix\" value=\"7&lt;'&quot;&gt;&amp;\""));
    // The line to copy: the quote inside is written as the shell wants it.
    assert!(page.contains("7&lt;'\\''\\&quot;&gt;&amp;"));
}

#[tokio::test]
async fn whatever_is_in_the_address_is_text() {
    let service = with("张三").await;
    for path in [
        "/console/orders?order_no=%3Cscript%3Ealert(1)%3C/script%3E&status=%22%3E",
        "/console/attempts?phone=%3Cscript%3Ealert(1)%3C/script%3E&order_no=%22%3E%3Cb%3E",
        "/console/inbox?phone=%3Cscript%3Ealert(1)%3C/script%3E",
        "/console/clock?did=%3Cscript%3E&attempt=%3Cb%3E&advance=-1",
        "/console/sandboxes?after=%3Cscript%3Ealert(1)%3C/script%3E",
        "/console/orders/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    ] {
        let answer = service.call(Method::GET, path, None).await;
        let page = text(&answer);
        assert!(
            !page.contains("<script>") && !page.contains("\"><b>"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_is_entered_in_a_refused_form_is_text() {
    let service = with("张三").await;
    let fields = [
        ("person", "0"),
        ("phone", "\"><script>"),
        ("code", ""),
        ("id_suffix", "</form>"),
    ];
    let page = super::rejected(&service, "/console/orders/P-1/verify", &fields, 422).await;
    assert!(page.contains("value=\"&quot;&gt;&lt;script&gt;\""));
    assert!(!page.contains("<script>"));
    let strange = [
        ("person", "\"><script>"),
        ("phone", ""),
        ("code", ""),
        ("id_suffix", ""),
    ];
    let page = super::rejected(&service, "/console/orders/P-1/verify", &strange, 422).await;
    assert!(!page.contains("<script>"));
}

#[tokio::test]
async fn a_name_s_direction_ends_with_the_name() {
    for name in STRANGE {
        let service = with(name).await;
        for path in ["/console/orders", "/console/orders/P-1", "/console/inbox"] {
            let page = page(&service, path).await;
            assert!(
                page.contains(&format!("<bdi>{name}</bdi>")),
                "{path}: {name}"
            );
            let rest = page.replace(&format!("<bdi>{name}</bdi>"), "");
            let rest = rest.replace(&format!("\u{2068}{name}\u{2069}"), "");
            // What is left stands in the text of the SMS, in a paragraph of its own direction.
            let sms = count(&rest, "<p class=\"text\" lang=\"zh-CN\" dir=\"auto\">");
            assert!(count(&rest, name) <= sms * 3, "{path}: {name}");
        }
    }
}

#[tokio::test]
async fn the_authority_s_reason_is_text() {
    let service = with("张三").await;
    for (person, phone, suffix) in [(0, "13800000001", "7<'\">&"), (1, "13800000002", "01002X")] {
        let code = code(&service, person).await;
        let entry = json!({ "phone": phone, "code": code, "id_suffix": suffix });
        service.post("/v1/verify", entry).await;
    }
    let fields = [("reason", "</title><script>alert(9)</script>")];
    let page = accepted(&service, "/console/orders/P-1/reject", &fields).await;
    assert!(page.contains("<bdi>&lt;/title&gt;&lt;script&gt;alert(9)&lt;/script&gt;</bdi>"));
    assert!(!page.contains("<script>alert(9)"));
}
