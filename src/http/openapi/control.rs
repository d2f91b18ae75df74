//! The test's operations on orders, time and messages.

use utoipa::openapi::path::HttpMethod::{Get, Post, Put};

use super::super::control::{
    AdvancedReply, AttemptPage, ClockView, Inbox, PlanView, SandboxView, Timeline, Told, Truth,
};
use super::super::coverage::CoverageView;
use super::super::vocabulary::SmsKind;
use super::bodies::{AdvanceBody, ClockBody, EmptyBody, FaultPlanBody, ReviewBody};
use super::operation::Operation;
use super::parameters::{
    after, header, limit, order_no, query, query_all, query_of, query_phone, wait,
};
use super::problems::{cannot_happen, clock_backwards, limit_reached, unknown_order, wrong_status};

/// All of them.
pub fn operations() -> Vec<Operation> {
    let all = clock().into_iter().chain(orders()).chain(observations());
    let all = all.chain(faults()).chain([Operation::new(
        Post,
        "/_sim/v1/reset",
        "reset_sandbox",
        "Empties the sandbox; settings and clock go back to what the last `PUT` made them",
    )
    .may_take::<EmptyBody>()
    .answers::<SandboxView<'_>>(200, "The sandbox as it then is.")]);
    all.map(|operation| operation.under("control")).collect()
}

fn clock() -> [Operation; 3] {
    [
        Operation::new(
            Get,
            "/_sim/v1/clock",
            "show_clock",
            "What the sandbox's clock shows, and what time will cause next",
        )
        .answers::<ClockView>(200, "The clock."),
        Operation::new(
            Put,
            "/_sim/v1/clock",
            "set_clock",
            "Sets the clock's mode or moment, and fires what falls due",
        )
        .may_take::<ClockBody>()
        .answers::<ClockView>(200, "The clock as it then is.")
        .refuses(&[clock_backwards]),
        Operation::new(
            Post,
            "/_sim/v1/clock/advance",
            "advance_clock",
            "Lets time pass; answers when all has settled",
        )
        .says("Everything that falls due on the way fires, in order.")
        .takes::<AdvanceBody>()
        .answers::<AdvancedReply>(200, "What fired, and what the clock shows.")
        .refuses(&[clock_backwards]),
    ]
}

fn orders() -> [Operation; 3] {
    [
        Operation::new(
            Get,
            "/_sim/v1/orders/{order_no}",
            "show_truth",
            "The truth of an order: codes, right ID suffixes, failures left, what is scheduled",
        )
        .with([order_no()])
        .answers::<Truth<'_>>(200, "The order in truth.")
        .refuses(&[unknown_order]),
        Operation::new(
            Get,
            "/_sim/v1/orders/{order_no}/timeline",
            "show_timeline",
            "Every event of an order so far and to come, each with its rule and source",
        )
        .with([order_no()])
        .answers::<Timeline>(200, "The timeline.")
        .refuses(&[unknown_order]),
        Operation::new(
            Post,
            "/_sim/v1/orders/{order_no}/review",
            "review_order",
            "The authority's verdict on an order that is under review",
        )
        .with([order_no()])
        .takes::<ReviewBody>()
        .answers::<Truth<'_>>(200, "The order as it was decided.")
        .refuses(&[unknown_order, wrong_status]),
    ]
}

fn observations() -> [Operation; 4] {
    [
        Operation::new(
            Get,
            "/_sim/v1/coverage",
            "show_coverage",
            "Which rules and sides of limits the traffic has exercised, and which never",
        )
        .with([
            query_all(
                "sandboxes",
                "`all` to count in every sandbox of the service.",
            ),
            query_all(
                "editions",
                "`all` to count whatever can happen in any edition.",
            ),
        ])
        .answers::<CoverageView>(200, "What was exercised, and what never was."),
        Operation::new(
            Get,
            "/_sim/v1/messages",
            "list_messages",
            "The inbox of every phone, oldest first",
        )
        .says(
            "With `wait`, the answer is held until a message is there or the time has ended; where \
             nothing scheduled can bring one, `cannot-happen` at once.",
        )
        .with([
            query_phone("to", "Only those to that phone."),
            query("order_no", "Only those about that order.", "P-1"),
            query_of::<SmsKind>("kind", "Only those of that kind."),
            after("The `id` of the last message seen."),
            limit(),
            wait("How long to wait for one."),
        ])
        .answers::<Inbox>(200, "A page of the inbox.")
        .refuses(&[cannot_happen, limit_reached]),
        Operation::new(
            Get,
            "/_sim/v1/attempts",
            "list_attempts",
            "Every verify and resend, newest first: verdict, rule, source and near miss",
        )
        .with([
            query(
                "phone",
                "Only those with that phone, as entered.",
                "13800000001",
            ),
            query("order_no", "Only those that meant that order.", "P-1"),
            after("The `next` of the page before."),
            limit(),
        ])
        .answers::<AttemptPage<'_>>(200, "A page of attempts."),
        events(),
    ]
}

fn events() -> Operation {
    Operation::new(
        Get,
        "/_sim/v1/events",
        "stream_events",
        "Everything as it happens, as server-sent events, once it is committed",
    )
    .says(
        "Each event's `data` is a StreamedEvent. What happened to orders and who called has \
         an `id` to resume from; the stream does not end by itself.",
    )
    .with([
        after("The id of the last event seen; from now on where none is given."),
        header("Last-Event-ID", "As `after`; browsers send it.", "41"),
    ])
    .streams::<Told>("A stream of events.")
    .refuses(&[limit_reached])
}

fn faults() -> [Operation; 2] {
    [
        Operation::new(
            Get,
            "/_sim/v1/faults",
            "show_faults",
            "What goes wrong, and how often it has",
        )
        .answers::<PlanView<'_>>(200, "The plan."),
        Operation::new(
            Put,
            "/_sim/v1/faults",
            "set_faults",
            "Replaces the plan of what goes wrong; every fault counts from zero",
        )
        .may_take::<FaultPlanBody>()
        .answers::<PlanView<'_>>(200, "The plan."),
    ]
}
