//! `smsValidate/…`: verifying and resending, with the verdict in the parameters.
//!
//! Invariant: whoever has no token or no sign reaches no order. Nothing is counted then, and the
//! journal of attempts does not grow.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::disturb::{Disturbed, disturbed};
use super::super::reply::Reply;
use super::super::vocabulary;
use super::call::{Call, Fields};
use super::reply::{Refusal, success};
use crate::app::{Moment, Seen};
use crate::rules::{Ruled, Timestamp, Verdict};
use crate::sim::{self, Captcha, Entered, Sandbox};

/// A verdict in the ministry's words.
#[derive(Serialize, ToSchema)]
#[schema(as = MinistryVerdict)]
#[serde(rename_all = "camelCase")]
pub struct Validated {
    /// The number of the prompt.
    #[schema(value_type = vocabulary::ValidStatus)]
    valid_status: u16,
    /// Whether the entry was good.
    #[schema(examples(true))]
    valid_flag: bool,
}

/// What a person entered; resending has no code.
struct Entry {
    phone: String,
    code: String,
    suffix: String,
}

/// `POST smsValidate/validateByCondition`: a person enters the code of the SMS, the phone, and the
/// last six characters of the ID number.
pub async fn validate(
    State(app): State<App>,
    call: Call,
    fields: Result<Fields, Refusal>,
) -> Result<Reply, Refusal> {
    let entry = fields.and_then(|fields| Entry::of(&fields, true));
    let asked = sim::Call::Verify;
    decided(&app, &call, entry, (asked, Sandbox::verify)).await
}

/// `POST smsValidate/resendSMSByCondition`: a person asks for the SMS again.
pub async fn resend(
    State(app): State<App>,
    call: Call,
    fields: Result<Fields, Refusal>,
) -> Result<Reply, Refusal> {
    let entry = fields.and_then(|fields| Entry::of(&fields, false));
    let asked = sim::Call::Resend;
    decided(&app, &call, entry, (asked, Sandbox::resend)).await
}

/// How the sandbox decides.
type Decide = fn(&mut Sandbox, Timestamp, Entered<'_>) -> Ruled<Verdict>;

/// Lets the sandbox decide, where token, sign and fields are as they must be, in this sequence.
async fn decided(
    app: &App,
    call: &Call,
    entry: Result<Entry, Refusal>,
    (asked, decide): (sim::Call, Decide),
) -> Result<Reply, Refusal> {
    let signer = call.signer(app).await?;
    let token = call.token(&signer)?;
    let sign = call.sign(&signer);
    let command = app.hall.command(&call.sandbox, |sandbox, moment| {
        let Moment { now, .. } = moment;
        if token.is_over(now) {
            return Err(Refusal::TokenExpired);
        }
        if sandbox.settings().captcha == Captcha::Required && sign?.is_over(now) {
            return Err(Refusal::SignExpired);
        }
        let Entry {
            phone,
            code,
            suffix,
        } = entry?;
        let entered = Entered {
            phone: &phone,
            code: &code,
            suffix: &suffix,
        };
        Ok(disturbed(sandbox, now, (asked, &phone), |sandbox| {
            decide(sandbox, now, entered)
        }))
    });
    let Seen { value, now } = command.await?;
    let value = value?;
    let seen = Disturbed::answer(Seen { value, now }).await?;
    let verdict = seen.value;
    let validated = Validated {
        valid_status: verdict.value.valid_status(),
        valid_flag: verdict.value.valid_flag(),
    };
    Ok(success(&validated, seen.now).rule(verdict.rule))
}

impl Entry {
    /// Nothing may be empty; the ministry's page says so before it sends anything.
    fn of(fields: &Fields, with_code: bool) -> Result<Self, Refusal> {
        let text =
            |name: &str, empty: &'static str| fields.text(name)?.ok_or(Refusal::FieldEmpty(empty));
        Ok(Self {
            code: if with_code {
                text("smsValidCode", "短信验证码不能为空")?
            } else {
                String::new()
            },
            phone: text("mobileNum", "手机号不能为空")?,
            suffix: text("certNum", "证件号不能为空")?,
        })
    }
}
