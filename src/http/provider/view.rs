//! An order as the provider's system sees it: behind by the sync lag.

use serde::Serialize;

use super::super::reply::Time;
use crate::order::{Entity, Order, Person, ReturnReason, Service, SmsVerifyStatus};
use crate::rules::{Carrier, FilingType, Role};

/// The provider's view.
#[derive(Serialize)]
pub struct OrderView<'a> {
    order_no: &'a str,
    round: u32,
    status: &'static str,
    sms_verify_status: Option<u8>,
    return_reason: Option<&'static str>,
    filing_type: FilingType,
    province: &'static str,
    rulebook: &'a str,
    profile: Option<&'a str>,
    provider: &'a str,
    submitted_at: Time,
    updated_at: Time,
    verifiers: Vec<VerifierView<'a>>,
    entity: EntityView<'a>,
    services: Vec<ServiceView<'a>>,
}

#[derive(Serialize)]
struct VerifierView<'a> {
    phone: String,
    roles: &'a [Role],
}

#[derive(Serialize)]
struct EntityView<'a> {
    name: &'a str,
    principal: PersonView<'a>,
}

#[derive(Serialize)]
struct ServiceView<'a> {
    name: &'a str,
    kind: &'static str,
    principal: PersonView<'a>,
}

#[derive(Serialize)]
struct PersonView<'a> {
    name: &'a str,
    phone: String,
    id_type: &'static str,
    id_number: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hk_macau_id_number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    emergency_phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    carrier: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_record: Option<Box<PersonView<'a>>>,
}

impl<'a> OrderView<'a> {
    /// What the provider sees of the order.
    pub fn of(order: &'a Order) -> Self {
        let round = order.round();
        let submission = &round.submission;
        let terms = &round.basis.terms;
        let verifiers = round.setup.verifiers.iter().map(|verifier| VerifierView {
            phone: verifier.phone.masked(),
            roles: &verifier.roles,
        });
        let first = order.rounds().first().unwrap_or(round);
        Self {
            order_no: order.order_no(),
            round: round.number,
            status: order.seen_status().key(),
            sms_verify_status: order.seen_sms_verify_status().map(SmsVerifyStatus::number),
            return_reason: order.return_reason().map(ReturnReason::key),
            filing_type: submission.filing_type,
            province: submission.province.code(),
            rulebook: &terms.edition,
            profile: terms.profile.as_deref(),
            provider: &submission.provider,
            submitted_at: Time(first.setup.opened_at),
            updated_at: Time(order.seen_at()),
            verifiers: verifiers.collect(),
            entity: EntityView::of(&submission.entity),
            services: submission.services.iter().map(ServiceView::of).collect(),
        }
    }
}

impl<'a> EntityView<'a> {
    fn of(entity: &'a Entity) -> Self {
        Self {
            name: &entity.name,
            principal: PersonView::of(&entity.principal),
        }
    }
}

impl<'a> ServiceView<'a> {
    fn of(service: &'a Service) -> Self {
        let principal = PersonView::of(&service.principal);
        Self {
            name: &service.name,
            kind: service.kind.key(),
            principal,
        }
    }
}

impl<'a> PersonView<'a> {
    fn of(person: &'a Person) -> Self {
        Self {
            name: &person.name,
            phone: person.phone.to_string(),
            id_type: person.id_type.key(),
            id_number: &person.id_number,
            hk_macau_id_number: person.hk_macau_id_number.as_deref(),
            emergency_phone: person.emergency_phone.map(|phone| phone.to_string()),
            carrier: person.carrier.map(Carrier::key),
            on_record: person
                .on_record
                .as_deref()
                .map(|recorded| Box::new(Self::of(recorded))),
        }
    }
}
