//! Tokens, refresh tokens and signs: what they say, signed with a key of the sandbox's own.
//!
//! Invariant: nothing is kept. Whatever the sandbox's key signed is known until it is over, also
//! after a restart; what another sandbox signed never is.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::app::{SandboxId, Secret};
use crate::rules::{Span, Timestamp};

/// What a signed text is good for; the numbers are the ministry's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Any call.
    Token = 1,
    /// A new token.
    Refresh = 2,
    /// Verifying and resending.
    Sign = 3,
}

/// A text that this sandbox signed; it may be over.
#[derive(PartialEq, Eq, Debug)]
pub struct Signed {
    /// Whose it is: the client, or of a sign the picture that was solved.
    pub whose: String,
    ends: Timestamp,
}

/// A sandbox's key.
pub struct Signer(Hmac<Sha256>);

#[derive(Serialize, Deserialize)]
struct Payload {
    r#type: u8,
    u: String,
    s: i64,
    e: i64,
}

impl Signer {
    /// The key of that sandbox in the database with that secret.
    pub fn of(secret: &Secret, sandbox: &SandboxId) -> Self {
        let derived = keyed(secret)
            .chain_update(b"sandbox:")
            .chain_update(sandbox.as_str());
        Self(keyed(&derived.finalize().into_bytes().into()))
    }

    /// Signs a text of that kind, good from now on for so long.
    pub fn sign(&self, kind: Kind, whose: &str, now: Timestamp, life: Span) -> String {
        let payload = Payload {
            r#type: kind as u8,
            u: whose.to_owned(),
            s: now.millis(),
            e: now.plus(life).millis(),
        };
        let json = serde_json::to_vec(&payload).unwrap_or_default();
        let mut text = URL_SAFE_NO_PAD.encode(json);
        let signature = self.0.clone().chain_update(&text).finalize().into_bytes();
        text.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut text);
        text
    }

    /// What the text says, if this key signed it and it is of that kind.
    pub fn read(&self, kind: Kind, text: &str) -> Option<Signed> {
        let (payload, signature) = text.split_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let expected = self.0.clone().chain_update(payload);
        expected.verify_slice(&signature).ok()?;
        let json = URL_SAFE_NO_PAD.decode(payload).ok()?;
        let Payload { r#type, u, e, .. } = serde_json::from_slice(&json).ok()?;
        (r#type == kind as u8).then(|| Signed {
            whose: u,
            ends: Timestamp::from_millis(e),
        })
    }

    /// A name that nobody guesses for the sandbox's n-th picture, drawn at that moment: a UUID.
    pub fn name(&self, nth: u64, now: Timestamp) -> String {
        let named = self
            .0
            .clone()
            .chain_update(b"picture:")
            .chain_update(nth.to_be_bytes())
            .chain_update(now.millis().to_be_bytes());
        let digest: [u8; 32] = named.finalize().into_bytes().into();
        let half = digest.first_chunk().copied().map_or(0, u128::from_be_bytes);
        let mut hex = format!("{half:032x}");
        for place in [20, 16, 12, 8] {
            hex.insert(place, '-');
        }
        hex
    }
}

impl Signed {
    /// Whether it has ended. One whose beginning is yet to come, since the sandbox's clock was set
    /// back, has not.
    pub fn is_over(&self, now: Timestamp) -> bool {
        now >= self.ends
    }
}

fn keyed(key: &Secret) -> Hmac<Sha256> {
    // A key shorter than a block counts as filled up with zeros.
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    Hmac::new(&block.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);
    const LIFE: Span = Span::from_secs(480);

    fn signer(sandbox: &str) -> Signer {
        Signer::of(&[7; 32], &SandboxId::parse(sandbox).unwrap())
    }

    #[test]
    fn what_was_signed_is_read_until_the_moment_it_ends() {
        let text = signer("a").sign(Kind::Token, "me", NOW, LIFE);
        let signed = signer("a").read(Kind::Token, &text).unwrap();
        assert_eq!(signed.whose, "me");
        assert!(!signed.is_over(Timestamp::from_millis(NOW.millis() + 479_999)));
        assert!(signed.is_over(NOW.plus(LIFE)));
    }

    #[test]
    fn a_text_has_the_ministrys_form() {
        let text = signer("a").sign(Kind::Refresh, "me", NOW, LIFE);
        let (payload, signature) = text.split_once('.').unwrap();
        let json = URL_SAFE_NO_PAD.decode(payload).unwrap();
        let written = r#"{"type":2,"u":"me","s":1700000000000,"e":1700000480000}"#;
        assert_eq!(String::from_utf8(json).unwrap(), written);
        assert_eq!(URL_SAFE_NO_PAD.decode(signature).unwrap().len(), 32);
    }

    #[test]
    fn another_sandbox_another_database_and_another_kind_do_not_count() {
        let text = signer("a").sign(Kind::Token, "me", NOW, LIFE);
        let elsewhere = Signer::of(&[8; 32], &SandboxId::parse("a").unwrap());
        assert_eq!(signer("b").read(Kind::Token, &text), None);
        assert_eq!(elsewhere.read(Kind::Token, &text), None);
        assert_eq!(signer("a").read(Kind::Sign, &text), None);
    }

    #[test]
    fn no_bit_can_be_changed() {
        let text = signer("a").sign(Kind::Sign, "me", NOW, LIFE);
        for place in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert_eq!(signer("a").read(Kind::Sign, &changed), None, "{changed}");
        }
        for other in ["", ".", "a.b", &text[..text.len() - 1], &format!("{text}A")] {
            assert_eq!(signer("a").read(Kind::Sign, other), None, "{other}");
        }
    }
}
