//! The schema of a person on record.
//!
//! Invariant: it is a person's schema without `on_record`, so that neither can have a field that the
//! other lacks.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::view::PersonView;

/// Stands for a person who is nobody's successor.
pub struct RecordedPerson;

impl PartialSchema for RecordedPerson {
    fn schema() -> RefOr<Schema> {
        let mut schema = PersonView::schema();
        if let RefOr::T(Schema::Object(person)) = &mut schema {
            person.properties.remove("on_record");
            person.description = Some("A person as first filed.".to_owned());
        }
        schema
    }
}

impl ToSchema for RecordedPerson {}
