//! Which orders the list is asked for, and finding them by the look-ups alone.

use maud::{Markup, html};

use super::names;
use super::visit::{Scene, Visit};
use crate::order::Status;
use crate::rules::FilingType;

/// Orders of a page.
const ROWS: usize = 50;

/// Which orders are asked for.
pub struct Filter<'a> {
    status: Option<Status>,
    filing_type: Option<FilingType>,
    order_no: Option<&'a str>,
    /// Only orders with a smaller number: where the page begins.
    pub before: u32,
}

impl<'a> Filter<'a> {
    /// What the page's address asks for; what it asks for in vain counts as not asked for.
    pub fn of(visit: &'a Visit) -> Self {
        let status = visit.param("status").and_then(|key| {
            let mut all = Status::ALL.iter().copied();
            all.find(|status| status.key() == key)
        });
        let before = visit.number("before");
        Self {
            status,
            filing_type: visit.param("filing_type").and_then(FilingType::from_key),
            order_no: visit.param("order_no"),
            before: before.map_or(u32::MAX, |n| u32::try_from(n).unwrap_or(u32::MAX)),
        }
    }

    /// Whether all orders are asked for.
    const fn is_any(&self) -> bool {
        self.status.is_none() && self.filing_type.is_none() && self.order_no.is_none()
    }

    /// The numbers of the orders of the page, and where the next one begins.
    pub fn find(&self, scene: &Scene<'_>) -> (Vec<u32>, Option<u32>) {
        if let Some(order_no) = self.order_no {
            let found = scene.sandbox.index().number_of(order_no);
            return (found.into_iter().collect(), None);
        }
        if let Some(status) = self.status {
            let found = scene
                .sandbox
                .standing(status, self.filing_type, self.before, ROWS);
            return (found.numbers, found.next);
        }
        let mut numbers = scene
            .sandbox
            .listed(None, self.filing_type, self.before, ROWS + 1);
        let more = numbers.len() > ROWS;
        numbers.truncate(ROWS);
        let next = numbers.last().copied().filter(|_| more);
        (numbers, next)
    }

    /// The query of the next page.
    pub fn next(&self, before: u32) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(status) = self.status {
            query.append_pair("status", status.key());
        }
        if let Some(filing_type) = self.filing_type {
            query.append_pair("filing_type", filing_type.key());
        }
        query.append_pair("before", &before.to_string());
        query.finish()
    }
}

/// The form that asks for orders.
pub fn filters(scene: &Scene<'_>, filter: &Filter<'_>) -> Markup {
    let (w, lang) = (scene.words, scene.visit.look.lang);
    html! {
        form.filters action=(scene.visit.path("/orders")) role="search" {
            label { span { (w.status) }
                select name="status" id="filter-status" {
                    option value="" { (w.any) }
                    @for status in Status::ALL {
                        option value=(status.key()) selected[filter.status == Some(*status)] { (names::status(lang, *status)) }
                    }
                }
            }
            label { span { (w.filing_type) }
                select name="filing_type" id="filter-type" {
                    option value="" { (w.any) }
                    @for filing_type in FilingType::ALL {
                        option value=(filing_type.key()) selected[filter.filing_type == Some(*filing_type)] {
                            (names::filing_type(lang, *filing_type))
                        }
                    }
                }
            }
            label { span { (w.order_no) }
                input name="order_no" id="filter-no" value=(filter.order_no.unwrap_or_default()) autocomplete="off" spellcheck="false";
            }
            button { (w.filter) }
            @if !filter.is_any() { a href=(scene.visit.path("/orders")) { (w.clear) } }
        }
    }
}
