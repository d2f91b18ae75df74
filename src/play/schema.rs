//! The JSON Schema of scenario files, generated from the types that read them.
//!
//! Invariant: the closed lists in it (rules, parameters, filing types, provinces) are those of the
//! rules themselves; `fixtures/scenario.schema.json` is this schema, and a test compares the two.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use super::model::Scenario;
use super::suite::FORMAT;
use crate::rules::{FilingType, Parameter, RuleId, ServiceKind, catalog};

/// The schema as text, as the fixture has it.
pub fn text() -> String {
    let mut schema = SchemaSettings::draft2020_12()
        .with_transform(RecursiveTransform(without_null))
        .into_generator()
        .into_root_schema_for::<Scenario>();
    schema.insert(
        "$id".to_owned(),
        format!("urn:beian-sim:scenario:{FORMAT}").into(),
    );
    // A schema is JSON, which has a text.
    let text = serde_json::to_string_pretty(schema.as_value()).unwrap_or_default();
    text + "\n"
}

/// Takes out what TOML does not have: a field that may be left out is never null.
fn without_null(schema: &mut Schema) {
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
    if let Some(Value::Array(kinds)) = schema.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [only] = kinds.as_mut_slice() {
            let only = only.take();
            schema.insert("type".to_owned(), only);
        }
    }
    let Some(Value::Array(choices)) = schema.get_mut("anyOf") else {
        return;
    };
    choices.retain(|choice| choice.get("type").is_none_or(|kind| kind != "null"));
    if let [only] = choices.as_mut_slice()
        && let Value::Object(only) = only.take()
    {
        schema.remove("anyOf");
        for (key, value) in only {
            schema.insert(key, value);
        }
    }
}

/// A word of a closed list.
fn one_of<'a>(words: impl Iterator<Item = &'a str>) -> Schema {
    json_schema!({ "type": "string", "enum": words.collect::<Vec<_>>() })
}

pub(super) fn filing_type(_: &mut SchemaGenerator) -> Schema {
    one_of(FilingType::ALL.iter().map(|one| one.key()))
}

pub(super) fn service_kind(_: &mut SchemaGenerator) -> Schema {
    one_of(ServiceKind::ALL.iter().map(|one| one.key()))
}

pub(super) fn province(_: &mut SchemaGenerator) -> Schema {
    one_of(catalog().provinces().iter().map(|one| one.code.as_str()))
}

pub(super) fn rule_ids(_: &mut SchemaGenerator) -> Schema {
    let rule = one_of(RuleId::ALL.iter().map(|one| one.key()));
    json_schema!({ "type": "array", "items": rule })
}

pub(super) fn sources(_: &mut SchemaGenerator) -> Schema {
    let many: Value = serde_json::json!({ "type": "array", "items": { "type": "string" } });
    json_schema!({ "anyOf": [{ "type": "string" }, many] })
}

pub(super) fn overrides(generator: &mut SchemaGenerator) -> Schema {
    let parameters = Parameter::ALL.iter().filter(|one| one.overridable());
    let value = generator.subschema_for::<super::words::Single>();
    let fields: serde_json::Map<String, Value> = parameters
        .map(|one| (one.key().to_owned(), value.as_value().clone()))
        .collect();
    json_schema!({ "type": "object", "properties": fields, "additionalProperties": false })
}
