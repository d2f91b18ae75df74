//! Chance: keyed, never sequential, so that no story disturbs another's draws.
//!
//! A draw is SHA-256 of its length-prefixed key, the same on every machine and for ever.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::order::{Code, Phone};
use crate::rules::Span;

/// The key of one verification code.
#[derive(Clone, Copy)]
pub struct CodeKey<'a> {
    /// The order's name.
    pub order_no: &'a str,
    /// The round.
    pub round: u32,
    /// The phone that is texted.
    pub phone: Phone,
    /// Which of this phone's codes in the round, from 1.
    pub nth: u32,
    /// How often a clash made it draw again.
    pub redraw: u32,
}

/// The code for that key (rule `code.six-digits`).
pub fn code(seed: u64, key: CodeKey<'_>) -> Code {
    let number = below(
        u64::from(Code::COUNT),
        &[
            b"code",
            &seed.to_be_bytes(),
            key.order_no.as_bytes(),
            &key.round.to_be_bytes(),
            key.phone.to_string().as_bytes(),
            &key.nth.to_be_bytes(),
            &key.redraw.to_be_bytes(),
        ],
    );
    Code::from_number(u32::try_from(number).unwrap_or_default())
}

/// The lag of a round's result: whole seconds from `min` to `max`, both included.
pub fn sync_lag(seed: u64, order_no: &str, round: u32, min: Span, max: Span) -> Span {
    const SECOND: i64 = 1_000;
    let span = max.millis().saturating_sub(min.millis()) / SECOND;
    let choices = u64::try_from(span).unwrap_or_default() + 1;
    let key: &[&[u8]] = &[
        b"sync-lag",
        &seed.to_be_bytes(),
        order_no.as_bytes(),
        &round.to_be_bytes(),
    ];
    let seconds = i64::try_from(below(choices, key)).unwrap_or_default();
    Span::from_millis(min.millis() + seconds * SECOND)
}

/// The key of one webhook.
#[derive(Clone, Copy)]
pub struct WebhookKey<'a> {
    /// The order's name.
    pub order_no: &'a str,
    /// The round.
    pub round: u32,
    /// What it tells.
    pub event: &'a str,
    /// Which of its type in the round, from 1.
    pub nth: u32,
}

/// The id of a webhook: the same for every try of it.
pub fn webhook_id(seed: u64, key: WebhookKey<'_>) -> String {
    /// Bytes of the digest that an id shows.
    const SHOWN: usize = 12;
    let digest = digest(&[
        b"webhook",
        &seed.to_be_bytes(),
        key.order_no.as_bytes(),
        &key.round.to_be_bytes(),
        key.event.as_bytes(),
        &key.nth.to_be_bytes(),
    ]);
    let mut id = "msg_".to_owned();
    for byte in digest.iter().take(SHOWN) {
        let _ = write!(id, "{byte:02x}");
    }
    id
}

/// The bytes of the secret of an endpoint that was given none.
pub fn webhook_secret(seed: u64, url: &str) -> [u8; 32] {
    digest(&[b"webhook-secret", &seed.to_be_bytes(), url.as_bytes()])
}

/// Whether something falls in the share of a fault, so many of a hundred.
pub fn falls_in_share(
    seed: u64,
    fault: &str,
    percent: u8,
    (phone, order_no, round, nth, event): (&str, &str, u32, u32, &str),
) -> bool {
    const HUNDRED: u64 = 100;
    let key: &[&[u8]] = &[
        b"fault",
        &seed.to_be_bytes(),
        fault.as_bytes(),
        phone.as_bytes(),
        order_no.as_bytes(),
        &round.to_be_bytes(),
        &nth.to_be_bytes(),
        event.as_bytes(),
    ];
    below(HUNDRED, key) < u64::from(percent)
}

/// A number below the bound, evenly.
fn below(bound: u64, key: &[&[u8]]) -> u64 {
    let drawn = digest(key)
        .iter()
        .take(8)
        .fold(0_u64, |drawn, byte| drawn << 8 | u64::from(*byte));
    let scaled = (u128::from(drawn) * u128::from(bound)) >> 64;
    u64::try_from(scaled).unwrap_or_default()
}

/// SHA-256 of the key, each part with its length before it.
fn digest(key: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in key {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(nth: u32) -> CodeKey<'static> {
        let phone = Phone::parse("13800000001").unwrap();
        CodeKey {
            order_no: "P-1",
            round: 1,
            phone,
            nth,
            redraw: 0,
        }
    }

    #[test]
    fn a_code_is_the_same_for_ever() {
        assert_eq!(code(0, key(1)).to_string(), "573104");
    }

    #[test]
    fn every_part_of_the_key_changes_the_code() {
        let code_of = |seed, key| code(seed, key);
        let codes = [
            code_of(0, key(1)),
            code_of(1, key(1)),
            code_of(0, key(2)),
            code_of(0, CodeKey { round: 2, ..key(1) }),
            code_of(
                0,
                CodeKey {
                    order_no: "P-2",
                    ..key(1)
                },
            ),
            code_of(
                0,
                CodeKey {
                    redraw: 1,
                    ..key(1)
                },
            ),
        ];
        let distinct: std::collections::BTreeSet<_> = codes.into_iter().collect();
        assert_eq!(distinct.len(), 6);
    }

    #[test]
    fn the_id_of_a_webhook_is_the_same_for_ever_and_another_for_every_other() {
        let key = |event, nth| WebhookKey {
            order_no: "P-1",
            round: 1,
            event,
            nth,
        };
        let first = webhook_id(0, key("order.submitted", 1));
        assert_eq!(first, "msg_8bfdfb511ca36f1c827e1546");
        assert_ne!(first, webhook_id(1, key("order.submitted", 1)));
        assert_ne!(first, webhook_id(0, key("order.submitted", 2)));
        assert_ne!(first, webhook_id(0, key("order.approved", 1)));
    }

    #[test]
    fn a_lag_reaches_both_ends_and_nothing_beyond() {
        let (min, max) = (Span::from_secs(3), Span::from_secs(5));
        let lags: std::collections::BTreeSet<i64> = (0..100)
            .map(|round| sync_lag(0, "P-1", round, min, max).millis())
            .collect();
        assert_eq!(lags.into_iter().collect::<Vec<_>>(), [3_000, 4_000, 5_000]);
    }
}
