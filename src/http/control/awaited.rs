//! Waiting for a message: held while time can still bring one, refused with what to do when not.

use super::super::App;
use super::super::problem::Problem;
use super::messages::Asked;
use crate::app::{Look, SandboxId};
use crate::order::{Order, Status};
use crate::rules::Span;
use crate::sim::{self, SmsFilter};

impl Asked {
    /// Waits until a message behind `from` is there, or the time has ended.
    ///
    /// A scheduled SMS counts as one that can come even while the clock stands: somebody else may
    /// advance it meanwhile.
    ///
    /// # Errors
    /// Where nothing that is scheduled will bring one.
    pub async fn wait(
        &self,
        app: &App,
        id: &SandboxId,
        from: u32,
        span: Span,
    ) -> Result<(), Problem> {
        let mut coming = None;
        let look = |sandbox: &sim::Sandbox, _| {
            let Some(filter) = self.filter(sandbox) else {
                return Look::Over(Err(self.nothing_of(None)));
            };
            if self.found(sandbox, from).next().is_some() {
                return Look::Over(Ok(()));
            }
            // Mostly it is still the order of the look before that will bring it.
            if !coming.is_some_and(|number| still_comes(sandbox, filter, number)) {
                coming = sandbox.order_to_text(filter);
            }
            match coming {
                Some(_) => Look::Open,
                None => Look::Over(Err(self.nothing_of(self.order(sandbox)))),
            }
        };
        match app.hall.wait(id, span, look).await? {
            Some(seen) => seen.value.map_err(Problem::CannotHappen),
            None => Ok(()),
        }
    }

    /// Why no such message will come, and what would bring one.
    fn nothing_of(&self, order: Option<&Order>) -> String {
        let sms = match self.kind {
            None => "no SMS".to_owned(),
            Some(kind) => format!("no `{}` SMS", kind.key()),
        };
        match (&self.order_no, order, self.to) {
            (Some(order_no), None, _) => {
                format!("no order `{order_no}` in this sandbox: POST /v1/orders submits it")
            }
            (Some(order_no), Some(order), Some(to)) if !order.is_verified_by(to) => {
                format!("{to} does not verify `{order_no}`")
            }
            (Some(order_no), Some(order), _) => {
                let todo = todo(order.status());
                format!("{sms} about `{order_no}` is scheduled: {todo}")
            }
            (None, _, Some(to)) => format!(
                "{sms} to {to} is scheduled: POST /v1/orders submits an order that {to} verifies, \
                 POST /v1/resend asks for another SMS"
            ),
            (None, _, None) => format!(
                "{sms} is scheduled: POST /v1/orders submits an order, POST /v1/resend asks for \
                 another SMS"
            ),
        }
    }
}

fn still_comes(sandbox: &sim::Sandbox, filter: SmsFilter, number: u32) -> bool {
    let order = sandbox.order_at(number);
    order.is_some_and(|order| filter.comes_of(order))
}

/// What brings another SMS of an order that stands so.
const fn todo(status: Status) -> &'static str {
    match status {
        Status::AwaitingVerification => "who still has to verify asks by POST /v1/resend",
        Status::VerificationFailed => "it has failed, and must be returned and resubmitted first",
        Status::Returned => "it is `returned`; POST /v1/orders/{order_no}/resubmit",
        Status::UnderReview => "it is `under_review`, and nobody has to verify any more",
        Status::Approved => "it is `approved`, for good",
        Status::Rejected => "it is `rejected`, for good",
        Status::Withdrawn => "it is `withdrawn`, for good",
    }
}
