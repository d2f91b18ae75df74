//! What is drawn of a round of an order, and where: events and the moments that are none, in lanes.

use super::axis::{Point, places};
use super::story::{Event, Sms};
use super::visit::Scene;
use crate::order::{Course, Order, Round, Status};
use crate::rules::Timestamp;

/// Where the time begins, right of the lanes' names.
pub const LEFT: i64 = 212;
/// How far the time reaches at the least.
pub const RIGHT: i64 = 1_150;
/// Events of a round that are drawn at the most; the newest are.
const DRAWN_MAX: usize = 150;

/// The moments that are no events.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The first SMS is dispatched.
    WindowOpens,
    /// The window closes.
    Deadline,
    /// What the clock shows.
    Now,
}

/// Something with a place.
pub enum What<'a> {
    /// An event of the order.
    Event(&'a Event<'a>),
    /// A moment that is none.
    Moment(Moment),
}

/// Something that is drawn.
pub struct Item<'a> {
    /// When.
    pub at: Timestamp,
    /// In which lane, if in one.
    pub lane: Option<usize>,
    /// How far to the right.
    pub x: i64,
    /// What.
    pub what: What<'a>,
}

/// What is drawn of that round, in order, with its place.
pub fn placed<'a>(
    scene: &Scene<'_>,
    order: &Order,
    round: &Round,
    events: &[&'a Event<'a>],
) -> Vec<Item<'a>> {
    let drawn = events.len().saturating_sub(DRAWN_MAX);
    let events = events.iter().skip(drawn).map(|event| Item {
        at: event.at,
        lane: Some(lane(event, round)),
        x: 0,
        what: What::Event(event),
    });
    let moment = |at, moment| Item {
        at,
        lane: None,
        x: 0,
        what: What::Moment(moment),
    };
    let (opens, closes) = match round.setup.course {
        Course::Verified {
            first_sms_at,
            deadline,
            ..
        } => (Some(first_sms_at), Some(deadline)),
        Course::Unverified(_) => (None, None),
    };
    let is_current = is_open(order) && round.number == order.round().number;
    let now = is_current.then_some(scene.now);
    // Of one instant: the window opens before anything is sent in it, and now is what has happened.
    let mut items: Vec<Item<'a>> = opens
        .map(|at| moment(at, Moment::WindowOpens))
        .into_iter()
        .collect();
    items.extend(events);
    items.extend(closes.map(|at| moment(at, Moment::Deadline)));
    items.extend(now.map(|at| moment(at, Moment::Now)));
    items.sort_by_key(|item| item.at);
    let points = points(&items);
    for (item, x) in items.iter_mut().zip(places(&points, LEFT, RIGHT)) {
        item.x = x;
    }
    items
}

/// What takes room: all that leaves the ministry at one instant is one point of its lane.
fn points(items: &[Item<'_>]) -> Vec<Point> {
    let mut left_at = None;
    let mut point = |item: &Item<'_>| {
        let leaves = matches!(&item.what, What::Event(event) if event.key == "sms_dispatched");
        let again = leaves && left_at == Some(item.at);
        if leaves {
            left_at = Some(item.at);
        }
        Point {
            at: item.at,
            lane: item.lane.filter(|_| !again),
        }
    };
    items.iter().map(&mut point).collect()
}

/// Whether anything can still happen to the order.
const fn is_open(order: &Order) -> bool {
    matches!(
        order.status(),
        Status::AwaitingVerification | Status::VerificationFailed | Status::UnderReview
    )
}

/// The order's lane is the first; what a person does or gets stands in that person's.
fn lane(event: &Event<'_>, round: &Round) -> usize {
    let of_order = matches!(event.key, "sms_dispatched" | "verification_failed");
    let person = event.person.filter(|_| !of_order).map(usize::from);
    person
        .filter(|person| *person < round.setup.verifiers.len())
        .map_or(0, |person| person + 1)
}

/// How far to the right a moment is, if it is drawn.
pub fn x_of(items: &[Item<'_>], wanted: Moment) -> Option<i64> {
    let mut found = items
        .iter()
        .filter(|item| matches!(item.what, What::Moment(moment) if moment == wanted));
    found.next().map(|item| item.x)
}

/// Where the SMS that leaves arrives, if it is drawn.
pub fn arrival<'a, 'b>(items: &'b [Item<'a>], event: &Event<'_>) -> Option<&'b Item<'a>> {
    let Some(Sms::Leaves(message)) = event.sms else {
        return None;
    };
    items.iter().find(
        |item| matches!(&item.what, What::Event(event) if event.sms == Some(Sms::Arrives(message))),
    )
}
