//! What a browser needs to let a page on another origin call.

use axum::body::Body;
use axum::http::{Method, Request};

use crate::support::{Answer, Service};

const ORIGIN: &str = "http://portal.test:8000";

/// The words of a header that lists some, in lower case.
fn words(answer: &Answer, name: &str) -> Vec<String> {
    let words = answer.header(name).split(',');
    words.map(|word| word.trim().to_lowercase()).collect()
}

async fn preflight(service: &Service, path: &str, method: &str) -> Answer {
    let request = Request::builder()
        .method(Method::OPTIONS)
        .uri(path)
        .header("origin", ORIGIN)
        .header("access-control-request-method", method)
        .header(
            "access-control-request-headers",
            "content-type,sign,token,uuid",
        );
    service.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_preflight_allows_the_pages_headers_with_credentials() {
    let service = Service::start().await;
    for (path, method) in [
        ("/icpproject_query/api/auth", "POST"),
        ("/icpproject_query/api/auth/refresh", "GET"),
        ("/icpproject_query/api/image/getCheckImage", "POST"),
        (
            "/s/other/icpproject_query/api/smsValidate/validateByCondition",
            "POST",
        ),
    ] {
        let answer = preflight(&service, path, method).await;
        assert!(answer.status.is_success(), "{path}");
        assert_eq!(
            answer.header("access-control-allow-origin"),
            ORIGIN,
            "{path}"
        );
        assert_eq!(
            answer.header("access-control-allow-credentials"),
            "true",
            "{path}"
        );
        let headers = words(&answer, "access-control-allow-headers");
        assert_eq!(headers, ["content-type", "sign", "token", "uuid"], "{path}");
        let methods = words(&answer, "access-control-allow-methods");
        assert!(methods.contains(&method.to_lowercase()), "{path}");
    }
}

#[tokio::test]
async fn an_answer_and_a_refusal_may_be_read_with_their_headers() {
    let service = Service::start().await;
    for path in [
        "/icpproject_query/api/auth",
        "/icpproject_query/api/image/getCheckImage",
        "/icpproject_query/api/other",
    ] {
        let request = Request::post(path).header("origin", ORIGIN);
        let answer = service.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(
            answer.header("access-control-allow-origin"),
            ORIGIN,
            "{path}"
        );
        assert_eq!(
            answer.header("access-control-allow-credentials"),
            "true",
            "{path}"
        );
        let exposed = words(&answer, "access-control-expose-headers");
        for name in ["request-id", "sim-sandbox", "sim-now", "sim-rule"] {
            assert!(exposed.contains(&name.to_owned()), "{path} hides {name}");
        }
        assert!(
            words(&answer, "vary").contains(&"origin".to_owned()),
            "{path}"
        );
    }
}

#[tokio::test]
async fn other_planes_are_not_opened_to_other_origins() {
    let service = Service::start().await;
    let answer = preflight(&service, "/_sim/v1/reset", "POST").await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
}
