//! A plan of faults on the wire: reading it, and the names of what can go wrong.

use serde_json::Value;

use super::super::fields::{Errors, Object};
use super::super::problem::FieldError;
use crate::order::Phone;
use crate::rules::Span;
use crate::sim::{
    Address, Call, CallTrouble, FAULTS_MAX, Fault, FaultPlan, PREFIXES_FAULT, SmsTrouble,
    SyncTrouble, Trouble, Undeliverable, WebhookEvent, WebhookTrouble,
};

/// Says that phones are undeliverable as the edition in force knows them to be.
pub const BY_EDITION: &str = "by_edition";

/// The longest that a call may be made to wait, in seconds of the wall.
const SLOW_SECONDS_MAX: i64 = 60;

/// The longest id of a fault, and of an order that it names, in characters.
const NAME_CHARS_MAX: usize = 64;

/// Prefixes of phones at the most.
pub const PREFIXES_MAX: usize = 1_000;
/// The digits of a prefix at the most.
pub const PREFIX_DIGITS_MAX: usize = 11;

/// How a `by` stands beside an effect.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Never,
    May,
    Must,
}

/// What is needed to read an effect: its kind and name, whether it takes a `by`, and what it is.
type Effect = (&'static str, &'static str, By, fn(Span) -> Trouble);

/// Everything that can go wrong.
const EFFECTS: &[Effect] = &[
    ("sms", "lost", By::Never, |_| Trouble::Sms(SmsTrouble::Lost)),
    ("sms", "late", By::Must, |by| {
        Trouble::Sms(SmsTrouble::Late(by))
    }),
    ("sms", "duplicated", By::May, |by| {
        Trouble::Sms(SmsTrouble::Duplicated(by))
    }),
    ("sms", "after_window", By::May, |by| {
        Trouble::Sms(SmsTrouble::AfterWindow(by))
    }),
    ("sync", "late", By::Must, |by| {
        Trouble::Sync(SyncTrouble::Late(by))
    }),
    ("sync", "never", By::Never, |_| {
        Trouble::Sync(SyncTrouble::Never)
    }),
    ("public", "error", By::Never, |_| {
        Trouble::Call(CallTrouble::Error)
    }),
    ("public", "unauthorized", By::Never, |_| {
        Trouble::Call(CallTrouble::Unauthorized)
    }),
    ("public", "slow", By::Must, |by| {
        Trouble::Call(CallTrouble::Slow(by))
    }),
    ("public", "drop", By::Never, |_| {
        Trouble::Call(CallTrouble::Drop)
    }),
    ("public", "lose_answer", By::Never, |_| {
        Trouble::Call(CallTrouble::LoseAnswer)
    }),
    ("webhook", "lost", By::Never, |_| {
        Trouble::Webhook(WebhookTrouble::Lost)
    }),
    ("webhook", "duplicated", By::Never, |_| {
        Trouble::Webhook(WebhookTrouble::Duplicated)
    }),
];

/// What can be disturbed.
pub fn kinds() -> Vec<&'static str> {
    EFFECTS.iter().map(|(kind, ..)| *kind).collect()
}

/// What can go wrong with it.
pub fn effects() -> Vec<&'static str> {
    EFFECTS.iter().map(|(_, effect, ..)| *effect).collect()
}

/// The kind and name of what goes wrong, and by how much.
pub fn effect_of(trouble: Trouble) -> (&'static str, &'static str, Option<Span>) {
    let by = match trouble {
        Trouble::Sms(
            SmsTrouble::Late(by) | SmsTrouble::Duplicated(by) | SmsTrouble::AfterWindow(by),
        )
        | Trouble::Sync(SyncTrouble::Late(by))
        | Trouble::Call(CallTrouble::Slow(by)) => Some(by),
        _ => None,
    };
    let named = EFFECTS
        .iter()
        .find(|(_, _, _, make)| make(by.unwrap_or_default()) == trouble);
    // The table names every trouble, which a test holds it to.
    let (kind, effect) = named.map_or(("", ""), |(kind, effect, ..)| (*kind, *effect));
    (kind, effect, by)
}

/// Reads a plan.
pub fn read_plan(mut object: Object, errors: &mut Errors) -> FaultPlan {
    let mut faults: Vec<Fault> = Vec::new();
    match object.take("faults") {
        None => {}
        Some(Value::Array(listed)) if listed.len() <= FAULTS_MAX => {
            for (place, value) in listed.into_iter().enumerate() {
                let at = format!("{}/{place}", object.pointer("faults"));
                let Some(nested) = Object::nested(value, at.clone(), errors) else {
                    continue;
                };
                let Some(fault) = read_fault(nested, place, errors) else {
                    continue;
                };
                if faults.iter().any(|other| other.id == fault.id) {
                    let detail = "another fault has this id";
                    errors.push(FieldError::new(format!("{at}/id"), "duplicate", detail));
                }
                faults.push(fault);
            }
        }
        Some(Value::Array(_)) => {
            let detail = format!("has more than {FAULTS_MAX} faults");
            object.refuse("faults", "too-long", &detail, errors);
        }
        Some(_) => object.refuse("faults", "wrong-type", "expected a list", errors),
    }
    let prefixes = object.take("undeliverable_prefixes");
    let undeliverable = read_prefixes(&object, prefixes, errors);
    object.finish(errors);
    FaultPlan {
        faults,
        undeliverable,
        ..FaultPlan::default()
    }
}

