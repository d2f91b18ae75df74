//! The words of the field: filing types, kinds, roles, and the values that a rule can take.
//!
//! Invariant: closed lists. A word that is not here is not a value, on the wire or in a book.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::keyed::named;

named! {
    /// What an order asks of the authority (备案类型).
    FilingType {
        /// The entity's first filing, with its first service.
        FirstFiling = "first_filing" "首次备案",
        /// One more website or app of an entity on record.
        AddService = "add_service" "新增服务",
        /// A service on record comes to this provider as well.
        Access = "access" "接入备案",
        /// The entity's data change.
        ChangeEntity = "change_entity" "变更主体",
        /// A service's data change.
        ChangeService = "change_service" "变更服务",
        /// Both change.
        ChangeBoth = "change_both" "变更主体和服务",
        /// Nothing but the remarks change.
        ChangeRemarks = "change_remarks" "变更备注",
        /// The entity is struck off, and all of its services.
        CancelEntity = "cancel_entity" "注销主体",
        /// A website is struck off.
        CancelSite = "cancel_site" "注销网站",
        /// An app is struck off.
        CancelApp = "cancel_app" "注销App",
        /// The service leaves this provider but stays on record.
        CancelAccess = "cancel_access" "取消接入",
    }
}

named! {
    /// What a service is.
    ServiceKind {
        /// A website.
        Website = "website" "网站",
        /// A mobile app; known since the editions that file apps.
        App = "app" "App",
    }
}

named! {
    /// Which kinds of service an order holds, taken together: the verifier table's columns.
    KindMix {
        /// Websites only, or no service at all.
        Website = "website" "网站服务",
        /// Both kinds.
        WebsiteAndApp = "website_and_app" "网站和App服务",
        /// Apps only.
        App = "app" "App服务",
    }
}

impl KindMix {
    /// The column for these services.
    pub fn of(kinds: &[ServiceKind]) -> Self {
        let has = |kind| kinds.contains(&kind);
        match (has(ServiceKind::Website), has(ServiceKind::App)) {
            (true, true) => Self::WebsiteAndApp,
            (false, true) => Self::App,
            (_, false) => Self::Website,
        }
    }

    /// The kinds that the column is about.
    pub const fn kinds(self) -> &'static [ServiceKind] {
        match self {
            Self::Website => &[ServiceKind::Website],
            Self::WebsiteAndApp => &[ServiceKind::Website, ServiceKind::App],
            Self::App => &[ServiceKind::App],
        }
    }
}

named! {
    /// What kind of document a person is filed with (证件类型).
    IdType {
        /// The resident identity card.
        ResidentId = "resident_id" "居民身份证",
        /// A passport.
        Passport = "passport" "护照",
        /// The mainland travel permit of a resident of Hong Kong or Macau.
        HkMacauPermit = "hk_macau_permit" "港澳居民来往内地通行证",
        /// The mainland travel permit of a resident of Taiwan.
        TaiwanPermit = "taiwan_permit" "台湾居民来往大陆通行证",
        /// Any other.
        Other = "other" "其他证件",
    }
}

named! {
    /// Who runs the network behind a phone number: it decides which number texts it.
    Carrier {
        /// China Telecom.
        Telecom = "telecom" "电信",
        /// China Unicom.
        Unicom = "unicom" "联通",
        /// China Mobile.
        Mobile = "mobile" "移动",
        /// A virtual operator on any of the three.
        Virtual = "virtual" "虚拟运营商",
    }
}

named! {
    /// In which role a person stands in an order.
    Role {
        /// Answers for the entity.
        EntityPrincipal = "entity_principal" "主体负责人",
        /// Answers for one service.
        ServicePrincipal = "service_principal" "网站负责人",
    }
}

named! {
    /// Which wrong fields count as a failure.
    FailureFields {
        /// Any of code and ID suffix.
        Any = "any" "任一信息",
        /// The ID suffix alone.
        IdSuffix = "id_suffix" "证件号码后六位",
    }
}

named! {
    /// How failures add up.
    FailureMode {
        /// In a row.
        Consecutive = "consecutive" "连续",
        /// In the whole round.
        Total = "total" "累计",
    }
}

named! {
    /// Which entry trips the failure limit.
    FailureTrips {
        /// The one that reaches the limit.
        OnLimit = "on_limit" "达到上限时",
        /// The next one after it, whatever it holds.
        AfterLimit = "after_limit" "达到上限后再次提交时",
    }
}

named! {
    /// What a resend over the cap does.
    OverLimit {
        /// Nothing but the prompt: the order lives on.
        Refuse = "refuse" "不再重发",
        /// It returns the order to the provider.
        ReturnOrder = "return_order" "退回备案",
    }
}

named! {
    /// Which code a resent SMS carries.
    ResendCode {
        /// The one sent before.
        Same = "same" "原验证码",
        /// A new one, which ends the old one's life.
        New = "new" "新验证码",
    }
}

/// The prompt for a wrong entry about a person who is found and pending.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum MismatchStatus {
    /// The prompt that asks for the right data.
    Mismatch = 2,
    /// The same prompt as where nothing matches.
    NotFound = 4,
}

impl MismatchStatus {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::Mismatch, Self::NotFound];

    /// The ministry's number of the prompt: how it is written on the wire and in the journal.
    pub const fn value(self) -> u8 {
        self as u8
    }

    /// The one with that number.
    pub fn from_value(value: i64) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|status| i64::from(status.value()) == value)
    }
}

impl Serialize for MismatchStatus {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u8(self.value())
    }
}

impl<'de> Deserialize<'de> for MismatchStatus {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = i64::deserialize(from)?;
        Self::from_value(value)
            .ok_or_else(|| serde::de::Error::custom(format!("no such prompt: {value}")))
    }
}
