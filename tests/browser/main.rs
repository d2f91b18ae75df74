//! The pages in a browser: headless Chromium over chromedriver, each test with a browser and a
//! service of its own. Nothing sleeps: what a page will show is waited for in the page.

mod acts;
mod chrome;
mod console;
mod docs;
mod page;
#[expect(
    dead_code,
    reason = "shared with the integration tests, which use what is not used here"
)]
#[path = "../it/support/process.rs"]
mod process;
mod simulator;
