//! The effective rules of one round, each value with its source.
//!
//! Invariant: terms are complete and in themselves consistent; whoever holds them asks no book.

use serde::{Deserialize, Serialize};

use super::overrides::Overrides;
use super::parameter::{Parameter, with_parameters};
use super::sender::SenderPlan;
use super::source::Sources;
use super::value::{OverrideError, OverrideErrorKind, RawValue, Value};

/// A value and where it is written.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Param<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub source: Sources,
}

macro_rules! define_terms {
    ($($(#[$doc:meta])* $field:ident: $type:ty = $variant:ident $key:literal;)+) => {
        /// The rules that a round is bound to. In the journal, durations are milliseconds.
        #[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
        pub struct Terms {
            /// The edition's id.
            pub edition: String,
            /// The id of the profile laid over it.
            pub profile: Option<String>,
            $($(#[$doc])* pub $field: Param<$type>,)+
            /// The number that SMS come from.
            pub sender: Param<SenderPlan>,
            /// The link in the SMS; `{province}` stands for the province's code.
            pub link: Param<String>,
        }

        impl Terms {
            /// Where the parameter's value is written.
            pub fn source_of(&self, parameter: Parameter) -> &Sources {
                match parameter {
                    $(Parameter::$variant => &self.$field.source,)+
                    Parameter::Sender => &self.sender.source,
                    Parameter::Link => &self.link.source,
                }
            }

            /// The parameter's value as it would be written.
            pub fn raw_value(&self, parameter: Parameter) -> RawValue {
                match parameter {
                    $(Parameter::$variant => self.$field.value.raw(),)+
                    Parameter::Sender => RawValue::Text(self.sender.value.to_string()),
                    Parameter::Link => RawValue::Text(self.link.value.clone()),
                }
            }

            /// Makes an edition's terms, asking for each parameter in turn.
            pub(super) fn read<E: From<OverrideError>>(
                edition: String,
                (sender, link): (Param<SenderPlan>, Param<String>),
                mut ask: impl FnMut(Parameter) -> Result<Param<RawValue>, E>,
            ) -> Result<Self, E> {
                $(let $field = {
                    let Param { value, source } = ask(Parameter::$variant)?;
                    Param { value: Value::read(&value, Parameter::$variant)?, source }
                };)+
                Ok(Self { edition, profile: None, $($field,)+ sender, link })
            }

            /// Lays one value over the terms.
            ///
            /// # Errors
            /// Where the value is not right for the parameter, or nobody may set it.
            pub(super) fn put(
                &mut self,
                parameter: Parameter,
                raw: &RawValue,
                source: &Sources,
            ) -> Result<(), OverrideError> {
                match parameter {
                    $(Parameter::$variant => {
                        let value = Value::read(raw, parameter)?;
                        self.$field = Param { value, source: source.clone() };
                    })+
                    Parameter::Sender | Parameter::Link => return Err(parameter.not_overridable()),
                }
                Ok(())
            }
        }
    };
}

with_parameters!(define_terms);

impl Terms {
    /// Every parameter with its value, as it would be written, and its sources.
    pub fn parameters(&self) -> Vec<(Parameter, RawValue, Sources)> {
        let row = |parameter: &Parameter| {
            (
                *parameter,
                self.raw_value(*parameter),
                self.source_of(*parameter).clone(),
            )
        };
        Parameter::ALL.iter().map(row).collect()
    }

    /// Lays a sandbox's overrides over the terms.
    pub(super) fn overridden(mut self, overrides: &Overrides) -> Result<Self, OverrideError> {
        for (parameter, value) in overrides.iter() {
            self.put(parameter, &value, &Sources::overridden())?;
        }
        self.consistent()
    }

    /// Refuses what no single value shows: a shortest lag above the longest.
    pub(super) fn consistent(self) -> Result<Self, OverrideError> {
        if self.sync_lag_min.value <= self.sync_lag_max.value {
            return Ok(self);
        }
        // The override is to blame where only one of the two is one.
        let max_is_set = self.sync_lag_max.source == Sources::overridden()
            && self.sync_lag_min.source != Sources::overridden();
        let (parameter, expected) = if max_is_set {
            (
                Parameter::SyncLagMax,
                format!("at least `sync_lag_min`, {}", self.sync_lag_min.value),
            )
        } else {
            (
                Parameter::SyncLagMin,
                format!("at most `sync_lag_max`, {}", self.sync_lag_max.value),
            )
        };
        Err(parameter.refuses(OverrideErrorKind::OutOfRange, expected))
    }
}
