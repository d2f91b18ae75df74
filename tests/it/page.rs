//! The person's page: unmistakably a simulator, and nothing on it comes from elsewhere.

use axum::http::Method;

use crate::support::{Answer, Service};

const PAGES: &[&str] = &["/", "/s/another-1/"];
const ASSETS: &[&str] = &[
    "/assets/page.css",
    "/assets/page.js",
    "/assets/md5.js",
    "/assets/icon.svg",
];

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.bytes.clone()).unwrap()
}

#[tokio::test]
async fn the_page_says_that_it_is_a_simulator_and_has_both_forms() {
    let service = Service::start().await;
    for path in PAGES {
        let page = service.call(Method::GET, path, None).await;
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        let page = text(&page);
        let words = [
            "模拟器",
            "simulator",
            "短信核验",
            "短信重发",
            "真实的个人信息",
            "role=\"tablist\"",
        ];
        for word in words {
            assert!(page.contains(word), "{path} lacks {word}");
        }
    }
}

#[tokio::test]
async fn the_page_carries_the_prompts_of_the_rules() {
    let service = Service::start().await;
    let page = text(&service.call(Method::GET, "/", None).await);
    assert!(
        page.contains("\"3\":\"尊敬的ICP用户：您的短信核验已全部完成,该请求将提交管局审核。\"")
    );
    assert!(
        page.contains("\"4\":\"尊敬的ICP用户：该条验证库里找不到记录。\""),
        "the shorter text"
    );
    assert!(!page.contains("{prompts}"));
}

#[tokio::test]
async fn nothing_on_the_page_comes_from_another_origin() {
    let service = Service::start().await;
    for path in PAGES.iter().chain(ASSETS) {
        let answer = service.call(Method::GET, path, None).await;
        assert_eq!(answer.status, 200, "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(
            !policy.contains("unsafe") && !policy.contains("http"),
            "{path}: {policy}"
        );
        let text = text(&answer).replace("http://www.w3.org/2000/svg", "");
        assert!(
            !text.contains("http://") && !text.contains("https://"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_sandbox_s_page_is_one_slash_further_and_only_of_a_possible_name() {
    let service = Service::start().await;
    let redirect = service.call(Method::GET, "/s/another-1", None).await;
    assert_eq!(
        (redirect.status.as_u16(), redirect.header("location")),
        (308, "/s/another-1/")
    );
    let bad = service.call(Method::GET, "/s/Bad/", None).await;
    let _ = bad.refused(400, "bad-parameter");
}
