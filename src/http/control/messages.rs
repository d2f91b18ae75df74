//! `GET /_sim/v1/messages`: the inbox of every phone of the sandbox.

use axum::extract::State;
use serde::Serialize;

use super::super::App;
use super::super::extract::{Params, Sandbox};
use super::super::problem::Problem;
use super::super::reply::{Reply, Time, json};
use crate::order::{Order, Phone, SmsKind};
use crate::sim::{self, Addressed};

#[derive(Serialize)]
struct Inbox {
    messages: Vec<MessageView>,
    next: Option<String>,
}

#[derive(Serialize)]
struct MessageView {
    id: String,
    order_no: String,
    round: u32,
    to: String,
    from: Option<String>,
    kind: &'static str,
    code: String,
    text: String,
    dispatched_at: Time,
    delivered_at: Option<Time>,
    status: &'static str,
}

/// What of the inbox is asked for.
struct Filter {
    to: Option<Phone>,
    order: Option<Option<u32>>,
    kind: Option<SmsKind>,
}

/// Lists messages, oldest first, from `after` on.
pub async fn list_messages(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    mut params: Params,
) -> Result<Reply, Problem> {
    let to = params.take_key("to", Phone::parse, "a mainland mobile number")?;
    let order_no = params.take("order_no");
    let kind = params.take_key("kind", SmsKind::from_key, "`first`, `resend` or `noon`")?;
    let (limit, after) = (params.limit()?, params.after()?);
    params.finish()?;
    // Message ids count from 1, so the id of the last one seen is the number of the next.
    let from = after.map_or(0, |after| u32::try_from(after).unwrap_or(u32::MAX));
    let seen = app.hall.read(&id, |sandbox, _| {
        let order = order_no.map(|order_no| sandbox.index().number_of(&order_no));
        json(&inbox(sandbox, &Filter { to, order, kind }, from, limit))
    });
    Ok(Reply::seen(seen.await?))
}

fn inbox(sandbox: &sim::Sandbox, filter: &Filter, from: u32, limit: usize) -> Inbox {
    let fits = |message: &Addressed<'_>| {
        filter
            .order
            .is_none_or(|order| order == Some(message.message.order))
            && filter.to.is_none_or(|to| to == message.verifier.phone)
            && filter.kind.is_none_or(|kind| kind == message.message.kind)
    };
    let numbers: Box<dyn Iterator<Item = u32>> = match (filter.order, filter.to) {
        (Some(order), _) => {
            let order = order.and_then(|order| sandbox.order_at(order));
            let numbers = order.into_iter().flat_map(Order::messages);
            Box::new(numbers.skip_while(move |number| *number < from))
        }
        (None, Some(to)) => Box::new(sandbox.index().messages_to(to, from)),
        (None, None) => Box::new(from..sandbox.messages_len()),
    };
    let mut found: Vec<_> = numbers
        .filter_map(|number| sandbox.message(number))
        .filter(fits)
        .take(limit + 1)
        .collect();
    let more = found.len() > limit;
    found.truncate(limit);
    let messages: Vec<_> = found.iter().map(MessageView::of).collect();
    let next = messages.last().filter(|_| more).map(|last| last.id.clone());
    Inbox { messages, next }
}

impl MessageView {
    fn of(addressed: &Addressed<'_>) -> Self {
        let message = addressed.message;
        Self {
            id: (addressed.number + 1).to_string(),
            order_no: addressed.order.order_no().to_owned(),
            round: message.round,
            to: addressed.verifier.phone.to_string(),
            from: addressed.verifier.sender.as_deref().map(str::to_owned),
            kind: message.kind.key(),
            code: message.code.to_string(),
            text: addressed.text(),
            dispatched_at: Time(message.dispatched_at),
            delivered_at: message.fate.delivered_at().map(Time),
            status: message.fate.key(),
        }
    }
}
