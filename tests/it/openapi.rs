//! The OpenAPI document: complete, in order, and the file that is committed. That calls are as it
//! says is held in `support/document.rs`, for every call of every test.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use beian_sim::sim::WebhookEvent;
use serde_json::{Map, Value, json};

use crate::support::document::DOCUMENT;
use crate::support::{Service, process};

/// Where routes are that are pages for people, which the document leaves out and says so.
const PAGES: &[&str] = &["/assets/", "/console", "/docs", "/s/{sandbox}"];

/// The document's operations: path and method.
fn documented() -> BTreeSet<(String, String)> {
    let paths = DOCUMENT.json["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().keys();
        methods.map(move |method| (anonymous(path), method.clone()))
    });
    all.collect()
}

/// The path with its parameters without names, which are other ones in the router.
fn anonymous(path: &str) -> String {
    let parts = path.split('/').map(|part| {
        let is_parameter = part.starts_with('{');
        if is_parameter { "{}" } else { part }
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Every route of the page of routes: those of `router` once, all others in every sandbox as well.
fn routed() -> BTreeSet<(String, String)> {
    let text = include_str!("../../src/http/routes.rs");
    let mut found = BTreeSet::new();
    for function in text.split("fn ").skip(1) {
        let base = if function.starts_with("ministry_routes") {
            "/icpproject_query/api"
        } else {
            ""
        };
        for route in function.split(".route(").skip(1) {
            let path = route.split('"').nth(1).unwrap();
            let for_people = path == "/" || PAGES.iter().any(|page| path.starts_with(page));
            // What the ministry has beside its six calls is one answer to all of it.
            if for_people || path.contains("{*") {
                continue;
            }
            let path = anonymous(&format!("{base}{path}"));
            for method in ["get", "post", "put", "delete"] {
                if !route.contains(&format!("{method}(")) {
                    continue;
                }
                if !function.starts_with("router") {
                    found.insert((format!("/s/{{}}{path}"), method.to_owned()));
                }
                found.insert((path.clone(), method.to_owned()));
            }
        }
    }
    found
}

/// Every operation with its path and method.
fn operations() -> impl Iterator<Item = (String, &'static Value)> {
    let paths = DOCUMENT.json["paths"].as_object().unwrap();
    paths.iter().flat_map(|(path, item)| {
        let operations = item.as_object().unwrap().iter();
        operations.map(move |(method, operation)| (format!("{method} {path}"), operation))
    })
}

/// The schemas by name.
fn schemas() -> &'static Map<String, Value> {
    DOCUMENT.json["components"]["schemas"].as_object().unwrap()
}

#[test]
fn the_committed_file_is_the_document() {
    let printed = process::binary().arg("openapi").output().unwrap();
    let printed = String::from_utf8(printed.stdout).unwrap();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json");
    let committed = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        committed == printed,
        "docs/openapi.json is not what `beian-sim openapi` prints: \
         cargo run -- openapi > docs/openapi.json"
    );
}

#[test]
fn every_route_is_in_the_document_and_no_other() {
    let (routed, documented) = (routed(), documented());
    assert!(routed.len() > 80, "only {} routes found", routed.len());
    let missing: Vec<_> = routed.difference(&documented).collect();
    assert!(missing.is_empty(), "not in the document: {missing:#?}");
    let invented: Vec<_> = documented.difference(&routed).collect();
    assert!(invented.is_empty(), "no routes: {invented:#?}");
}

#[test]
fn every_operation_has_an_id_of_its_own_and_a_sentence() {
    let mut ids = BTreeSet::new();
    for (name, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id), "{name} has the id of another: {id}");
        assert!(!operation["summary"].as_str().unwrap().is_empty(), "{name}");
        let tags = DOCUMENT.json["tags"].as_array().unwrap();
        let known = tags.iter().any(|tag| tag["name"] == operation["tags"][0]);
        assert!(known, "{name} stands under no heading");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let described = parameter["description"].is_string();
            assert!(
                described,
                "{name} does not say what {} is",
                parameter["name"]
            );
        }
    }
}

