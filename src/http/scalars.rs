//! Values that requests and answers share, as schemas: durations, and what a parameter may be.
//!
//! Invariant: which parameters there are, of what kind and within what limits, is the core's to say.

use serde_json::Value;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type,
};
use utoipa::{PartialSchema, ToSchema};

use super::vocabulary::keys;
use crate::rules::{
    FAILURE_LIMIT, FailureFields, FailureMode, FailureTrips, MismatchStatus, OverLimit, Parameter,
    RESEND_LIMIT, RawValue, ResendCode, catalog,
};

/// What a duration looks like when it is read.
fn duration() -> String {
    let short = descending(&["d", "h", "m", "s", "ms"]);
    let time = descending(&["H", "M", r"(\.[0-9]+)?S"]);
    format!("^({short}|P([0-9]+D(T({time}))?|T({time})))$")
}

/// Numbers with units, from the largest down, each at most once and one at least.
fn descending(units: &[&str]) -> String {
    let from = |first: usize| {
        let (largest, rest) = units.get(first..)?.split_first()?;
        let rest: Vec<_> = rest.iter().map(|unit| format!("([0-9]+{unit})?")).collect();
        Some(format!("[0-9]+{largest}{}", rest.concat()))
    };
    (0..units.len())
        .filter_map(from)
        .collect::<Vec<_>>()
        .join("|")
}

/// A duration as it is read.
pub struct Duration;

impl PartialSchema for Duration {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .max_length(Some(64))
            .pattern(Some(duration()))
            .description(Some(
                "A duration: `90s`, `5m`, `24h`, `1h30m`, `2d`, or ISO 8601 such as `PT24H`; at \
                 most 36,500 days.",
            ))
            .examples(["24h", "PT90S"])
            .into()
    }
}

impl ToSchema for Duration {}

/// Any JSON object.
pub struct AnyObject;

impl PartialSchema for AnyObject {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .additional_properties(Some(AdditionalProperties::FreeForm(true)))
            .description(Some("An object whose fields are described elsewhere."))
            .examples([serde_json::json!({ "phone": "13800000001" })])
            .into()
    }
}

impl ToSchema for AnyObject {}

/// A value of a book as it would be written.
pub struct Written;

impl PartialSchema for Written {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("The value as it would be written."))
            .examples(["any"])
            .into()
    }
}

impl ToSchema for Written {}

/// A list of a book.
pub struct Listed;

impl PartialSchema for Listed {
    fn schema() -> RefOr<Schema> {
        ArrayBuilder::new()
            .items(ObjectBuilder::new().schema_type(Type::String))
            .description(Some("The words of the list."))
            .examples([serde_json::json!(["website", "app"])])
            .into()
    }
}

impl ToSchema for Listed {}

/// A parameter's value: a duration or a word, a number, or a flag.
pub struct ParameterValue;

impl PartialSchema for ParameterValue {
    fn schema() -> RefOr<Schema> {
        let kinds = [Type::String, Type::Integer, Type::Boolean];
        ObjectBuilder::new()
            .schema_type(SchemaType::from_iter(kinds))
            .description(Some(
                "A parameter's value: an ISO 8601 duration or a word, a number, or a flag.",
            ))
            .examples([Value::from("PT24H"), Value::from(5), Value::from(true)])
            .into()
    }
}

impl ToSchema for ParameterValue {}

/// Parameters that a sandbox sets for itself.
pub struct Overrides;

impl PartialSchema for Overrides {
    fn schema() -> RefOr<Schema> {
        let overridable = Parameter::ALL.iter().filter(|name| name.overridable());
        let object = ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(Some(
                "Parameters that are set for this sandbox alone; null takes one back.",
            ))
            .examples([serde_json::json!({ "window": "PT1H", "failure_limit": 3 })]);
        overridable
            .fold(object, |object, name| {
                object.property(name.key(), parameter(*name))
            })
            .into()
    }
}

impl ToSchema for Overrides {}

/// A value of a parameter as JSON.
pub fn wire(raw: RawValue) -> Value {
    match raw {
        RawValue::Flag(flag) => flag.into(),
        RawValue::Number(number) => number.into(),
        RawValue::Text(text) => text.into(),
    }
}

/// What a parameter may be: of the kind that the newest edition has it, or null.
fn parameter(name: Parameter) -> ObjectBuilder {
    let mut rules = catalog().rules().iter();
    let rule = rules.find(|rule| rule.parameter == Some(name));
    let says = rule.map_or_else(
        || format!("The parameter `{name}`."),
        |rule| rule.says.clone(),
    );
    let newest = catalog().editions().last();
    let value = newest.map(|edition| edition.terms().raw_value(name));
    let of = |kind| ObjectBuilder::new().schema_type(SchemaType::from_iter([kind, Type::Null]));
    let schema = match &value {
        Some(RawValue::Flag(_)) => of(Type::Boolean),
        Some(RawValue::Number(_)) => numbers(of(Type::Integer), name),
        Some(RawValue::Text(_)) | None => match words(name) {
            Some(words) => {
                let words = words.into_iter().map(Value::from);
                of(Type::String).enum_values(Some(words.chain([Value::Null])))
            }
            None => of(Type::String).pattern(Some(duration())),
        },
    };
    schema.description(Some(says)).examples(value.map(wire))
}

/// The words that a parameter takes; nothing where it takes a duration.
fn words(name: Parameter) -> Option<Vec<&'static str>> {
    Some(match name {
        Parameter::FailureFields => keys(FailureFields::ALL, FailureFields::key),
        Parameter::FailureMode => keys(FailureMode::ALL, FailureMode::key),
        Parameter::FailureTrips => keys(FailureTrips::ALL, FailureTrips::key),
        Parameter::ResendOverLimit => keys(OverLimit::ALL, OverLimit::key),
        Parameter::ResendCode => keys(ResendCode::ALL, ResendCode::key),
        _ => return None,
    })
}

/// The numbers that a parameter takes.
fn numbers(schema: ObjectBuilder, name: Parameter) -> ObjectBuilder {
    let range = match name {
        Parameter::FailureLimit => FAILURE_LIMIT,
        Parameter::ResendLimit => RESEND_LIMIT,
        _ => {
            let known = MismatchStatus::ALL.iter();
            let known = known.map(|status| Value::from(status.value()));
            return schema.enum_values(Some(known.chain([Value::Null])));
        }
    };
    schema
        .minimum(Some(*range.start()))
        .maximum(Some(*range.end()))
}
