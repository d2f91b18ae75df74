//! Doing what a step says: what a person enters is read from the SMS there are, as a person would.

use std::collections::BTreeSet;

use super::entry::{CodeRef, SuffixRef};
use super::model::Verb;
use super::people::People;
use super::player::Halt;
use super::target::{Answer, Target};
use super::verbs::{Advance, SetRules};
use crate::client::Message;

/// How many characters of an ID number a person enters.
const SUFFIX_CHARS: usize = 6;

/// What a step comes to: in words, and what a person enters in it.
pub(super) struct Entered {
    pub did: String,
    phone: String,
    code: String,
    suffix: String,
}

/// What the step comes to.
pub(super) fn words(
    verb: &Verb,
    people: &People,
    target: &mut dyn Target,
) -> Result<Entered, Halt> {
    let mut entered = Entered {
        did: String::new(),
        phone: String::new(),
        code: String::new(),
        suffix: String::new(),
    };
    entered.did = match verb {
        Verb::Submit(submit) => format!("submit {}: {}", submit.order, submit.filing_type),
        Verb::Resubmit(resubmit) => format!("resubmit {}", resubmit.order),
        Verb::Withdraw(order_no) => format!("withdraw {order_no}"),
        Verb::Verify(verify) => {
            let (person, order) = (verify.person.as_str(), verify.order.as_deref());
            let messages = target.messages()?;
            entered.code = code_of(&verify.code, person, order, people, &messages)?;
            entered.suffix = suffix_of(&verify.suffix, person, people)?;
            entered.phone = phone_of(verify.phone.as_ref(), person, people)?;
            let Entered {
                phone,
                code,
                suffix,
                ..
            } = &entered;
            format!("verify by {person}: {phone} {code} {suffix}")
        }
        Verb::Resend(resend) => {
            let person = resend.person.as_str();
            entered.suffix = suffix_of(&resend.suffix, person, people)?;
            entered.phone = phone_of(resend.phone.as_ref(), person, people)?;
            let Entered { phone, suffix, .. } = &entered;
            format!("resend to {person}: {phone} {suffix}")
        }
        Verb::Advance(Advance::By(by)) => format!("advance by {by}"),
        Verb::Advance(Advance::To(moment)) => format!("advance to {moment}"),
        Verb::Advance(Advance::NextEvent) => "advance to the next event".to_owned(),
        Verb::Review(review) => format!("review {}: {}", review.order, review.decision.key()),
        Verb::SetRules(rules) => format!("set rules:{}", settings(rules)),
    };
    Ok(entered)
}

fn settings(rules: &SetRules) -> String {
    let named = |name: &str, value: &Option<String>| {
        value.as_ref().map(|value| format!(" {name} = {value}"))
    };
    let overrides = rules.overrides.iter();
    let ids = [
        named("rulebook", &rules.rulebook),
        named("profile", &rules.profile),
    ];
    ids.into_iter()
        .flatten()
        .chain(overrides.map(|(name, value)| format!(" {name} = {value}")))
        .collect()
}

/// Does it.
pub(super) fn act(
    verb: &Verb,
    entered: &Entered,
    people: &People,
    target: &mut dyn Target,
) -> Result<Answer, Halt> {
    let Entered {
        phone,
        code,
        suffix,
        ..
    } = entered;
    Ok(match verb {
        Verb::Submit(submit) => target.submit(&people.order(submit)?)?,
        Verb::Resubmit(resubmit) => {
            target.resubmit(&resubmit.order, &people.correction(resubmit)?)?
        }
        Verb::Withdraw(order_no) => target.withdraw(order_no)?,
        Verb::Verify(_) => target.verify(phone, code, suffix)?,
        Verb::Resend(_) => target.resend(phone, suffix)?,
        Verb::Advance(advance) => target.advance(advance)?,
        Verb::Review(review) => target.review(&review.order, review.decision)?,
        Verb::SetRules(rules) => target.set_rules(rules)?,
    })
}

fn phone_of(other: Option<&String>, person: &str, people: &People) -> Result<String, String> {
    other.map_or_else(|| people.text(person, "phone"), |phone| Ok(phone.clone()))
}

/// The code that a person reads from the SMS there are, as a person would.
fn code_of(
    code: &CodeRef,
    person: &str,
    order: Option<&str>,
    people: &People,
    messages: &[Message],
) -> Result<String, String> {
    let to = |person: &str| {
        let phone = people.text(person, "phone")?;
        let is_meant = move |sms: &&Message| {
            sms.to == phone && order.is_none_or(|order| order == sms.order_no)
        };
        Ok::<_, String>(messages.iter().filter(is_meant))
    };
    let (read, whose) = match code {
        CodeRef::Literal(code) => return Ok(code.clone()),
        CodeRef::Wrong => return Ok(unused(messages)),
        CodeRef::Latest => (to(person)?.next_back(), person),
        CodeRef::First => (to(person)?.next(), person),
        CodeRef::Of(other) => (to(other)?.next_back(), other.as_str()),
    };
    let read = read.ok_or_else(|| format!("`{whose}` has no SMS to read a code from"))?;
    Ok(read.code.clone())
}

/// Six digits that no SMS carries.
fn unused(messages: &[Message]) -> String {
    let codes: BTreeSet<_> = messages.iter().map(|sms| sms.code.as_str()).collect();
    let mut free = (0..1_000_000).map(|number| format!("{number:06}"));
    free.find(|code| !codes.contains(code.as_str()))
        .unwrap_or_default()
}

fn suffix_of(suffix: &SuffixRef, person: &str, people: &People) -> Result<String, String> {
    let last_six = |person: &str| {
        let number = people.text(person, "id_number")?;
        let before = number.chars().count().saturating_sub(SUFFIX_CHARS);
        Ok(number.chars().skip(before).collect())
    };
    match suffix {
        SuffixRef::Right => last_six(person),
        SuffixRef::Of(other) => last_six(other),
        SuffixRef::Wrong => Ok("000000".to_owned()),
        SuffixRef::Whole => people.text(person, "id_number"),
        SuffixRef::Literal(suffix) => Ok(suffix.clone()),
    }
}
