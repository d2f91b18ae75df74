//! The one table of parameters: what a sandbox may override, by name and type.
//!
//! Invariant: [`Terms`](super::Terms), [`Overrides`](super::Overrides) and [`Parameter`] are made
//! from this table, so none can lack a parameter that another has.

use super::keyed::keyed;
use super::value::{OverrideError, OverrideErrorKind};

/// Hands the table to the macro that is named: `field: type = Variant "key";` a parameter.
macro_rules! with_parameters {
    ($macro:ident) => {
        $macro! {
            /// How long an order may wait for its verifiers (时限), from its first SMS on.
            window: $crate::rules::Span = Window "window";
            /// How many failures a person has.
            failure_limit: u32 = FailureLimit "failure_limit";
            /// Which wrong fields count as a failure.
            failure_fields: $crate::rules::FailureFields = FailureFields "failure_fields";
            /// How failures add up.
            failure_mode: $crate::rules::FailureMode = FailureMode "failure_mode";
            /// Which entry trips the failure limit.
            failure_trips: $crate::rules::FailureTrips = FailureTrips "failure_trips";
            /// How long after the failure the order is returned.
            failure_return_delay: $crate::rules::Span =
                FailureReturnDelay "failure_return_delay";
            /// How many times a person may ask for another SMS in a round.
            resend_limit: u32 = ResendLimit "resend_limit";
            /// What a resend over the cap does.
            resend_over_limit: $crate::rules::OverLimit = ResendOverLimit "resend_over_limit";
            /// Which code a resent SMS carries.
            resend_code: $crate::rules::ResendCode = ResendCode "resend_code";
            /// How long after the submission the first SMS is dispatched.
            first_sms_delay: $crate::rules::Span = FirstSmsDelay "first_sms_delay";
            /// How long after the request a resent SMS is dispatched.
            resend_delay: $crate::rules::Span = ResendDelay "resend_delay";
            /// Whether those still pending are texted again at the next noon.
            noon_redispatch: bool = NoonRedispatch "noon_redispatch";
            /// The prompt for a wrong entry about a person who is found and pending.
            mismatch_status: $crate::rules::MismatchStatus = MismatchStatus "mismatch_status";
            /// The least time until the provider learns that an order is under review.
            sync_lag_min: $crate::rules::Span = SyncLagMin "sync_lag_min";
            /// The most time until the provider learns that an order is under review.
            sync_lag_max: $crate::rules::Span = SyncLagMax "sync_lag_max";
        }
    };
}

macro_rules! define_parameter {
    ($($(#[$doc:meta])* $field:ident: $type:ty = $variant:ident $key:literal;)+) => {
        keyed! {
            /// One parameter of the effective rules.
            Parameter {
                $($(#[$doc])* $variant = $key,)+
                /// The number that SMS come from; not to be overridden.
                Sender = "sender",
                /// The link in the SMS; not to be overridden.
                Link = "link",
            }
        }
    };
}

with_parameters!(define_parameter);

impl Parameter {
    /// Whether a profile or a sandbox may set it.
    pub const fn overridable(self) -> bool {
        !matches!(self, Self::Sender | Self::Link)
    }

    /// The error for a value that is not right for it.
    pub(super) fn refuses(self, kind: OverrideErrorKind, expected: String) -> OverrideError {
        OverrideError {
            parameter: self,
            kind,
            expected,
        }
    }

    /// The error for an attempt to set it where it cannot be set.
    pub(super) fn not_overridable(self) -> OverrideError {
        let parameters: Vec<&str> = Self::ALL
            .iter()
            .filter(|parameter| parameter.overridable())
            .map(|parameter| parameter.key())
            .collect();
        let expected = format!("one of {}", parameters.join(", "));
        self.refuses(OverrideErrorKind::UnknownValue, expected)
    }
}

pub(super) use with_parameters;
