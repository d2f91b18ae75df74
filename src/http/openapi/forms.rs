//! What the ministry's own calls may say, as schemas. Further fields are allowed and not read.
#![expect(dead_code, reason = "shapes to be described, never values")]

use utoipa::ToSchema;

/// What a token is had for.
#[derive(ToSchema)]
pub struct MinistryAuthForm {
    /// The MD5, in lower-case hexadecimal, of `testtest` and `timeStamp`.
    #[serde(rename = "authKey")]
    #[schema(examples("746a22b136097604e213ca3269244fad"))]
    auth_key: String,
    /// The moment in milliseconds since 1970; it is compared with no clock.
    #[serde(rename = "timeStamp")]
    #[schema(examples("1700000000000"))]
    time_stamp: String,
}

/// Where the piece of a puzzle was laid.
#[derive(ToSchema)]
pub struct MinistryPlacedPiece {
    /// The puzzle's `uuid`.
    #[schema(examples("7a1f4c52-9d3e-4b0a-8c6d-2f5e1b7a9c04"))]
    key: String,
    /// The x of the small picture's left edge, in pixels of the big one.
    #[schema(examples("231"))]
    value: String,
}

/// What a person enters to verify.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MinistryVerifyBody {
    /// The code of the SMS: six digits.
    #[schema(examples("123456"))]
    sms_valid_code: String,
    /// The phone, a number or a string.
    #[schema(schema_with = phone)]
    mobile_num: (),
    /// The last six characters of the ID number.
    #[schema(examples("010014"))]
    cert_num: String,
}

/// What a person enters to get another SMS.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MinistryResendBody {
    /// The phone, a number or a string.
    #[schema(schema_with = phone)]
    mobile_num: (),
    /// The last six characters of the ID number.
    #[schema(examples("010014"))]
    cert_num: String,
}

fn phone() -> utoipa::openapi::schema::Object {
    use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Integer]))
        .description(Some("The phone, a number or a string."))
        .examples(["13800000001"])
        .build()
}