fn read_fault(mut object: Object, place: usize, errors: &mut Errors) -> Option<Fault> {
    let before = errors.len();
    let id = object.optional_text("id", NAME_CHARS_MAX, errors);
    let id = id.unwrap_or_else(|| format!("fault-{}", place + 1));
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if !id.chars().all(plain) || id == PREFIXES_FAULT {
        let expected =
            "expected letters, digits, `.`, `_` and `-`, and not `undeliverable_prefixes`";
        object.refuse("id", "bad-id", expected, errors);
    }
    let kinds = "`sms`, `sync`, `public` or `webhook`";
    let known = |key: &str| {
        EFFECTS
            .iter()
            .map(|known| known.0)
            .find(|kind| *kind == key)
    };
    let kind = object.key("kind", known, kinds, errors)?;
    let of_kind = || EFFECTS.iter().filter(|known| known.0 == kind);
    let names: Vec<_> = of_kind().map(|known| format!("`{}`", known.1)).collect();
    let expected = format!("one of {}", names.join(", "));
    let known = |key: &str| of_kind().find(|known| known.1 == key);
    let effect = object.key("effect", known, &expected, errors);
    let trouble = effect.map(|effect| read_trouble(effect, &mut object, errors));
    let address = read_address(kind, &mut object, errors);
    let times = number(&mut object, "times", u64::from(u32::MAX), errors);
    object.finish(errors);
    let trouble = trouble.filter(|_| errors.len() == before)?;
    Some(Fault {
        id: id.into(),
        trouble,
        address,
        times: times.and_then(|times| u32::try_from(times).ok()),
    })
}

fn read_trouble(effect: &Effect, object: &mut Object, errors: &mut Errors) -> Trouble {
    let (kind, _, takes, make) = *effect;
    if takes == By::Never {
        return make(Span::ZERO);
    }
    let before = errors.len();
    let by = object.optional_span("by", errors);
    if by.is_none() && takes == By::Must && errors.len() == before {
        object.refuse("by", "required", "is required", errors);
    }
    let by = by.unwrap_or_default();
    if kind == "public" && by > Span::from_secs(SLOW_SECONDS_MAX) {
        let detail = format!("a call waits {SLOW_SECONDS_MAX} s at the most");
        object.refuse("by", "out-of-range", &detail, errors);
    }
    make(by)
}

/// Reads what the kind can be addressed by; the rest is unknown to it.
fn read_address(kind: &str, object: &mut Object, errors: &mut Errors) -> Address {
    let mut address = Address::default();
    if kind == "sms" || kind == "public" {
        let expected = "a mainland mobile number";
        address.phone = object.optional_key("phone", Phone::parse, expected, errors);
    }
    if kind == "public" {
        let expected = "`verify` or `resend`";
        address.call = object.optional_key("call", Call::from_key, expected, errors);
        return address;
    }
    let order_no = object.optional_text("order_no", NAME_CHARS_MAX, errors);
    address.order_no = order_no.map(Into::into);
    let share = number(object, "share_percent", 100, errors);
    address.share_percent = share.and_then(|share| u8::try_from(share).ok());
    if kind == "webhook" {
        let expected = "a type such as `order.approved`";
        address.event = object.optional_key("event", WebhookEvent::from_key, expected, errors);
    }
    if kind != "sync" {
        let nth = number(object, "nth", u64::from(u32::MAX), errors);
        address.nth = nth.and_then(|nth| u32::try_from(nth).ok());
    }
    address
}

fn number(object: &mut Object, name: &str, max: u64, errors: &mut Errors) -> Option<u64> {
    let value = object.take(name)?;
    let found = value.as_u64().filter(|number| (1..=max).contains(number));
    if found.is_none() {
        let expected = format!("expected a number from 1 to {max}");
        object.refuse(name, "out-of-range", &expected, errors);
    }
    found
}

fn read_prefixes(object: &Object, value: Option<Value>, errors: &mut Errors) -> Undeliverable {
    let expected = "expected `by_edition` or a list of first digits";
    let refuse = |errors: &mut Errors| {
        object.refuse("undeliverable_prefixes", "unknown-value", expected, errors);
        Undeliverable::Nobody
    };
    match value {
        None => Undeliverable::Nobody,
        Some(Value::String(key)) if key == BY_EDITION => Undeliverable::ByEdition,
        Some(Value::Array(listed)) if listed.len() <= PREFIXES_MAX => {
            let digits = |value: &Value| {
                let text = value.as_str()?;
                let fits = (1..=PREFIX_DIGITS_MAX).contains(&text.len());
                let plain = fits && text.bytes().all(|byte| byte.is_ascii_digit());
                plain.then(|| text.into())
            };
            let mut prefixes = Vec::new();
            for (place, value) in listed.iter().enumerate() {
                let name = format!("undeliverable_prefixes/{place}");
                match digits(value) {
                    Some(prefix) => prefixes.push(prefix),
                    None => errors.push(FieldError::new(
                        format!("/{name}"),
                        "bad-prefix",
                        "expected 1 to 11 digits, as a string",
                    )),
                }
            }
            Undeliverable::Listed(prefixes)
        }
        Some(_) => refuse(errors),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_effect_is_named_as_it_is_read() {
        for (kind, effect, takes, make) in EFFECTS {
            let by = Span::from_secs(7);
            let (named_kind, named, named_by) = effect_of(make(by));
            assert_eq!((named_kind, named), (*kind, *effect));
            assert_eq!(named_by, (*takes != By::Never).then_some(by));
        }
    }
}
