//! The name of a sandbox.

use std::fmt;
use std::sync::Arc;

/// The longest name, in characters.
pub const SANDBOX_ID_MAX: usize = 63;

/// A sandbox's name: `[a-z0-9][a-z0-9-]{0,62}`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SandboxId(Arc<str>);

impl SandboxId {
    /// The name, or nothing where the text is none.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let mut bytes = text.bytes();
        let shaped = text.len() <= SANDBOX_ID_MAX
            && bytes.next().is_some_and(plain)
            && bytes.all(|b| plain(b) || b == b'-');
        shaped.then(|| Self(text.into()))
    }

    /// The sandbox at the root.
    pub fn default_sandbox() -> Self {
        Self("default".into())
    }

    /// The name's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SandboxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
