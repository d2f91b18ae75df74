//! One request and its answer over one connection: bounded in time and size, redirects not
//! followed.

use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::RETRY_AFTER;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::targets::{Target, Targets};
use crate::rules::{Span, Timestamp};
use crate::sim::{NotDelivered, Outcome};

/// How long a try may take, from the look-up of the name to the end of the answer.
pub const TRY_TIMEOUT: Duration = Duration::from_secs(5);

/// How much of an answer is read, in bytes; what comes behind is not waited for.
pub const ANSWER_BYTES_MAX: usize = 64 << 10;

/// How much of an answer is kept, in characters.
pub const ANSWER_CHARS_KEPT: usize = 1_000;

/// Sends the request, and says what came of it by that wall time.
pub async fn exchange(
    targets: &Targets,
    target: &Target,
    request: Request<Full<Bytes>>,
    wall: Timestamp,
) -> Outcome {
    let whole = async {
        let connection = connect(targets, target).await?;
        let mut response = send(connection, request).await?;
        Ok(Outcome::Answered {
            status: response.status().as_u16(),
            retry_after: asked(&response, wall),
            body: beginning(&mut response).await?,
        })
    };
    let ended = timeout(TRY_TIMEOUT, whole).await;
    ended
        .unwrap_or(Err(NotDelivered::TimedOut))
        .unwrap_or_else(Outcome::Unanswered)
}

/// Connects to the first address of the target that is allowed and answers.
async fn connect(targets: &Targets, target: &Target) -> Result<TcpStream, NotDelivered> {
    let found = lookup_host((&*target.host, target.port)).await;
    let found: Vec<SocketAddr> = found.map_err(|_| NotDelivered::Unresolved)?.collect();
    let mut reason = NotDelivered::Unresolved;
    for address in found {
        if !targets.admit(target, address.ip()) {
            reason = NotDelivered::AddressRefused;
            continue;
        }
        match TcpStream::connect(address).await {
            Ok(connection) => return Ok(connection),
            Err(_) => reason = NotDelivered::Unreachable,
        }
    }
    Err(reason)
}

async fn send(
    connection: TcpStream,
    request: Request<Full<Bytes>>,
) -> Result<Response<Incoming>, NotDelivered> {
    let _ = connection.set_nodelay(true);
    let shaken = http1::handshake(TokioIo::new(connection)).await;
    let (mut sender, driving) = shaken.map_err(|_| NotDelivered::BrokenAnswer)?;
    // It ends with the sender and the body, and what it has to say is said by them.
    tokio::spawn(async move {
        let _ = driving.await;
    });
    let sent = sender.send_request(request).await;
    sent.map_err(|_| NotDelivered::BrokenAnswer)
}

/// The beginning of the answer's body.
async fn beginning(response: &mut Response<Incoming>) -> Result<Box<str>, NotDelivered> {
    let mut read = Vec::new();
    while read.len() < ANSWER_BYTES_MAX
        && let Some(frame) = response.body_mut().frame().await
    {
        let frame = frame.map_err(|_| NotDelivered::BrokenAnswer)?;
        if let Ok(data) = frame.into_data() {
            read.extend_from_slice(&data);
        }
    }
    let text = String::from_utf8_lossy(&read);
    let kept: String = text.chars().take(ANSWER_CHARS_KEPT).collect();
    Ok(kept.into())
}

/// How long the receiver asks to be left alone: seconds, or until a date of the wall.
fn asked(response: &Response<Incoming>, wall: Timestamp) -> Option<Span> {
    let text = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(Span::from_secs(seconds.into()));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    let since = date.duration_since(std::time::UNIX_EPOCH).ok()?;
    let millis = i64::try_from(since.as_millis()).ok()?;
    Some(Timestamp::from_millis(millis).since(wall))
}
