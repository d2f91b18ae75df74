//! The field's words in both languages: statuses, events, filing types, roles. Each is matched, so that
//! one that is missing does not compile; events, which are words on the wire, are held to by a test.

use super::look::Lang;
use crate::order::{Progress, ReturnReason, SmsKind, Status};
use crate::rules::{FilingType, Grade, KindMix, Parameter, Role, ServiceKind};
use crate::sim::Call;

/// Where an order stands.
pub const fn status(lang: Lang, status: Status) -> &'static str {
    match status {
        Status::AwaitingVerification => lang.pick("Awaiting verification", "待短信核验"),
        Status::VerificationFailed => lang.pick("Verification failed", "核验失败"),
        Status::UnderReview => lang.pick("Under review", "管局审核中"),
        Status::Returned => lang.pick("Returned", "已退回"),
        Status::Approved => lang.pick("Approved", "审核通过"),
        Status::Rejected => lang.pick("Rejected", "审核不通过"),
        Status::Withdrawn => lang.pick("Withdrawn", "已撤回"),
    }
}

/// How far a verifier has come.
pub const fn progress(lang: Lang, progress: &Progress) -> &'static str {
    match progress {
        Progress::Unsent => lang.pick("no SMS yet", "未发短信"),
        Progress::Waiting(_) => lang.pick("pending", "待核验"),
        Progress::Passed { .. } => lang.pick("verified", "已核验"),
    }
}

/// What is filed.
pub const fn filing_type(lang: Lang, filing_type: FilingType) -> &'static str {
    let en = match filing_type {
        FilingType::FirstFiling => "First filing",
        FilingType::AddService => "Add a service",
        FilingType::Access => "Access",
        FilingType::ChangeEntity => "Change the entity",
        FilingType::ChangeService => "Change a service",
        FilingType::ChangeBoth => "Change both",
        FilingType::ChangeRemarks => "Change remarks",
        FilingType::CancelEntity => "Cancel the entity",
        FilingType::CancelSite => "Cancel a website",
        FilingType::CancelApp => "Cancel an app",
        FilingType::CancelAccess => "Cancel access",
    };
    lang.pick(en, filing_type.zh())
}

/// In which role a person stands.
pub const fn role(lang: Lang, role: Role) -> &'static str {
    let en = match role {
        Role::EntityPrincipal => "entity principal",
        Role::ServicePrincipal => "service principal",
    };
    lang.pick(en, role.zh())
}

/// What a service is.
pub const fn kind(lang: Lang, kind: ServiceKind) -> &'static str {
    let en = match kind {
        ServiceKind::Website => "website",
        ServiceKind::App => "app",
    };
    lang.pick(en, kind.zh())
}

/// Which kinds of service an order holds, taken together.
pub fn kind_mix(lang: Lang, kinds: KindMix) -> String {
    let names = kinds.kinds().iter().map(|one| kind(lang, *one));
    names.collect::<Vec<_>>().join(" + ")
}

/// How far a source is trusted.
pub const fn grade(lang: Lang, grade: Grade) -> &'static str {
    match grade {
        Grade::Seed => lang.pick("a founding text", "原始依据"),
        Grade::A => lang.pick("grade A", "A 级"),
        Grade::B => lang.pick("grade B", "B 级"),
        Grade::C => lang.pick("grade C", "C 级"),
    }
}

/// Why an SMS was sent.
pub const fn sms(lang: Lang, kind: SmsKind) -> &'static str {
    match kind {
        SmsKind::First => lang.pick("first SMS", "首次短信"),
        SmsKind::Resend => lang.pick("resent SMS", "重发短信"),
        SmsKind::Noon => lang.pick("noon SMS", "次日中午短信"),
    }
}

/// Why an order went back.
pub const fn reason(lang: Lang, reason: ReturnReason) -> &'static str {
    match reason {
        ReturnReason::WindowExpired => lang.pick("the window expired", "超过核验时限"),
        ReturnReason::FailureLimit => lang.pick("too many failures", "核验错误次数达到上限"),
        ReturnReason::ResendLimit => lang.pick("too many resends", "重发次数超过上限"),
    }
}

