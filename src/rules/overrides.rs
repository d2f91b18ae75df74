//! The parameters that a sandbox sets for itself, over profile and edition.
//!
//! Invariant: what is in here was read and held against its limits; only what one value cannot
//! show is left to [`Catalog::terms`](super::Catalog::terms).

use serde::{Deserialize, Serialize};

use super::parameter::{Parameter, with_parameters};
use super::value::{OverrideError, OverrideErrorKind, RawValue, Value};

macro_rules! define_overrides {
    ($($(#[$doc:meta])* $field:ident: $type:ty = $variant:ident $key:literal;)+) => {
        /// What a sandbox overrides; by default nothing. In the journal, only what is set.
        #[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Overrides {
            $($(#[$doc])*
            #[serde(skip_serializing_if = "Option::is_none")]
            pub $field: Option<$type>,)+
        }

        impl Overrides {
            /// Sets one parameter.
            ///
            /// # Errors
            /// Where the value is not right for the parameter, or nobody may set it.
            pub fn set(
                &mut self,
                parameter: Parameter,
                raw: &RawValue,
            ) -> Result<(), OverrideError> {
                match parameter {
                    $(Parameter::$variant => self.$field = Some(Value::read(raw, parameter)?),)+
                    Parameter::Sender | Parameter::Link => return Err(parameter.not_overridable()),
                }
                Ok(())
            }

            /// Leaves the parameter to profile and edition again.
            pub fn clear(&mut self, parameter: Parameter) {
                match parameter {
                    $(Parameter::$variant => self.$field = None,)+
                    Parameter::Sender | Parameter::Link => {}
                }
            }

            /// The value that is set for the parameter, as it would be written.
            pub fn get(&self, parameter: Parameter) -> Option<RawValue> {
                match parameter {
                    $(Parameter::$variant => self.$field.as_ref().map(Value::raw),)+
                    Parameter::Sender | Parameter::Link => None,
                }
            }
        }
    };
}

with_parameters!(define_overrides);

impl Overrides {
    /// What is set, as it would be written.
    pub fn iter(&self) -> impl Iterator<Item = (Parameter, RawValue)> {
        Parameter::ALL
            .iter()
            .filter_map(|parameter| Some((*parameter, self.get(*parameter)?)))
    }

    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Refuses overrides that contradict each other.
    ///
    /// Whether one contradicts the edition only [`Catalog::terms`](super::Catalog::terms) knows.
    ///
    /// # Errors
    /// Where the shortest sync lag is above the longest.
    pub fn validate(&self) -> Result<(), OverrideError> {
        for (parameter, value) in self.iter() {
            Self::default().set(parameter, &value)?;
        }
        match (self.sync_lag_min, self.sync_lag_max) {
            (Some(min), Some(max)) if min > max => Err(Parameter::SyncLagMin.refuses(
                OverrideErrorKind::OutOfRange,
                format!("at most `sync_lag_max`, {max}"),
            )),
            _ => Ok(()),
        }
    }
}
