//! Which rules a round that is submitted now would be bound to, and whence each comes: an override of
//! the sandbox, the vendor's profile, or the edition.

use crate::rules::{Overrides, Parameter, RawValue, Sources, Terms, Timestamp};
use crate::sim;

/// The effective rules.
pub struct Effective {
    /// The terms that the values stand in.
    pub terms: Terms,
    /// Every parameter.
    pub parameters: Vec<EffectiveParameter>,
}

/// One parameter.
pub struct EffectiveParameter {
    /// Which.
    pub name: Parameter,
    /// Its value, as it would be written.
    pub value: RawValue,
    /// Where it is written.
    pub source: Sources,
    /// Whence it comes.
    pub layer: Layer,
}

/// Whence a parameter's value comes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// The sandbox overrides it.
    Override,
    /// The vendor's profile.
    Profile,
    /// The edition.
    Edition,
}

impl Layer {
    /// Every layer, the weightiest first.
    pub const ALL: &'static [Self] = &[Self::Override, Self::Profile, Self::Edition];
    /// The layer on the wire.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Override => "override",
            Self::Profile => "profile",
            Self::Edition => "edition",
        }
    }
}

impl Effective {
    /// What applies in that sandbox at that moment.
    pub fn of(sandbox: &sim::Sandbox, now: Timestamp) -> Self {
        let law = sandbox.law(now);
        let terms = law.terms(&sandbox.settings().overrides);
        let profiled = law.terms(&Overrides::default());
        let edition = law.edition.terms();
        let layer = |name| {
            if *terms.source_of(name) == Sources::overridden() {
                Layer::Override
            } else if profiled.raw_value(name) != edition.raw_value(name)
                || profiled.source_of(name) != edition.source_of(name)
            {
                Layer::Profile
            } else {
                Layer::Edition
            }
        };
        let parameters = terms.parameters().into_iter();
        let parameters = parameters.map(|(name, value, source)| EffectiveParameter {
            name,
            value,
            source,
            layer: layer(name),
        });
        let parameters = parameters.collect();
        Self { terms, parameters }
    }
}
