//! The console: whoever looks on sees what happens without asking, and does what can be done.

use serde_json::json;

use crate::chrome::{Chrome, Outcome, Screen};
use crate::simulator::{LI, Simulator, ZHANG};

const PAGES: &[&str] = &[
    "/console/orders",
    "/console/orders/P-1",
    "/console/inbox",
    "/console/attempts",
    "/console/clock",
    "/console/rules",
    "/console/rulebooks",
    "/console/sandboxes",
];

/// How many events of that type the drawing shows as past.
fn drawn(event: &str) -> String {
    format!("document.querySelectorAll('svg.timeline .mark.{event}.past').length")
}

#[tokio::test]
async fn an_example_becomes_an_approved_order_while_the_page_follows_without_a_reload() -> Outcome {
    let simulator = Simulator::start()?;
    let chrome = Chrome::open(Screen::default()).await?;
    chrome
        .window
        .goto(&simulator.page("/console/orders"))
        .await?;
    chrome.click("button[value=first-filing]").await?;
    chrome.until_says("h1", "SIM-000001").await?;
    // A reload would forget this.
    chrome.ask("window.kept = true").await?;
    simulator.advance("5m")?;
    chrome
        .until(&format!("{} === 2 && window.kept", drawn("sms_dispatched")))
        .await?;
    chrome.until_says("#now", "2024-03-01 09:05:00").await?;
    simulator.verify(ZHANG)?;
    chrome
        .until(&format!(
            "{} === 1 && window.kept",
            drawn("person_verified")
        ))
        .await?;
    chrome.click("#verify-1-send").await?;
    chrome.until_says("#news", "您的短信核验已全部完成").await?;
    chrome.click("#do-approve").await?;
    chrome
        .until_says("#news", "The authority approved the order.")
        .await?;
    assert_eq!(simulator.order("SIM-000001")?["status"], "approved");
    chrome.check_page().await
}

#[tokio::test]
async fn what_somebody_is_writing_stays_while_the_page_follows() -> Outcome {
    let simulator = Simulator::texted()?;
    let chrome = Chrome::open(Screen::default()).await?;
    chrome
        .window
        .goto(&simulator.page("/console/orders/P-1"))
        .await?;
    chrome.write("#verify-0-code", "12").await?;
    simulator.verify(LI)?;
    // The part at the top, which nobody writes in, shows that the page has been asked for anew.
    simulator.advance("1m")?;
    chrome.until_says("#now", "2024-03-01 09:06:00").await?;
    let state = "return [document.activeElement.id, document.activeElement.value]";
    assert_eq!(chrome.ask(state).await?, json!(["verify-0-code", "12"]));
    chrome.ask("document.activeElement.blur()").await?;
    chrome
        .until(&format!("{} === 1", drawn("person_verified")))
        .await?;
    let written = "return document.getElementById('verify-0-code').value";
    assert_eq!(chrome.ask(written).await?, "12");
    chrome.check_page().await
}

#[tokio::test]
async fn a_reset_empties_the_page_that_somebody_looks_at() -> Outcome {
    let simulator = Simulator::texted()?;
    let chrome = Chrome::open(Screen::default()).await?;
    chrome
        .window
        .goto(&simulator.page("/console/inbox"))
        .await?;
    chrome.until_says("#content", ZHANG.0).await?;
    chrome.ask("window.kept = true").await?;
    simulator.reset()?;
    let empty = format!(
        "!document.getElementById('content').textContent.includes('{}')",
        ZHANG.0
    );
    chrome.until(&format!("{empty} && window.kept")).await?;
    chrome.check_page().await
}

#[tokio::test]
async fn no_page_scrolls_sideways_on_a_phone_loads_from_elsewhere_or_holds_up_the_next() -> Outcome
{
    let simulator = Simulator::texted()?;
    let chrome = Chrome::open(Screen {
        phone: true,
        dark: true,
    })
    .await?;
    // More pages than a browser opens connections to a host: one that kept its event stream would
    // hold up the last ones.
    for page in PAGES {
        chrome.window.goto(&simulator.page(page)).await?;
        chrome
            .until("document.documentElement.classList.contains('js')")
            .await?;
        chrome
            .check_width()
            .await
            .map_err(|error| format!("{page}: {error}"))?;
        chrome.check_page().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_page_that_somebody_comes_back_to_follows_again() -> Outcome {
    let simulator = Simulator::texted()?;
    let chrome = Chrome::open(Screen::default()).await?;
    chrome
        .window
        .goto(&simulator.page("/console/orders/P-1"))
        .await?;
    chrome
        .until("document.documentElement.classList.contains('js')")
        .await?;
    chrome.ask("window.kept = true").await?;
    chrome
        .window
        .goto(&simulator.page("/console/inbox"))
        .await?;
    chrome.until_says("#content", ZHANG.0).await?;
    simulator.verify(LI)?;
    chrome.window.back().await?;
    chrome
        .until(&format!(
            "{} === 1 && window.kept",
            drawn("person_verified")
        ))
        .await?;
    simulator.verify(ZHANG)?;
    chrome
        .until(&format!(
            "{} === 2 && window.kept",
            drawn("person_verified")
        ))
        .await?;
    chrome.check_page().await
}
