//! The schemas as readers and generators of clients like them: one object where a type is made of
//! several, and closed where a request must not say more.

use std::collections::BTreeSet;

use serde_json::Value;
use utoipa::openapi::path::Paths;
use utoipa::openapi::schema::{AdditionalProperties, AllOf, Object, Schema};
use utoipa::openapi::RefOr;

use super::operation::Schemas;

/// How a schema of the document is referred to.
const SCHEMAS: &str = "#/components/schemas/";

/// The schemas, those that are all of several objects made into one object.
pub fn flattened(schemas: Schemas) -> Schemas {
    let flat = |name: &String, schema: &RefOr<Schema>| match schema {
        RefOr::T(Schema::AllOf(parts)) => (name.clone(), merged(parts, &schemas).into()),
        _ => (name.clone(), schema.clone()),
    };
    schemas.iter().map(|(name, schema)| flat(name, schema)).collect()
}

/// One object of all parts.
fn merged(parts: &AllOf, schemas: &Schemas) -> Schema {
    let mut whole = Object::new();
    whole.description.clone_from(&parts.description);
    for part in &parts.items {
        let part = match part {
            RefOr::Ref(reference) => {
                let name = reference.ref_location.strip_prefix(SCHEMAS);
                name.and_then(|name| schemas.get(name)).unwrap_or(part)
            }
            RefOr::T(_) => part,
        };
        match part {
            RefOr::T(Schema::Object(part)) => add(&mut whole, part),
            RefOr::T(Schema::AllOf(parts)) => {
                if let Schema::Object(part) = merged(parts, schemas) {
                    add(&mut whole, &part);
                }
            }
            _ => {}
        }
    }
    Schema::Object(whole)
}

fn add(whole: &mut Object, part: &Object) {
    let properties = part.properties.iter();
    whole
        .properties
        .extend(properties.map(|(name, schema)| (name.clone(), schema.clone())));
    whole.required.extend(part.required.iter().cloned());
}

/// The schemas, those of JSON that requests send without fields that they do not name.
///
/// The ministry's own calls are left as they are: they read what they know.
pub fn closed(mut schemas: Schemas, paths: &Paths) -> Schemas {
    let mut sent = BTreeSet::new();
    let mut open: Vec<String> = paths.paths.iter().flat_map(|(path, item)| {
        let item = serde_json::to_value(item).unwrap_or_default();
        if path.contains("/icpproject_query/") { Vec::new() } else { bodies_of(&item) }
    }).collect();
    while let Some(name) = open.pop() {
        if let Some(schema) = schemas.get(&name).filter(|_| sent.insert(name)) {
            open.extend(names_in(&serde_json::to_value(schema).unwrap_or_default()));
        }
    }
    for (_, schema) in schemas.iter_mut().filter(|(name, _)| sent.contains(*name)) {
        if let RefOr::T(Schema::Object(object)) = schema
            && object.additional_properties.is_none()
            && !object.enum_values.is_some()
        {
            object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
        }
    }
    schemas
}
