//! What a provider submits: the content of one round, kept as it came.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::person::Person;
use super::text::Text;
use crate::rules::{FilingType, Province, ServiceKind};

/// The longest name of an order, in characters.
pub const ORDER_NO_CHARS_MAX: usize = 64;

/// Whether an order can have that name: 1 to 64 of `[A-Za-z0-9._-]`.
pub fn is_order_no(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    (1..=ORDER_NO_CHARS_MAX).contains(&text.len()) && text.bytes().all(plain)
}

/// The content of an order (备案订单) in one round.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// What is filed.
    pub filing_type: FilingType,
    /// The authority (管局) it goes to.
    pub province: Province,
    /// The access provider (接入商).
    pub provider: Text,
    /// The entity (主体).
    pub entity: Entity,
    /// Its websites and apps that the filing is about.
    pub services: Box<[Service]>,
}

/// The entity (主体) that files.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Its name.
    pub name: Text,
    /// Its principal (主体负责人).
    pub principal: Person,
}

/// A website or app (网站, App).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Its name.
    pub name: Text,
    /// Website or app.
    pub kind: ServiceKind,
    /// Its principal (网站负责人).
    pub principal: Person,
}

/// Where in a submission a person stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PersonAt {
    /// The service by its place, or the entity.
    pub service: Option<usize>,
    /// Whether the person as first filed is meant.
    pub on_record: bool,
}

/// A correction that a resubmission carries; what it leaves out stays.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Correction {
    /// Another province.
    pub province: Option<Province>,
    /// The entity anew.
    pub entity: Option<Entity>,
    /// The services anew.
    pub services: Option<Box<[Service]>>,
}

impl Submission {
    /// The content with the correction laid over it.
    pub fn corrected(&self, correction: Correction) -> Self {
        let mut next = self.clone();
        if let Some(province) = correction.province {
            next.province = province;
        }
        if let Some(entity) = correction.entity {
            next.entity = entity;
        }
        if let Some(services) = correction.services {
            next.services = services;
        }
        next
    }

    /// The kinds of its services, in order.
    pub fn kinds(&self) -> Vec<ServiceKind> {
        self.services.iter().map(|service| service.kind).collect()
    }

    /// What the SMS calls the filed thing: the first service, else the entity.
    pub fn subject(&self) -> &str {
        self.services
            .first()
            .map_or(&self.entity.name, |service| &service.name)
    }
}

impl fmt::Debug for Submission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Submission")
            .field("filing_type", &self.filing_type)
            .field("province", &self.province)
            .field("services", &self.services.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entity")
            .field("principal", &self.principal)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Correction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Correction")
            .field("province", &self.province)
            .finish_non_exhaustive()
    }
}
