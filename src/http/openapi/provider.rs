//! The provider's operations.

use utoipa::openapi::path::HttpMethod::{Get, Post};

use super::super::provider::{OrderPage, OrderView};
use super::super::vocabulary::{FilingType, SeenStatus};
use super::bodies::{CorrectionBody, EmptyBody, OrderBody};
use super::operation::Operation;
use super::parameters::{after, limit, order_no, query_of, wait};
use super::problems::{
    cannot_happen, filings_suspended, limit_reached, order_exists, unknown_order, wrong_status,
};

/// All of them.
pub fn operations() -> Vec<Operation> {
    let all = [
        submit(),
        list(),
        show(),
        Operation::new(
            Post,
            "/v1/orders/{order_no}/resubmit",
            "resubmit_order",
            "A returned order goes into its next round, corrected where the body says so",
        )
        .with([order_no()])
        .may_take::<CorrectionBody<'_>>()
        .answers::<OrderView<'_>>(200, "The order in its new round.")
        .refuses(&[unknown_order, wrong_status, filings_suspended]),
        Operation::new(
            Post,
            "/v1/orders/{order_no}/withdraw",
            "withdraw_order",
            "The provider takes an order back that awaits verification or is under review",
        )
        .with([order_no()])
        .may_take::<EmptyBody>()
        .answers::<OrderView<'_>>(200, "The withdrawn order.")
        .refuses(&[unknown_order, wrong_status]),
    ];
    all.map(|operation| operation.under("provider")).into()
}

fn submit() -> Operation {
    Operation::new(
        Post,
        "/v1/orders",
        "submit_order",
        "The provider submits an order to the authority",
    )
    .says(
        "Idempotent: the same content under the same `order_no` again changes nothing. What \
         clashes with the edition in force is refused with 422.",
    )
    .takes::<OrderBody<'_>>()
    .answers::<OrderView<'_>>(200, "The order that came before with the same content.")
    .answers::<OrderView<'_>>(201, "The new order.")
    .sending("Location")
    .refuses(&[order_exists, filings_suspended])
}

fn list() -> Operation {
    Operation::new(
        Get,
        "/v1/orders",
        "list_orders",
        "The provider's orders, newest first",
    )
    .with([
        query_of::<SeenStatus>("status", "Only those that the provider sees stand so."),
        query_of::<FilingType>("filing_type", "Only those of that filing type."),
        after("The `next` of the page before."),
        limit(),
    ])
    .answers::<OrderPage<'_>>(200, "A page of orders.")
}

fn show() -> Operation {
    Operation::new(
        Get,
        "/v1/orders/{order_no}",
        "show_order",
        "An order as the provider's system sees it: behind by the sync lag",
    )
    .says(
        "With `wait_status` and `wait`, the answer is held until the order is seen so or the time \
         has ended; what time alone will not bring is refused at once with `cannot-happen`.",
    )
    .with([
        order_no(),
        query_of::<SeenStatus>("wait_status", "What to wait for; goes with `wait`."),
        wait("How long to wait; goes with `wait_status`."),
    ])
    .answers::<OrderView<'_>>(200, "The order.")
    .refuses(&[unknown_order, cannot_happen, limit_reached])
}
