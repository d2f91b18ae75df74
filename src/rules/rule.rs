//! The rules by name: every verdict and transition gives one, and it leads to its source.
//!
//! Invariant: each [`RuleId`] has exactly one entry in `books/rules.toml`, and each entry exactly
//! one way to its source. A key, once published, keeps its meaning: journals hold it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::catalog::catalog;
use super::error::{Problem, RulebookError};
use super::keyed::keyed;
use super::parameter::Parameter;
use super::source::Sources;
use super::terms::Terms;
use super::written::{Desk, read_toml};

/// An answer and the rule that gave it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Ruled<T> {
    /// The answer.
    pub value: T,
    /// The rule that gave it.
    pub rule: RuleId,
}

keyed! {
    /// A rule of the simulator, by name. What each says is in [`RuleId::info`].
    RuleId {
        /// Whether the province verifies by SMS yet.
        EnrolmentProvince = "enrolment.province",
        /// When no filing is accepted at all.
        FilingsSuspended = "filings.suspended",
        /// Which edition binds a round.
        EditionByDate = "edition.by-date",
        /// Which roles verify.
        VerifiersTable = "verifiers.table",
        /// Filings that nobody verifies.
        VerifiersNobody = "verifiers.nobody",
        /// One phone is one person.
        VerifiersSamePhone = "verifiers.same-phone",
        /// The person as first filed verifies.
        VerifiersOnRecord = "verifiers.on-record",
        /// A changed phone verifies at once.
        VerifiersNewPhone = "verifiers.new-phone",
        /// What an ID suffix is.
        SuffixLastSix = "suffix.last-six",
        /// Whose suffix is on the back of the permit.
        SuffixZhejiangPermit = "suffix.zhejiang-permit",
        /// What a code looks like.
        CodeSixDigits = "code.six-digits",
        /// No two live codes of a phone are the same.
        CodeUniquePerPhone = "code.unique-per-phone",
        /// When the first SMS goes out.
        SmsFirst = "sms.first",
        /// When a resent SMS goes out.
        SmsResent = "sms.resent",
        /// Who is texted again at noon.
        SmsNoon = "sms.noon",
        /// When an SMS arrives.
        SmsDelivery = "sms.delivery",
        /// Which number an SMS comes from.
        SmsSender = "sms.sender",
        /// When the window closes.
        WindowEnd = "window.end",
        /// The last verifier passed.
        VerifyAllPassed = "verify.all-passed",
        /// A verifier passed and others are pending.
        VerifyWaiting = "verify.waiting-for-others",
        /// The verifier had passed before.
        VerifyAlready = "verify.already",
        /// The entry finds nothing.
        VerifyNothingMatches = "verify.nothing-matches",
        /// The entry finds a pending person and is wrong.
        VerifyMismatch = "verify.mismatch",
        /// A wrong entry counts.
        FailureCounted = "failure.counted",
        /// A wrong entry does not count.
        FailureUncounted = "failure.uncounted",
        /// An entry breaks a run of failures.
        FailureRun = "failure.run-broken",
        /// The failure limit is reached.
        FailureLimit = "failure.limit",
        /// The limit was reached before, and this entry trips it.
        FailureAfterLimit = "failure.after-limit",
        /// The order has failed and nobody can pass it.
        FailureClosed = "failure.closed",
        /// When a failed order is returned.
        FailureReturn = "failure.return",
        /// A resend is accepted.
        ResendAccepted = "resend.accepted",
        /// A resend finds the person, but nothing pending.
        ResendNothingPending = "resend.nothing-pending",
        /// A resend finds nobody.
        ResendUnknown = "resend.unknown",
        /// The resend cap is reached.
        ResendLimit = "resend.limit",
        /// What a resend over the cap does to the order.
        ResendReturnsOrder = "resend.returns-order",
        /// Which code a resent SMS carries.
        ResendCodeKept = "resend.code",
        /// When the provider learns of the result.
        SyncLag = "sync.lag",
        /// The provider submits.
        ProviderSubmit = "provider.submit",
        /// The provider submits again.
        ProviderResubmit = "provider.resubmit",
        /// The provider takes an order back.
        ProviderWithdraw = "provider.withdraw",
        /// The authority decides.
        ReviewVerdict = "review.verdict",
        /// A fault of the sandbox's plan fired.
        FaultInjected = "fault.injected",
    }
}