#[test]
fn every_event_that_the_portal_is_told_of_is_a_webhook_of_the_document() {
    let webhooks = DOCUMENT.json["webhooks"].as_object().unwrap();
    let told: BTreeSet<_> = webhooks.keys().map(String::as_str).collect();
    let keys = WebhookEvent::ALL.iter().map(|event| event.key());
    assert_eq!(told, keys.collect());
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk(value: &Value) {
        match value {
            Value::Object(fields) => {
                if let Some(reference) = fields.get("$ref").and_then(Value::as_str) {
                    let found = DOCUMENT.json.pointer(reference.trim_start_matches('#'));
                    assert!(found.is_some(), "{reference} leads nowhere");
                }
                fields.values().for_each(walk);
            }
            Value::Array(values) => values.iter().for_each(walk),
            _ => {}
        }
    }
    walk(&DOCUMENT.json);
}

#[test]
fn the_control_plane_alone_asks_for_the_token() {
    for (name, operation) in operations() {
        let asks = !operation["security"].is_null();
        assert_eq!(asks, name.contains("/_sim/"), "{name}");
        assert_eq!(
            asks && !operation["responses"]["401"].is_null(),
            asks,
            "{name}"
        );
    }
}

#[test]
fn every_field_says_what_it_is_and_shows_one() {
    for (name, schema) in schemas() {
        assert!(schema["description"].is_string(), "{name} says nothing");
        let either = schema["oneOf"].as_array().into_iter().flatten();
        for object in either.chain([schema]) {
            for (field, of) in object["properties"].as_object().into_iter().flatten() {
                assert!(describes(of), "{name}.{field} says nothing");
                assert!(shows(of), "{name}.{field} shows none");
            }
        }
    }
}

/// Whether a field says what it is; one that may be null says it beside what it is else.
fn describes(schema: &Value) -> bool {
    let mut either = schema["oneOf"].as_array().into_iter().flatten();
    schema["description"].is_string() || either.any(|one| one["description"].is_string())
}

/// Whether a value of that schema is shown, there or where it leads.
fn shows(schema: &Value) -> bool {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        let schema = &schemas()[name];
        return shows(schema) || schema["properties"].is_object();
    }
    let either = schema["oneOf"].as_array().into_iter().flatten();
    let some = either.filter(|one| one["type"] != "null");
    schema["examples"].is_array()
        || schema["items"].is_object() && shows(&schema["items"])
        || schema["additionalProperties"].is_object() && shows(&schema["additionalProperties"])
        || some.map(shows).reduce(|all, one| all && one) == Some(true)
}

#[test]
fn what_is_shown_is_what_would_be_accepted() {
    let mut seen = 0;
    for (name, schema) in schemas() {
        let mut held = |at: &str, schema: &Value| {
            for example in schema["examples"].as_array().into_iter().flatten() {
                DOCUMENT.hold(&format!("example {at}"), schema, false, example);
                seen += 1;
            }
        };
        held(name, schema);
        for (field, of) in schema["properties"].as_object().into_iter().flatten() {
            held(&format!("{name}.{field}"), of);
            held(&format!("{name}.{field} items"), &of["items"]);
        }
    }
    assert!(seen > 200, "only {seen} examples found");
}

/// A body that has every field of the schema, each as it is shown.
fn whole(schema: &Value) -> Value {
    let schema = schema["$ref"]
        .as_str()
        .map_or(schema, |name| &schemas()[name.rsplit('/').next().unwrap()]);
    if let Some(example) = schema["examples"].get(0) {
        return example.clone();
    }
    if schema["items"].is_object() {
        return json!([whole(&schema["items"])]);
    }
    let mut either = schema["oneOf"].as_array().into_iter().flatten();
    if let Some(one) = either.rfind(|one| one["type"] != "null") {
        return whole(one);
    }
    let fields = schema["properties"].as_object().into_iter().flatten();
    fields
        .map(|(name, of)| (name.clone(), whole(of)))
        .collect::<Map<_, _>>()
        .into()
}

