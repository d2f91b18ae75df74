//! The person's plane: what the ministry's public page asks, without its wire format.
//!
//! Answers are 200 whatever the verdict: the prompt is the product.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::App;
use super::disturb::{Disturbed, disturbed};
use super::extract::{Json, Sandbox};
use super::fields::{Errors, Object, unless};
use super::problem::Problem;
use super::reply::{Reply, json};
use super::vocabulary;
use crate::rules::Verdict;
use crate::sim::{Call, Entered};

/// What the person is told.
#[derive(Serialize, ToSchema)]
#[schema(as = Verdict)]
pub struct VerdictReply {
    /// The ministry's number of the prompt (`validStatus`).
    #[schema(value_type = vocabulary::ValidStatus)]
    valid_status: u16,
    /// The ministry's flag (`validFlag`): whether the entry was good.
    #[schema(examples(true))]
    valid_flag: bool,
    /// The word for the number.
    #[schema(value_type = vocabulary::Outcome)]
    outcome: &'static str,
    /// The prompt as the person reads it, byte for byte the ministry's.
    #[schema(examples("尊敬的ICP用户：您的短信核验已全部完成,该请求将提交管局审核。"))]
    message: &'static str,
}

/// `POST /v1/verify`: a person enters the code of the SMS, the phone, and the last six characters
/// of the ID number.
pub async fn verify(
    State(app): State<App>,
    Sandbox(sandbox): Sandbox,
    Json(body): Json,
) -> Result<Reply, Problem> {
    let mut errors = Errors::new();
    let mut object = Object::body(body)?;
    let phone = object.text("phone", usize::MAX, &mut errors);
    let code = object.text("code", usize::MAX, &mut errors);
    let suffix = object.text("id_suffix", usize::MAX, &mut errors);
    object.finish(&mut errors);
    let (phone, code, suffix) = unless(
        errors,
        phone.zip(code).zip(suffix).map(|((p, c), s)| (p, c, s)),
    )?;
    let decided = app.hall.command(&sandbox, |sandbox, moment| {
        let entered = Entered {
            phone: &phone,
            code: &code,
            suffix: &suffix,
        };
        disturbed(sandbox, moment.now, (Call::Verify, &phone), |sandbox| {
            sandbox.verify(moment.now, entered)
        })
    });
    let seen = Disturbed::answer(decided.await?).await?;
    Ok(Reply::new(reply(seen.value.value), seen.now).rule(seen.value.rule))
}

/// `POST /v1/resend`: a person asks for the SMS again.
pub async fn resend(
    State(app): State<App>,
    Sandbox(sandbox): Sandbox,
    Json(body): Json,
) -> Result<Reply, Problem> {
    let mut errors = Errors::new();
    let mut object = Object::body(body)?;
    let phone = object.text("phone", usize::MAX, &mut errors);
    let suffix = object.text("id_suffix", usize::MAX, &mut errors);
    object.finish(&mut errors);
    let (phone, suffix) = unless(errors, phone.zip(suffix))?;
    let decided = app.hall.command(&sandbox, |sandbox, moment| {
        let entered = Entered {
            phone: &phone,
            code: "",
            suffix: &suffix,
        };
        disturbed(sandbox, moment.now, (Call::Resend, &phone), |sandbox| {
            sandbox.resend(moment.now, entered)
        })
    });
    let seen = Disturbed::answer(decided.await?).await?;
    Ok(Reply::new(reply(seen.value.value), seen.now).rule(seen.value.rule))
}

fn reply(verdict: Verdict) -> Vec<u8> {
    json(&VerdictReply {
        valid_status: verdict.valid_status(),
        valid_flag: verdict.valid_flag(),
        outcome: verdict.outcome(),
        message: verdict.message(),
    })
}
