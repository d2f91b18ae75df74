//! `GET /_sim/v1/orders/{order_no}/timeline`: everything that happened to an order and that time
//! will cause, each with its rule and where that is written.

use axum::extract::State;
use serde::Serialize;
use serde_json::{Map, Value, json as object};
use utoipa::ToSchema;

use super::super::App;
use super::super::extract::{Named, Params, Sandbox};
use super::super::problem::Problem;
use super::super::reply::{Reply, Source, Time, json};
use super::super::scalars::AnyObject;
use super::super::vocabulary;
use crate::app::Seen;
use crate::order::{Due, DueKind, Effect, Fact, Faulted, Happening, Order, Round};

/// An order's timeline.
#[derive(Serialize, ToSchema)]
pub struct Timeline {
    /// What happened, oldest first, then what is to come.
    events: Vec<EventView>,
}

/// An event of an order, or what will be one.
#[derive(Serialize, ToSchema)]
#[schema(as = TimelineEvent)]
pub struct EventView {
    /// When.
    pub at: Time,
    /// What.
    #[schema(value_type = vocabulary::EventType)]
    pub r#type: &'static str,
    /// Whether it is yet to come.
    #[schema(examples(false))]
    scheduled: bool,
    /// The order's round, from 1.
    #[schema(minimum = 1, examples(1))]
    pub round: u32,
    /// The rule that made it so.
    #[schema(examples("sms.first"))]
    pub rule: &'static str,
    /// Where the rule is written.
    pub source: Source,
    /// What there is to say of it, by its type.
    #[schema(value_type = AnyObject)]
    pub detail: Map<String, Value>,
}

/// Shows an order's timeline, oldest first, then what is to come.
pub async fn show_timeline(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    Named(order_no): Named,
    params: Params,
) -> Result<Reply, Problem> {
    params.finish()?;
    let seen = app
        .hall
        .read(&id, |sandbox, _| {
            sandbox.order(&order_no).map(|order| json(&timeline(order)))
        })
        .await?;
    let view = seen.value.ok_or(Problem::UnknownOrder(order_no))?;
    Ok(Reply::seen(Seen {
        value: view,
        now: seen.now,
    }))
}

fn timeline(order: &Order) -> Timeline {
    let past = order
        .timeline()
        .iter()
        .map(|happening| EventView::past(order, happening));
    let mut due = order.due();
    due.sort_unstable();
    let to_come = due.into_iter().map(|due| EventView::to_come(order, due));
    Timeline {
        events: past.chain(to_come).collect(),
    }
}

impl EventView {
    /// That event of the order's timeline.
    pub fn past(order: &Order, happening: &Happening) -> Self {
        let round = order.round_of(happening);
        Self {
            at: Time(happening.at),
            r#type: happening.fact.type_key(),
            scheduled: false,
            round: round.number,
            rule: happening.rule.key(),
            source: Source(round.basis.sources_of(happening.rule)),
            detail: detail(round, &happening.fact),
        }
    }

    fn to_come(order: &Order, due: Due) -> Self {
        let round = order.round();
        let rule = due.kind.rule();
        let mut detail = Map::new();
        if due.kind.sms().is_some() || due.kind == DueKind::Delivery {
            detail.insert("phone".to_owned(), phone(round, due.person));
        }
        if let Some(kind) = due.kind.sms() {
            detail.insert("kind".to_owned(), kind.key().into());
        }
        if let Some(reason) = due.kind.return_reason() {
            detail.insert("reason".to_owned(), reason.key().into());
        }
        Self {
            at: Time(due.at),
            r#type: due.kind.event_type(),
            scheduled: true,
            round: round.number,
            rule: rule.key(),
            source: Source(round.basis.sources_of(rule)),
            detail,
        }
    }
}

fn phone(round: &Round, person: u16) -> Value {
    let verifier = round.setup.verifiers.get(usize::from(person));
    verifier.map(|verifier| verifier.phone.to_string()).into()
}

/// What there is to say of an event.
fn detail(round: &Round, fact: &Fact) -> Map<String, Value> {
    let value = match fact {
        Fact::OrderSubmitted | Fact::OrderResubmitted => {
            let verifiers = round.setup.verifiers.iter().map(|verifier| {
                object!({ "phone": verifier.phone.to_string(), "roles": &verifier.roles })
            });
            object!({
                "rulebook": &round.basis.terms.edition,
                "profile": &round.basis.terms.profile,
                "verifiers": verifiers.collect::<Vec<_>>(),
                "verifiers_source": round.basis.sources.verifiers.to_string(),
                "deadline": round.deadline().map(|deadline| deadline.to_string()),
            })
        }
        Fact::SmsDispatched {
            person,
            kind,
            message,
            code,
            nth_code,
            ..
        } => object!({
            "phone": phone(round, *person),
            "kind": kind.key(),
            "message": (message + 1).to_string(),
            "code": code.to_string(),
            "nth_code": nth_code,
        }),
        Fact::SmsDelivered { person, message } => {
            object!({ "phone": phone(round, *person), "message": (message + 1).to_string() })
        }
        Fact::ResendRequested { person, nth, due } => object!({
            "phone": phone(round, *person), "nth": nth, "due": due.to_string(),
        }),
        Fact::AttemptFailed { person, failures } => {
            object!({ "phone": phone(round, *person), "failures": failures })
        }
        Fact::PersonVerified { person } => object!({ "phone": phone(round, *person) }),
        Fact::OrderUnderReview { sync_at } => {
            object!({ "provider_learns_at": sync_at.map(|at| at.to_string()) })
        }
        Fact::VerificationFailed { person, return_at } => {
            object!({ "phone": phone(round, *person), "return_at": return_at.to_string() })
        }
        Fact::OrderReturned { reason } => object!({ "reason": reason.key() }),
        Fact::ResultSynced | Fact::OrderWithdrawn => object!({}),
        Fact::OrderApproved { reason } | Fact::OrderRejected { reason } => {
            object!({ "reason": reason })
        }
        Fact::Faulted(faulted) => faulted_detail(round, faulted),
    };
    match value {
        Value::Object(detail) => detail,
        _ => Map::new(),
    }
}

/// What there is to say of a fault that fired.
fn faulted_detail(round: &Round, faulted: &Faulted) -> Value {
    let fault = &faulted.fault;
    let id = |message: u32| (message + 1).to_string();
    match &faulted.effect {
        Effect::SmsLost { person, message } => object!({
            "fault": fault, "phone": phone(round, *person), "message": id(*message),
        }),
        Effect::SmsDelayed {
            person,
            message,
            arrives_at,
        } => object!({
            "fault": fault,
            "phone": phone(round, *person),
            "message": id(*message),
            "arrives_at": arrives_at.to_string(),
        }),
        Effect::SmsDuplicated {
            person,
            message,
            of,
            arrives_at,
        } => object!({
            "fault": fault,
            "phone": phone(round, *person),
            "message": id(*message),
            "duplicate_of": id(*of),
            "arrives_at": arrives_at.to_string(),
        }),
        Effect::SyncDelayed { sync_at } => object!({
            "fault": fault, "provider_learns_at": sync_at.map(|at| at.to_string()),
        }),
        Effect::WebhookLost { delivery } | Effect::WebhookDuplicated { delivery } => {
            object!({ "fault": fault, "delivery": delivery })
        }
    }
}
