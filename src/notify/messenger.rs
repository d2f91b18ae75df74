//! The messenger: writes a webhook, signs it and sends it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::{CONNECTION, CONTENT_TYPE, HOST, USER_AGENT};
use standardwebhooks::{
    HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook,
};
use tracing::{debug, error};

use super::exchange::exchange;
use super::targets::{Target, Targets};
use crate::app::{BadTarget, Carrying, Courier};
use crate::rules::Timestamp;
use crate::sim::{Letter, NotDelivered, Outcome, SECRET_PREFIX};

/// What writes a webhook's body.
pub type Write = fn(&Letter) -> Vec<u8>;

/// Milliseconds of a second.
const SECOND: i64 = 1_000;

/// Who the webhooks say they are from.
const AGENT: &str = concat!("beian-sim/", env!("CARGO_PKG_VERSION"));

/// Carries webhooks over HTTP.
#[derive(Clone, Debug)]
pub struct Messenger {
    targets: Targets,
    write: Write,
}

impl Messenger {
    /// A messenger to those targets, with bodies as `write` writes them.
    pub const fn new(targets: Targets, write: Write) -> Self {
        Self { targets, write }
    }

    async fn send(&self, letter: &Letter, wall: Timestamp) -> Outcome {
        let target = match self.targets.read(&letter.url) {
            Ok(target) => target,
            Err(refused) => {
                debug!(webhook.id = %letter.id, error = %refused, "a webhook cannot go there");
                return Outcome::Unanswered(NotDelivered::AddressRefused);
            }
        };
        let body = (self.write)(letter);
        let Some(request) = signed(letter, &target, body, wall) else {
            error!(webhook.id = %letter.id, "a webhook cannot be signed");
            return Outcome::Unanswered(NotDelivered::BrokenAnswer);
        };
        exchange(&self.targets, &target, request, wall).await
    }
}

impl Courier for Messenger {
    fn carry<'a>(&'a self, letter: &'a Letter, wall: Timestamp) -> Carrying<'a> {
        Box::pin(self.send(letter, wall))
    }

    fn check(&self, url: &str) -> Result<(), BadTarget> {
        self.targets.read(url).map(|_| ())
    }
}

/// The request; nothing where the secret is none, which nobody can have set.
fn signed(
    letter: &Letter,
    target: &Target,
    body: Vec<u8>,
    wall: Timestamp,
) -> Option<Request<Full<Bytes>>> {
    let encoded = letter.secret.strip_prefix(SECRET_PREFIX)?;
    let signer = Webhook::from_bytes(STANDARD.decode(encoded).ok()?).ok()?;
    let sent_at = wall.millis().div_euclid(SECOND);
    let signature = signer.sign(&letter.id, sent_at, &body).ok()?;
    let request = Request::post(&*target.path)
        .header(HOST, &*target.authority)
        .header(CONTENT_TYPE, "application/json")
        .header(USER_AGENT, AGENT)
        .header(CONNECTION, "close")
        .header(HEADER_WEBHOOK_ID, &*letter.id)
        .header(HEADER_WEBHOOK_TIMESTAMP, sent_at)
        .header(HEADER_WEBHOOK_SIGNATURE, signature);
    request.body(Full::new(Bytes::from(body))).ok()
}
