//! The limits of the workflow and their sides: what can happen on either side of each.
//!
//! Invariant: a side's key is its limit's and a word of its own, `window.ended`. A key, once
//! published, keeps its meaning: tests of other people are held against it.

use crate::rules::Parameter;
use crate::rules::keyed::keyed;

keyed! {
    /// Where the workflow divides. Those that are a parameter of the rules have its name.
    Limit {
        /// How long an order waits for its verifiers.
        Window = "window",
        /// How many failures a person has.
        FailureLimit = "failure_limit",
        /// How failures add up.
        FailureMode = "failure_mode",
        /// How long after the failure the order is returned.
        FailureReturnDelay = "failure_return_delay",
        /// How many times a person may ask for another SMS.
        ResendLimit = "resend_limit",
        /// How long after the request a resent SMS is dispatched.
        ResendDelay = "resend_delay",
        /// Which code a resent SMS carries.
        ResendCode = "resend_code",
        /// How long after the submission the first SMS is dispatched.
        FirstSmsDelay = "first_sms_delay",
        /// Whether those still pending are texted again at the next noon.
        NoonRedispatch = "noon_redispatch",
        /// How long it takes until the provider learns of a result.
        SyncLag = "sync_lag",
        /// Whether everybody has passed.
        Verifiers = "verifiers",
        /// The rounds of an order.
        Rounds = "rounds",
        /// Which side of a permit Zhejiang asks for.
        Permit = "hk_macau_permit",
        /// What the authority decides.
        Review = "review",
        /// When the provider takes an order back.
        Withdrawal = "withdrawal",
    }
}

keyed! {
    /// One side of a limit.
    Side {
        /// A person passed while the window was open.
        WindowInside = "window.inside",
        /// The window closed on somebody who had not passed.
        WindowEnded = "window.ended",
        /// A right code came after the window had closed.
        WindowAfter = "window.after",
        /// A person passed with one failure left.
        FailureOneBelow = "failure_limit.one_below",
        /// A person failed out, and the order with them.
        FailureReached = "failure_limit.reached",
        /// A failure was added to those before it.
        FailureAdded = "failure_mode.added",
        /// A run of failures was broken.
        FailureRunBroken = "failure_mode.run_broken",
        /// Somebody came while the order had failed and was not yet returned.
        ReturnWaiting = "failure_return_delay.waiting",
        /// The failed order was returned.
        ReturnOver = "failure_return_delay.over",
        /// A resend below the cap was accepted.
        ResendWithin = "resend_limit.within",
        /// The last resend that the cap allows was accepted.
        ResendLast = "resend_limit.last",
        /// A resend over the cap was refused.
        ResendBeyond = "resend_limit.beyond",
        /// A resent SMS went out.
        ResendSent = "resend_delay.sent",
        /// A person passed while a resent SMS was still to go out.
        ResendOvertaken = "resend_delay.passed_before",
        /// A person passed after a resent SMS.
        ResentCodeUsed = "resend_code.used",
        /// A code was entered that a resent SMS had replaced.
        ResentCodeSuperseded = "resend_code.superseded",
        /// Somebody came before the first SMS.
        FirstSmsBefore = "first_sms_delay.before",
        /// The first SMS went out.
        FirstSmsSent = "first_sms_delay.sent",
        /// The noon SMS went out.
        NoonSent = "noon_redispatch.sent",
        /// A person passed before noon.
        NoonOvertaken = "noon_redispatch.passed_before",
        /// A person came again before the provider knew.
        SyncBefore = "sync_lag.before",
        /// A person came again after the provider knew.
        SyncAfter = "sync_lag.after",
        /// An order was decided or withdrawn before the provider knew.
        SyncOvertaken = "sync_lag.overtaken",
        /// The only verifier of an order passed.
        VerifiersOne = "verifiers.one",
        /// All of several verifiers passed.
        VerifiersSeveral = "verifiers.several",
        /// A person passed and others were pending.
        VerifiersWaiting = "verifiers.waiting",
        /// The window closed when some had passed and others had not.
        VerifiersTorn = "verifiers.some_late",
        /// A returned order was submitted again.
        RoundsAgain = "rounds.again",
        /// All passed in a later round.
        RoundsAgainPassed = "rounds.again_passed",
        /// A code of an earlier round was entered.
        RoundsOldCode = "rounds.old_code",
        /// The holder of a permit passed with the number on its back.
        PermitBack = "hk_macau_permit.back",
        /// The holder of a permit entered the number on its front.
        PermitFront = "hk_macau_permit.front",
        /// The authority approved.
        ReviewApproved = "review.approved",
        /// The authority rejected.
        ReviewRejected = "review.rejected",
        /// An order was withdrawn while it awaited its verifiers.
        WithdrawnAwaiting = "withdrawal.awaiting",
        /// An order was withdrawn after it had failed.
        WithdrawnFailed = "withdrawal.failed",
        /// An order was withdrawn under review.
        WithdrawnUnderReview = "withdrawal.under_review",
    }
}

impl Limit {
    /// Its sides.
    pub fn sides(self) -> impl Iterator<Item = Side> {
        let sides = Side::ALL.iter().copied();
        sides.filter(move |side| side.limit_key() == self.key())
    }

    /// The parameters that hold its value, the least first; none where it is no number or word.
    pub const fn parameters(self) -> &'static [Parameter] {
        match self {
            Self::Window => &[Parameter::Window],
            Self::FailureLimit => &[Parameter::FailureLimit],
            Self::FailureMode => &[Parameter::FailureMode],
            Self::FailureReturnDelay => &[Parameter::FailureReturnDelay],
            Self::ResendLimit => &[Parameter::ResendLimit],
            Self::ResendDelay => &[Parameter::ResendDelay],
            Self::ResendCode => &[Parameter::ResendCode],
            Self::FirstSmsDelay => &[Parameter::FirstSmsDelay],
            Self::NoonRedispatch => &[Parameter::NoonRedispatch],
            Self::SyncLag => &[Parameter::SyncLagMin, Parameter::SyncLagMax],
            Self::Verifiers | Self::Rounds | Self::Permit | Self::Review | Self::Withdrawal => &[],
        }
    }
}

impl Side {
    /// Its name among the sides of its limit.
    pub fn name(self) -> &'static str {
        self.key().split_once('.').map_or("", |(_, name)| name)
    }

    fn limit_key(self) -> &'static str {
        self.key().split_once('.').map_or("", |(limit, _)| limit)
    }
}
