//! What requests may say, as schemas. Bodies are read field by field, so that an answer names every
//! bad field at once; here is what that reading accepts.
//!
//! Invariant: a field that a handler reads is here and no other is, which tests hold these to.
#![expect(dead_code, reason = "shapes to be described, never values")]

use serde_json::Value;
use utoipa::ToSchema;

use super::super::control::{FaultEffect, FaultKind, UndeliverablePrefixes};
use super::super::provider::{EntityView, ServiceView};
use super::super::scalars::{AnyObject, Duration, Overrides};
use super::super::vocabulary;

/// What a person enters to verify. Anything but an empty text is let through to a verdict.
#[derive(ToSchema)]
pub struct VerifyBody {
    /// The phone, such as 13800000001.
    #[schema(pattern = r"\S", examples("13800000001"))]
    phone: String,
    /// The code of the SMS: six digits.
    #[schema(pattern = r"\S", examples("123456"))]
    code: String,
    /// The last six characters of the ID number.
    #[schema(pattern = r"\S", examples("010014"))]
    id_suffix: String,
}

/// What a person enters to get another SMS.
#[derive(ToSchema)]
pub struct ResendBody {
    /// The phone, such as 13800000001.
    #[schema(pattern = r"\S", examples("13800000001"))]
    phone: String,
    /// The last six characters of the ID number.
    #[schema(pattern = r"\S", examples("010014"))]
    id_suffix: String,
}

/// An order to be submitted.
#[derive(ToSchema)]
pub struct OrderBody<'a> {
    /// The provider's name for it; the simulator numbers it where none is given.
    #[schema(pattern = "^[A-Za-z0-9._-]{1,64}$", examples("P-1"))]
    order_no: Option<String>,
    /// What it asks of the authority.
    #[schema(value_type = vocabulary::FilingType)]
    filing_type: (),
    /// The authority's province.
    #[schema(value_type = vocabulary::Province)]
    province: (),
    /// The access provider (接入商), at most 200 characters.
    #[schema(max_length = 200, pattern = r"\S", examples("云端示例"))]
    provider: String,
    /// The entity that files.
    entity: EntityView<'a>,
    /// The services that it files; only some filing types are about none.
    #[schema(max_items = 200)]
    services: Option<Vec<ServiceView<'a>>>,
}

/// What is corrected by a resubmission; what is absent stays.
#[derive(ToSchema)]
pub struct CorrectionBody<'a> {
    /// The authority's province.
    #[schema(value_type = Option<vocabulary::Province>)]
    province: (),
    /// The entity that files.
    entity: Option<EntityView<'a>>,
    /// The services that it files.
    #[schema(max_items = 200)]
    services: Option<Vec<ServiceView<'a>>>,
}

/// Nothing: the route has no parameters.
#[derive(ToSchema)]
pub struct EmptyBody {}

/// How a clock is to stand; what is absent stays.
#[derive(ToSchema)]
pub struct ClockBody {
    /// Whether it runs or stands.
    #[schema(value_type = Option<vocabulary::ClockMode>)]
    mode: (),
    /// What it shows, at any offset, of the years 2000 to 9998; never less once the sandbox holds an
    /// order.
    #[schema(format = DateTime, max_length = 64, examples("2024-03-01T09:00:00+08:00"))]
    now: Option<String>,
}

/// How far time is to pass: exactly one of three.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum AdvanceBody {
    /// For so long.
    #[schema(title = "AdvanceBy")]
    By {
        /// How long.
        #[schema(value_type = Duration)]
        by: (),
    },
    /// Up to a moment.
    #[schema(title = "AdvanceTo")]
    To {
        /// The moment, at any offset, of the years 2000 to 9998.
        #[schema(format = DateTime, max_length = 64, examples("2024-03-02T09:00:00+08:00"))]
        to: String,
    },
    /// Up to what happens next.
    #[schema(title = "AdvanceUntil")]
    Until {
        /// Always `next_event`.
        #[schema(pattern = "^next_event$", examples("next_event"))]
        until: String,
    },
}

/// The authority's verdict.
#[derive(ToSchema)]
pub struct ReviewBody {
    /// Which.
    #[schema(value_type = vocabulary::Decision)]
    decision: (),
    /// Why, at most 1,000 characters.
    #[schema(max_length = 1000, pattern = r"\S", examples("材料不全"))]
    reason: Option<String>,
}

/// What is to go wrong; it replaces the plan before.
#[derive(ToSchema)]
pub struct FaultPlanBody {
    /// The faults; the first that fits fires.
    #[schema(max_items = 1000)]
    faults: Option<Vec<Fault>>,
    /// Phones that never receive an SMS.
    #[schema(value_type = UndeliverablePrefixes, required = false)]
    undeliverable_prefixes: (),
}

