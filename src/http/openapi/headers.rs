//! The headers of answers.

use utoipa::openapi::Ref;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};

/// What every answer about a sandbox carries.
pub const SANDBOX_HEADERS: &[&str] = &["Request-Id", "Sim-Sandbox", "Sim-Now"];

/// What every other answer carries.
pub const SERVICE_HEADERS: &[&str] = &["Request-Id"];

/// Name, what it says, an example.
const HEADERS: &[(&str, &str, &str)] = &[
    (
        "Request-Id",
        "Names the request: the client's own, where it sent one of at most 128 bytes.",
        "req-1",
    ),
    (
        "Sim-Sandbox",
        "The sandbox; absent where the path names no possible one.",
        "default",
    ),
    (
        "Sim-Now",
        "What the sandbox's clock showed: RFC 3339 at +08:00; absent where the store fails.",
        "2024-03-01T09:00:00+08:00",
    ),
    (
        "Sim-Rule",
        "The rule of the verdict, or of the refusal.",
        "verify.nothing-matches",
    ),
    (
        "Sim-Refusal",
        "Which refusal it is, on the ministry's plane.",
        "token-missing",
    ),
    (
        "Location",
        "Where what was made is shown.",
        "/v1/orders/P-1",
    ),
    (
        "Retry-After",
        "How long to wait before the next try, in seconds.",
        "1",
    ),
    (
        "WWW-Authenticate",
        "How the control token is sent.",
        "Bearer",
    ),
];

/// The header of that name.
pub fn reference(name: &str) -> Ref {
    Ref::new(format!("#/components/headers/{name}"))
}

/// Every header by name.
pub fn all() -> impl Iterator<Item = (&'static str, Header)> {
    HEADERS.iter().map(|(name, says, example)| {
        let schema = ObjectBuilder::new()
            .schema_type(Type::String)
            .examples([*example]);
        let header = HeaderBuilder::new()
            .description(Some(*says))
            .schema(Some(schema));
        (*name, header.build())
    })
}
