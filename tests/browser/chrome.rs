//! A headless Chromium with a chromedriver and a profile of its own; all three end with it.

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, Stdio};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

/// What a browser does, or why it cannot.
pub type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// What chromedriver says when it can be spoken to.
const STARTED: &str = "ChromeDriver was started successfully on port ";

/// How long a page may take, in milliseconds: far longer than it does on a slow machine.
const PATIENCE_MILLIS: u64 = 30_000;

/// What the page is looked at with.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Screen {
    /// A phone's, narrow and touched.
    pub phone: bool,
    /// Whether the person wants it dark.
    pub dark: bool,
}

/// A browser with one window.
pub struct Chrome {
    /// The window.
    pub window: Client,
    driver: Driver,
    _profile: TempDir,
}

/// A chromedriver; what it started ends with it.
struct Driver {
    child: Child,
    address: String,
    _says: BufReader<ChildStdout>,
}

impl Chrome {
    /// Opens a browser.
    pub async fn open(screen: Screen) -> Outcome<Self> {
        let driver = Driver::start()?;
        let profile = tempfile::tempdir()?;
        let Value::Object(capabilities) = capabilities(screen, &profile) else {
            return Err("capabilities are an object".into());
        };
        let window = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver.address)
            .await?;
        Ok(Self {
            window,
            driver,
            _profile: profile,
        })
    }

    /// Where chromedriver listens for this window's commands.
    pub async fn session(&self) -> Outcome<String> {
        let id = self.window.session_id().await?.ok_or("no session")?;
        Ok(format!("{}/session/{id}", self.driver.address))
    }
}

impl Driver {
    fn start() -> Outcome<Self> {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(|error| format!("chromedriver (Debian: chromium-driver): {error}"))?;
        let mut says = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut line = String::new();
        loop {
            line.clear();
            if says.read_line(&mut line)? == 0 {
                return Err("chromedriver ended before it started".into());
            }
            if let Some(port) = line.trim().strip_prefix(STARTED) {
                let port = port.trim_end_matches('.');
                return Ok(Self {
                    child,
                    address: format!("http://127.0.0.1:{port}"),
                    _says: says,
                });
            }
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The whole group: the browser would outlive its driver.
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill")
            .args(["-s", "KILL", "--", &group])
            .status();
        let _ = self.child.wait();
    }
}

fn capabilities(screen: Screen, profile: &TempDir) -> Value {
    // Chromium's own numbers: 0 is dark, 1 is light.
    let scheme = u8::from(!screen.dark);
    let mut options = json!({
        "args": [
            "--headless=new",
            // A container's root has no sandbox and little shared memory.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--accept-lang=en-US",
            "--window-size=1280,900",
            format!("--blink-settings=preferredColorScheme={scheme}"),
            format!("--user-data-dir={}", profile.path().display()),
        ],
    });
    if screen.phone {
        options["mobileEmulation"] = json!({
            "deviceMetrics": { "width": 360, "height": 740, "pixelRatio": 2.0, "touch": true },
        });
    }
    json!({
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL" },
        "timeouts": { "pageLoad": PATIENCE_MILLIS, "script": PATIENCE_MILLIS },
    })
}
