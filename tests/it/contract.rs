//! The HTTP contract: shapes, headers, refusals.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use crate::support::{START, Service, first_filing, person};

/// A service whose default sandbox is frozen at the start.
async fn frozen() -> Service {
    let service = Service::start().await;
    service
        .put("/_sim/v1/clock", json!({ "mode": "frozen", "now": START }))
        .await;
    service
}

/// The pointers that a refusal names, sorted.
fn pointers(problem: &Value) -> Vec<&str> {
    let errors = problem["errors"].as_array().unwrap();
    let mut pointers: Vec<_> = errors
        .iter()
        .map(|e| e["pointer"].as_str().unwrap())
        .collect();
    pointers.sort_unstable();
    pointers
}

#[tokio::test]
async fn every_answer_carries_request_sandbox_and_now() {
    let service = frozen().await;
    let calls = [
        (Method::GET, "/v1/orders", 200),
        (Method::GET, "/v1/orders/none", 404),
        (Method::GET, "/v1/nothing", 404),
        (Method::DELETE, "/v1/verify", 405),
        (Method::POST, "/v1/verify", 422),
        (Method::GET, "/v1/orders?limit=0", 400),
    ];
    for (method, path, status) in calls {
        let answer = service.call(method, path, None).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        assert_eq!(answer.header("sim-sandbox"), "default", "{path}");
        assert_eq!(answer.header("sim-now"), START, "{path}");
        assert!(!answer.header("request-id").is_empty(), "{path}");
    }
    let scoped = service
        .call(Method::GET, "/s/another-1/v1/orders", None)
        .await;
    assert_eq!(scoped.header("sim-sandbox"), "another-1");
    let request = Request::get("/livez")
        .header("request-id", "mine")
        .body(Body::empty());
    assert_eq!(
        service.send(request.unwrap()).await.header("request-id"),
        "mine"
    );
}

#[tokio::test]
async fn a_verdict_carries_its_rule() {
    let service = frozen().await;
    let entered = json!({ "phone": "13800000001", "code": "1", "id_suffix": "x" });
    let answer = service
        .call(Method::POST, "/v1/verify", Some(entered))
        .await;
    assert_eq!(answer.header("sim-rule"), "verify.nothing-matches");
    let body = answer.ok();
    assert_eq!(body["valid_status"], 4);
    assert_eq!(body["valid_flag"], false);
    assert_eq!(body["outcome"], "not_found");
    assert_eq!(
        body["message"],
        "尊敬的ICP用户：该条验证库里找不到记录或已完成验证。"
    );
}

#[tokio::test]
async fn a_refused_order_names_every_bad_field_at_once() {
    let service = frozen().await;
    let mut order = first_filing("P 1");
    order["province"] = json!("zz");
    order["surprise"] = json!(1);
    order["filing_type"] = json!("cancel_app");
    order["entity"]["principal"]["phone"] = json!("123");
    order["services"][0]["principal"]["id_number"] = json!("12345");
    order["services"][0]["principal"]["id_type"] = json!(7);
    let answer = service.call(Method::POST, "/v1/orders", Some(order)).await;
    let problem = answer.refused(422, "invalid");
    let expected = [
        "/entity/principal/phone",
        "/order_no",
        "/province",
        "/services/0/kind",
        "/services/0/principal/id_number",
        "/services/0/principal/id_type",
        "/surprise",
    ];
    assert_eq!(pointers(&problem), expected);
    assert_eq!(service.get("/v1/orders").await["orders"], json!([]));
}

#[tokio::test]
async fn what_the_edition_forbids_is_named_with_what_the_form_forbids() {
    let service = frozen().await;
    service
        .put("/_sim/v1/rules", json!({ "rulebook": "nationwide-2020" }))
        .await;
    let mut order = first_filing("P-1");
    order["services"][0]["kind"] = json!("app");
    order["entity"]["principal"]["id_type"] = json!("hk_macau_permit");
    order["entity"]["name"] = json!("");
    let answer = service
        .call(Method::POST, "/v1/orders", Some(order.clone()))
        .await;
    assert_eq!(
        pointers(&answer.refused(422, "invalid")),
        ["/entity/name", "/services/0/kind"]
    );
    order["services"][0]["kind"] = json!("website");
    let answer = service.call(Method::POST, "/v1/orders", Some(order)).await;
    let expected = ["/entity/name", "/entity/principal/hk_macau_id_number"];
    assert_eq!(pointers(&answer.refused(422, "invalid")), expected);
}

