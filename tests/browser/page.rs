//! The person's page: the whole story by pointer, by keyboard, and on a phone.

use fantoccini::key::Key;
use serde_json::json;

use crate::acts::times;
use crate::chrome::{Chrome, Outcome, Screen};
use crate::simulator::{LI, Simulator, ZHANG};

const NOT_FOUND: &str = "尊敬的ICP用户：该条验证库里找不到记录或已完成验证。";
const FAILED: &str = "尊敬的ICP用户：您的短信核验失败,请您重新验证。";
const CLOSED: &str = "尊敬的ICP用户：您的短信核验失败,请联系接入商查询核验结果。";

/// Fills in the form 短信核验 and sends it; the puzzle comes up.
async fn enter(chrome: &Chrome, code: &str, (phone, suffix): (&str, &str)) -> Outcome {
    chrome.write("#verify [name=smsValidCode]", code).await?;
    chrome.write("#verify [name=mobileNum]", phone).await?;
    chrome.write("#verify [name=certNum]", suffix).await?;
    chrome.click("#verify button").await
}

/// A browser that shows the person's page.
async fn open(simulator: &Simulator, screen: Screen) -> Outcome<Chrome> {
    let chrome = Chrome::open(screen).await?;
    chrome.window.goto(&simulator.page("/")).await?;
    Ok(chrome)
}

#[tokio::test]
async fn two_people_verify_by_dragging_the_slider() -> Outcome {
    let simulator = Simulator::texted()?;
    let chrome = open(&simulator, Screen::default()).await?;
    enter(&chrome, &simulator.code(ZHANG)?, ZHANG).await?;
    chrome.drag_slider().await?;
    chrome
        .until_says(
            "#prompt",
            "尊敬的ICP用户：您的短信核验完成,请等待其他核验人进行短信核验。",
        )
        .await?;
    enter(&chrome, &simulator.code(LI)?, LI).await?;
    chrome.drag_slider().await?;
    chrome
        .until_says(
            "#prompt",
            "尊敬的ICP用户：您的短信核验已全部完成,该请求将提交管局审核。",
        )
        .await?;
    assert_eq!(simulator.truth()?["status"], "under_review");
    chrome.check_page().await
}

#[tokio::test]
async fn the_fifth_failure_fails_the_order_and_each_is_told() -> Outcome {
    let simulator = Simulator::texted()?;
    let chrome = open(&simulator, Screen::default()).await?;
    for told in [NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND, FAILED, CLOSED] {
        enter(&chrome, "000000", ZHANG).await?;
        chrome.drag_slider().await?;
        chrome.until_says("#prompt[data-flag=false]", told).await?;
    }
    let truth = simulator.truth()?;
    assert_eq!(truth["status"], "verification_failed");
    assert_eq!(truth["verifiers"][0]["failures"], 5);
    chrome.check_page().await
}

#[tokio::test]
async fn an_sms_is_asked_for_again_until_the_cap() -> Outcome {
    let simulator = Simulator::texted()?;
    let chrome = open(&simulator, Screen::default()).await?;
    chrome.click("#tab-resend").await?;
    let told = ["重发成功", "重发成功", "重发次数已到上限"];
    for told in told {
        chrome.write("#resend [name=mobileNum]", ZHANG.0).await?;
        chrome.write("#resend [name=certNum]", ZHANG.1).await?;
        chrome.click("#resend button").await?;
        chrome.drag_slider().await?;
        chrome.until_says("#prompt", told).await?;
    }
    assert_eq!(simulator.truth()?["verifiers"][0]["resends"], 2);
    chrome.check_page().await
}

#[tokio::test]
async fn a_piece_beside_the_gap_is_told_and_a_new_picture_comes() -> Outcome {
    let simulator = Simulator::texted()?;
    let chrome = open(&simulator, Screen::default()).await?;
    enter(&chrome, &simulator.code(ZHANG)?, ZHANG).await?;
    let x = chrome.gap().await?;
    chrome
        .drag_slider_to(if x > 100.0 { 20.0 } else { 180.0 })
        .await?;
    chrome.until_says("#captcha-error", "没有对准缺口").await?;
    chrome.drag_slider().await?;
    chrome
        .until_says("#prompt[data-flag=true]", "请等待其他核验人")
        .await?;
    assert_eq!(simulator.truth()?["verifiers"][0]["failures"], 0);
    chrome.check_page().await
}

