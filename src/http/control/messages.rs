//! `GET /_sim/v1/messages`: the inbox of every phone of the sandbox, at once or once one is there.

use axum::extract::State;
use serde::Serialize;

use super::super::App;
use super::super::extract::{Params, Sandbox};
use super::super::problem::Problem;
use super::super::reply::{Reply, Time, json};
use crate::order::{Order, Phone, SmsKind};
use crate::sim::{self, Addressed, SmsFilter};

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
pub struct Asked {
    /// To whom.
    pub to: Option<Phone>,
    /// About which order.
    pub order_no: Option<String>,
    /// Of which kind.
    pub kind: Option<SmsKind>,
}

/// Lists messages, oldest first, from `after` on; with `wait`, once one is there or the time has
/// ended.
pub async fn list_messages(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    mut params: Params,
) -> Result<Reply, Problem> {
    let to = params.take_key("to", Phone::parse, "a mainland mobile number")?;
    let order_no = params.take("order_no");
    let kind = params.take_key("kind", SmsKind::from_key, "`first`, `resend` or `noon`")?;
    let (limit, after, wait) = (params.limit()?, params.after()?, params.wait()?);
    params.finish()?;
    let asked = Asked { to, order_no, kind };
    // Message ids count from 1, so the id of the last one seen is the number of the next.
    let from = after.map_or(0, |after| u32::try_from(after).unwrap_or(u32::MAX));
    if let Some(span) = wait {
        // Rare: in a box, so that the future of every look into the inbox stays small.
        Box::pin(asked.wait(&app, &id, from, span)).await?;
    }
    let inbox = |sandbox: &sim::Sandbox, _| json(&asked.inbox(sandbox, from, limit));
    Ok(Reply::seen(app.hall.read(&id, inbox).await?))
}

impl Asked {
    /// The order asked about, where there is one.
    pub fn order<'a>(&self, sandbox: &'a sim::Sandbox) -> Option<&'a Order> {
        sandbox.order(self.order_no.as_ref()?)
    }

    /// What fits; nothing can, where there is no such order.
    pub fn filter(&self, sandbox: &sim::Sandbox) -> Option<SmsFilter> {
        let order = self.order(sandbox).map(Order::number);
        let known = order.is_some() || self.order_no.is_none();
        known.then_some(SmsFilter {
            to: self.to,
            order,
            kind: self.kind,
        })
    }

    /// The messages that fit, oldest first, from that number on.
    pub fn found<'a>(
        &self,
        sandbox: &'a sim::Sandbox,
        from: u32,
    ) -> impl Iterator<Item = Addressed<'a>> + use<'a> {
        let filter = self.filter(sandbox);
        let numbers: Box<dyn Iterator<Item = u32>> = match (filter, self.order(sandbox), self.to) {
            (None, ..) => Box::new(std::iter::empty()),
            (_, Some(order), _) => {
                Box::new(order.messages().skip_while(move |number| *number < from))
            }
            (_, None, Some(to)) => Box::new(sandbox.index().messages_to(to, from)),
            (_, None, None) => Box::new(from..sandbox.messages_len()),
        };
        let filter = filter.unwrap_or_default();
        numbers
            .filter_map(|number| sandbox.message(number))
            .filter(move |message| filter.fits(message))
    }

    fn inbox(&self, sandbox: &sim::Sandbox, from: u32, limit: usize) -> Inbox {
        let mut found: Vec<_> = self.found(sandbox, from).take(limit + 1).collect();
        let more = found.len() > limit;
        found.truncate(limit);
        let messages: Vec<_> = found.iter().map(MessageView::of).collect();
        let next = messages.last().filter(|_| more).map(|last| last.id.clone());
        Inbox { messages, next }
    }
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