#[tokio::test]
async fn services_may_be_left_out_only_where_the_filing_is_about_none() {
    let service = frozen().await;
    let mut order = first_filing("P-1");
    order.as_object_mut().unwrap().remove("services");
    let answer = service
        .call(Method::POST, "/v1/orders", Some(order.clone()))
        .await;
    assert_eq!(pointers(&answer.refused(422, "invalid")), ["/services"]);
    order["filing_type"] = json!("change_entity");
    let view = service.post("/v1/orders", order).await;
    assert_eq!(view["services"], json!([]));
}

#[tokio::test]
async fn the_back_of_a_permit_is_asked_only_of_people_who_must_verify() {
    let service = Service::start().await;
    let mut order = first_filing("P-1");
    order["entity"]["principal"]["id_type"] = json!("hk_macau_permit");
    // Zhejiang enrolled on 2018-09-10.
    let clock = json!({ "mode": "frozen", "now": "2018-09-09T23:59:59+08:00" });
    service.put("/s/before/_sim/v1/clock", clock).await;
    service.post("/s/before/v1/orders", order.clone()).await;
    let clock = json!({ "mode": "frozen", "now": "2018-09-10T00:00:00+08:00" });
    service.put("/s/after/_sim/v1/clock", clock).await;
    let answer = service
        .call(Method::POST, "/s/after/v1/orders", Some(order))
        .await;
    let expected = ["/entity/principal/hk_macau_id_number"];
    assert_eq!(pointers(&answer.refused(422, "invalid")), expected);
}

