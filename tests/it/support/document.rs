//! The OpenAPI document, and holding calls against it. Every answer that a test in the process gets
//! comes by here, so that what the document says is held against whatever any test meets.
//!
//! Stricter than the document: an answer may not have a field that the document does not name.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex};

use axum::http::{HeaderMap, Method, StatusCode, header};
use beian_sim::http::document_text;
use jsonschema::Validator;
use matchit::Router;
use serde_json::{Value, json};

/// The document.
pub static DOCUMENT: LazyLock<Document> = LazyLock::new(Document::read);

/// Where the routes are that the document describes, below a sandbox's base.
const PLANES: &[&str] = &["/v1/", "/_sim/", "/icpproject_query/"];

/// The document, ready to hold calls against.
pub struct Document {
    /// Its JSON.
    pub json: Value,
    paths: Router<String>,
    validators: Mutex<BTreeMap<String, Arc<Validator>>>,
}

impl Document {
    fn read() -> Self {
        let json: Value = serde_json::from_str(document_text()).unwrap();
        let mut paths = Router::new();
        for path in json["paths"].as_object().unwrap().keys() {
            paths.insert(path, path.clone()).unwrap();
        }
        Self {
            json,
            paths,
            validators: Mutex::default(),
        }
    }

    /// The operation that answers that; nothing where the document has none.
    fn operation(&self, method: &Method, path: &str) -> Option<(String, &Value)> {
        let template = self.paths.at(path).ok()?.value;
        let method = method.as_str().to_ascii_lowercase();
        let operation = self.json["paths"][template].get(&method)?;
        Some((format!("{method} {template}"), operation))
    }

    /// Where the reference leads, or the value itself.
    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        let reference = value.get("$ref").and_then(Value::as_str);
        reference.map_or(value, |reference| {
            let pointer = reference.strip_prefix('#').unwrap();
            self.json.pointer(pointer).unwrap()
        })
    }

    /// What holds values against that schema; `strict` lets no field pass that it does not name.
    fn validator(&self, name: String, schema: &Value, strict: bool) -> Arc<Validator> {
        let mut validators = self.validators.lock().unwrap();
        let make = || {
            let mut root = json!({ "allOf": [schema], "components": self.json["components"] });
            if strict {
                close(&mut root);
            }
            let options = jsonschema::options().should_validate_formats(true);
            Arc::new(options.build(&root).unwrap())
        };
        Arc::clone(validators.entry(name).or_insert_with(make))
    }

    /// Holds an answer against the document.
    pub fn hold_answer(
        &self,
        (method, path): (&Method, &str),
        status: StatusCode,
        headers: &HeaderMap,
        bytes: &[u8],
    ) {
        let Some((name, operation)) = self.operation(method, path) else {
            let described =
                is_described(path) && *method != Method::HEAD && *method != Method::OPTIONS;
            assert!(
                !(described && status.is_success()),
                "{method} {path} is answered with {status} and is not in the document"
            );
            return;
        };
        let at = format!("{name} {}", status.as_u16());
        let answer = &operation["responses"][status.as_str()];
        assert!(!answer.is_null(), "{at} is not in the document");
        let answer = self.resolved(answer);
        for header in headers
            .keys()
            .map(|name| name.as_str().to_ascii_lowercase())
        {
            let ours = header.starts_with("sim-") || header == "location" || header == "request-id";
            let mut named = answer["headers"].as_object().unwrap().keys();
            let named = named.any(|name| name.eq_ignore_ascii_case(&header));
            assert!(
                !ours || named,
                "{at} has the header {header}, which the document does not"
            );
        }
        let Some(contents) = answer["content"].as_object() else {
            assert!(
                bytes.is_empty(),
                "{at} has a body, which the document does not"
            );
            return;
        };
        let kind = headers[header::CONTENT_TYPE].to_str().unwrap();
        let kind = kind.split(';').next().unwrap();
        assert!(
            contents.contains_key(kind),
            "{at} is {kind}, not what is documented"
        );
        if !kind.ends_with("json") {
            return;
        }
        let body: Value = serde_json::from_slice(bytes).unwrap();
        self.hold(&at, &contents[kind]["schema"], true, &body);
        if let Some(codes) = answer["x-codes"].as_array() {
            assert!(
                codes.contains(&body["code"]),
                "{at} is refused with {}",
                body["code"]
            );
        }
    }

    /// Holds a body that was accepted against the document.
    pub fn hold_request(&self, (method, path): (&Method, &str), body: &Value) {
        let Some((name, operation)) = self.operation(method, path) else {
            return;
        };
        // The ministry refuses under HTTP 200 as well.
        if path.contains("/icpproject_query/") {
            return;
        }
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        assert!(
            !schema.is_null(),
            "{name} takes a body, which the document does not say"
        );
        self.hold(&format!("{name} request"), schema, false, body);
    }

    /// Holds a webhook that was sent against the document.
    pub fn hold_webhook(&self, headers: &HeaderMap, body: &Value) {
        let event = body["type"].as_str().unwrap();
        let sent = &self.json["webhooks"][event]["post"];
        assert!(!sent.is_null(), "{event} is not in the document");
        for header in sent["parameters"].as_array().unwrap() {
            let name = header["name"].as_str().unwrap();
            let value = headers.get(name).and_then(|value| value.to_str().ok());
            assert!(value.is_some(), "{event} is sent without {name}");
            let at = format!("{event} {name}");
            self.hold(&at, &header["schema"], true, &value.into());
        }
        let schema = &sent["requestBody"]["content"]["application/json"]["schema"];
        self.hold(event, schema, true, body);
    }

    /// Holds a value against a schema of the document.
    pub fn hold(&self, at: &str, schema: &Value, strict: bool, value: &Value) {
        let validator = self.validator(at.to_owned(), schema, strict);
        let errors = validator.iter_errors(value);
        let errors: Vec<_> = errors
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{at}: {errors:#?}\n{value:#}");
    }
}

/// Whether a path is of a plane that the document describes.
fn is_described(path: &str) -> bool {
    let own = path
        .strip_prefix("/s/")
        .and_then(|rest| rest.find('/').and_then(|end| rest.get(end..)));
    let path = own.unwrap_or(path);
    PLANES.iter().any(|plane| path.starts_with(plane))
}

/// Lets no object of the schemas have other fields than those that are named.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            fields.values_mut().for_each(close);
            let names = fields.get("properties").is_some_and(Value::is_object);
            if names && fields.get("type") == Some(&json!("object")) {
                fields.entry("additionalProperties").or_insert(json!(false));
            }
        }
        Value::Array(values) => values.iter_mut().for_each(close),
        _ => {}
    }
}
