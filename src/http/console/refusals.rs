//! What the core refuses, in words.

use super::look::Lang;
use super::names;
use crate::order::{Flaw, Status};
use crate::sim::{ClockBackwards, Refusal};

/// Why the provider's or the authority's wish is refused.
pub fn refusal(lang: Lang, refusal: &Refusal) -> String {
    match refusal {
        Refusal::UnknownOrder => lang
            .pick(
                "The sandbox has no such order any more.",
                "沙箱中已没有这个订单。",
            )
            .to_owned(),
        Refusal::OrderExists => lang
            .pick(
                "An order of that number exists with other content.",
                "该订单号已存在，内容不同。",
            )
            .to_owned(),
        Refusal::FilingsSuspended => lang
            .pick(
                "No filing is accepted at this time: the ministry's system changes over \
                 (工信管函〔2017〕2322号). Advance the clock.",
                "系统切换期间暂停备案（工信管函〔2017〕2322号）。请推进时钟。",
            )
            .to_owned(),
        Refusal::Flawed(flaws) => {
            let flaws = flaws.iter().map(|one| flaw(lang, one));
            flaws.collect::<Vec<_>>().join(" ")
        }
        Refusal::WrongStatus(status) => wrong_status(lang, *status),
        Refusal::TooManyOrders(max) => match lang {
            Lang::En => format!(
                "The sandbox holds {max} orders, the limit; reset it, or raise --max-orders."
            ),
            Lang::Zh => format!("沙箱已有 {max} 个订单，达到上限；请重置，或调高 --max-orders。"),
        },
    }
}

/// Why the clock is not set.
pub fn clock_backwards(lang: Lang, backwards: ClockBackwards) -> String {
    let now = super::widgets::civil(backwards.now);
    match lang {
        Lang::En => format!(
            "The sandbox holds orders and shows {now}: its clock never goes back. Reset it to start \
             earlier."
        ),
        Lang::Zh => format!("沙箱中已有订单，时钟为 {now}，不能回拨。如需更早开始，请先重置。"),
    }
}

fn wrong_status(lang: Lang, status: Status) -> String {
    let name = names::status(lang, status);
    match lang {
        Lang::En => format!("The order's status does not allow it any more: {name}."),
        Lang::Zh => format!("订单当前状态不允许此操作：{name}。"),
    }
}

fn flaw(lang: Lang, flaw: &Flaw) -> String {
    match (lang, flaw) {
        (Lang::En, Flaw::FilingTypeNotInEdition { edition }) => {
            format!("The edition {edition} does not know this filing type.")
        }
        (Lang::Zh, Flaw::FilingTypeNotInEdition { edition }) => {
            format!("{edition} 版规则没有这种备案类型。")
        }
        (Lang::En, Flaw::KindNotInEdition { service, edition }) => {
            format!(
                "Service {}: the edition {edition} does not know this kind of service.",
                service + 1
            )
        }
        (Lang::Zh, Flaw::KindNotInEdition { service, edition }) => {
            format!("第 {} 个服务：{edition} 版规则没有这种服务。", service + 1)
        }
        (Lang::En, Flaw::KindNotForFilingType { service, only }) => format!(
            "Service {}: this filing type takes only {}.",
            service + 1,
            names::kind(lang, *only)
        ),
        (Lang::Zh, Flaw::KindNotForFilingType { service, only }) => format!(
            "第 {} 个服务：这种备案类型只接受{}。",
            service + 1,
            names::kind(lang, *only)
        ),
        (Lang::En, Flaw::ServicesMissing) => {
            "This filing type needs at least one service.".to_owned()
        }
        (Lang::Zh, Flaw::ServicesMissing) => "这种备案类型至少要有一个服务。".to_owned(),
        (Lang::En, Flaw::PermitBackMissing(_)) => {
            "In this province the holder of a permit verifies with the ID number on its back, which \
             the order lacks."
                .to_owned()
        }
        (Lang::Zh, Flaw::PermitBackMissing(_)) => {
            "在该省，通行证持有人须用背面的证件号码核验，而订单中没有。".to_owned()
        }
    }
}
