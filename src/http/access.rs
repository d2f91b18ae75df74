//! Who may use the control plane and the console: everybody, or who has the token.

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// What is under the token's protection, below a sandbox's base.
const GUARDED: &[&str] = &["/_sim", "/console"];

/// The token, of which only the digest is kept: comparing digests tells nothing of the token by the
/// time that it takes.
#[derive(Clone)]
pub struct ControlToken([u8; 32]);

impl ControlToken {
    /// That token.
    pub fn new(token: &str) -> Self {
        Self(Sha256::digest(token).into())
    }

    /// Whether the request has it: as a bearer token, or as the password of whoever a browser asked.
    pub fn is_in(&self, headers: &HeaderMap) -> bool {
        let sent = headers.get(header::AUTHORIZATION);
        let Some((scheme, value)) = sent
            .and_then(|sent| sent.to_str().ok())
            .and_then(|sent| sent.split_once(' '))
        else {
            return false;
        };
        if scheme.eq_ignore_ascii_case("bearer") {
            return self.is(value.trim().as_bytes());
        }
        let decoded = STANDARD.decode(value.trim()).unwrap_or_default();
        let colon = decoded.iter().position(|byte| *byte == b':');
        let password = colon.and_then(|colon| decoded.get(colon + 1..));
        scheme.eq_ignore_ascii_case("basic") && password.is_some_and(|password| self.is(password))
    }

    fn is(&self, token: &[u8]) -> bool {
        let digest: [u8; 32] = Sha256::digest(token).into();
        digest == self.0
    }
}

/// Whether that path is only for who has the token.
pub fn is_guarded(path: &str) -> bool {
    let below = match path.strip_prefix("/s/") {
        Some(rest) => rest.find('/').and_then(|end| rest.get(end..)).unwrap_or(""),
        None => path,
    };
    GUARDED.iter().any(|guarded| {
        below
            .strip_prefix(guarded)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::is_guarded;

    #[test]
    fn the_control_plane_and_the_console_are_guarded_in_every_sandbox() {
        for path in [
            "/_sim/v1/clock",
            "/s/a/_sim/v1/clock",
            "/console",
            "/s/a/console/orders",
        ] {
            assert!(is_guarded(path), "{path}");
        }
        for path in [
            "/",
            "/v1/orders",
            "/s/a/v1/orders",
            "/s/console",
            "/consoles",
            "/metrics",
            "/s/_sim",
        ] {
            assert!(!is_guarded(path), "{path}");
        }
    }
}
