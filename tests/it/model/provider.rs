//! The model's provider and authority: what they may do, and whom a submission asks to verify.

use beian_sim::rules::{Carrier, FilingType};
use beian_sim::sim::Refusal;

use super::book;
use super::cast::{Filing, PAPERS, PHONES, PLACES, Someone, asks_for_back, name};
use super::facts::{Asked, Model, Phone, Round, What};

/// Why something is refused.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Refused {
    Exists,
    Suspended,
    Flawed,
    WrongStatus,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::OrderExists => Self::Exists,
            Refusal::FilingsSuspended => Self::Suspended,
            Refusal::Flawed(_) => Self::Flawed,
            Refusal::WrongStatus(_) => Self::WrongStatus,
            Refusal::UnknownOrder | Refusal::TooManyOrders(_) => {
                unreachable!("the scripts name orders that exist, and submit few")
            }
        }
    }
}

impl Model {
    /// Submits under that name; answers whether an order was made.
    pub fn submit(&mut self, now: i64, name: &str, filing: &Filing) -> Result<bool, Refused> {
        if let Some(order) = self.names.iter().position(|known| known == name) {
            let same = self.stories(order)[0].round.filing == *filing;
            return if same {
                Ok(false)
            } else {
                Err(Refused::Exists)
            };
        }
        let round = self.round(now, filing)?;
        self.names.push(name.to_owned());
        self.note(now, self.names.len() - 1, What::Opened(Box::new(round)));
        Ok(true)
    }

    /// Submits a returned order again.
    pub fn resubmit(&mut self, now: i64, order: usize, filing: &Filing) -> Result<(), Refused> {
        self.only_if(now, order, &["returned"])?;
        let round = self.round(now, filing)?;
        self.note(now, order, What::Opened(Box::new(round)));
        Ok(())
    }

    /// Takes an order back.
    pub fn withdraw(&mut self, now: i64, order: usize) -> Result<(), Refused> {
        let open = [
            "awaiting_verification",
            "verification_failed",
            "under_review",
        ];
        self.only_if(now, order, &open)?;
        self.note(now, order, What::Withdrawn);
        Ok(())
    }

    /// The authority decides.
    pub fn review(&mut self, now: i64, order: usize, approved: bool) -> Result<(), Refused> {
        self.only_if(now, order, &["under_review"])?;
        self.note(now, order, What::Reviewed { approved });
        Ok(())
    }

    fn only_if(&self, now: i64, order: usize, statuses: &[&str]) -> Result<(), Refused> {
        let fits = statuses.contains(&self.story(order).status(now));
        fits.then_some(()).ok_or(Refused::WrongStatus)
    }

    /// What the submission means, if it is acceptable at that moment.
    fn round(&self, now: i64, filing: &Filing) -> Result<Round, Refused> {
        let (from, to) = book::SUSPENSION;
        if (book::ms(from)..book::ms(to)).contains(&now) {
            return Err(Refused::Suspended);
        }
        let terms = book::terms(&self.rules, now);
        let kinds: Vec<_> = filing.services.iter().map(|service| service.0).collect();
        let roles = book::roles(&self.rules, terms.edition, filing.filing_type, &kinds);
        let (entity, services) = roles.ok_or(Refused::Flawed)?;
        let enrolled = book::ms(PLACES[filing.place].enrolled_from) <= now;
        let mut asked = Vec::new();
        for (role, someone) in principals(filing) {
            let verifies = if role == ENTITY { entity } else { services };
            if verifies && enrolled {
                let someone = matched(filing.filing_type, someone);
                let suffix = suffix(filing.place, &someone).ok_or(Refused::Flawed)?;
                ask(&mut asked, role, &someone, suffix, terms.edition);
            }
        }
        Ok(Round {
            filing: filing.clone(),
            terms,
            asked,
        })
    }
}

impl Round {
    /// Phone and suffix of everybody whom the order names, as each would be matched.
    pub fn named(&self) -> Vec<(Phone, &'static str)> {
        let named = principals(&self.filing)
            .into_iter()
            .filter_map(|(_, someone)| {
                let someone = matched(self.filing.filing_type, someone);
                let suffix = suffix(self.filing.place, &someone)?;
                Some((PHONES[someone.phone], suffix))
            });
        named.collect()
    }
}

const ENTITY: &str = "entity_principal";
const SERVICE: &str = "service_principal";

fn principals(filing: &Filing) -> Vec<(&'static str, &Someone)> {
    let services = filing
        .services
        .iter()
        .map(|(_, someone)| (SERVICE, someone));
    [(ENTITY, &filing.entity)]
        .into_iter()
        .chain(services)
        .collect()
}

/// Who is texted and matched: the person on record, where the filing is about one.
fn matched(filing_type: FilingType, someone: &Someone) -> Someone {
    let about_a_record = matches!(
        filing_type,
        FilingType::Access
            | FilingType::CancelEntity
            | FilingType::CancelSite
            | FilingType::CancelApp
            | FilingType::CancelAccess
    );
    match someone.on_record {
        Some((phone, paper)) if about_a_record => Someone::plain(phone, paper),
        _ => someone.clone(),
    }
}

/// What this person must enter; nothing where the paper lacks the side that is asked for.
fn suffix(place: usize, someone: &Someone) -> Option<&'static str> {
    let paper = &PAPERS[someone.paper];
    if asks_for_back(place) && paper.is_permit() {
        paper.last_six_of_back
    } else {
        Some(paper.last_six)
    }
}

/// One phone is one person: the first named is addressed, and every suffix is right.
fn ask(
    asked: &mut Vec<Asked>,
    role: &'static str,
    someone: &Someone,
    suffix: &'static str,
    edition: usize,
) {
    let phone = PHONES[someone.phone];
    let known = asked.iter_mut().find(|asked| asked.phone == phone);
    if let Some(known) = known {
        if !known.roles.contains(&role) {
            known.roles.push(role);
        }
        if !known.suffixes.contains(&suffix) {
            known.suffixes.push(suffix);
        }
        return;
    }
    asked.push(Asked {
        phone,
        name: name(someone.phone, someone.paper),
        roles: vec![role],
        suffixes: vec![suffix],
        sender: sender(someone, edition),
    });
}

/// The number that texts this person.
fn sender(someone: &Someone, edition: usize) -> Option<&'static str> {
    let by_number = match &PHONES[someone.phone][..3] {
        "133" => Carrier::Telecom,
        "170" => Carrier::Virtual,
        "130" => Carrier::Unicom,
        _ => Carrier::Mobile,
    };
    if edition >= 2 {
        return Some("12381");
    }
    match someone.carrier.unwrap_or(by_number) {
        Carrier::Telecom => Some("106598051001"),
        Carrier::Unicom => Some("10655113"),
        Carrier::Mobile => Some("106575000130"),
        Carrier::Virtual => None,
    }
}
