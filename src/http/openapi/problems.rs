//! One problem of each code, as operations name them and as the document shows them.
//!
//! Invariant: status, code and example of a documented refusal are those of the problem itself.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::super::disturb::Disturbance;
use super::super::extract::BODY_BYTES_MAX;
use super::super::problem::{FieldError, Problem};
use super::super::vocabulary::of_words;
use crate::app::Unavailable;

/// A problem to be shown.
pub type Sample = fn() -> Problem;

/// Declares a sample of each code, and the list of them.
macro_rules! samples {
    ($($(#[doc = $doc:literal])+ $name:ident = $problem:expr;)+) => {
        $($(#[doc = $doc])+ pub fn $name() -> Problem { $problem })+

        const ALL: &[Sample] = &[$($name),+];
    };
}

samples! {
    /// The body is no JSON.
    malformed_json = Problem::MalformedJson("expected value at line 1 column 1".to_owned());
    /// A parameter is malformed.
    bad_parameter =
        Problem::BadParameter("`limit` is `0`; expected a number from 1 to 1000".to_owned());
    /// The control token is missing.
    unauthorized = Problem::Unauthorized;
    /// There is no such route.
    unknown_route = Problem::UnknownRoute;
    /// The route has no such method.
    method_not_allowed = Problem::MethodNotAllowed;
    /// The sandbox has no such order.
    unknown_order = Problem::UnknownOrder(order_no());
    /// There is no such sandbox.
    unknown_sandbox = Problem::UnknownSandbox("job-7".to_owned());
    /// There is no such edition.
    unknown_rulebook = Problem::UnknownRulebook("app-1923".to_owned());
    /// The order exists with other content.
    order_exists = Problem::OrderExists(order_no());
    /// The order's status does not allow it.
    wrong_status = Problem::WrongStatus {
        order_no: order_no(),
        status: "approved",
        hint: "only a returned order can be resubmitted",
    };
    /// The sandbox exists.
    sandbox_exists = Problem::SandboxExists("job-7".to_owned());
    /// The sandbox is not empty.
    sandbox_not_empty = Problem::SandboxNotEmpty;
    /// No filing is accepted at this time.
    filings_suspended = Problem::FilingsSuspended;
    /// The clock never goes back.
    clock_backwards = Problem::ClockBackwards(
        "the sandbox holds orders and shows 2024-03-01T09:00:00+08:00; reset it to start earlier"
            .to_owned(),
    );
    /// Time alone does not bring it.
    cannot_happen = Problem::CannotHappen(
        "`P-1` does not become `approved` by itself: it waits for the authority: POST \
         /_sim/v1/orders/P-1/review"
            .to_owned(),
    );
    /// A limit is reached.
    limit_reached = Problem::Unavailable(Unavailable::TooManySandboxes(10_000));
    /// The body is too large.
    body_too_large = Problem::BodyTooLarge(BODY_BYTES_MAX);
    /// The body is not said to be JSON.
    not_json = Problem::NotJson;
    /// Fields are not acceptable.
    invalid = Problem::Invalid(vec![FieldError::new("/order_no", "empty", "must not be empty")]);
    /// A fault of the sandbox's plan fails the call.
    fault_error = Problem::Faulted(Disturbance::Error);
    /// A fault of the sandbox's plan knows no token.
    fault_unauthorized = Problem::Faulted(Disturbance::Unauthorized);
    /// The sandbox has no webhook endpoint.
    no_webhook = Problem::NoWebhook;
    /// No webhook endpoint is active.
    webhook_inactive = Problem::WebhookInactive;
    /// There is no such delivery.
    unknown_delivery = Problem::UnknownDelivery("msg_1".to_owned());
    /// The service is stopping.
    draining = Unavailable::Draining.into();
    /// The store fails.
    store_unavailable = Unavailable::Store.into();
    /// Too much waits.
    busy = Unavailable::Busy.into();
    /// The journal is unreadable.
    journal = Unavailable::Journal("a record is of no known format".to_owned()).into();
    /// An internal error.
    defect = Unavailable::Defect.into();
}

fn order_no() -> String {
    "P-1".to_owned()
}

/// What went wrong, for machines.
pub struct ProblemCode;

impl PartialSchema for ProblemCode {
    fn schema() -> RefOr<Schema> {
        let codes = ALL.iter().map(|sample| sample().names().0);
        of_words(
            "What went wrong, for machines: a stable code.",
            codes.collect(),
        )
    }
}

impl ToSchema for ProblemCode {}
