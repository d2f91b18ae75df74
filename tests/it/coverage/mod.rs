//! Coverage: what counts, what it is held against, and that no way of a sandbox loses it.

mod command;
mod thorough;

use axum::http::Method;
use beian_sim::app::SandboxId;
use serde_json::{Value, json};

use crate::support::{START, Service, first_filing};
use thorough::Portal;

/// How a rule or a side of a limit stands.
fn standing<'a>(coverage: &'a Value, key: &str) -> (&'a Value, &'a str) {
    let (limit, side) = key.split_once('.').unwrap();
    let rules = coverage["rules"].as_array().unwrap().iter();
    let limits = coverage["limits"].as_array().unwrap().iter();
    let mut sides = limits
        .filter(|one| one["name"] == limit)
        .flat_map(|one| one["sides"].as_array().unwrap())
        .filter(|one| one["side"] == side);
    let rule = rules.clone().find(|one| one["rule"] == key);
    let found = rule.or_else(|| sides.next()).unwrap();
    (&found["count"], found["status"].as_str().unwrap())
}

/// The keys of what was never exercised, and could have been.
fn missing(coverage: &Value) -> Vec<String> {
    let is_missing = |one: &&Value| one["status"] == "missing";
    let rules = coverage["rules"].as_array().unwrap().iter();
    let rules = rules.filter(is_missing).map(|one| one["rule"].to_string());
    let limits = coverage["limits"].as_array().unwrap().iter();
    let sides = limits.flat_map(|limit| {
        let sides = limit["sides"].as_array().unwrap().iter();
        let missing = sides.filter(is_missing);
        missing.map(|one| format!("{}.{}", limit["name"], one["side"]))
    });
    rules.chain(sides).collect()
}

async fn coverage(service: &Service, sandbox: &str) -> Value {
    service.get(&format!("/s/{sandbox}/_sim/v1/coverage")).await
}

/// An order of that sandbox fails out: five wrong codes, and a sixth.
async fn failed(service: &Service, sandbox: &str) {
    let base = format!("/s/{sandbox}");
    let clock = json!({ "mode": "frozen", "now": START });
    service.put(&format!("{base}/_sim/v1/clock"), clock).await;
    let order = first_filing("P-1");
    service.post(&format!("{base}/v1/orders"), order).await;
    let advance = format!("{base}/_sim/v1/clock/advance");
    service.post(&advance, json!({ "by": "5m" })).await;
    for _ in 0..6 {
        let wrong = json!({ "phone": "13800000001", "code": "0", "id_suffix": "010014" });
        service.post(&format!("{base}/v1/verify"), wrong).await;
    }
}

#[tokio::test]
async fn whatever_is_held_against_a_test_can_be_exercised_under_any_edition_and_profile() {
    let service = Service::start().await;
    let editions = ["pilot-2017", "pilot-2018", "nationwide-2020", "app-2023"];
    let profiles = ["", "tencent", "huawei", "volcengine", "ucloud"];
    for edition in editions {
        for profile in profiles {
            let named = Some(profile).filter(|profile| !profile.is_empty());
            let settings = json!({ "rulebook": edition, "profile": named });
            let name = format!("{edition}-{profile}");
            let mut portal = Portal::open(&service, &name, settings).await;
            portal.do_everything().await;
            let coverage = portal.coverage().await;
            assert_eq!(missing(&coverage), [""; 0], "{name}");
            assert_eq!(coverage["percent"], 100);
        }
    }
}

