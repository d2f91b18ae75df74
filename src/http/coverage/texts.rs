//! What can be exercised, in words: what each side and near miss is, and how to exercise what never
//! was. Every text in both languages of the console; the control plane has the English one.
//!
//! Invariant: a rule, side, limit or near miss without its text does not compile.

use crate::rules::RuleId;
use crate::sim::{Limit, NearMissKind, Side};

/// A text in both languages.
#[derive(Clone, Copy)]
pub struct Text {
    /// In English.
    pub en: &'static str,
    /// In Chinese.
    pub zh: &'static str,
}

macro_rules! texts {
    ($(#[$doc:meta])* $name:ident($type:ident) {
        $($($variant:ident)|+: $en:literal $zh:literal;)+
    }) => {
        $(#[$doc])*
        pub const fn $name(of: $type) -> Text {
            match of { $($($type::$variant)|+ => Text { en: $en, zh: $zh },)+ }
        }
    };
}

texts! {
    /// How to exercise a rule; of one that is not measured, why it is not.
    rule_hint(RuleId) {
        EnrolmentProvince: "Submit an order for a province before the day on which it enrolled." "在省份开始短信核验之前提交该省的订单。";
        FilingsSuspended: "A filing that is refused is stored nowhere, so that nothing tells of it afterwards." "被拒绝的备案不留任何记录，事后无从得知。";
        EditionByDate | ProviderSubmit: "Submit an order." "提交一个订单。";
        VerifiersTable | SuffixLastSix: "Submit an order of a filing type that somebody must verify." "提交一个需要核验的备案类型的订单。";
        VerifiersNobody: "Submit an order that nobody must verify, such as change_remarks." "提交一个无需核验的订单，例如变更备注。";
        VerifiersSamePhone: "Submit an order whose principals have one phone." "提交一个主体负责人与网站负责人手机号相同的订单。";
        VerifiersOnRecord: "Submit an access or cancel_* order with a person on_record whose phone is another one." "提交接入或注销订单，其 on_record（原备案负责人）的手机号与现填的不同。";
        VerifiersNewPhone: "Submit a change order with a person on_record whose phone it changes." "提交变更订单，其中负责人的手机号与 on_record 不同。";
        SuffixZhejiangPermit: "Submit an order in zj that the holder of a hk_macau_permit must verify." "提交浙江的订单，核验人持港澳居民来往内地通行证。";
        CodeSixDigits | CodeUniquePerPhone | SmsFirst | SmsDelivery | SmsSender: "Submit an order that somebody must verify, and advance the clock past its first SMS." "提交需要核验的订单，并把时钟推进到首次短信之后。";
        SmsResent | ResendCodeKept: "Ask for another SMS, and advance the clock until it goes out." "申请重发短信，并把时钟推进到短信下发。";
        SmsNoon: "Leave an order pending until noon of the next day." "让订单待核验到次日中午。";
        WindowEnd: "Let the window close on an order that still waits for somebody." "让仍有人未核验的订单超过核验时限。";
        VerifyAllPassed: "Let everybody of an order pass." "让订单的核验人全部通过。";
        VerifyWaiting: "Let one of two verifiers pass." "让两位核验人中的一位通过。";
        VerifyAlready: "Enter the right code once more before the provider knows that it passed." "通过后，在接入商得知结果之前再次填写正确的验证码。";
        VerifyNothingMatches: "Enter a phone that no order waits for." "填写没有订单在等待的手机号。";
        VerifyMismatch: "Enter a wrong code for an order that waits." "对待核验的订单填写错误的验证码。";
        FailureCounted: "Enter something wrong that counts, below the failure limit." "填写会计入的错误信息，且未达到上限。";
        FailureUncounted: "Enter a wrong code with the right ID suffix, before any failure is counted." "在尚无错误计入时，填写错误的验证码和正确的证件号码后六位。";
        FailureRun: "Enter a wrong ID suffix with the right code, then a wrong code with the right suffix." "先填错证件号码后六位（验证码正确），再填错验证码（后六位正确）。";
        FailureLimit: "Enter wrong data until the failure limit is reached." "连续填错，直到达到错误次数上限。";
        FailureAfterLimit: "Reach the failure limit, and enter anything once more." "达到错误次数上限后再提交一次。";
        FailureClosed: "Enter anything for an order that has failed, before it is returned." "对已核验失败、尚未退回的订单再次填写。";
        FailureReturn: "Let an order fail, and advance the clock until it is returned." "让订单核验失败，并把时钟推进到退回。";
        ResendAccepted: "Ask for another SMS while the order waits for that person." "在订单等待此人核验时申请重发短信。";
        ResendNothingPending: "Ask for another SMS after having passed." "通过核验后申请重发短信。";
        ResendUnknown: "Ask for another SMS with a phone or ID suffix that fits nobody." "用不匹配任何人的手机号或证件号码后六位申请重发短信。";
        ResendLimit | ResendReturnsOrder: "Ask for one SMS more than the cap allows." "申请重发的次数超过上限一次。";
        SyncLag: "Let everybody pass, and advance the clock past the sync lag." "让核验人全部通过，并把时钟推进到结果同步之后。";
        ProviderResubmit: "Submit a returned order again." "重新提交被退回的订单。";
        ProviderWithdraw: "Withdraw an order." "撤回一个订单。";
        ReviewVerdict: "Approve or reject an order under review." "对审核中的订单作出审核通过或不通过。";
        FaultInjected: "No rule of the regulation: a fault is of the test's own making." "不是法规中的规则：故障由测试自己设置。";
    }
}

texts! {
    /// What a limit is.
    limit_name(Limit) {
        Window: "Window" "核验时限";
        FailureLimit: "Failure limit" "错误次数上限";
        FailureMode: "How failures add up" "错误累计方式";
        FailureReturnDelay: "Return after a failure" "失败后退回时间";
        ResendLimit: "Resend cap" "重发次数上限";
        ResendDelay: "Resent SMS after" "重发短信延迟";
        ResendCode: "Code of a resent SMS" "重发的验证码";
        FirstSmsDelay: "First SMS after" "首次短信延迟";
        NoonRedispatch: "SMS at the next noon" "次日中午再发";
        SyncLag: "Sync to the provider" "结果同步";
        Verifiers: "Everybody must pass" "全部核验人通过";
        Rounds: "Rounds" "轮次";
        Permit: "Zhejiang: the side of the permit" "浙江：通行证的哪一面";
        Review: "The authority's verdict" "管局审核结果";
        Withdrawal: "Withdrawal" "撤回";
    }
}

texts! {
    /// What happened where a side was taken.
    side_meaning(Side) {
        WindowInside: "a person passed while the window was open" "核验人在时限内通过";
        WindowEnded: "the window closed on an order that waited for somebody, and it was returned" "时限结束时仍有人未核验，订单被退回";
        WindowAfter: "a right code was entered after the window had closed" "时限结束后填写了正确的验证码";
        FailureOneBelow: "a person passed with one failure left" "核验人在只剩一次机会时通过";
        FailureReached: "a person failed out, and the order with them" "核验人错误次数达到上限，订单核验失败";
        FailureAdded: "a failure was added to one before it" "错误累计到第二次以上";
        FailureRunBroken: "a run of failures was broken" "连续错误被中断";
        ReturnWaiting: "somebody came while the order had failed and was not yet returned" "订单已失败、尚未退回时有人来核验或重发";
        ReturnOver: "the failed order was returned" "失败的订单被退回";
        ResendWithin: "a resend below the cap was accepted" "未到上限的重发";
        ResendLast: "the last resend that the cap allows was accepted" "上限内的最后一次重发";
        ResendBeyond: "a resend over the cap was refused" "超过上限的重发";
        ResendSent: "a resent SMS went out" "重发的短信已下发";
        ResendOvertaken: "a person passed while a resent SMS was still to go out" "重发的短信下发之前核验人已通过";
        ResentCodeUsed: "a person passed after a resent SMS" "核验人用重发短信的验证码通过";
        ResentCodeSuperseded: "a code was entered that a resent SMS had replaced" "填写了已被重发短信取代的验证码";
        FirstSmsBefore: "somebody came before the first SMS had gone out" "首次短信下发之前有人来核验或重发";
        FirstSmsSent: "the first SMS went out" "首次短信已下发";
        NoonSent: "the noon SMS went out" "中午的短信已再次下发";
        NoonOvertaken: "a person passed before noon" "核验人在中午之前通过";
        SyncBefore: "a person came again before the provider knew" "接入商得知之前核验人再次填写";
        SyncAfter: "a person came again after the provider knew" "接入商得知之后核验人再次填写";
        SyncOvertaken: "an order was decided or withdrawn before the provider knew of its verification" "接入商得知核验完成之前，订单已有审核结果或被撤回";
        VerifiersOne: "the only verifier of an order passed" "订单唯一的核验人通过";
        VerifiersSeveral: "all of several verifiers passed" "多位核验人全部通过";
        VerifiersWaiting: "a person passed and others were pending" "一位核验人通过，其他人待核验";
        VerifiersTorn: "the window closed when some had passed and others had not" "时限结束时部分核验人通过、部分未通过";
        RoundsAgain: "a returned order was submitted again" "被退回的订单重新提交";
        RoundsAgainPassed: "everybody passed in a later round" "重新提交后全部通过";
        RoundsOldCode: "a code of an earlier round was entered" "填写了前一轮的验证码";
        PermitBack: "the holder of a permit passed with the number on its back" "持通行证者用背面的号码通过";
        PermitFront: "the holder of a permit entered the number on its front" "持通行证者填写了正面的号码";
        ReviewApproved: "the authority approved" "管局审核通过";
        ReviewRejected: "the authority rejected" "管局审核不通过";
        WithdrawnAwaiting: "an order was withdrawn while it waited for its verifiers" "订单在待核验时被撤回";
        WithdrawnFailed: "an order was withdrawn after it had failed" "订单在核验失败后被撤回";
        WithdrawnUnderReview: "an order was withdrawn under review" "订单在审核中被撤回";
    }
}

texts! {
    /// How to take a side.
    side_hint(Side) {
        WindowInside: "Enter the right code while the window is open." "在时限内填写正确的验证码。";
        WindowEnded: "Advance the clock to the end of the window of an order that still waits." "把时钟推进到待核验订单的时限结束。";
        WindowAfter: "Advance the clock past the end of the window, and enter the code of the SMS." "把时钟推进到时限结束之后，再填写短信中的验证码。";
        FailureOneBelow: "Enter wrong data until one failure is left, then the right code." "填错到只剩一次机会，再填写正确的验证码。";
        FailureReached: "Enter wrong data until the failure limit trips." "连续填错，直到核验失败。";
        FailureAdded: "Enter wrong data twice." "填错两次。";
        FailureRunBroken: "Enter a wrong ID suffix with the right code, then a wrong code with the right suffix." "先填错证件号码后六位（验证码正确），再填错验证码（后六位正确）。";
        ReturnWaiting: "Let an order fail, and enter anything before it is returned." "让订单核验失败，在退回之前再次填写。";
        ReturnOver: "Let an order fail, and advance the clock until it is returned." "让订单核验失败，并把时钟推进到退回。";
        ResendWithin: "Ask for another SMS." "申请重发短信。";
        ResendLast: "Ask for as many SMS as the cap allows." "申请重发到上限为止。";
        ResendBeyond: "Ask for one SMS more than the cap allows." "申请重发的次数超过上限一次。";
        ResendSent: "Ask for another SMS, and advance the clock until it goes out." "申请重发短信，并把时钟推进到短信下发。";
        ResendOvertaken: "Ask for another SMS, and enter the first code before it goes out." "申请重发短信，在其下发之前填写首次的验证码。";
        ResentCodeUsed: "Ask for another SMS, advance the clock until it goes out, and enter its code." "申请重发短信，待其下发后填写其中的验证码。";
        ResentCodeSuperseded: "Enter the first code after a resent SMS with a new one." "在带新验证码的重发短信下发后，填写首次的验证码。";
        FirstSmsBefore: "Submit an order, and verify or ask for another SMS before the clock has advanced." "提交订单后，在推进时钟之前核验或申请重发。";
        FirstSmsSent: "Submit an order, and advance the clock past its first SMS." "提交订单，并把时钟推进到首次短信之后。";
        NoonSent: "Leave an order pending until noon of the next day." "让订单待核验到次日中午。";
        NoonOvertaken: "Enter the right code before noon of the next day." "在次日中午之前填写正确的验证码。";
        SyncBefore: "Let everybody pass, and enter the right code once more at once." "全部通过后，立即再次填写正确的验证码。";
        SyncAfter: "Let everybody pass, advance the clock past the sync lag, and enter the right code once more." "全部通过后，把时钟推进到结果同步之后，再次填写正确的验证码。";
        SyncOvertaken: "Let everybody pass, and approve, reject or withdraw the order at once." "全部通过后，立即审核或撤回订单。";
        VerifiersOne: "Let the verifier of an order pass that has only one." "让只有一位核验人的订单通过。";
        VerifiersSeveral: "Let both verifiers of an order pass." "让订单的两位核验人都通过。";
        VerifiersWaiting: "Let one of two verifiers pass." "让两位核验人中的一位通过。";
        VerifiersTorn: "Let one of two verifiers pass, and the window close." "让两位核验人中的一位通过，然后等到时限结束。";
        RoundsAgain: "Submit a returned order again." "重新提交被退回的订单。";
        RoundsAgainPassed: "Submit a returned order again, and let everybody pass." "重新提交被退回的订单，并让核验人全部通过。";
        RoundsOldCode: "Submit a returned order again, and enter a code of the round before." "重新提交被退回的订单，并填写前一轮的验证码。";
        PermitBack: "In zj, let the holder of a hk_macau_permit pass." "在浙江，让持港澳居民来往内地通行证的核验人通过。";
        PermitFront: "In zj, enter the last six characters of the permit's own number." "在浙江，填写通行证正面号码的后六位。";
        ReviewApproved: "Approve an order under review." "对审核中的订单审核通过。";
        ReviewRejected: "Reject an order under review." "对审核中的订单审核不通过。";
        WithdrawnAwaiting: "Withdraw an order that waits for its verifiers." "撤回待核验的订单。";
        WithdrawnFailed: "Let an order fail, and withdraw it before it is returned." "让订单核验失败，在退回之前撤回。";
        WithdrawnUnderReview: "Let everybody pass, and withdraw the order." "全部通过后撤回订单。";
    }
}

texts! {
    /// What was entered where a near miss was made.
    near_miss_meaning(NearMissKind) {
        CodeOfAnotherPerson: "the code of another person of the order" "同一订单另一位核验人的验证码";
        CodeSuperseded: "a code that a resent SMS had replaced" "已被重发短信取代的验证码";
        CodeOfEarlierRound: "a code of an earlier round" "前一轮的验证码";
        CodeExpired: "a right code after the window had closed" "时限结束后的正确验证码";
        CodeOfEndedOrder: "a right code of an order that had ended otherwise" "已终结订单的正确验证码";
        AlreadySynced: "a person who had passed, after the provider knew" "已通过且结果已同步的人再次填写";
        SuffixOfAnotherPerson: "the ID suffix of another person of the order" "同一订单另一位核验人的证件号码后六位";
        HalfWidthBrackets: "half-width brackets for full-width ones" "把全角括号写成半角";
        PermitFront: "the front of the permit where the back is asked" "应填背面而填了通行证正面的号码";
        PermitBack: "the back of the permit where the front is asked" "应填正面而填了通行证背面的号码";
        WholeIdNumber: "more than the ID number's last six characters" "不止证件号码后六位";
        LowercaseX: "a lower-case x" "小写的 x";
        PhoneOneDigitOff: "a phone with one wrong digit" "手机号有一位不符";
        PhoneNotAsked: "a phone that the order names and nobody verifies with" "订单中有、但无需用它核验的手机号";
        NotTextedYet: "a person whose first SMS was still to go out" "首次短信尚未下发的人";
        WrongCode: "a wrong code with the right ID suffix" "验证码不符、证件号码后六位相符";
        WrongSuffix: "the right code with a wrong ID suffix" "验证码相符、证件号码后六位不符";
        WrongCodeAndSuffix: "neither the code nor the ID suffix right" "验证码和证件号码后六位都不符";
        OrderFailed: "anything for an order that had failed" "订单已核验失败";
        ResendsUsedUp: "a resend over the cap" "超过上限的重发";
        UnknownPhone: "a phone that no order names" "没有订单使用的手机号";
        NothingPending: "a phone that nothing waits for" "没有待核验订单的手机号";
    }
}
