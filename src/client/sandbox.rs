//! A sandbox of a service, with a method for each thing that a test does.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::call::{Answered, Client, Method};
use super::coverage::Coverage;
use super::error::Error;
use super::shape::{
    Advanced, Attempt, Clock, Event, Message, Order, Parameter, ProviderOrder, Verdict,
};

/// The rows that a page is asked for: as many as it may have.
const PAGE_ROWS: usize = 1_000;

/// A sandbox of a service. It comes into being with its first accepted change.
///
/// Every method can fail as [`Error`] says.
#[derive(Clone, Debug)]
pub struct Sandbox {
    service: Client,
    own: Client,
    name: String,
}

impl Sandbox {
    /// The sandbox with that name: `[a-z0-9][a-z0-9-]{0,62}`.
    pub fn of(service: &Client, name: &str) -> Self {
        Self {
            own: service.under(&format!("/s/{name}")),
            service: service.clone(),
            name: name.to_owned(),
        }
    }

    /// The address to give to a portal under test.
    pub fn base_url(&self) -> &str {
        self.own.base_url()
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Makes or adjusts it: `seed`, `clock`, `rulebook`, `profile`, `overrides`, `captcha`. Answers
    /// whether it is new.
    pub fn set_up(&self, settings: &impl Serialize) -> Result<bool, Error> {
        let path = format!("/_sim/v1/sandboxes/{}", self.name);
        let body = value(settings, &path)?;
        let answered = self.service.call(Method::PUT, &path, Some(&body))?;
        Ok(answered.status == 201)
    }

    /// Removes it with everything in it.
    pub fn remove(&self) -> Result<(), Error> {
        let path = format!("/_sim/v1/sandboxes/{}", self.name);
        self.service.call(Method::DELETE, &path, None).map(|_| ())
    }

    /// Empties it.
    pub fn reset(&self) -> Result<(), Error> {
        self.post("/_sim/v1/reset", &json!({})).map(|_| ())
    }

    /// Makes a full copy of it under another name, with a clock of its own.
    pub fn fork(&self, to: &str) -> Result<Self, Error> {
        self.post("/_sim/v1/fork", &json!({ "to": to }))?;
        Ok(Self::of(&self.service, to))
    }

    /// The whole of it as one document.
    pub fn export(&self) -> Result<Value, Error> {
        self.get("/_sim/v1/export")
    }

    /// Becomes what the document says, where it is empty.
    pub fn import(&self, document: &Value) -> Result<(), Error> {
        self.post("/_sim/v1/import", document).map(|_| ())
    }

    /// What its clock shows.
    pub fn clock(&self) -> Result<Clock, Error> {
        self.get("/_sim/v1/clock")
    }

    /// Lets its clock stand still at that moment, written as RFC 3339.
    pub fn freeze(&self, at: &str) -> Result<Clock, Error> {
        let body = json!({ "mode": "frozen", "now": at });
        let answered = self.own.call(Method::PUT, "/_sim/v1/clock", Some(&body))?;
        answered.read()
    }

    /// Lets time pass: `5m`, `24h`, `PT24H`. Everything due on the way has happened when it
    /// returns.
    pub fn advance(&self, by: &str) -> Result<Advanced, Error> {
        self.advance_as(&json!({ "by": by }))
    }

    /// Lets time pass up to that moment, written as RFC 3339.
    pub fn advance_to(&self, moment: &str) -> Result<Advanced, Error> {
        self.advance_as(&json!({ "to": moment }))
    }

    /// Lets time pass up to the next event, where there is one.
    pub fn advance_to_next_event(&self) -> Result<Advanced, Error> {
        self.advance_as(&json!({ "until": "next_event" }))
    }

    fn advance_as(&self, body: &Value) -> Result<Advanced, Error> {
        self.post("/_sim/v1/clock/advance", body)?.read()
    }

    /// The provider submits an order: the body of `POST /v1/orders`. Answers it as the provider
    /// sees it, and whether it is new.
    pub fn submit(&self, order: &impl Serialize) -> Result<(ProviderOrder, bool), Error> {
        let answered = self.post("/v1/orders", &value(order, "/v1/orders")?)?;
        let new = answered.status == 201;
        Ok((answered.read()?, new))
    }

    /// The provider submits a returned order again, corrected.
    pub fn resubmit(
        &self,
        order_no: &str,
        correction: &impl Serialize,
    ) -> Result<ProviderOrder, Error> {
        let path = format!("/v1/orders/{order_no}/resubmit");
        self.post(&path, &value(correction, &path)?)?.read()
    }

    /// The provider takes an order back.
    pub fn withdraw(&self, order_no: &str) -> Result<ProviderOrder, Error> {
        let path = format!("/v1/orders/{order_no}/withdraw");
        self.post(&path, &json!({}))?.read()
    }

    /// The authority decides: `approve` or `reject`.
    pub fn review(&self, order_no: &str, decision: &str) -> Result<(), Error> {
        let path = format!("/_sim/v1/orders/{order_no}/review");
        self.post(&path, &json!({ "decision": decision }))
            .map(|_| ())
    }

    /// A person enters phone, code and ID suffix.
    pub fn verify(&self, phone: &str, code: &str, id_suffix: &str) -> Result<Verdict, Error> {
        let body = json!({ "phone": phone, "code": code, "id_suffix": id_suffix });
        verdict(self.post("/v1/verify", &body)?)
    }

    /// A person asks for another SMS.
    pub fn resend(&self, phone: &str, id_suffix: &str) -> Result<Verdict, Error> {
        let body = json!({ "phone": phone, "id_suffix": id_suffix });
        verdict(self.post("/v1/resend", &body)?)
    }

    /// Every SMS to that phone, oldest first.
    pub fn inbox(&self, phone: &str) -> Result<Vec<Message>, Error> {
        self.all_messages(&format!("&to={phone}"))
    }

    /// Every SMS, oldest first.
    pub fn messages(&self) -> Result<Vec<Message>, Error> {
        self.all_messages("")
    }

    /// An order in truth.
    pub fn order(&self, order_no: &str) -> Result<Order, Error> {
        self.get(&format!("/_sim/v1/orders/{order_no}"))
    }

    /// An order as the provider's system sees it: behind by the sync lag.
    pub fn seen_by_provider(&self, order_no: &str) -> Result<ProviderOrder, Error> {
        self.get(&format!("/v1/orders/{order_no}"))
    }

    /// What happened to an order and what is to come.
    pub fn timeline(&self, order_no: &str) -> Result<Vec<Event>, Error> {
        let path = format!("/_sim/v1/orders/{order_no}/timeline");
        self.own
            .call(Method::GET, &path, None)?
            .read_field("events")
    }

    /// The newest calls of `verify` and `resend`, newest first, so many at the most.
    pub fn attempts(&self, limit: usize) -> Result<Vec<Attempt>, Error> {
        let path = format!("/_sim/v1/attempts?limit={limit}");
        let answered = self.own.call(Method::GET, &path, None)?;
        answered.read_field("attempts")
    }

    /// What its traffic has exercised.
    pub fn coverage(&self) -> Result<Coverage, Error> {
        self.get("/_sim/v1/coverage")
    }

    /// Sets the rules of rounds to come: `rulebook`, `profile`, `overrides`.
    pub fn set_rules(&self, rules: &impl Serialize) -> Result<(), Error> {
        let path = "/_sim/v1/rules";
        let body = value(rules, path)?;
        self.own.call(Method::PUT, path, Some(&body)).map(|_| ())
    }

    /// What a round submitted now would be bound to.
    pub fn parameters(&self) -> Result<Vec<Parameter>, Error> {
        let mut answered = self.own.call(Method::GET, "/_sim/v1/rules", None)?;
        let effective = answered.body.get_mut("effective").map(Value::take);
        answered.body = effective.unwrap_or_default();
        answered.read_field("parameters")
    }

    /// Any `GET` of the sandbox, as JSON.
    pub fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Error> {
        self.own.call(Method::GET, path, None)?.read()
    }

    /// Any `POST` of the sandbox.
    pub fn post(&self, path: &str, body: &Value) -> Result<Answered, Error> {
        self.own.call(Method::POST, path, Some(body))
    }

    fn all_messages(&self, filter: &str) -> Result<Vec<Message>, Error> {
        let mut all: Vec<Message> = Vec::new();
        let mut after = String::new();
        loop {
            let path = format!("/_sim/v1/messages?limit={PAGE_ROWS}{filter}{after}");
            let answered = self.own.call(Method::GET, &path, None)?;
            let next = answered.body.get("next").and_then(Value::as_str);
            let next = next.map(|next| format!("&after={next}"));
            all.extend(answered.read_field::<Vec<Message>>("messages")?);
            match next {
                Some(next) => after = next,
                None => return Ok(all),
            }
        }
    }
}

fn verdict(answered: Answered) -> Result<Verdict, Error> {
    let rule = answered.rule.clone().unwrap_or_default();
    let verdict: Verdict = answered.read()?;
    Ok(Verdict { rule, ..verdict })
}

/// A body as JSON.
fn value(body: &impl Serialize, path: &str) -> Result<Value, Error> {
    serde_json::to_value(body).map_err(|error| Error::Unanswered {
        url: path.to_owned(),
        source: Box::new(ureq::Error::Json(error)),
    })
}