#[tokio::test]
async fn whatever_is_held_against_a_test_can_be_exercised_under_any_override() {
    let service = Service::start().await;
    let overrides = [
        json!({ "mismatch_status": 2 }),
        json!({ "mismatch_status": 2, "failure_fields": "id_suffix" }),
        json!({ "resend_code": "new" }),
        json!({ "failure_limit": 1 }),
        json!({ "failure_limit": 1, "failure_trips": "after_limit", "failure_mode": "total" }),
        json!({ "failure_limit": 1, "failure_fields": "id_suffix" }),
        json!({ "failure_return_delay": "0s" }),
        json!({ "resend_limit": 0 }),
        json!({ "resend_limit": 1, "resend_over_limit": "return_order" }),
        json!({ "resend_delay": "0s", "first_sms_delay": "0s" }),
        json!({ "window": "5m", "noon_redispatch": true }),
        json!({ "noon_redispatch": true }),
        json!({ "sync_lag_min": "0s", "sync_lag_max": "0s" }),
    ];
    for (number, overrides) in overrides.into_iter().enumerate() {
        let settings = json!({ "rulebook": "app-2023", "overrides": overrides });
        let mut portal = Portal::open(&service, &format!("own-{number}"), settings).await;
        portal.do_everything().await;
        let coverage = portal.coverage().await;
        assert_eq!(missing(&coverage), [""; 0], "{overrides}");
    }
}

#[tokio::test]
async fn nothing_is_exercised_at_first_and_a_hint_stands_at_all_that_could_be() {
    let service = Service::start().await;
    let coverage = coverage(&service, "new").await;
    assert_eq!(
        (&coverage["covered"], &coverage["percent"]),
        (&json!(0), &json!(0))
    );
    let rules = coverage["rules"].as_array().unwrap().iter();
    let limits = coverage["limits"].as_array().unwrap().iter();
    let sides = limits.flat_map(|limit| limit["sides"].as_array().unwrap());
    let mut could = 0;
    for one in rules.chain(sides) {
        let missing = one["status"] == "missing";
        assert_eq!(one["hint"].is_string(), missing, "{one}");
        assert_eq!(one["count"], 0, "{one}");
        could += usize::from(missing);
    }
    assert_eq!(coverage["total"], could);
    assert_eq!(coverage["limits"][0]["value"], "PT24H");
    // Every rule is either measured or said not to be.
    let left_out = coverage["left_out"].as_array().unwrap().iter();
    let left_out: Vec<_> = left_out.map(|one| one["what"].as_str().unwrap()).collect();
    let reads = "GET /v1/orders/{order_no}";
    assert_eq!(left_out, ["filings.suspended", "fault.injected", reads]);
    // Looking stored nothing.
    let stored = service.get("/_sim/v1/sandboxes").await;
    assert_eq!(stored["sandboxes"], json!([]));
}

#[tokio::test]
async fn an_attempt_counts_its_rule_once_whatever_it_brings_about() {
    let service = Service::start().await;
    failed(&service, "a").await;
    let coverage = coverage(&service, "a").await;
    for (key, count) in [
        ("failure.counted", 4),
        ("failure.limit", 1),
        ("failure.closed", 1),
        ("failure_limit.reached", 1),
        ("failure_mode.added", 4),
        ("failure_return_delay.waiting", 1),
        ("verifiers.table", 2),
        ("sms.first", 2),
        ("provider.submit", 1),
    ] {
        assert_eq!(
            standing(&coverage, key),
            (&json!(count), "covered"),
            "{key}"
        );
    }
    assert_eq!(
        standing(&coverage, "failure_return_delay.over").1,
        "missing"
    );
    let verdicts = coverage["verdicts"].as_array().unwrap().iter();
    let given: Vec<_> = verdicts
        .filter(|one| one["count"] != 0)
        .map(|one| (one["verdict"].as_str().unwrap(), one["count"].as_u64()))
        .collect();
    let expected = [
        ("not_found", Some(4)),
        ("failed", Some(1)),
        ("closed", Some(1)),
    ];
    assert_eq!(given, expected);
}

