//! The words of a fault plan as schemas.
//!
//! Invariant: they are the words that the plan's form reads.

use serde_json::json;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::super::vocabulary::of_words;
use super::fault_form::{BY_EDITION, PREFIX_DIGITS_MAX, PREFIXES_MAX, effects, kinds};

/// What a fault disturbs.
pub struct FaultKind;

/// What a fault does to it.
pub struct FaultEffect;

/// Phones that never receive an SMS.
pub struct UndeliverablePrefixes;

impl PartialSchema for FaultKind {
    fn schema() -> RefOr<Schema> {
        of_words(
            "What a fault disturbs: SMS, the sync to the provider, calls of the public plane, or \
             webhooks.",
            kinds(),
        )
    }
}

impl ToSchema for FaultKind {}

impl PartialSchema for FaultEffect {
    fn schema() -> RefOr<Schema> {
        of_words(
            "What goes wrong; each kind has its own effects, which the README lists.",
            effects(),
        )
    }
}

impl ToSchema for FaultEffect {}

impl PartialSchema for UndeliverablePrefixes {
    fn schema() -> RefOr<Schema> {
        let prefix = ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(format!("^[0-9]{{1,{PREFIX_DIGITS_MAX}}}$")));
        OneOfBuilder::new()
            .item(ObjectBuilder::new().schema_type(Type::Null))
            .item(
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .enum_values(Some([BY_EDITION])),
            )
            .item(
                ArrayBuilder::new()
                    .items(prefix)
                    .max_items(Some(PREFIXES_MAX)),
            )
            .description(Some(
                "Phones that never receive an SMS: none, as the edition in force says, or those \
                 with these first digits.",
            ))
            .examples([json!(BY_EDITION), json!(["147", "1980"])])
            .into()
    }
}

impl ToSchema for UndeliverablePrefixes {}