#[tokio::test]
async fn everything_can_be_done_with_the_keyboard_alone() -> Outcome {
    let simulator = Simulator::texted()?;
    let chrome = open(&simulator, Screen::default()).await?;
    let tab = char::from(Key::Tab);
    let enter = char::from(Key::Enter);
    let entry = format!(
        "{tab}{tab}{}{tab}{}{tab}{}{enter}",
        simulator.code(ZHANG)?,
        ZHANG.0,
        ZHANG.1
    );
    chrome.press(entry.chars()).await?;
    solve_by_keys(&chrome).await?;
    chrome
        .until_says("#prompt[data-flag=true]", "请等待其他核验人")
        .await?;
    // Whoever sent the form is where they were, and goes on from there.
    chrome
        .until("document.activeElement === document.querySelector('#verify button')")
        .await?;
    chrome.window.refresh().await?;
    let right = char::from(Key::Right);
    let entry = format!("{tab}{right}{tab}{}{tab}{}{enter}", LI.0, LI.1);
    chrome.press(entry.chars()).await?;
    solve_by_keys(&chrome).await?;
    chrome
        .until_says("#prompt[data-flag=true]", "重发成功")
        .await?;
    chrome.check_page().await
}

/// The slider has the focus as soon as there is a puzzle.
async fn solve_by_keys(chrome: &Chrome) -> Outcome {
    let x = chrome.gap().await?;
    chrome
        .until("document.activeElement.id === 'slider'")
        .await?;
    chrome.press(times(Key::Right, x)).await?;
    let told = chrome
        .ask("return document.getElementById('slider').getAttribute('aria-valuetext')")
        .await?;
    assert_eq!(
        told,
        json!(format!("{x} 像素")),
        "what a screen reader says"
    );
    chrome.press([Key::Enter.into()]).await
}

#[tokio::test]
async fn an_empty_form_is_told_field_by_field_and_asks_for_no_puzzle() -> Outcome {
    let simulator = Simulator::texted()?;
    let chrome = open(&simulator, Screen::default()).await?;
    chrome.click("#verify button").await?;
    let told = [
        ("#verify-smsValidCode", "短信验证码不能为空"),
        ("#verify-mobileNum", "手机号不能为空"),
        ("#verify-certNum", "证件号不能为空"),
    ];
    for (css, words) in told {
        chrome.until_says(css, words).await?;
    }
    chrome
        .write("#verify [name=mobileNum]", "12800000001")
        .await?;
    chrome.click("#verify button").await?;
    chrome
        .until_says("#verify-mobileNum", "请输入正确的手机号")
        .await?;
    let state = "return [document.activeElement.name, document.getElementById('captcha').open]";
    assert_eq!(chrome.ask(state).await?, json!(["smsValidCode", false]));
    chrome.check_page().await
}

#[tokio::test]
async fn on_a_phone_nothing_scrolls_sideways_and_a_finger_drags_the_piece() -> Outcome {
    for dark in [false, true] {
        let simulator = Simulator::texted()?;
        let chrome = open(&simulator, Screen { phone: true, dark }).await?;
        let scheme = "return matchMedia('(prefers-color-scheme: dark)').matches";
        assert_eq!(chrome.ask(scheme).await?, json!(dark));
        chrome.check_width().await?;
        enter(&chrome, &simulator.code(ZHANG)?, ZHANG).await?;
        chrome.gap().await?;
        chrome.check_width().await?;
        chrome.ask("window.tried = ''").await?;
        chrome.drag_piece().await?;
        chrome
            .until_says("#prompt[data-flag=true]", "请等待其他核验人")
            .await?;
        chrome.check_width().await?;
        chrome.check_page().await?;
    }
    Ok(())
}