keyed! {
    /// What of a round, beside its terms, can hold a rule's source.
    RuleFrom {
        /// The verifier table's row.
        Verifiers = "verifiers",
        /// The province's enrolment.
        Province = "province",
    }
}

/// What a rule says: its entry in `books/rules.toml`.
///
/// Exactly one of `parameter`, `source` and `from` is there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleInfo {
    /// Which rule.
    pub id: RuleId,
    /// Its English name.
    pub title: String,
    /// Its Chinese name.
    pub title_zh: String,
    /// What it says, in a sentence or two.
    pub says: String,
    /// The parameter whose source is also the rule's.
    pub parameter: Option<Parameter>,
    /// The rule's own source.
    pub source: Option<Sources>,
    /// What of the round holds the source.
    pub from: Option<RuleFrom>,
}

/// Sources of a round that its terms do not know.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RoundSources {
    /// Where the verifier table's row is written.
    pub verifiers: Sources,
    /// Where the province's enrolment is written.
    pub province: Sources,
}

impl RuleId {
    /// What the rule says.
    pub fn info(self) -> &'static RuleInfo {
        catalog().rule(self)
    }

    /// Where the rule is written, for a round under these terms.
    pub fn sources(self, terms: &Terms, round: &RoundSources) -> Sources {
        let info = self.info();
        match (info.parameter, info.from, &info.source) {
            (Some(parameter), _, _) => terms.source_of(parameter).clone(),
            (None, Some(RuleFrom::Verifiers), _) => round.verifiers.clone(),
            (None, Some(RuleFrom::Province), _) => round.province.clone(),
            (None, None, Some(source)) => source.clone(),
            (None, None, None) => Sources::decided(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    title: String,
    title_zh: String,
    says: String,
    parameter: Option<Parameter>,
    source: Option<Sources>,
    from: Option<RuleFrom>,
}

/// Reads `rules.toml`: one entry a rule, in the order of [`RuleId::ALL`].
pub(super) fn read_rules(desk: Desk<'_>, text: &str) -> Result<Vec<RuleInfo>, RulebookError> {
    let mut entries: BTreeMap<String, RuleFile> = read_toml(desk.file, text)?;
    let mut rules = Vec::with_capacity(RuleId::ALL.len());
    for id in RuleId::ALL {
        let entry = desk.required(id.key(), entries.remove(id.key()))?;
        rules.push(read_rule(desk, *id, entry)?);
    }
    match entries.into_keys().next() {
        Some(key) => {
            let advice = "no `RuleId` has that key, add it there or remove the entry";
            Err(desk.error(&key, Problem::Unknown(advice.to_owned())))
        }
        None => Ok(rules),
    }
}

fn read_rule(desk: Desk<'_>, id: RuleId, entry: RuleFile) -> Result<RuleInfo, RulebookError> {
    let RuleFile {
        title,
        title_zh,
        says,
        parameter,
        source,
        from,
    } = entry;
    let ways = [parameter.is_some(), source.is_some(), from.is_some()];
    if ways.into_iter().filter(|way| *way).count() != 1 {
        let expected = "exactly one of `parameter`, `source` and `from`";
        return Err(desk.error(id.key(), Problem::BadValue(expected.to_owned())));
    }
    let source = source
        .map(|source| desk.sources(id.key(), Some(source)))
        .transpose()?;
    Ok(RuleInfo {
        id,
        title,
        title_zh,
        says,
        parameter,
        source,
        from,
    })
}
