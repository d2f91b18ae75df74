//! What a person does in a browser, and what is true of every page.
#![expect(clippy::float_arithmetic, reason = "places on a screen")]

use fantoccini::Locator;
use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
    TouchActions,
};
use fantoccini::key::Key;
use serde_json::Value;

use crate::chrome::{Chrome, Outcome};

/// Looks at the page with every frame until it is so, or the driver gives up.
const UNTIL: &str = "
    const done = arguments[arguments.length - 1];
    const look = () => (TRUE) ? done(true) : requestAnimationFrame(look);
    look();";

/// The x of a puzzle's gap: the first column with a pixel as light as only the outline is.
const GAP: &str = "
    const background = document.getElementById('background');
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [background.naturalWidth, background.naturalHeight];
    const context = canvas.getContext('2d');
    context.drawImage(background, 0, 0);
    const { data, width } = context.getImageData(0, 0, canvas.width, canvas.height);
    let first = width;
    for (let at = 0; at < data.length; at += 4) {
      const light = data[at] > 210 && data[at + 1] > 210 && data[at + 2] > 210;
      if (light) first = Math.min(first, (at / 4) % width);
    }
    return first;";

/// Whether there is a puzzle that was not tried yet, and the slider is set for it: its end is where
/// the piece meets the picture's edge, and it stands at its start.
const PUZZLE: &str = "(() => {
    const at = (id) => document.getElementById(id);
    const room = at('background').naturalWidth - at('piece').naturalWidth;
    return at('captcha').open && at('background').src !== (window.tried ?? '')
      && at('slider').max === String(room) && at('slider').value === '0';
  })()";

/// A point of the piece, and how large a pixel of the picture is shown.
const PIECE: &str = "
    const piece = document.getElementById('piece').getBoundingClientRect();
    const background = document.getElementById('background');
    const scale = background.clientWidth / background.naturalWidth;
    return [piece.left + piece.width / 2, piece.top + piece.height / 2, scale];";

/// The slider's left end, its middle's height, its width, and its largest value.
const SLIDER: &str = "
    const slider = document.getElementById('slider');
    const { left, top, width, height } = slider.getBoundingClientRect();
    return [left, top + height / 2, width, Number(slider.max)];";

/// How wide the slider's thumb is: its centre stays that far within the track, half on each side.
const THUMB: f64 = 16.0;

impl Chrome {
    /// What a script finds.
    pub async fn ask(&self, script: &str) -> Outcome<Value> {
        Ok(self.window.execute(script, Vec::new()).await?)
    }

    /// Waits until that is true in the page.
    pub async fn until(&self, is_true: &str) -> Outcome {
        let script = UNTIL.replace("TRUE", is_true);
        let waited = self.window.execute_async(&script, Vec::new()).await;
        waited.map_err(|error| format!("waited for `{is_true}`: {error}"))?;
        Ok(())
    }

    /// Waits until the element shows that text.
    pub async fn until_says(&self, css: &str, text: &str) -> Outcome {
        let is_true = format!(
            "document.querySelector({css:?})?.checkVisibility() \
             && document.querySelector({css:?}).textContent.includes({text:?})"
        );
        self.until(&is_true).await
    }

    /// Clicks on the element.
    pub async fn click(&self, css: &str) -> Outcome {
        let element = self.window.wait().for_element(Locator::Css(css)).await?;
        Ok(element.click().await?)
    }

