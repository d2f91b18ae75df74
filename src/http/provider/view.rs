//! An order as the provider's system sees it: behind by the sync lag.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::reply::Time;
use super::super::vocabulary;
use super::recorded::RecordedPerson;
use crate::order::{Entity, Order, Person, ReturnReason, Service, SmsVerifyStatus};
use crate::rules::{Carrier, FilingType, Role};

/// An order as the provider's system sees it: behind the truth by the sync lag.
#[derive(Serialize, ToSchema)]
#[schema(as = Order)]
pub struct OrderView<'a> {
    /// The provider's name for the order.
    #[schema(examples("P-1"))]
    order_no: &'a str,
    /// The round, from 1; each resubmission opens the next.
    #[schema(minimum = 1, examples(1))]
    round: u32,
    /// Where the provider sees it stand.
    #[schema(value_type = vocabulary::SeenStatus)]
    status: &'static str,
    /// Where its verification stands; null where nobody has to verify.
    #[schema(value_type = Option<vocabulary::SmsVerifyNumber>, required)]
    sms_verify_status: Option<u8>,
    /// Why it was returned; null unless it is.
    #[schema(value_type = Option<vocabulary::ReturnReason>, required)]
    return_reason: Option<&'static str>,
    /// What it asks of the authority.
    #[schema(value_type = vocabulary::FilingType)]
    filing_type: FilingType,
    /// The authority's province.
    #[schema(value_type = vocabulary::Province)]
    province: &'static str,
    /// The edition that the round is bound to.
    #[schema(examples("app-2023"))]
    rulebook: &'a str,
    /// The vendor's reading that the round is bound to; null for none.
    #[schema(required, examples("tencent"))]
    profile: Option<&'a str>,
    /// The access provider (接入商).
    #[schema(examples("云端示例"))]
    provider: &'a str,
    /// When its first round was submitted.
    submitted_at: Time,
    /// When the provider last saw it change.
    updated_at: Time,
    /// Who must verify.
    verifiers: Vec<VerifierView<'a>>,
    /// The entity that files.
    entity: EntityView<'a>,
    /// The services that it files.
    services: Vec<ServiceView<'a>>,
}

/// Somebody who must verify, as the provider may know.
#[derive(Serialize, ToSchema)]
#[schema(as = MaskedVerifier)]
pub struct VerifierView<'a> {
    /// The phone that is texted, its middle masked.
    #[schema(pattern = r"^1[3-9][0-9]\*{4}[0-9]{4}$", examples("138****0001"))]
    phone: String,
    /// In which roles the person stands in the order.
    #[schema(value_type = Vec<vocabulary::Role>, min_items = 1)]
    roles: &'a [Role],
}

/// The entity that files (主体).
#[derive(Serialize, ToSchema)]
#[schema(as = Entity)]
pub struct EntityView<'a> {
    /// Its name, at most 200 characters, not blank.
    #[schema(max_length = 200, pattern = r"\S", examples("示例公司"))]
    name: &'a str,
    /// Who answers for it (主体负责人).
    principal: PersonView<'a>,
}

/// A website or app (网站, App).
#[derive(Serialize, ToSchema)]
#[schema(as = Service)]
pub struct ServiceView<'a> {
    /// Its name, at most 200 characters, not blank.
    #[schema(max_length = 200, pattern = r"\S", examples("示例网"))]
    name: &'a str,
    /// What it is.
    #[schema(value_type = vocabulary::ServiceKind)]
    kind: &'static str,
    /// Who answers for it (网站负责人).
    principal: PersonView<'a>,
}

/// A person of a filing.
#[derive(Serialize, ToSchema)]
#[schema(as = Person)]
pub struct PersonView<'a> {
    /// The name, at most 200 characters, not blank.
    #[schema(max_length = 200, pattern = r"\S", examples("张三"))]
    name: &'a str,
    /// Contact phone 1 (联系方式1), the one that is texted: a mainland mobile number.
    #[schema(pattern = "^1[3-9][0-9]{9}$", examples("13800000001"))]
    phone: String,
    /// What kind of document the person is filed with.
    #[schema(value_type = vocabulary::IdType)]
    id_type: &'static str,
    /// The document's number, 6 to 40 printable characters, not blank; no check digit is asked.
    #[schema(
        min_length = 6,
        max_length = 40,
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0][^\x00-\x1f\x7f-\x9f]*$",
        examples("330102199001010014")
    )]
    id_number: &'a str,
    /// The ID number on the back of a Hong Kong or Macau permit, as long as an `id_number`; required
    /// in Zhejiang of whoever verifies with such a permit.
    #[schema(
        min_length = 6,
        max_length = 40,
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0][^\x00-\x1f\x7f-\x9f]*$",
        examples("A234567（8）")
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    hk_macau_id_number: Option<&'a str>,
    /// The emergency phone, a mainland mobile number; it is never texted.
    #[schema(pattern = "^1[3-9][0-9]{9}$", examples("13900000001"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    emergency_phone: Option<String>,
    /// Who runs the phone's network, where its first digits do not tell.
    #[schema(value_type = Option<vocabulary::Carrier>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    carrier: Option<&'static str>,
    /// The person as first filed, whom an `access` or `cancel_*` filing verifies.
    #[schema(value_type = Option<RecordedPerson>)]
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
