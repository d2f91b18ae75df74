//! What paths and queries may say.

use serde_json::Value;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{Ref, RefOr, Required};
use utoipa::{PartialSchema, ToSchema};

use super::super::extract::{PAGE_ROWS_DEFAULT, PAGE_ROWS_MAX};
use super::super::scalars::Duration;

/// What a sandbox may be called.
const SANDBOX_NAME: &str = "^[a-z0-9][a-z0-9-]{0,62}$";

/// `/s/{sandbox}`.
pub fn sandbox() -> Parameter {
    named_sandbox(
        "sandbox",
        "The sandbox; it comes into being with its first change.",
    )
}

/// A sandbox that the path names beside its own.
pub fn named_sandbox(name: &str, says: &str) -> Parameter {
    in_path(
        name,
        says,
        text().pattern(Some(SANDBOX_NAME)).examples(["job-7"]),
    )
}

/// `{order_no}`.
pub fn order_no() -> Parameter {
    in_path(
        "order_no",
        "The provider's name for the order.",
        text().examples(["P-1"]),
    )
}

/// A name in the path.
pub fn named(name: &str, says: &str, example: &str) -> Parameter {
    in_path(name, says, text().examples([example]))
}

/// A text in the query.
pub fn query(name: &str, says: &str, example: &str) -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String);
    in_query(name, says, text.examples([example]))
}

/// One of several words in the query, which answers have as well.
pub fn query_of<T: ToSchema>(name: &str, says: &str) -> Parameter {
    in_query(name, says, Ref::from_schema_name(T::name()))
}

/// `all` in the query, or nothing.
pub fn query_all(name: &str, says: &str) -> Parameter {
    let all = ObjectBuilder::new().schema_type(Type::String);
    in_query(name, says, all.enum_values(Some(["all"])).examples(["all"]))
}

/// A phone in the query.
pub fn query_phone(name: &str, says: &str) -> Parameter {
    let phone = text().pattern(Some("^1[3-9][0-9]{9}$"));
    in_query(name, says, phone.examples(["13800000001"]))
}

/// That parameter, which must be there.
pub fn required(mut parameter: Parameter) -> Parameter {
    parameter.required = Required::True;
    parameter
}

/// The length of a page.
pub fn limit() -> Parameter {
    let most = i64::try_from(PAGE_ROWS_MAX).unwrap_or(i64::MAX);
    let schema = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(most))
        .default(Some(Value::from(PAGE_ROWS_DEFAULT)))
        .examples([Value::from(20)]);
    in_query("limit", "How many rows the page has at the most.", schema)
}

/// Where a page starts, by number.
pub fn after(says: &str) -> Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(0))
        .examples([Value::from(41)]);
    in_query("after", says, schema)
}

/// How long to wait for something to happen.
pub fn wait(says: &str) -> Parameter {
    let mut schema = Duration::schema();
    if let RefOr::T(Schema::Object(duration)) = &mut schema {
        duration.description = Some("A duration of at most 60 s, by the wall.".to_owned());
        duration.examples = vec![Value::from("10s")];
    }
    in_query("wait", says, schema)
}

/// A header of the request.
pub fn header(name: &str, says: &str, example: &str) -> Parameter {
    parameter(
        name,
        ParameterIn::Header,
        Required::False,
        says,
        text().examples([example]),
    )
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
}

fn in_path(name: &str, says: &str, schema: impl Into<RefOr<Schema>>) -> Parameter {
    parameter(name, ParameterIn::Path, Required::True, says, schema)
}

fn in_query(name: &str, says: &str, schema: impl Into<RefOr<Schema>>) -> Parameter {
    parameter(name, ParameterIn::Query, Required::False, says, schema)
}

fn parameter(
    name: &str,
    place: ParameterIn,
    required: Required,
    says: &str,
    schema: impl Into<RefOr<Schema>>,
) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(required)
        .description(Some(says))
        .schema(Some(schema))
        .build()
}
