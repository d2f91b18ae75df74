//! An order's content as a provider sends it, read field by field. Whoever submits orders reads them
//! here: the provider's plane, and the console its ready-made ones.
//!
//! Where a name or number is refused, the reading goes on with a placeholder: the content is then
//! never accepted, and the rules can still name whatever else stands in its way.

use serde_json::Value;

use super::fields::{Errors, Object};
use super::problem::FieldError;
use crate::order::{
    Entity, Flaw, ORDER_NO_CHARS_MAX, Person, PersonAt, Phone, Service, Submission, Text,
    is_order_no,
};
use crate::rules::{Carrier, FilingType, IdType, Province, ServiceKind};

/// The longest name, in characters.
const NAME_CHARS_MAX: usize = 200;
/// The lengths of an ID number, in characters.
const ID_NUMBER_CHARS: std::ops::RangeInclusive<usize> = 6..=40;
/// Services of an order at the most.
const SERVICES_MAX: usize = 200;

/// Stands for a phone that was refused.
const PLACEHOLDER: &str = "13000000000";

/// A submission as far as it could be read.
pub struct SubmissionForm {
    /// The provider's name for the order.
    pub order_no: Option<String>,
    /// What is filed.
    pub filing_type: Option<FilingType>,
    /// The authority.
    pub province: Option<Province>,
    /// The access provider.
    pub provider: Option<String>,
    /// The entity.
    pub entity: Option<Entity>,
    /// The services.
    pub services: Option<Vec<Service>>,
    /// The kinds of its services by place, whatever else is wrong with them.
    pub kinds: Option<Vec<(usize, ServiceKind)>>,
}

impl SubmissionForm {
    /// Reads the body of a submission.
    pub fn read(mut object: Object, errors: &mut Errors) -> Self {
        let order_no = object
            .optional_text("order_no", usize::MAX, errors)
            .and_then(|order_no| checked_order_no(order_no, &object, errors));
        let expected = keys(FilingType::ALL, FilingType::key);
        let filing_type = object.key("filing_type", FilingType::from_key, &expected, errors);
        let province = object.key("province", Province::from_code, PROVINCE, errors);
        let provider = object.text("provider", NAME_CHARS_MAX, errors);
        let entity = object
            .require("entity", errors)
            .and_then(|value| read_entity(value, object.pointer("entity"), errors));
        // Some filing types are about no service; which, the rules say.
        let services = object
            .take("services")
            .or_else(|| Some(Value::Array(Vec::new())));
        let kinds = services.as_ref().and_then(kinds_of);
        let services =
            services.and_then(|value| read_services(value, &object.pointer("services"), errors));
        object.finish(errors);
        Self {
            order_no,
            filing_type,
            province,
            provider,
            entity,
            services,
            kinds,
        }
    }

    /// The submission, if it could be read apart from names and numbers.
    pub fn submission(&mut self) -> Option<Submission> {
        Some(Submission {
            filing_type: self.filing_type?,
            province: self.province?,
            provider: self.provider.take().unwrap_or_default().into(),
            entity: self.entity.take()?,
            services: self.services.take()?.into(),
        })
    }
}

/// The kinds that a list of services has by place, whatever else is wrong with it.
fn kinds_of(services: &Value) -> Option<Vec<(usize, ServiceKind)>> {
    let kind = |service: &Value| ServiceKind::from_key(service.get("kind")?.as_str()?);
    let services = services.as_array()?.iter().enumerate();
    Some(
        services
            .filter_map(|(place, service)| Some((place, kind(service)?)))
            .collect(),
    )
}

/// Reads an entity.
pub fn read_entity(value: Value, at: String, errors: &mut Errors) -> Option<Entity> {
    let mut object = Object::nested(value, at, errors)?;
    let name = object.text("name", NAME_CHARS_MAX, errors);
    let principal = read_principal(&mut object, errors);
    object.finish(errors);
    Some(Entity {
        name: name.unwrap_or_default().into(),
        principal: principal?,
    })
}

/// Reads the services.
pub fn read_services(value: Value, at: &str, errors: &mut Errors) -> Option<Vec<Service>> {
    let Value::Array(values) = value else {
        errors.push(FieldError::new(at, "wrong-type", "expected an array"));
        return None;
    };
    if values.len() > SERVICES_MAX {
        let detail = format!("has more than {SERVICES_MAX} services");
        errors.push(FieldError::new(at, "too-long", detail));
        return None;
    }
    // Every service is read, so that every bad field of each is named.
    let services: Vec<Option<Service>> = values
        .into_iter()
        .enumerate()
        .map(|(place, value)| read_service(value, format!("{at}/{place}"), errors))
        .collect();
    services.into_iter().collect()
}

