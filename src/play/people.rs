//! The people of a scenario, and the orders that name them, as a provider would send them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::verbs::{Resubmit, Service, Submit};
use super::words::WordOr;
use crate::rules::Province;

/// The authority of an order that names none.
const USUAL_PROVINCE: &str = "zj";

/// How far `like` and `on_record` may lead from one person to the next.
const LIKENESSES_MAX: usize = 16;

/// A person, or what differs from another one.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PersonFile {
    /// The person whose fields count where this one has none.
    like: Option<String>,
    /// The person's name.
    name: Option<String>,
    /// The phone that is texted.
    phone: Option<String>,
    /// The kind of document.
    id_type: Option<String>,
    /// The document's number.
    id_number: Option<String>,
    /// The number on the back of a permit.
    hk_macau_id_number: Option<String>,
    /// The phone that is never texted.
    emergency_phone: Option<String>,
    /// The carrier, where the number alone would mislead.
    carrier: Option<String>,
    /// The person as first filed, by name.
    on_record: Option<String>,
}

/// Everybody whom a scenario can name.
#[derive(Debug)]
pub struct People(BTreeMap<String, PersonFile>);

impl People {
    /// Those whom all scenarios share, and those of this one, which go before.
    pub fn new(shared: &BTreeMap<String, PersonFile>, own: &BTreeMap<String, PersonFile>) -> Self {
        let mut people = shared.clone();
        people.extend(own.clone());
        Self(people)
    }

    /// The fields of that person, those taken over from another one included.
    ///
    /// # Errors
    /// Where nobody has that name.
    pub fn fields(&self, name: &str) -> Result<Map<String, Value>, String> {
        self.fields_of(name, LIKENESSES_MAX)
    }

    fn fields_of(&self, name: &str, deeper: usize) -> Result<Map<String, Value>, String> {
        let person = self.0.get(name);
        let person = person.ok_or_else(|| format!("there is no person `{name}`"))?;
        let next = |other: &str| match deeper.checked_sub(1) {
            Some(deeper) => self.fields_of(other, deeper),
            None => Err(format!(
                "`{name}` is, by `like` or `on_record`, made from itself"
            )),
        };
        let mut fields = match &person.like {
            Some(other) => next(other)?,
            None => Map::new(),
        };
        let own = [
            ("name", &person.name),
            ("phone", &person.phone),
            ("id_type", &person.id_type),
            ("id_number", &person.id_number),
            ("hk_macau_id_number", &person.hk_macau_id_number),
            ("emergency_phone", &person.emergency_phone),
            ("carrier", &person.carrier),
        ];
        for (field, value) in own {
            if let Some(value) = value {
                fields.insert(field.to_owned(), value.as_str().into());
            }
        }
        if let Some(recorded) = &person.on_record {
            fields.insert("on_record".to_owned(), next(recorded)?.into());
        }
        Ok(fields)
    }

    /// The text of one of the person's fields.
    ///
    /// # Errors
    /// Where nobody has that name, or the person lacks the field.
    pub fn text(&self, name: &str, field: &str) -> Result<String, String> {
        let fields = self.fields(name)?;
        let text = fields.get(field).and_then(Value::as_str);
        text.map(str::to_owned)
            .ok_or_else(|| format!("`{name}` has no {field}"))
    }

    /// Whether somebody's entry names that person as first filed.
    pub fn is_on_record(&self, name: &str) -> bool {
        let mut people = self.0.values();
        people.any(|person| person.on_record.as_deref() == Some(name))
    }

    /// The name of whoever has that phone, or the phone.
    pub fn name_of(&self, phone: &str, wanted: &[String]) -> String {
        let has = |name: &&String| self.text(name, "phone").is_ok_and(|own| own == phone);
        let known = wanted.iter().find(has).or_else(|| self.0.keys().find(has));
        known.map_or_else(|| phone.to_owned(), Clone::clone)
    }

    /// The body of a submission.
    ///
    /// # Errors
    /// Where the order names somebody whom there is not.
    pub fn order(&self, submit: &Submit) -> Result<Value, String> {
        Ok(json!({
            "order_no": submit.order,
            "filing_type": submit.filing_type,
            "province": submit.province.map_or(USUAL_PROVINCE, Province::code),
            "provider": "云端示例",
            "entity": self.entity(&submit.entity)?,
            "services": self.services(&submit.services)?,
        }))
    }

    /// The body of a resubmission.
    ///
    /// # Errors
    /// Where it names somebody whom there is not.
    pub fn correction(&self, resubmit: &Resubmit) -> Result<Value, String> {
        let mut body = Map::new();
        if let Some(province) = &resubmit.province {
            body.insert("province".to_owned(), province.code().into());
        }
        if let Some(entity) = &resubmit.entity {
            body.insert("entity".to_owned(), self.entity(entity)?);
        }
        if let Some(services) = &resubmit.services {
            body.insert("services".to_owned(), self.services(services)?);
        }
        Ok(body.into())
    }

    fn entity(&self, principal: &str) -> Result<Value, String> {
        Ok(json!({ "name": "示例公司", "principal": self.fields(principal)? }))
    }

    fn services(&self, services: &[WordOr<Service>]) -> Result<Value, String> {
        let body = |service: &WordOr<Service>| {
            let WordOr(service) = service;
            Ok(json!({
                "name": service.name,
                "kind": service.kind,
                "principal": self.fields(&service.principal)?,
            }))
        };
        services.iter().map(body).collect()
    }
}
