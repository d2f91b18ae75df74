//! The viewer of the OpenAPI document: it shows every heading, and asks nobody else for anything.

use serde_json::json;

use crate::chrome::{Chrome, Outcome, Screen};
use crate::simulator::Simulator;

#[tokio::test]
async fn the_viewer_shows_the_document_and_loads_nothing_from_elsewhere() -> Outcome {
    let simulator = Simulator::start()?;
    let chrome = Chrome::open(Screen::default()).await?;
    chrome.window.goto(&simulator.page("/docs")).await?;
    chrome
        .until("document.querySelectorAll('.opblock').length > 80")
        .await?;
    let headings = "
        const found = document.querySelectorAll('.opblock-tag');
        return Array.from(found).map((heading) => heading.dataset.tag);";
    let expected = json!(["person", "ministry", "provider", "control", "service"]);
    assert_eq!(chrome.ask(headings).await?, expected);
    chrome.check_page().await
}
