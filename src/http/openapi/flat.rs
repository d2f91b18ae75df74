//! The schemas as readers and generators of clients like them: one object where a type is made of
//! several, and closed where a request must not say more.

use std::collections::BTreeSet;

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, AllOf, Object, Schema, SchemaType, Type};

use super::operation::Schemas;

/// How a schema of the document is referred to.
const SCHEMAS: &str = "#/components/schemas/";

/// The schemas, those that are all of several objects made into one object.
pub fn flattened(schemas: &Schemas) -> Schemas {
    let flat = |name: &String, schema: &RefOr<Schema>| match schema {
        RefOr::T(Schema::AllOf(parts)) => (name.clone(), merged(parts, schemas).into()),
        _ => (name.clone(), schema.clone()),
    };
    schemas
        .iter()
        .map(|(name, schema)| flat(name, schema))
        .collect()
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

/// The schemas, those that are named so without fields that they do not name.
pub fn closed(mut schemas: Schemas, sent: &BTreeSet<String>) -> Schemas {
    let sent = schemas.iter_mut().filter(|(name, _)| sent.contains(*name));
    sent.for_each(|(_, schema)| close(schema));
    schemas
}

fn close(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::OneOf(either)) => either.items.iter_mut().for_each(close),
        RefOr::T(Schema::Object(object)) if is_open(object) => {
            let nothing = AdditionalProperties::FreeForm(false);
            object.additional_properties = Some(Box::new(nothing));
        }
        _ => {}
    }
}

fn is_open(object: &Object) -> bool {
    let is_object = object.schema_type == SchemaType::from(Type::Object);
    is_object && object.additional_properties.is_none()
}