/// What a person asked for.
pub const fn call(lang: Lang, call: Call) -> &'static str {
    match call {
        Call::Verify => lang.pick("verify", "核验"),
        Call::Resend => lang.pick("resend", "重发"),
    }
}

/// An event by its type on the wire; one that has no name here is its own.
pub fn event(lang: Lang, event: &'static str) -> &'static str {
    match event {
        "order_submitted" => lang.pick("Order submitted", "提交订单"),
        "order_resubmitted" => lang.pick("Order resubmitted", "重新提交"),
        "sms_dispatched" => lang.pick("SMS dispatched", "下发短信"),
        "sms_delivered" => lang.pick("SMS delivered", "短信送达"),
        "resend_requested" => lang.pick("Resend requested", "申请重发"),
        "attempt_failed" => lang.pick("Attempt failed", "核验有误"),
        "person_verified" => lang.pick("Person verified", "本人核验通过"),
        "order_under_review" => lang.pick("Under review", "提交管局审核"),
        "verification_failed" => lang.pick("Verification failed", "短信核验失败"),
        "order_returned" => lang.pick("Order returned", "退回订单"),
        "result_synced" => lang.pick("Result synced", "结果同步"),
        "order_withdrawn" => lang.pick("Order withdrawn", "撤回订单"),
        "order_approved" => lang.pick("Order approved", "审核通过"),
        "order_rejected" => lang.pick("Order rejected", "审核不通过"),
        "sms_lost" => lang.pick("SMS lost", "短信丢失"),
        "sms_delayed" => lang.pick("SMS late", "短信延迟"),
        "sms_duplicated" => lang.pick("SMS duplicated", "短信重复"),
        "sync_delayed" => lang.pick("Sync late", "同步延迟"),
        "webhook_lost" => lang.pick("Webhook lost", "回调丢失"),
        "webhook_duplicated" => lang.pick("Webhook duplicated", "回调重复"),
        other => other,
    }
}

/// A parameter of the rules.
pub const fn parameter(lang: Lang, parameter: Parameter) -> &'static str {
    match parameter {
        Parameter::Window => lang.pick("Window", "核验时限"),
        Parameter::FailureLimit => lang.pick("Failure limit", "错误次数上限"),
        Parameter::FailureFields => lang.pick("Fields that count", "计入错误的信息"),
        Parameter::FailureMode => lang.pick("How failures add up", "错误累计方式"),
        Parameter::FailureTrips => lang.pick("Which entry trips it", "何时判定失败"),
        Parameter::FailureReturnDelay => lang.pick("Return after a failure", "失败后退回时间"),
        Parameter::ResendLimit => lang.pick("Resend cap", "重发次数上限"),
        Parameter::ResendOverLimit => lang.pick("A resend over the cap", "超限重发"),
        Parameter::ResendCode => lang.pick("Code of a resent SMS", "重发的验证码"),
        Parameter::FirstSmsDelay => lang.pick("First SMS after", "首次短信延迟"),
        Parameter::ResendDelay => lang.pick("Resent SMS after", "重发短信延迟"),
        Parameter::NoonRedispatch => lang.pick("SMS at the next noon", "次日中午再发"),
        Parameter::MismatchStatus => lang.pick("Prompt for a mismatch", "信息不符时的提示"),
        Parameter::SyncLagMin => lang.pick("Sync lag, least", "最短同步时间"),
        Parameter::SyncLagMax => lang.pick("Sync lag, most", "最长同步时间"),
        Parameter::Sender => lang.pick("Sender", "短信号码"),
        Parameter::Link => lang.pick("Link in the SMS", "短信中的链接"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Lang, event};
    use crate::order::Fact;

    #[test]
    fn every_event_has_a_name_in_both_languages() {
        for key in Fact::TYPES {
            for lang in Lang::ALL {
                assert_ne!(event(*lang, key), *key);
            }
        }
    }
}
