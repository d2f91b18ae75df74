//! What whoever runs the service needs: figures, and a token on what only a test may do.

use axum::body::Body;
use axum::http::{Method, Request, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use beian_sim::app::Limits;
use serde_json::json;

use crate::support::events::Stream;
use crate::support::{Answer, Service, first_filing};
use crate::waits::is_held;
use crate::webhooks::receiver::{Receiver, Reply};
use crate::webhooks::{advance, submit, telling};

const TOKEN: &str = "a-token-of-the-tests";

async fn guarded() -> Service {
    let limits = Limits {
        sandboxes_max: 10,
        orders_max: 10,
        ..Limits::default()
    };
    Service::guarded("sqlite::memory:", limits, Some(TOKEN)).await
}

async fn asked(service: &Service, path: &str, authorization: Option<&str>) -> Answer {
    let mut request = Request::builder().uri(path);
    if let Some(authorization) = authorization {
        request = request.header(header::AUTHORIZATION, authorization);
    }
    service.send(request.body(Body::empty()).unwrap()).await
}

async fn figures(service: &Service) -> String {
    let answer = asked(service, "/metrics", None).await;
    assert_eq!(answer.status, 200);
    assert!(
        answer
            .header("content-type")
            .starts_with("application/openmetrics-text")
    );
    String::from_utf8(answer.bytes).unwrap()
}

/// Whether the figures have that line, word for word.
fn has(figures: &str, line: &str) -> bool {
    figures.lines().any(|found| found == line)
}

#[tokio::test]
async fn requests_are_counted_by_route_method_status_and_rule() {
    let service = Service::start().await;
    service.post("/v1/orders", first_filing("P-1")).await;
    service.post("/s/b/v1/orders", first_filing("P-1")).await;
    let nobody = json!({ "phone": "13800009999", "code": "000000", "id_suffix": "010014" });
    service.post("/v1/verify", nobody).await;
    asked(&service, "/v1/orders/no-such", None)
        .await
        .refused(404, "unknown-order");
    asked(&service, "/nowhere/at/all", None)
        .await
        .refused(404, "unknown-route");
    let figures = figures(&service).await;
    for line in [
        r#"beian_sim_requests_total{route="/v1/orders",method="POST",status="201",rule=""} 2"#,
        r#"beian_sim_requests_total{route="/v1/verify",method="POST",status="200",rule="verify.nothing-matches"} 1"#,
        r#"beian_sim_requests_total{route="/v1/orders/{name}",method="GET",status="404",rule=""} 1"#,
        r#"beian_sim_requests_total{route="unknown",method="GET",status="404",rule=""} 1"#,
    ] {
        assert!(has(&figures, line), "expected `{line}` in\n{figures}");
    }
}

#[tokio::test]
async fn the_work_and_what_there_is_are_counted_and_nobody_is_named() {
    let service = Service::start().await;
    service
        .post("/s/shop/v1/orders", first_filing("P-77"))
        .await;
    service.post("/v1/orders", first_filing("P-78")).await;
    let figures = figures(&service).await;
    for line in [
        "beian_sim_sandboxes 2",
        "beian_sim_sandboxes_loaded 2",
        "beian_sim_orders 2",
        "beian_sim_ready 1",
        "beian_sim_commit_seconds_count 2",
        "beian_sim_commit_failures_total 0",
        "# EOF",
    ] {
        assert!(has(&figures, line), "expected `{line}` in\n{figures}");
    }
    for private in ["P-77", "shop", "13800000001", "010014"] {
        assert!(!figures.contains(private), "`{private}` in\n{figures}");
    }
}

#[tokio::test]
async fn who_waits_and_who_listens_is_counted_while_it_lasts() {
    let service = Service::start().await;
    let has_now = async |waits: u32, streams: u32| {
        let figures = figures(&service).await;
        assert!(
            has(&figures, &format!("beian_sim_waits {waits}")),
            "{figures}"
        );
        let streams = format!("beian_sim_event_streams {streams}");
        assert!(has(&figures, &streams), "{figures}");
    };
    has_now(0, 0).await;
    service
        .put("/_sim/v1/clock", json!({ "mode": "frozen" }))
        .await;
    service.post("/v1/orders", first_filing("P-1")).await;
    let path = "/_sim/v1/messages?wait=60s";
    let mut waiting = Box::pin(service.call(Method::GET, path, None));
    assert!(is_held(&mut waiting).await);
    let streams = (
        Stream::open(&service, "").await,
        Stream::open(&service, "").await,
    );
    has_now(1, 2).await;
    drop((waiting, streams));
    has_now(0, 0).await;
}

#[tokio::test]
async fn webhooks_are_counted_by_what_came_of_them() {
    let portal = Receiver::start().await;
    let service = telling(&portal.url).await;
    let begun = figures(&service).await;
    for line in [
        r#"beian_sim_webhook_attempts_total{outcome="timed-out"} 0"#,
        r#"beian_sim_webhook_deliveries_total{status="failed"} 0"#,
    ] {
        assert!(has(&begun, line), "expected `{line}` in\n{begun}");
    }
    portal.answers([Reply::status(500), Reply::status(200)]);
    submit(&service, "P-1").await;
    advance(&service, "0s").await;
    let pending = figures(&service).await;
    assert!(
        has(&pending, "beian_sim_webhook_deliveries_pending 1"),
        "{pending}"
    );
    advance(&service, "5s").await;
    portal.answers([Reply::status(410)]);
    submit(&service, "P-2").await;
    advance(&service, "0s").await;
    let figures = figures(&service).await;
    for line in [
        r#"beian_sim_webhook_attempts_total{outcome="received"} 1"#,
        r#"beian_sim_webhook_attempts_total{outcome="refused"} 2"#,
        r#"beian_sim_webhook_deliveries_total{status="delivered"} 1"#,
        r#"beian_sim_webhook_deliveries_total{status="failed"} 1"#,
        "beian_sim_webhook_deliveries_pending 0",
        "beian_sim_webhook_endpoints_disabled_total 1",
    ] {
        assert!(has(&figures, line), "expected `{line}` in\n{figures}");
    }
}

#[tokio::test]
async fn without_the_token_nobody_uses_the_control_plane() {
    let service = guarded().await;
    for path in [
        "/_sim/v1/clock",
        "/s/a/_sim/v1/sandboxes",
        "/_sim/v1/no-such",
    ] {
        for authorization in [
            None,
            Some("Bearer another"),
            Some("Bearer"),
            Some("Basic eA=="),
        ] {
            let refused = asked(&service, path, authorization).await;
            assert!(refused.header("www-authenticate").contains("Bearer"));
            let problem = refused.refused(401, "unauthorized");
            assert!(
                problem["detail"]
                    .as_str()
                    .unwrap()
                    .contains("--control-token")
            );
        }
    }
}

#[tokio::test]
async fn the_token_opens_the_control_plane_as_bearer_and_as_a_password() {
    let service = guarded().await;
    let password = STANDARD.encode(format!("anybody:{TOKEN}"));
    for authorization in [format!("Bearer {TOKEN}"), format!("Basic {password}")] {
        let clock = asked(&service, "/_sim/v1/clock", Some(&authorization)).await;
        assert_eq!(clock.ok()["mode"], "running");
    }
}

#[tokio::test]
async fn the_token_guards_neither_the_portal_nor_the_person_nor_the_figures() {
    let service = guarded().await;
    service.post("/v1/orders", first_filing("P-1")).await;
    for path in [
        "/v1/orders/P-1",
        "/",
        "/livez",
        "/readyz",
        "/version",
        "/metrics",
    ] {
        assert_eq!(asked(&service, path, None).await.status, 200, "{path}");
    }
}