/// Every place of an object in the value, as a pointer.
fn objects(value: &Value, at: &str, found: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(fields) => {
            found.insert(at.to_owned(), value.clone());
            for (name, field) in fields {
                objects(field, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(values) => {
            for (place, value) in values.iter().enumerate() {
                objects(value, &format!("{at}/{place}"), found);
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn every_field_of_a_body_is_read_and_any_other_is_refused() {
    let service = Service::start().await;
    let mut seen = 0;
    for (name, operation) in operations() {
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        // The ministry reads what it knows, and a document is held against the journal's own shape.
        let is_open = name.contains("/icpproject_query/") || name.ends_with("/import");
        if schema.is_null() || is_open || name.contains("/s/{sandbox}") {
            continue;
        }
        let (method, path) = name.split_once(' ').unwrap();
        let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).unwrap();
        let path = path.replace("{order_no}", "P-1").replace("{id}", "job-7");
        let body = whole(schema);
        let answer = service
            .call(method.clone(), &path, Some(body.clone()))
            .await;
        let problem = answer.json();
        let unread = |error: &&Value| error["code"] == "unknown-field";
        let errors = problem["errors"].as_array();
        // Which fields a fault takes, its kind says.
        let unread: Vec<_> = errors.into_iter().flatten().filter(unread).collect();
        assert!(
            unread.is_empty() || path.ends_with("/faults"),
            "{name}: {unread:#?}"
        );
        let mut places = BTreeMap::new();
        objects(&body, "", &mut places);
        for place in places.keys() {
            let mut more = body.clone();
            more.pointer_mut(place).unwrap()["surprise"] = json!(1);
            let answer = service.call(method.clone(), &path, Some(more)).await;
            let problem = answer.refused(422, "invalid");
            let refused = json!(format!("{place}/surprise"));
            let errors = problem["errors"].as_array().unwrap();
            let found = errors.iter().any(|error| error["pointer"] == refused);
            assert!(found, "{name}: {refused} is not refused: {problem}");
            seen += 1;
        }
    }
    assert!(seen > 15, "only {seen} bodies tried");
}

#[test]
fn the_ready_made_orders_are_bodies_of_the_document() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/orders");
    let schema = json!({ "$ref": "#/components/schemas/OrderBody" });
    for file in std::fs::read_dir(folder).unwrap() {
        let order = std::fs::read(file.unwrap().path()).unwrap();
        let order = serde_json::from_slice(&order).unwrap();
        DOCUMENT.hold("OrderBody", &schema, false, &order);
    }
}

#[tokio::test]
async fn the_viewer_is_served_whole_and_loads_nothing_from_elsewhere() {
    let service = Service::start().await;
    let moved = service.call(Method::GET, "/docs", None).await;
    assert_eq!(
        (moved.status.as_u16(), moved.header("location")),
        (308, "/docs/")
    );
    let page = service.call(Method::GET, "/docs/", None).await;
    assert_eq!(page.header("content-type"), "text/html");
    let policy = page.header("content-security-policy").to_owned();
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("http"),
        "{policy}"
    );
    let page = String::from_utf8(page.bytes).unwrap();
    let links = page.split(['"', '\'']).zip(page.split(['"', '\'']).skip(1));
    let links = links.filter(|(before, _)| before.ends_with("src=") || before.ends_with("href="));
    let links: Vec<_> = links.map(|(_, link)| link).collect();
    assert!(links.len() >= 5, "{page}");
    for link in links {
        assert!(!link.contains("//"), "{link} is elsewhere");
        let path = format!("/docs/{}", link.trim_start_matches("./"));
        let file = service.call(Method::GET, &path, None).await;
        assert_eq!(file.status, 200, "{path}");
    }
    let start = service
        .call(Method::GET, "/docs/swagger-initializer.js", None)
        .await;
    let start = String::from_utf8(start.bytes).unwrap();
    assert!(start.contains(r#""url": "../openapi.json""#), "{start}");
    assert!(start.contains(r#""validatorUrl": "none""#), "{start}");
    assert!(!start.contains("http"), "{start}");
    let none = service.call(Method::GET, "/docs/nothing.js", None).await;
    none.refused(404, "unknown-route");
}