#[tokio::test]
async fn a_verifier_of_the_truth_names_the_rules_that_made_it_one() {
    let service = frozen().await;
    let mut order = first_filing("P-1");
    order["services"][0]["principal"] = order["entity"]["principal"].clone();
    service.post("/v1/orders", order.clone()).await;
    order["order_no"] = json!("P-2");
    order["filing_type"] = json!("access");
    let recorded = person("张三", "13900000009", "330102199001010014");
    order["entity"]["principal"]["on_record"] = recorded;
    service.post("/v1/orders", order.clone()).await;
    order["order_no"] = json!("P-3");
    order["filing_type"] = json!("change_entity");
    service.post("/v1/orders", order).await;
    let rules = async |order_no: &str| -> Vec<String> {
        let truth = service.get(&format!("/_sim/v1/orders/{order_no}")).await;
        let rules = truth["verifiers"][0]["rules"].as_array().unwrap().clone();
        assert!(
            rules
                .iter()
                .all(|rule| !rule["source"].as_str().unwrap().is_empty())
        );
        rules
            .iter()
            .map(|rule| rule["rule"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(
        rules("P-1")
            .await
            .contains(&"verifiers.same-phone".to_owned())
    );
    assert!(
        rules("P-2")
            .await
            .contains(&"verifiers.on-record".to_owned())
    );
    assert!(
        rules("P-3")
            .await
            .contains(&"verifiers.new-phone".to_owned())
    );
}

#[tokio::test]
async fn the_suspension_of_filings_names_its_rule_and_source() {
    let service = Service::start().await;
    let clock = json!({ "mode": "frozen", "now": "2017-12-15T18:00:00+08:00" });
    service.put("/_sim/v1/clock", clock).await;
    let answer = service
        .call(Method::POST, "/v1/orders", Some(first_filing("P-1")))
        .await;
    assert_eq!(answer.header("sim-rule"), "filings.suspended");
    let problem = answer.refused(409, "filings-suspended");
    assert_eq!(
        (&problem["rule"], &problem["source"]),
        (&json!("filings.suspended"), &json!("N2322"))
    );
}

#[tokio::test]
async fn submission_is_idempotent_by_content() {
    let service = frozen().await;
    let order = first_filing("P-1");
    let first = service
        .call(Method::POST, "/v1/orders", Some(order.clone()))
        .await;
    assert_eq!(
        (first.status.as_u16(), first.header("location")),
        (201, "/v1/orders/P-1")
    );
    let again = service.call(Method::POST, "/v1/orders", Some(order)).await;
    assert_eq!((again.status.as_u16(), &again.bytes), (200, &first.bytes));
    let mut other = first_filing("P-1");
    other["entity"]["name"] = json!("另一公司");
    let conflict = service.call(Method::POST, "/v1/orders", Some(other)).await;
    let _ = conflict.refused(409, "order-exists");
}

#[tokio::test]
async fn an_order_without_a_name_is_given_one() {
    let service = frozen().await;
    let mut order = first_filing("P-1");
    order.as_object_mut().unwrap().remove("order_no");
    let first = service.post("/v1/orders", order.clone()).await;
    let second = service.post("/v1/orders", order).await;
    assert_ne!(first["order_no"], second["order_no"]);
}

#[tokio::test]
async fn bodies_that_are_no_json_objects_are_told_apart() {
    let service = frozen().await;
    let send = |kind: &'static str, body: String| {
        let request = Request::post("/v1/verify").header("content-type", kind);
        service.send(request.body(Body::from(body)).unwrap())
    };
    let json = "application/json";
    let _ = send(json, "{bad".to_owned())
        .await
        .refused(400, "malformed-json");
    let _ = send(json, "[1]".to_owned()).await.refused(422, "invalid");
    let _ = send("text/plain", "{}".to_owned())
        .await
        .refused(415, "not-json");
    let _ = send(json, " ".repeat(2 << 20))
        .await
        .refused(413, "body-too-large");
    let _ = send(json, "\u{0}".to_owned())
        .await
        .refused(400, "malformed-json");
    let _ = send(json, "{\"phone\":\"\\ud800\"}".to_owned())
        .await
        .refused(400, "malformed-json");
    let deep = "[".repeat(100_000);
    let _ = send(json, deep).await.refused(400, "malformed-json");
}

#[tokio::test]
async fn the_clock_never_goes_back_once_there_is_an_order() {
    let service = frozen().await;
    service
        .put(
            "/_sim/v1/clock",
            json!({ "now": "2020-01-01T00:00:00+08:00" }),
        )
        .await;
    service.put("/_sim/v1/clock", json!({ "now": START })).await;
    service.post("/v1/orders", first_filing("P-1")).await;
    let back = json!({ "now": "2024-03-01T08:59:59+08:00" });
    let answer = service
        .call(Method::PUT, "/_sim/v1/clock", Some(back.clone()))
        .await;
    let _ = answer.refused(409, "clock-backwards");
    let settings = json!({ "clock": back, "seed": 5 });
    let answer = service
        .call(Method::PUT, "/_sim/v1/sandboxes/default", Some(settings))
        .await;
    let _ = answer.refused(409, "clock-backwards");
    assert_eq!(
        service.get("/_sim/v1/sandboxes/default").await["seed"],
        0,
        "nothing was stored"
    );
}

#[tokio::test]
async fn reading_stores_nothing_and_the_first_change_stores_the_sandbox() {
    let service = Service::start().await;
    let _ = service.get("/s/seen/v1/orders").await;
    assert_eq!(
        service.get("/_sim/v1/sandboxes").await["sandboxes"],
        json!([])
    );
    service.post("/s/seen/v1/orders", first_filing("P-1")).await;
    let listed = service.get("/_sim/v1/sandboxes").await;
    assert_eq!(listed["sandboxes"][0]["id"], "seen");
}

#[tokio::test]
async fn a_reset_goes_back_to_what_the_last_put_made_and_leaves_nothing() {
    let service = Service::start().await;
    let made = json!({
        "seed": 7, "profile": "tencent", "overrides": { "window": "1h" },
        "clock": { "mode": "frozen", "now": START },
    });
    service.put("/_sim/v1/sandboxes/box", made).await;
    service
        .put("/s/box/_sim/v1/rules", json!({ "profile": null }))
        .await;
    service.post("/s/box/v1/orders", first_filing("P-1")).await;
    service
        .post("/s/box/_sim/v1/clock/advance", json!({ "by": "1h" }))
        .await;
    let reset = service.post("/s/box/_sim/v1/reset", json!({})).await;
    assert_eq!(reset["profile"], "tencent");
    assert_eq!(reset["clock"]["now"], START);
    assert_eq!(
        reset["clock"]["next_event"],
        json!(null),
        "nothing scheduled before fires after"
    );
    assert_eq!(service.get("/s/box/v1/orders").await["orders"], json!([]));
    assert_eq!(
        service.get("/s/box/_sim/v1/messages").await["messages"],
        json!([])
    );
    assert_eq!(
        service.get("/s/box/_sim/v1/attempts").await["attempts"],
        json!([])
    );
    service.post("/s/box/v1/orders", first_filing("P-1")).await;
}

#[tokio::test]
async fn sandboxes_see_nothing_of_each_other() {
    let service = frozen().await;
    service.post("/s/one/v1/orders", first_filing("P-1")).await;
    let elsewhere = service
        .call(Method::GET, "/s/two/v1/orders/P-1", None)
        .await;
    let _ = elsewhere.refused(404, "unknown-order");
    let gone = service
        .call(Method::DELETE, "/_sim/v1/sandboxes/two", None)
        .await;
    let _ = gone.refused(404, "unknown-sandbox");
    let bad = service.call(Method::GET, "/s/Two/v1/orders", None).await;
    let _ = bad.refused(400, "bad-parameter");
}

#[tokio::test]
async fn rules_tell_where_each_effective_value_comes_from() {
    let service = frozen().await;
    let change = json!({ "profile": "tencent", "overrides": { "window": "PT1H" } });
    let rules = service.put("/_sim/v1/rules", change).await;
    let parameters = rules["effective"]["parameters"].as_array().unwrap();
    let parameter = |name: &str| parameters.iter().find(|p| p["name"] == name).unwrap();
    assert_eq!(parameter("window")["value"], "PT1H");
    assert_eq!(parameter("window")["from"], "override");
    assert_eq!(parameter("failure_trips")["from"], "profile");
    assert_eq!(parameter("resend_limit")["from"], "edition");
    assert!(
        parameters
            .iter()
            .all(|p| !p["source"].as_str().unwrap().is_empty())
    );
    let cleared = service
        .put("/_sim/v1/rules", json!({ "overrides": { "window": null } }))
        .await;
    assert_eq!(cleared["overrides"], json!({}));
    assert_eq!(cleared["profile"], "tencent", "what a PUT leaves out stays");
    let contradiction = json!({ "overrides": { "sync_lag_min": "3h" } });
    let answer = service
        .call(Method::PUT, "/_sim/v1/rules", Some(contradiction))
        .await;
    assert_eq!(
        pointers(&answer.refused(422, "invalid")),
        ["/overrides/sync_lag_min"]
    );
}

#[tokio::test]
async fn every_event_of_a_timeline_names_rule_and_source() {
    let service = frozen().await;
    service.post("/v1/orders", first_filing("P-1")).await;
    service
        .post("/_sim/v1/clock/advance", json!({ "by": "1h" }))
        .await;
    let timeline = service.get("/_sim/v1/orders/P-1/timeline").await;
    for event in timeline["events"].as_array().unwrap() {
        assert!(!event["rule"].as_str().unwrap().is_empty(), "{event}");
        assert!(!event["source"].as_str().unwrap().is_empty(), "{event}");
    }
}

#[tokio::test]
async fn personal_data_is_masked_where_the_provider_sees_verifiers() {
    let service = frozen().await;
    let mut order = first_filing("P-1");
    order["services"][0]["principal"] = person("张三", "13800000001", "330102199001010014");
    let view = service.post("/v1/orders", order).await;
    let both = json!([{
        "phone": "138****0001", "roles": ["entity_principal", "service_principal"],
    }]);
    assert_eq!(view["verifiers"], both);
}

#[tokio::test]
async fn a_body_that_is_null_is_something_else_than_no_body() {
    let service = frozen().await;
    let reset = service.call(Method::POST, "/_sim/v1/reset", None).await;
    assert_eq!(reset.status, 200);
    let answer = service
        .call(Method::POST, "/_sim/v1/reset", Some(Value::Null))
        .await;
    assert_eq!(pointers(&answer.refused(422, "invalid")), [""]);
}

#[tokio::test]
async fn an_impossible_sandbox_in_the_path_is_refused_whatever_the_route_is_about() {
    let service = frozen().await;
    let path = "/s/NO/_sim/v1/sandboxes/job-7";
    for method in [Method::PUT, Method::GET, Method::DELETE] {
        let answer = service.call(method, path, None).await;
        answer.refused(400, "bad-parameter");
    }
    let list = service.get("/_sim/v1/sandboxes").await;
    let made = list["sandboxes"].as_array().unwrap();
    assert!(made.iter().all(|sandbox| sandbox["id"] != "job-7"));
}
