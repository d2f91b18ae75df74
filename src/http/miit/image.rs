//! `image/getCheckImage` and `image/checkImage`: the slider puzzle, and the sign for solving it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::reply::Reply;
use super::call::{Call, Fields};
use super::gallery::{Gallery, Hung, Whose};
use super::reply::{Refusal, success};
use super::token::Kind;
use crate::rules::catalog;

/// A slider puzzle.
#[derive(Serialize, ToSchema)]
#[schema(as = MinistryPuzzle)]
#[serde(rename_all = "camelCase")]
pub struct Picture<'a> {
    /// Its name.
    #[schema(examples("7a1f4c52-9d3e-4b0a-8c6d-2f5e1b7a9c04"))]
    uuid: &'a str,
    /// The picture with the gap: a PNG in base64.
    #[schema(examples("iVBORw0KGgo="))]
    big_image: &'a str,
    /// The piece: a PNG in base64, transparent around it.
    #[schema(examples("iVBORw0KGgo="))]
    small_image: &'a str,
    /// How far from the top the piece lies, in pixels.
    #[schema(minimum = 0, examples(57))]
    height: i32,
}

/// `POST image/getCheckImage`: a new puzzle. The body is not read.
pub async fn get_check_image(
    State(app): State<App>,
    Extension(gallery): Extension<Arc<Gallery>>,
    call: Call,
) -> Result<Reply, Refusal> {
    let signer = call.signer(&app).await?;
    let token = call.token(&signer)?;
    let seen = app.hall.read(&call.sandbox, |sandbox, moment| {
        (!token.is_over(moment.now)).then(|| sandbox.settings().seed)
    });
    let seen = seen.await?;
    let seed = seen.value.ok_or(Refusal::TokenExpired)?;
    let whose = Whose {
        sandbox: &call.sandbox,
        emptied: app.hall.emptied(&call.sandbox),
    };
    let nth = gallery.next(whose);
    let drawn = gallery.draw(seed, nth).await?;
    let uuid = signer.name(nth, seen.now);
    let picture = Picture {
        uuid: &uuid,
        big_image: &drawn.background,
        small_image: &drawn.piece,
        height: drawn.y,
    };
    let reply = success(&picture, seen.now);
    let hung = Hung {
        uuid,
        x: drawn.x,
        ends: seen.now.plus(catalog().captcha_lives().value.picture),
    };
    gallery.hang(whose, hung, seen.now);
    Ok(reply)
}

/// `POST image/checkImage`: the one try at a puzzle. The sign, where the piece lies in the gap.
pub async fn check_image(
    State(app): State<App>,
    Extension(gallery): Extension<Arc<Gallery>>,
    call: Call,
    fields: Result<Fields, Refusal>,
) -> Result<Reply, Refusal> {
    let signer = call.signer(&app).await?;
    let token = call.token(&signer)?;
    let seen = app.hall.read(&call.sandbox, |_, moment| moment.now).await?;
    let now = seen.value;
    if token.is_over(now) {
        return Err(Refusal::TokenExpired);
    }
    let fields = fields?;
    let uuid = fields.text("key")?.ok_or(Refusal::BodyMalformed)?;
    let x = fields.text("value")?.and_then(|value| pixels(&value));
    let whose = Whose {
        sandbox: &call.sandbox,
        emptied: app.hall.emptied(&call.sandbox),
    };
    match gallery.try_once(whose, &uuid, x, now) {
        None => Err(Refusal::PictureUnknown),
        Some(false) => Err(Refusal::PictureMissed),
        Some(true) => {
            let life = catalog().captcha_lives().value.sign;
            Ok(success(
                &signer.sign(Kind::Sign, &uuid, now, life),
                seen.now,
            ))
        }
    }
}

/// Whole pixels; sliders also send fractions of one, which are cut off.
fn pixels(value: &str) -> Option<i64> {
    let (whole, fraction) = value.trim().split_once('.').unwrap_or((value.trim(), "0"));
    let is_fraction = fraction.bytes().all(|byte| byte.is_ascii_digit());
    is_fraction.then(|| whole.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::pixels;

    #[test]
    fn a_place_is_a_number_of_pixels() {
        assert_eq!(pixels("231"), Some(231));
        assert_eq!(pixels(" 231.75 "), Some(231));
        for other in ["", "x", "1e2", "1.x", "1.2.3", ".5"] {
            assert_eq!(pixels(other), None, "{other}");
        }
    }
}
