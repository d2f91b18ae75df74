//! Lists of orders, newest first, without looking at the rest: by what the provider sees, and by where
//! they stand in truth.

use super::sandbox::Sandbox;
use crate::order::Status;
use crate::rules::FilingType;

/// Orders that `standing` looks at for one page.
const LOOKED_AT_MAX: usize = 1_000;

/// A page of orders by where they stand in truth.
pub struct Standings {
    /// The numbers of the orders, newest first.
    pub numbers: Vec<u32>,
    /// Where to look on, where there may be more.
    pub next: Option<u32>,
}

impl Sandbox {
    /// At most `limit` orders that stand there in truth and are of that filing type, newest first,
    /// all smaller than `before`.
    ///
    /// The look-ups go by what the provider sees, which differs for few orders: of those that it
    /// may take for something else, a page looks at a named number and then says where to look on.
    pub fn standing(
        &self,
        status: Status,
        filing_type: Option<FilingType>,
        before: u32,
        limit: usize,
    ) -> Standings {
        let seen: &[Status] = match status {
            Status::VerificationFailed => &[Status::AwaitingVerification],
            Status::UnderReview => &[Status::UnderReview, Status::AwaitingVerification],
            Status::AwaitingVerification
            | Status::Returned
            | Status::Approved
            | Status::Rejected
            | Status::Withdrawn => std::slice::from_ref(&status),
        };
        let candidates = seen
            .iter()
            .flat_map(|seen| self.listed(Some(*seen), filing_type, before, LOOKED_AT_MAX));
        let mut candidates: Vec<u32> = candidates.collect();
        candidates.sort_unstable_by(|a, b| b.cmp(a));
        let cut = candidates.len() >= LOOKED_AT_MAX;
        candidates.truncate(LOOKED_AT_MAX);
        let last = candidates.last().copied().filter(|_| cut);
        let stands = |number: &u32| {
            let order = self.order_at(*number);
            order.is_some_and(|order| order.status() == status)
        };
        let mut numbers: Vec<u32> = candidates.into_iter().filter(stands).collect();
        let more = numbers.len() > limit;
        numbers.truncate(limit);
        let next = if more { numbers.last().copied() } else { last };
        Standings { numbers, next }
    }

    /// The numbers of at most `limit` orders that the provider sees in that status and that are of
    /// that filing type, newest first, all smaller than `before`.
    pub fn listed(
        &self,
        status: Option<Status>,
        filing_type: Option<FilingType>,
        before: u32,
        limit: usize,
    ) -> Vec<u32> {
        if status.is_none() && filing_type.is_none() {
            let end = u32::try_from(self.orders().len())
                .unwrap_or(u32::MAX)
                .min(before);
            return (0..end).rev().take(limit).collect();
        }
        let statuses = status.as_ref().map_or(Status::ALL, std::slice::from_ref);
        let types = filing_type
            .as_ref()
            .map_or(FilingType::ALL, std::slice::from_ref);
        let mut found: Vec<u32> = statuses
            .iter()
            .flat_map(|status| types.iter().map(move |filing_type| (*status, *filing_type)))
            .flat_map(|(status, filing_type)| {
                self.index().listed(status, filing_type, before).take(limit)
            })
            .collect();
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.truncate(limit);
        found
    }
}