fn read_service(value: Value, at: String, errors: &mut Errors) -> Option<Service> {
    let mut object = Object::nested(value, at, errors)?;
    let name = object.text("name", NAME_CHARS_MAX, errors);
    let expected = keys(ServiceKind::ALL, ServiceKind::key);
    let kind = object.key("kind", ServiceKind::from_key, &expected, errors);
    let principal = read_principal(&mut object, errors);
    object.finish(errors);
    Some(Service {
        name: name.unwrap_or_default().into(),
        kind: kind?,
        principal: principal?,
    })
}

fn read_principal(object: &mut Object, errors: &mut Errors) -> Option<Person> {
    let value = object.require("principal", errors)?;
    read_person(value, object.pointer("principal"), true, errors)
}

fn read_person(value: Value, at: String, current: bool, errors: &mut Errors) -> Option<Person> {
    let mut object = Object::nested(value, at, errors)?;
    let name = object.text("name", NAME_CHARS_MAX, errors);
    let phone = object.key("phone", Phone::parse, PHONE, errors);
    let expected = keys(IdType::ALL, IdType::key);
    let id_type = object.key("id_type", IdType::from_key, &expected, errors);
    let id_number = object.text("id_number", usize::MAX, errors);
    let id_number = id_number.and_then(|text| checked_id("id_number", text, &object, errors));
    let back = object.optional_text("hk_macau_id_number", usize::MAX, errors);
    let back = back.and_then(|text| checked_id("hk_macau_id_number", text, &object, errors));
    let emergency_phone = object.optional_key("emergency_phone", Phone::parse, PHONE, errors);
    let expected = keys(Carrier::ALL, Carrier::key);
    let carrier = object.optional_key("carrier", Carrier::from_key, &expected, errors);
    let on_record = if current {
        object.take("on_record")
    } else {
        None
    };
    let on_record =
        on_record.and_then(|value| read_person(value, object.pointer("on_record"), false, errors));
    object.finish(errors);
    Some(Person {
        name: name.unwrap_or_default().into(),
        phone: phone.or_else(|| Phone::parse(PLACEHOLDER))?,
        id_type: id_type?,
        id_number: id_number.unwrap_or_default(),
        hk_macau_id_number: back,
        emergency_phone,
        carrier,
        on_record: on_record.map(Box::new),
    })
}

/// An ID number is taken as it is: 6 to 40 printable characters, no check digit.
fn checked_id(name: &str, text: String, object: &Object, errors: &mut Errors) -> Option<Text> {
    let fits = ID_NUMBER_CHARS.contains(&text.chars().count());
    if fits && !text.chars().any(char::is_control) {
        return Some(text.into());
    }
    let (low, high) = (ID_NUMBER_CHARS.start(), ID_NUMBER_CHARS.end());
    let detail = format!("expected {low} to {high} printable characters");
    object.refuse(name, "bad-format", &detail, errors);
    None
}

fn checked_order_no(order_no: String, object: &Object, errors: &mut Errors) -> Option<String> {
    if is_order_no(&order_no) {
        return Some(order_no);
    }
    let detail = format!("expected 1 to {ORDER_NO_CHARS_MAX} of [A-Za-z0-9._-]");
    object.refuse("order_no", "bad-format", &detail, errors);
    None
}

/// Where and what a flaw is, for the client.
pub fn error_of(flaw: &Flaw) -> FieldError {
    match flaw {
        Flaw::FilingTypeNotInEdition { edition } => FieldError::new(
            "/filing_type",
            "not-in-edition",
            format!("`{edition}` does not know this filing type"),
        ),
        Flaw::KindNotInEdition { service, edition } => FieldError::new(
            format!("/services/{service}/kind"),
            "not-in-edition",
            format!("`{edition}` does not know this kind of service"),
        ),
        Flaw::KindNotForFilingType { service, only } => FieldError::new(
            format!("/services/{service}/kind"),
            "wrong-kind",
            format!("this filing type takes only `{}`", only.key()),
        ),
        Flaw::ServicesMissing => FieldError::new(
            "/services",
            "empty",
            "this filing type needs at least one service",
        ),
        Flaw::PermitBackMissing(at) => FieldError::new(
            format!("{}/hk_macau_id_number", person_pointer(*at)),
            "required",
            "in this province the holder of a permit verifies with the ID number on its back",
        ),
    }
}

fn person_pointer(at: PersonAt) -> String {
    let principal = match at.service {
        None => "/entity/principal".to_owned(),
        Some(service) => format!("/services/{service}/principal"),
    };
    if at.on_record {
        format!("{principal}/on_record")
    } else {
        principal
    }
}

const PHONE: &str = "a mainland mobile number, ^1[3-9]\\d{9}$";
/// What a province is, for error messages.
pub const PROVINCE: &str = "a province's code, such as `zj`";

/// The keys of a vocabulary, for error messages.
pub fn keys<T: Copy>(all: &[T], key: impl Fn(T) -> &'static str) -> String {
    let keys: Vec<_> = all
        .iter()
        .map(|value| format!("`{}`", key(*value)))
        .collect();
    format!("one of {}", keys.join(", "))
}