    /// Writes into the field, in the place of what is there.
    pub async fn write(&self, css: &str, text: &str) -> Outcome {
        let field = self.window.wait().for_element(Locator::Css(css)).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Presses keys, one after the other, wherever the focus is.
    pub async fn press(&self, keys: impl IntoIterator<Item = char>) -> Outcome {
        let pressed = keys
            .into_iter()
            .fold(KeyActions::new("keys".to_owned()), |keys, value| {
                keys.then(KeyAction::Down { value })
                    .then(KeyAction::Up { value })
            });
        Ok(self.window.perform_actions(pressed).await?)
    }

    /// The x at which the piece lies in the gap, once there is a puzzle that was not tried yet.
    pub async fn gap(&self) -> Outcome<f64> {
        self.until(PUZZLE).await?;
        let x = self
            .ask(GAP)
            .await?
            .as_f64()
            .ok_or("no gap in the picture")?;
        self.ask("window.tried = document.getElementById('background').src")
            .await?;
        Ok(x)
    }

    /// Solves the puzzle that is shown: drags the slider's thumb to the gap, and lets go.
    pub async fn drag_slider(&self) -> Outcome {
        let x = self.gap().await?;
        self.drag_slider_to(x).await
    }

    /// Drags the slider's thumb until it stands at that x, and lets go.
    pub async fn drag_slider_to(&self, x: f64) -> Outcome {
        let place: Vec<f64> = serde_json::from_value(self.ask(SLIDER).await?)?;
        let &[left, middle, width, max] = place.as_slice() else {
            return Err("no slider".into());
        };
        let at = |value: f64| left + THUMB / 2.0 + (width - THUMB) * value / max;
        // In one go: the driver lets go of what is held when its command ends.
        let (start, end) = (at(0.0), at(x));
        let way = [start, f64::midpoint(start, end), end].map(|x| to(x, middle));
        let [start, half, end] = way;
        let mouse = MouseActions::new("mouse".to_owned());
        let moved = [start, DOWN, half, end, UP]
            .into_iter()
            .fold(mouse, InputSource::then);
        Ok(self.window.perform_actions(moved).await?)
    }

    /// Drags the piece itself into the gap by finger, and lets go.
    pub async fn drag_piece(&self) -> Outcome {
        let x = self.gap().await?;
        let place: Vec<f64> = serde_json::from_value(self.ask(PIECE).await?)?;
        let &[left, middle, scale] = place.as_slice() else {
            return Err("no piece".into());
        };
        let end = left + x * scale;
        let ways = [
            to(left, middle),
            DOWN,
            to(f64::midpoint(left, end), middle),
            to(end, middle),
            UP,
        ];
        let finger = TouchActions::new("finger".to_owned());
        let moved = ways.into_iter().fold(finger, InputSource::then);
        Ok(self.window.perform_actions(moved).await?)
    }

    /// What must be true of every page: nothing came from elsewhere, and nothing was complained of.
    pub async fn check_page(&self) -> Outcome {
        let foreign = "
            const entries = performance.getEntriesByType('resource').map((entry) => entry.name);
            return entries.filter((name) => !name.startsWith(location.origin) && !name.startsWith('data:'));";
        assert_eq!(
            self.ask(foreign).await?,
            Value::Array(Vec::new()),
            "from another origin"
        );
        assert_eq!(
            self.complaints().await?,
            Vec::<String>::new(),
            "in the browser's console"
        );
        Ok(())
    }

    /// That nothing is wider than the screen.
    pub async fn check_width(&self) -> Outcome {
        let widths = "
            const root = document.documentElement;
            return [root.scrollWidth, root.clientWidth, window.innerWidth];";
        let widths = self.ask(widths).await?;
        assert!(
            widths[0].as_i64() <= widths[1].as_i64() && widths[1] == widths[2],
            "the page scrolls sideways: {widths}"
        );
        Ok(())
    }

    /// Errors and warnings in the browser's console since the last call.
    async fn complaints(&self) -> Outcome<Vec<String>> {
        let address = format!("{}/se/log", self.session().await?);
        let wanted = serde_json::json!({ "type": "browser" });
        let log: Value = ureq::post(address)
            .send_json(wanted)?
            .into_body()
            .read_json()?;
        let entries = log["value"].as_array().ok_or("no log")?.iter();
        let bad = entries.filter(|entry| {
            ["SEVERE", "WARNING"]
                .map(Value::from)
                .contains(&entry["level"])
        });
        Ok(bad.map(|entry| entry["message"].to_string()).collect())
    }
}

/// The left button goes down.
const DOWN: PointerAction = PointerAction::Down {
    button: MOUSE_BUTTON_LEFT,
};

/// The left button comes up.
const UP: PointerAction = PointerAction::Up {
    button: MOUSE_BUTTON_LEFT,
};

/// The pointer goes there, within the window.
fn to(x: f64, y: f64) -> PointerAction {
    PointerAction::MoveTo {
        duration: None,
        x,
        y,
    }
}

/// So many presses of a key.
pub fn times(key: Key, count: f64) -> impl Iterator<Item = char> {
    let counted = std::iter::successors(Some(1.0), |n| Some(n + 1.0));
    counted
        .take_while(move |n| *n <= count)
        .map(move |_| key.into())
}
