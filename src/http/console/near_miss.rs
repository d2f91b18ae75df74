//! Near misses in Chinese; the English sentences are those of the control plane.

use super::super::explain::Story;
use crate::sim::NearMissKind;

/// What would have had to differ.
pub fn sentence(story: &Story<'_>) -> String {
    of_the_entry(story.kind).map_or_else(|| of_the_order(story), Into::into)
}

/// What is wrong with the entry itself, whatever the order.
const fn of_the_entry(kind: NearMissKind) -> Option<&'static str> {
    Some(match kind {
        NearMissKind::HalfWidthBrackets => "括号须为全角“（”“）”，不能用半角“(”“)”。",
        NearMissKind::PermitFront => "这是通行证正面的号码；该省要求填写背面的港澳身份证号码。",
        NearMissKind::PermitBack => "这是通行证背面的证件号码；该省要求填写正面的通行证号码。",
        NearMissKind::WholeIdNumber => "填写的不止证件号码后六位。",
        NearMissKind::LowercaseX => "末位的 X 须为大写。",
        NearMissKind::UnknownPhone => "沙箱中没有任何订单使用这个手机号。",
        NearMissKind::NothingPending => "这个手机号没有待核验的订单。",
        NearMissKind::CodeOfAnotherPerson
        | NearMissKind::CodeSuperseded
        | NearMissKind::CodeOfEarlierRound
        | NearMissKind::CodeExpired
        | NearMissKind::CodeOfEndedOrder
        | NearMissKind::AlreadySynced
        | NearMissKind::SuffixOfAnotherPerson
        | NearMissKind::PhoneOneDigitOff
        | NearMissKind::PhoneNotAsked
        | NearMissKind::NotTextedYet
        | NearMissKind::WrongCode
        | NearMissKind::WrongSuffix
        | NearMissKind::WrongCodeAndSuffix
        | NearMissKind::OrderFailed
        | NearMissKind::ResendsUsedUp => return None,
    })
}

/// What the entry was to the order that it came close to.
fn of_the_order(story: &Story<'_>) -> String {
    let Story {
        kind,
        order_no,
        phone,
        round,
        ago,
        moment,
    } = story;
    match kind {
        NearMissKind::CodeOfAnotherPerson => {
            format!("这是 {order_no} 另一位核验人 {phone} 的验证码。")
        }
        NearMissKind::CodeSuperseded => {
            format!("{order_no} 的这个验证码已被重发的短信取代，请用最新的短信。")
        }
        NearMissKind::CodeOfEarlierRound => {
            format!("这是 {order_no} 第 {round} 轮的验证码；每一轮各有验证码。")
        }
        NearMissKind::CodeExpired => {
            format!("验证码正确，但 {order_no} 的核验时限已于 {ago} 分钟前结束。")
        }
        NearMissKind::CodeOfEndedOrder => {
            format!("验证码正确，但 {order_no} 已于 {ago} 分钟前结束。")
        }
        NearMissKind::AlreadySynced => format!("此人已完成 {order_no} 的核验，结果也已同步。"),
        NearMissKind::SuffixOfAnotherPerson => {
            format!("这是 {order_no} 另一位核验人 {phone} 的证件号码后六位。")
        }
        NearMissKind::PhoneOneDigitOff => {
            format!("手机号与 {order_no} 等待的 {phone} 只差一位。")
        }
        NearMissKind::PhoneNotAsked => format!("{order_no} 中有这个手机号，但无需用它核验。"),
        NearMissKind::NotTextedYet => {
            format!("{order_no} 的首次短信将于 {moment} 下发，在此之前无法核验。")
        }
        NearMissKind::WrongCode => {
            format!("手机号和证件号码后六位与 {order_no} 相符，验证码不符。")
        }
        NearMissKind::WrongSuffix => {
            format!("手机号和验证码与 {order_no} 相符，证件号码后六位不符。")
        }
        NearMissKind::OrderFailed => {
            format!("{order_no} 已核验失败；无论填写什么，都只能等待退回。")
        }
        NearMissKind::ResendsUsedUp => {
            format!("{order_no} 第 {round} 轮的重发次数已用完。")
        }
        NearMissKind::WrongCodeAndSuffix
        | NearMissKind::HalfWidthBrackets
        | NearMissKind::PermitFront
        | NearMissKind::PermitBack
        | NearMissKind::WholeIdNumber
        | NearMissKind::LowercaseX
        | NearMissKind::UnknownPhone
        | NearMissKind::NothingPending => {
            format!("{order_no} 在等待这个手机号核验，但验证码和证件号码后六位都不符。")
        }
    }
}
