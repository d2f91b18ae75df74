//! The few people, phones and papers that the random orders draw from, so that they collide.
//!
//! Two papers share their last six characters, one person in two filings has two papers, and
//! every carrier has a phone.

use beian_sim::order::{Entity, Person, Phone, Service, Submission};
use beian_sim::rules::{Carrier, FilingType, IdType, Province, ServiceKind};

/// Phones of Mobile, Telecom, a virtual operator and Unicom.
pub const PHONES: [&str; 4] = ["13800000001", "13300000002", "17000000003", "13000000004"];

/// A phone that no order names.
pub const STRANGER: &str = "13900000009";

/// An identity document.
pub struct Paper {
    pub id_type: IdType,
    pub number: &'static str,
    /// The number on the back, where the document has a second side.
    pub back: Option<&'static str>,
    pub last_six: &'static str,
    pub last_six_of_back: Option<&'static str>,
}

/// The documents: the second ends in X, the last lacks its back and ends as the first does.
pub const PAPERS: [Paper; 4] = [
    Paper {
        id_type: IdType::ResidentId,
        number: "330102199001010014",
        back: None,
        last_six: "010014",
        last_six_of_back: None,
    },
    Paper {
        id_type: IdType::ResidentId,
        number: "33010219900101002X",
        back: None,
        last_six: "01002X",
        last_six_of_back: None,
    },
    Paper {
        id_type: IdType::HkMacauPermit,
        number: "H12345678",
        back: Some("A1234567（8）"),
        last_six: "345678",
        last_six_of_back: Some("567（8）"),
    },
    Paper {
        id_type: IdType::HkMacauPermit,
        number: "H87010014",
        back: None,
        last_six: "010014",
        last_six_of_back: None,
    },
];

/// Entries for the ID suffix that belong to nobody, or nearly to somebody.
pub const WRONG_SUFFIXES: [&str; 6] = [
    "000000",
    "01002x",
    "567(8)",
    "330102199001010014",
    "10014",
    "……",
];

/// Entries for the code that are none.
pub const NO_CODES: [&str; 5] = ["", "12345", "1234567", "12345a", "１２３４５６"];

/// A province and the moment from which it verifies.
pub struct Place {
    pub code: &'static str,
    pub enrolled_from: &'static str,
}

/// A province of each wave of enrolment; the first is the one that asks for the permit's back.
pub const PLACES: [Place; 4] = [
    Place {
        code: "zj",
        enrolled_from: "2018-09-10T00:00:00+08:00",
    },
    Place {
        code: "tj",
        enrolled_from: "2017-12-18T09:00:00+08:00",
    },
    Place {
        code: "sd",
        enrolled_from: "2018-09-24T00:00:00+08:00",
    },
    Place {
        code: "bj",
        enrolled_from: "2020-08-17T00:00:00+08:00",
    },
];

/// Whether that place, by number, asks for the back of the permit.
pub const fn asks_for_back(place: usize) -> bool {
    place == 0
}

/// A responsible person of a filing: numbers in the tables above.
#[derive(Clone, Debug, PartialEq)]
pub struct Someone {
    pub phone: usize,
    pub paper: usize,
    pub carrier: Option<Carrier>,
    pub emergency_phone: Option<usize>,
    /// Phone and paper as first filed.
    pub on_record: Option<(usize, usize)>,
}

/// The content of an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Filing {
    pub filing_type: FilingType,
    pub place: usize,
    pub entity: Someone,
    pub services: Vec<(ServiceKind, Someone)>,
}

impl Filing {
    /// The content as the provider submits it.
    pub fn submission(&self) -> Submission {
        Submission {
            filing_type: self.filing_type,
            province: Province::from_code(PLACES[self.place].code).unwrap(),
            provider: "云端示例".into(),
            entity: self.entity(),
            services: self.services(),
        }
    }

    /// Its entity.
    pub fn entity(&self) -> Entity {
        Entity {
            name: "示例公司".into(),
            principal: self.entity.person(),
        }
    }

    /// Its services.
    pub fn services(&self) -> Box<[Service]> {
        let service = |(kind, principal): &(ServiceKind, Someone)| Service {
            name: "示例网".into(),
            kind: *kind,
            principal: principal.person(),
        };
        self.services.iter().map(service).collect()
    }
}

impl Paper {
    /// Whether it is a Hong Kong or Macau permit.
    pub fn is_permit(&self) -> bool {
        self.id_type == IdType::HkMacauPermit
    }
}

impl Someone {
    /// Somebody with that phone and paper and nothing else.
    pub const fn plain(phone: usize, paper: usize) -> Self {
        Self {
            phone,
            paper,
            carrier: None,
            emergency_phone: None,
            on_record: None,
        }
    }

    fn person(&self) -> Person {
        let recorded = self
            .on_record
            .map(|(phone, paper)| Self::plain(phone, paper));
        let paper = &PAPERS[self.paper];
        Person {
            name: name(self.phone, self.paper).into(),
            phone: phone(self.phone),
            id_type: paper.id_type,
            id_number: paper.number.into(),
            hk_macau_id_number: paper.back.map(Into::into),
            emergency_phone: self.emergency_phone.map(phone),
            carrier: self.carrier,
            on_record: recorded.map(|recorded| Box::new(recorded.person())),
        }
    }
}

/// The name of the person with that phone and paper.
pub fn name(phone: usize, paper: usize) -> String {
    format!("甲{phone}乙{paper}")
}

fn phone(number: usize) -> Phone {
    Phone::parse(PHONES[number]).unwrap()
}
