//! The provider's list of orders: by what it sees, newest first, without looking at the rest.

use super::sandbox::Sandbox;
use crate::order::Status;
use crate::rules::FilingType;

impl Sandbox {
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
