//! `GET /_sim/v1/messages`: the inbox of every phone of the sandbox, at once or once one is there.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::extract::{Params, Sandbox};
use super::super::problem::Problem;
use super::super::reply::{Reply, Time, json};
use super::super::vocabulary;
use crate::order::{Order, Phone, SmsKind};
use crate::sim::{self, Addressed, SmsFilter};

/// A page of the inbox, oldest first.
#[derive(Serialize, ToSchema)]
pub struct Inbox {
    /// The messages.
    messages: Vec<MessageView>,
    /// What to give as `after` for the page behind; null on the last one.
    #[schema(required, examples("41"))]
    next: Option<String>,
}

/// An SMS.
#[derive(Serialize, ToSchema)]
#[schema(as = Message)]
pub struct MessageView {
    /// Its number in the sandbox, from 1.
    #[schema(examples("1"))]
    id: String,
    /// The order that it is about.
    #[schema(examples("P-1"))]
    order_no: String,
    /// The order's round, from 1.
    #[schema(minimum = 1, examples(1))]
    round: u32,
    /// The phone that it goes to.
    #[schema(pattern = "^1[3-9][0-9]{9}$", examples("13800000001"))]
    to: String,
    /// The number that it comes from; null where that is not fixed.
    #[schema(required, examples("12381"))]
    from: Option<String>,
    /// Why it is sent.
    #[schema(value_type = vocabulary::SmsKind)]
    kind: &'static str,
    /// The code that it carries.
    #[schema(pattern = "^[0-9]{6}$", examples("123456"))]
    code: String,
    /// Its text as the person reads it.
    #[schema(examples("【工信部】张三您好，您的短信核验验证码是123456。"))]
    text: String,
    /// When it was dispatched.
    dispatched_at: Time,
    /// When it arrived; null while it is on its way, and for ever where it is lost.
    #[schema(required)]
    delivered_at: Option<Time>,
    /// What became of it.
    #[schema(value_type = vocabulary::MessageStatus)]
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