#[tokio::test]
async fn what_an_edition_cannot_do_is_held_against_nobody_unless_all_are_asked_for() {
    let service = Service::start().await;
    failed(&service, "a").await;
    let reached = coverage(&service, "a").await;
    let all = service.get("/s/a/_sim/v1/coverage?editions=all").await;
    for key in [
        "sms.noon",
        "noon_redispatch.sent",
        "failure.after-limit",
        "enrolment.province",
    ] {
        assert_eq!(standing(&reached, key).1, "not_in_edition", "{key}");
        assert_eq!(standing(&all, key).1, "missing", "{key}");
    }
    assert_eq!(reached["covered"], all["covered"]);
    assert!(reached["total"].as_u64() < all["total"].as_u64());
    // Only an override asks for this prompt, so that no edition has it.
    assert_eq!(standing(&all, "verify.mismatch").1, "not_in_edition");
    // A round under other rules can do what those can.
    let rules = json!({ "rulebook": "pilot-2018" });
    service.put("/s/a/_sim/v1/rules", rules).await;
    let set = coverage(&service, "a").await;
    assert_eq!(standing(&set, "sms.noon").1, "not_in_edition");
    service.post("/s/a/v1/orders", first_filing("P-2")).await;
    let bound = coverage(&service, "a").await;
    assert_eq!(standing(&bound, "sms.noon").1, "missing");
}

#[tokio::test]
async fn it_is_the_same_after_a_reload_in_a_fork_and_from_a_document() {
    let service = Service::start().await;
    let settings = json!({ "rulebook": "pilot-2018", "seed": 7 });
    let mut portal = Portal::open(&service, "a", settings).await;
    portal.do_everything().await;
    let live = portal.coverage().await;
    assert!(service.hall.unload(&SandboxId::parse("a").unwrap()));
    assert_eq!(portal.coverage().await, live);
    service
        .post("/s/a/_sim/v1/fork", json!({ "to": "b" }))
        .await;
    assert_eq!(coverage(&service, "b").await, live);
    let document = service.get("/s/a/_sim/v1/export").await;
    service.post("/s/c/_sim/v1/import", document).await;
    assert_eq!(coverage(&service, "c").await, live);
}

#[tokio::test]
async fn all_sandboxes_are_those_stored_and_those_that_were_reset_or_removed() {
    let service = Service::start().await;
    let all = "/s/asks/_sim/v1/coverage?sandboxes=all";
    let limit = |coverage: &Value| standing(coverage, "failure.limit").0.clone();
    for sandbox in ["kept", "asleep", "emptied", "gone"] {
        failed(&service, sandbox).await;
    }
    assert_eq!(limit(&service.get(all).await), 4);
    let asleep = SandboxId::parse("asleep").unwrap();
    assert!(service.hall.unload(&asleep));
    service.post("/s/emptied/_sim/v1/reset", json!({})).await;
    let path = "/_sim/v1/sandboxes/gone";
    let removed = service.call(Method::DELETE, path, None).await;
    assert_eq!(removed.status, 204);
    let awake = service.hall.count().loaded;
    let coverage = service.get(all).await;
    assert_eq!(limit(&coverage), 4);
    assert_eq!(coverage["limits"][0]["value"], Value::Null);
    assert_eq!(service.hall.count().loaded, awake, "none was woken");
    // Who asks has done nothing itself.
    assert_eq!(limit(&self::coverage(&service, "asks").await), 0);
    assert_eq!(limit(&self::coverage(&service, "emptied").await), 0);
    // They are held against the rules that they were bound to, not against the one who asks.
    let pinned = json!({ "rulebook": "pilot-2018" });
    service.put("/_sim/v1/sandboxes/asks", pinned).await;
    assert_eq!(
        standing(&service.get(all).await, "sms.noon").1,
        "not_in_edition"
    );
}

#[tokio::test]
async fn parameters_that_it_does_not_have_are_refused() {
    let service = Service::start().await;
    for query in ["sandboxes=some", "editions=pilot-2018", "limit=5"] {
        let path = format!("/_sim/v1/coverage?{query}");
        let answer = service.call(Method::GET, &path, None).await;
        answer.refused(400, "bad-parameter");
    }
}
