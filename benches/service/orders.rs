//! The orders of the benchmark and the requests about them. Each order is a first filing with a
//! phone and an ID number of its own; one person stands for entity and website, so that one SMS
//! and one code lead it to review.

use std::io::Write as _;

/// Phones are scattered, so that look-ups by phone gain nothing from the order of submission.
/// The factor shares no divisor with the number of phones, so none comes twice.
const SCATTER: u64 = 387_420_489;
const PHONES: u64 = 1_000_000_000;

/// What an order's answers begin with.
pub const AN_ORDER: &str = "{\"order_no\":\"B-";
/// What the answer to a right code begins with, here.
pub const ALL_VERIFIED: &str = "{\"valid_status\":3,";
/// What the answer to a wrong code begins with.
pub const NOT_FOUND: &str = "{\"valid_status\":4,";
/// What the answer to an accepted resend begins with.
pub const RESENT: &str = "{\"valid_status\":101,";
/// What the bare server's answers begin with.
pub const ECHO: &str = "{\"";

fn phone(order: u32) -> u64 {
    13 * PHONES + u64::from(order) * SCATTER % PHONES
}

fn suffix(order: u32) -> u32 {
    order % 1_000_000
}

/// Writes a submission.
pub fn submit(into: &mut Vec<u8>, root: &str, order: u32) {
    let person = format!(
        "{{\"name\":\"张三\",\"phone\":\"{}\",\"id_type\":\"resident_id\",\
         \"id_number\":\"330102199001{:06}\"}}",
        phone(order),
        suffix(order)
    );
    let body = format!(
        "{{\"order_no\":\"B-{order:09}\",\"filing_type\":\"first_filing\",\"province\":\"zj\",\
         \"provider\":\"云端示例\",\"entity\":{{\"name\":\"示例公司\",\"principal\":{person}}},\
         \"services\":[{{\"name\":\"示例网\",\"kind\":\"website\",\"principal\":{person}}}]}}"
    );
    call(into, "POST", root, "/v1/orders", &body);
}

/// Writes an entry of that code.
pub fn verify(into: &mut Vec<u8>, order: u32, code: u32) {
    call(into, "POST", "", "/v1/verify", &entry(order, code));
}

/// Writes the wish for another SMS.
pub fn resend(into: &mut Vec<u8>, order: u32) {
    let body = format!(
        "{{\"phone\":\"{}\",\"id_suffix\":\"{:06}\"}}",
        phone(order),
        suffix(order)
    );
    call(into, "POST", "", "/v1/resend", &body);
}

/// Writes a look-up.
pub fn look_up(into: &mut Vec<u8>, order: u32) {
    let _ = write!(
        into,
        "GET /v1/orders/B-{order:09} HTTP/1.1\r\nhost: localhost\r\n\r\n"
    );
}

/// Writes what the bare server echoes: the body of an entry.
pub fn echo(into: &mut Vec<u8>) {
    call(into, "POST", "", "/echo", &entry(0, 0));
}

/// Writes a request with a body.
pub fn call(into: &mut Vec<u8>, method: &str, root: &str, path: &str, body: &str) {
    let length = body.len();
    let _ = write!(
        into,
        "{method} {root}{path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    );
}

fn entry(order: u32, code: u32) -> String {
    format!(
        "{{\"phone\":\"{}\",\"code\":\"{:06}\",\"id_suffix\":\"{:06}\"}}",
        phone(order),
        code % 1_000_000,
        suffix(order)
    )
}

/// Orders below `count`, scattered, over and over.
pub fn round_and_round(count: u32) -> impl FnMut() -> u32 {
    // A step without a common divisor with any count below it visits every order.
    const STEP: u64 = 2_147_483_647;
    let mut turn: u64 = 0;
    move || {
        turn = turn.wrapping_add(1);
        u32::try_from(turn.wrapping_mul(STEP) % u64::from(count.max(1))).unwrap_or_default()
    }
}
