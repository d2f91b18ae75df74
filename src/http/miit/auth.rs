//! `auth` and `auth/refresh`: the token that every other call needs.

use axum::extract::State;
use md5::{Digest, Md5};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::extract::Params;
use super::super::problem::Problem;
use super::super::reply::Reply;
use super::call::{Call, Form};
use super::reply::{Refusal, success};
use super::token::{Kind, Signer};
use crate::rules::{Timestamp, catalog};

/// What the ministry's page puts before the time.
const SALT: &str = "testtest";

/// The one client, as the ministry's tokens name it: the MD5 of `test`.
const CLIENT: &str = "098f6bcd4621d373cade4e832627b4f6";

/// The ministry's tokens; it spells the first so.
#[derive(Serialize, ToSchema)]
#[schema(as = MinistryTokens)]
pub struct Tokens {
    /// The token that every other call needs, good for 480 s of the sandbox's clock.
    #[schema(examples("eyJ0eXBlIjoxfQ.c2lnbmF0dXJl"))]
    bussiness: String,
    /// What the ministry says of its life, in milliseconds; it is good for longer.
    #[schema(examples(300_000))]
    expire: i64,
    /// What a new pair is had for, good for 780 s of the sandbox's clock.
    #[schema(examples("eyJ0eXBlIjoyfQ.c2lnbmF0dXJl"))]
    refresh: String,
}

/// `POST auth`: a token for whoever knows the page's salt; the time is compared with no clock.
pub async fn authorize(
    State(app): State<App>,
    call: Call,
    form: Result<Form, Refusal>,
) -> Result<Reply, Refusal> {
    let form = form?;
    let time = form.text("timeStamp").ok_or(Refusal::BadAuthKey)?;
    let key = form.text("authKey").ok_or(Refusal::BadAuthKey)?;
    if key != auth_key(time) {
        return Err(Refusal::BadAuthKey);
    }
    let signer = call.signer(&app).await?;
    let seen = app.hall.read(&call.sandbox, |_, moment| moment.now).await?;
    Ok(success(&tokens(&signer, seen.value), seen.now))
}

/// `GET auth/refresh?refreshToken=`: a new pair for a refresh token that has not ended.
pub async fn refresh(
    State(app): State<App>,
    call: Call,
    params: Result<Params, Problem>,
) -> Result<Reply, Refusal> {
    let token = params
        .ok()
        .and_then(|mut params| params.take("refreshToken"))
        .ok_or(Refusal::TokenMissing)?;
    let signer = call.signer(&app).await?;
    let signed = signer.read(Kind::Refresh, &token);
    let signed = signed.ok_or(Refusal::TokenInvalid)?;
    let seen = app.hall.read(&call.sandbox, |_, moment| moment.now).await?;
    if signed.is_over(seen.value) {
        return Err(Refusal::TokenExpired);
    }
    Ok(success(&tokens(&signer, seen.value), seen.now))
}

fn tokens(signer: &Signer, now: Timestamp) -> Tokens {
    let lives = &catalog().captcha_lives().value;
    Tokens {
        bussiness: signer.sign(Kind::Token, CLIENT, now, lives.token),
        expire: lives.told.millis(),
        refresh: signer.sign(Kind::Refresh, CLIENT, now, lives.refresh),
    }
}

fn auth_key(time: &str) -> String {
    let hash = Md5::new_with_prefix(SALT).chain_update(time).finalize();
    format!("{:032x}", u128::from_be_bytes(hash.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_the_md5_of_salt_and_time() {
        let key = auth_key("1700000000000");
        assert_eq!(key, "746a22b136097604e213ca3269244fad");
    }
}
