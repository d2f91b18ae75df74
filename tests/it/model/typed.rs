//! What a person types: an entry in terms of an SMS becomes phone, code and suffix.

use beian_sim::order::Standing;

use super::cast::{NO_CODES, PAPERS, PHONES, STRANGER, WRONG_SUFFIXES};
use super::command::{CodeEntry, Entry, PhoneEntry, SuffixEntry};
use super::world::World;

/// How many of the newest SMS entries are about.
const NEWEST: usize = 6;

impl World {
    /// Phone, code and suffix.
    pub fn typed(&self, entry: &Entry) -> (String, String, String) {
        let sent: Vec<u32> = (0..self.sandbox.messages_len()).rev().collect();
        let newest = sent.iter().copied().take(NEWEST);
        let choice = if entry.stale {
            newest.collect()
        } else {
            self.live_sms()
        };
        let meant = (!choice.is_empty()).then(|| *entry.sms.get(&choice));
        let code_of = |number: u32| {
            self.sandbox
                .message(number)
                .unwrap()
                .message
                .code
                .to_string()
        };
        let (phone, papers) = self.addressee(meant);
        let code = match (&entry.code, meant) {
            (CodeEntry::Right, Some(meant)) => code_of(meant),
            (CodeEntry::Wrong, Some(meant)) => one_more(&code_of(meant)),
            (CodeEntry::Other(which), Some(_)) => code_of(*which.get(&sent)),
            (CodeEntry::NoCode(which), _) => NO_CODES[*which].to_owned(),
            (_, None) => "000000".to_owned(),
        };
        let phone = match entry.phone {
            PhoneEntry::Right => phone,
            PhoneEntry::Of(which) => PHONES[which].to_owned(),
            PhoneEntry::Stranger => STRANGER.to_owned(),
            PhoneEntry::NoPhone => format!(" {phone}"),
        };
        let suffix = match &entry.suffix {
            SuffixEntry::Right(which) if !papers.is_empty() => which.get(&papers).clone(),
            SuffixEntry::Right(_) => PAPERS[0].last_six.to_owned(),
            SuffixEntry::Of(which) => {
                let paper = &PAPERS[*which];
                paper.last_six_of_back.unwrap_or(paper.last_six).to_owned()
            }
            SuffixEntry::Wrong(which) => WRONG_SUFFIXES[*which].to_owned(),
        };
        (phone, code, suffix)
    }

    /// The SMS to people who have still to verify; without them, the SMS to people who can be
    /// found at all.
    pub fn live_sms(&self) -> Vec<u32> {
        let waits_as = |number: &u32| {
            let sms = self.sandbox.message(*number).unwrap();
            let waits = sms.order.waits().into_iter();
            let mut waits = waits.filter(|_| sms.message.round == sms.order.round().number);
            let wait = waits.find(|wait| wait.person == sms.message.person);
            wait.map(|wait| wait.standing)
        };
        let of = |wanted: &[Standing]| -> Vec<u32> {
            let sent = 0..self.sandbox.messages_len();
            let fits = |number: &u32| waits_as(number).is_some_and(|as_| wanted.contains(&as_));
            sent.filter(fits).collect()
        };
        let pending = of(&[Standing::Pending]);
        if pending.is_empty() {
            of(&[Standing::Passed, Standing::Failed])
        } else {
            pending
        }
    }

    /// To whom the SMS went: the phone, and what is right for it. Without an SMS, somebody of the
    /// newest order.
    fn addressee(&self, sms: Option<u32>) -> (String, Vec<String>) {
        let verifier = match sms {
            Some(number) => Some(self.sandbox.message(number).unwrap().verifier),
            None => {
                let order = self.sandbox.orders().last();
                order.and_then(|order| order.round().setup.verifiers.first())
            }
        };
        let Some(verifier) = verifier else {
            return (PHONES[0].to_owned(), Vec::new());
        };
        let suffixes = verifier
            .suffixes
            .iter()
            .map(|suffix| suffix.as_str().to_owned());
        (verifier.phone.to_string(), suffixes.collect())
    }
}

/// The next code.
fn one_more(code: &str) -> String {
    let next = (code.parse::<u32>().unwrap() + 1) % 1_000_000;
    format!("{next:06}")
}
