//! One call: a request with JSON, and its answer read or told apart from a refusal.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::Value;
pub use ureq::http::Method;
use ureq::http::{Request, Response, StatusCode, header};

use super::error::{Error, Refusal};

/// The header that names the rule of a verdict.
const SIM_RULE: &str = "sim-rule";

/// How long a call may take in all: even the longest advance has ended by then.
const CALL_TIMEOUT: Duration = Duration::from_mins(5);

/// The largest answer that is read, in bytes.
const ANSWER_BYTES_MAX: u64 = 1 << 30;

/// A way to a service.
#[derive(Clone)]
pub struct Client {
    agent: ureq::Agent,
    base: Arc<str>,
    token: Option<Arc<str>>,
}

/// An answer that is no refusal.
#[derive(Clone, PartialEq, Debug)]
pub struct Answered {
    /// What was called.
    pub url: String,
    /// Its status.
    pub status: u16,
    /// The rule of the verdict, where it is one.
    pub rule: Option<String>,
    /// Its JSON; null where there is none.
    pub body: Value,
}

impl Client {
    /// A client of the service at that address: `http://127.0.0.1:8080`.
    pub fn new(base: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(CALL_TIMEOUT))
            .build();
        Self {
            agent: config.into(),
            base: base.trim_end_matches('/').into(),
            token: None,
        }
    }

    /// The same with the token of a guarded control plane, where there is one.
    pub fn with_token(self, token: Option<&str>) -> Self {
        Self {
            token: token.map(Into::into),
            ..self
        }
    }

    /// The same service under a path.
    pub fn under(&self, path: &str) -> Self {
        Self {
            agent: self.agent.clone(),
            base: format!("{}{path}", self.base).into(),
            token: self.token.clone(),
        }
    }

    /// The address that paths are put behind.
    pub fn base_url(&self) -> &str {
        &self.base
    }

    /// Calls that path.
    ///
    /// # Errors
    /// As `Error` says.
    pub fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answered, Error> {
        let url = format!("{}{path}", self.base);
        let mut request = Request::builder().method(method).uri(&url);
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let sent = match body {
            None => request.body(()).map(|request| self.agent.run(request)),
            Some(body) => request
                .header(header::CONTENT_TYPE, "application/json")
                .body(body.to_string())
                .map(|request| self.agent.run(request)),
        };
        let unanswered = |source| Error::Unanswered {
            url: url.clone(),
            source: Box::new(source),
        };
        let mut response = sent
            .map_err(ureq::Error::from)
            .and_then(|sent| sent)
            .map_err(unanswered)?;
        let reading = response.body_mut().with_config().limit(ANSWER_BYTES_MAX);
        let bytes = reading.read_to_vec().map_err(unanswered)?;
        read(url.clone(), &response, &bytes)
    }
}

impl Answered {
    /// The answer as the contract's type.
    ///
    /// # Errors
    /// Where it has not its shape.
    pub fn read<T: DeserializeOwned>(self) -> Result<T, Error> {
        let Self {
            url, status, body, ..
        } = self;
        serde_json::from_value(body).map_err(|error| Error::Unreadable {
            url,
            status,
            reason: error.to_string(),
        })
    }

    /// One field of the answer as the contract's type.
    ///
    /// # Errors
    /// Where it is missing or has not its shape.
    pub fn read_field<T: DeserializeOwned>(mut self, name: &str) -> Result<T, Error> {
        self.body = self.body.get_mut(name).map(Value::take).unwrap_or_default();
        self.read()
    }
}

impl fmt::Debug for Client {
    /// Without the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

fn read(url: String, response: &Response<ureq::Body>, bytes: &[u8]) -> Result<Answered, Error> {
    let status = response.status();
    let unreadable = |reason: String| Error::Unreadable {
        url: url.clone(),
        status: status.as_u16(),
        reason,
    };
    if !status.is_success() {
        let refusal: Refusal = serde_json::from_slice(bytes)
            .map_err(|error| unreadable(format!("no problem details: {error}")))?;
        return Err(Error::Refused(Box::new(refusal)));
    }
    let body = if bytes.is_empty() || status == StatusCode::NO_CONTENT {
        Value::Null
    } else {
        serde_json::from_slice(bytes).map_err(|error| unreadable(error.to_string()))?
    };
    let rule = response.headers().get(SIM_RULE);
    let rule = rule.and_then(|rule| rule.to_str().ok()).map(str::to_owned);
    Ok(Answered {
        url,
        status: status.as_u16(),
        rule,
        body,
    })
}