/// Something that is to go wrong.
#[derive(ToSchema)]
pub struct Fault {
    /// Its name in the plan and in timelines: `fault-N` by its place where none is given.
    #[schema(pattern = "^[A-Za-z0-9._-]{1,64}$", examples("no-signal"))]
    id: Option<String>,
    /// What it disturbs.
    #[schema(value_type = FaultKind)]
    kind: (),
    /// What goes wrong.
    #[schema(value_type = FaultEffect)]
    effect: (),
    /// By how much: required for `late` and `slow` (60 s at the most), possible for `duplicated` and
    /// `after_window`.
    #[schema(value_type = Option<Duration>)]
    by: (),
    /// Only of SMS to that phone, or calls that name it; of kinds `sms` and `public`.
    #[schema(pattern = "^1[3-9][0-9]{9}$", examples("13800000001"))]
    phone: Option<String>,
    /// Only of that order; of kinds `sms`, `sync` and `webhook`.
    #[schema(max_length = 64, pattern = r"\S", examples("P-1"))]
    order_no: Option<String>,
    /// Only of the n-th, from 1; of kinds `sms` and `webhook`.
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 4_294_967_295_i64, examples(1))]
    nth: Option<u32>,
    /// Of so many in a hundred, chosen by the sandbox's seed; of kinds `sms`, `sync` and `webhook`.
    #[schema(minimum = 1, maximum = 100, examples(30))]
    share_percent: Option<u8>,
    /// Only of that call; of kind `public`.
    #[schema(value_type = Option<vocabulary::Call>)]
    call: (),
    /// Only of webhooks that tell that; of kind `webhook`.
    #[schema(value_type = Option<vocabulary::WebhookEvent>)]
    event: (),
    /// How often at the most.
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 4_294_967_295_i64, examples(2))]
    times: Option<u32>,
}

/// Which rules apply; what is absent stays.
#[derive(ToSchema)]
pub struct RulesBody {
    /// The edition; null for `by_date`.
    #[schema(value_type = Option<vocabulary::RulebookChoice>)]
    rulebook: (),
    /// The vendor's reading; null for none.
    #[schema(value_type = Option<vocabulary::ProfileChoice>)]
    profile: (),
    /// Parameters of this sandbox alone; null takes all of them back.
    #[schema(value_type = Option<Overrides>)]
    overrides: (),
}

/// How a sandbox is to be; what is absent stays.
#[derive(ToSchema)]
pub struct SandboxBody {
    /// What chance is drawn from: the same seed gives the same codes and lags.
    #[schema(maximum = 9_007_199_254_740_991_u64, examples(0))]
    seed: Option<u64>,
    /// Its clock.
    clock: Option<ClockBody>,
    /// The edition; null for `by_date`.
    #[schema(value_type = Option<vocabulary::RulebookChoice>)]
    rulebook: (),
    /// The vendor's reading; null for none.
    #[schema(value_type = Option<vocabulary::ProfileChoice>)]
    profile: (),
    /// Parameters of this sandbox alone; null takes all of them back.
    #[schema(value_type = Option<Overrides>)]
    overrides: (),
    /// Whether the ministry's plane asks for a solved captcha.
    #[schema(value_type = Option<vocabulary::Captcha>)]
    captcha: (),
}

/// Where a copy goes.
#[derive(ToSchema)]
pub struct ForkBody {
    /// The copy's name, of no sandbox that there is.
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,62}$", examples("job-8"))]
    to: String,
}

/// Where the portal is to be told; what is absent stays.
#[derive(ToSchema)]
pub struct WebhookBody {
    /// The portal's address, `http` and on loopback, a private network, or where `--webhook-allow`
    /// says; required at first.
    #[schema(
        max_length = 2048,
        pattern = "^http://",
        examples("http://127.0.0.1:9000/beian")
    )]
    url: Option<String>,
    /// What webhooks are signed with: `whsec_` and 24 to 64 bytes in base64; one is invented where
    /// none is given.
    #[schema(
        max_length = 2048,
        pattern = "^whsec_[A-Za-z0-9+/]+={0,2}$",
        examples("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    )]
    secret: Option<String>,
}

/// A sandbox as one document, as `export` makes it.
#[derive(ToSchema)]
pub struct SandboxDocument {
    /// The document's format.
    #[schema(minimum = 1, maximum = 1, examples(1))]
    format: u32,
    /// The sandbox that it was made of; it decides nothing.
    #[schema(examples("job-7"))]
    sandbox: Option<String>,
    /// Its settings.
    #[schema(value_type = AnyObject)]
    settings: Value,
    /// What a reset goes back to.
    #[schema(value_type = AnyObject)]
    origin: Value,
    /// Its clock.
    clock: DocumentClock,
    /// Its journal, a row an entry.
    #[schema(value_type = Vec<AnyObject>)]
    journal: Vec<Value>,
}

/// A clock in a document.
#[derive(ToSchema)]
pub struct DocumentClock {
    /// Whether it ran or stood.
    #[schema(value_type = vocabulary::ClockMode)]
    mode: (),
    /// What it showed.
    #[schema(format = DateTime, examples("2024-03-01T09:00:00+08:00"))]
    now: String,
}
