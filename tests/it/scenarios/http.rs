//! A service in the process as a target, spoken to over HTTP: a sandbox a scenario.

use std::collections::BTreeMap;

use axum::http::Method;
use beian_sim::rules::RawValue;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use tokio::runtime::{Builder, Runtime};

use super::model::Scenario;
use super::target::{Answer, Attempt, Event, Order, ParameterSeen, Sms, Target, Told};
use super::verbs::{Advance, SetRules};
use crate::support::Service;

/// A service, and the runtime that drives it.
pub struct Server {
    runtime: Runtime,
    service: Service,
}

/// One sandbox of a service.
pub struct Http<'a> {
    server: &'a Server,
    base: String,
}

impl Server {
    /// A service with nothing in it.
    pub fn start() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let service = runtime.block_on(Service::start());
        Self { runtime, service }
    }

    /// A new sandbox as the scenario asks for it.
    ///
    /// # Errors
    /// Where the service refuses it.
    pub fn sandbox(&self, id: &str, scenario: &Scenario) -> Result<Http<'_>, String> {
        let settings = json!({
            "seed": scenario.seed,
            "clock": { "mode": "frozen", "now": scenario.starts.to_string() },
            "rulebook": scenario.rulebook.as_deref().unwrap_or("by_date"),
            "profile": scenario.profile,
            "overrides": overrides(&scenario.overrides),
        });
        let path = format!("/_sim/v1/sandboxes/{id}");
        let answer = self
            .runtime
            .block_on(self.service.call(Method::PUT, &path, Some(settings)));
        if !answer.status.is_success() {
            return Err(answer.json().to_string());
        }
        Ok(Http {
            server: self,
            base: format!("/s/{id}"),
        })
    }
}

impl Http<'_> {
    /// One call: the body and the verdict's rule, or the refusal.
    fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<(u16, String, Value), Answer> {
        let path = format!("{}{path}", self.base);
        let call = self.server.service.call(method, &path, body);
        let answer = self.server.runtime.block_on(call);
        let body = answer.json();
        if answer.status.is_success() {
            let rule = answer.header("sim-rule").to_owned();
            return Ok((answer.status.as_u16(), rule, body));
        }
        let errors = body["errors"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let fields = errors
            .iter()
            .map(|error| (text(&error["pointer"]), text(&error["code"])));
        Err(Answer::Refused(text(&body["code"]), fields.collect()))
    }

    fn post(&self, path: &str, body: Value) -> Answer {
        let done = self.call(Method::POST, path, Some(body));
        done.map_or_else(|refused| refused, |_| Answer::Done)
    }

    fn told(&self, path: &str, body: Value) -> Answer {
        match self.call(Method::POST, path, Some(body)) {
            Ok((_, rule, body)) => Answer::Told(Told { rule, ..read(body) }),
            Err(refused) => refused,
        }
    }

    fn get(&self, path: &str) -> Option<Value> {
        self.call(Method::GET, path, None)
            .ok()
            .map(|(_, _, body)| body)
    }

    fn list<T: DeserializeOwned>(&self, path: &str, name: &str) -> Vec<T> {
        let mut body = self.get(path).unwrap_or_default();
        read(body[name].take())
    }
}

impl Target for Http<'_> {
    fn submit(&mut self, body: &Value) -> Answer {
        match self.call(Method::POST, "/v1/orders", Some(body.clone())) {
            Ok((status, _, _)) => Answer::Submitted(status == 201),
            Err(refused) => refused,
        }
    }

    fn resubmit(&mut self, order_no: &str, body: &Value) -> Answer {
        self.post(&format!("/v1/orders/{order_no}/resubmit"), body.clone())
    }

    fn withdraw(&mut self, order_no: &str) -> Answer {
        self.post(&format!("/v1/orders/{order_no}/withdraw"), json!({}))
    }

    fn review(&mut self, order_no: &str, decision: &str) -> Answer {
        let path = format!("/_sim/v1/orders/{order_no}/review");
        self.post(&path, json!({ "decision": decision }))
    }

    fn verify(&mut self, phone: &str, code: &str, suffix: &str) -> Answer {
        let body = json!({ "phone": phone, "code": code, "id_suffix": suffix });
        self.told("/v1/verify", body)
    }

    fn resend(&mut self, phone: &str, suffix: &str) -> Answer {
        self.told("/v1/resend", json!({ "phone": phone, "id_suffix": suffix }))
    }

    fn advance(&mut self, advance: &Advance) -> Answer {
        let Advance { by, to, until } = advance;
        let target = match (by, to) {
            (Some(by), _) => json!({ "by": by }),
            (None, Some(to)) => json!({ "to": to.to_string() }),
            (None, None) => json!({ "until": until }),
        };
        match self.call(Method::POST, "/_sim/v1/clock/advance", Some(target)) {
            Ok((_, _, body)) => {
                let fired = body["fired"].as_array().cloned().unwrap_or_default();
                let types = fired
                    .iter()
                    .map(|event| event["type"].as_str().unwrap_or_default().to_owned());
                Answer::Fired(types.collect())
            }
            Err(refused) => refused,
        }
    }

    fn set_rules(&mut self, rules: &SetRules) -> Answer {
        let mut body = Map::new();
        if let Some(rulebook) = &rules.rulebook {
            body.insert("rulebook".to_owned(), rulebook.as_str().into());
        }
        if let Some(profile) = &rules.profile {
            body.insert("profile".to_owned(), profile.as_str().into());
        }
        body.insert("overrides".to_owned(), overrides(&rules.overrides));
        let done = self.call(Method::PUT, "/_sim/v1/rules", Some(body.into()));
        done.map_or_else(|refused| refused, |_| Answer::Done)
    }

    fn clock(&mut self) -> (String, Option<String>) {
        let clock = self.get("/_sim/v1/clock").unwrap_or_default();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        (
            text(&clock["now"]).unwrap_or_default(),
            text(&clock["next_event"]["type"]),
        )
    }

    fn order(&mut self, order_no: &str) -> Option<Order> {
        let truth = self.get(&format!("/_sim/v1/orders/{order_no}"))?;
        let view = self.get(&format!("/v1/orders/{order_no}"))?;
        let events: Vec<Event> =
            self.list(&format!("/_sim/v1/orders/{order_no}/timeline"), "events");
        Some(Order {
            truth: read(truth),
            view: read(view),
            timeline: events
                .into_iter()
                .filter(|event| !event.scheduled)
                .collect(),
        })
    }

    fn messages(&mut self) -> Vec<Sms> {
        self.list("/_sim/v1/messages?limit=1000", "messages")
    }

    fn attempts(&mut self) -> Vec<Attempt> {
        let mut attempts: Vec<Attempt> = self.list("/_sim/v1/attempts?limit=1000", "attempts");
        attempts.reverse();
        attempts
    }

    fn parameters(&mut self) -> Vec<ParameterSeen> {
        let mut rules = self.get("/_sim/v1/rules").unwrap_or_default();
        read(rules["effective"]["parameters"].take())
    }
}

fn overrides<K: ToString>(values: &BTreeMap<K, RawValue>) -> Value {
    let fields = values
        .iter()
        .map(|(name, value)| (name.to_string(), json!(value)));
    Value::Object(fields.collect())
}

/// A part of an answer, which must have the contract's shape.
fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}
