//! The OpenAPI document: every route of the JSON planes, made from the types that are sent.
//!
//! Invariant: it is made when it is first asked for and costs nothing before; what is served is the
//! file `docs/openapi.json`, byte for byte.

mod bodies;
mod control;
mod draft;
mod flat;
mod forms;
mod headers;
mod ministry;
mod operation;
mod parameters;
mod person;
mod problems;
mod provider;
mod refusals;
mod sandboxes;
mod sent;
mod service;
mod viewer;
mod webhooks;

use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::tag::{Tag, TagBuilder};
use utoipa::openapi::{ComponentsBuilder, Info, InfoBuilder, License, OpenApi, OpenApiBuilder};

use draft::{CONTROL_TOKEN, Draft};
use operation::Operation;

pub use problems::ProblemCode;
pub use viewer::{redirect_to_viewer, show_viewer, show_viewer_file};

use super::{letter, problem};

/// The kind of text that the figures are.
const METRICS: &str = "application/openmetrics-text";

const DESCRIPTION: &str = "\
The reference simulator of MIIT's SMS verification (短信核验) of Chinese ICP filings (备案). For tests \
only: never give it real people's data.

Every route of a sandbox exists twice: at the root for the sandbox `default`, and under \
`/s/{sandbox}` for any other. Times are RFC 3339 at +08:00. A body with a field that its schema does \
not have is refused; a field that is null counts as absent, as a parameter of the query that is \
empty. Other methods than those here are answered with 405 (`method-not-allowed`) and an `Allow` \
header, other paths with 404 (`unknown-route`). `HEAD` answers as `GET` does, without the body.

Left out because they are for people: the pages at `/`, `/s/{sandbox}/`, `/console` and `/docs`, and \
`/assets`. Answers of a release may gain fields.";

/// The headings, in order.
const TAGS: &[(&str, &str)] = &[
    (
        "person",
        "What a responsible person does on the ministry's public page.",
    ),
    (
        "ministry",
        "The same in the ministry's own wire format, with token and slider captcha.",
    ),
    (
        "provider",
        "What a filing portal asks of the authority, and sees of its orders.",
    ),
    (
        "control",
        "What only a test may do: time, truth, rules, faults, sandboxes, webhooks.",
    ),
    ("service", "The process itself."),
];

/// The operations, a table a plane.
const TABLES: &[fn() -> Vec<Operation>] = &[
    person::operations,
    ministry::operations,
    provider::operations,
    control::operations,
    sandboxes::operations,
    webhooks::operations,
    service::operations,
];

static TEXT: LazyLock<String> = LazyLock::new(|| {
    // Schemas have string keys and no failing parts.
    let text = serde_json::to_string_pretty(&document()).unwrap_or_default();
    text + "\n"
});

/// The document as JSON text.
pub fn document_text() -> &'static str {
    &TEXT
}

/// `GET /openapi.json`.
pub async fn show_document() -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (kind, document_text()).into_response()
}

fn document() -> OpenApi {
    let mut draft = Draft::default();
    for table in TABLES {
        for operation in table() {
            operation.put_into(&mut draft);
        }
    }
    draft.hold::<problem::Body<'_>>();
    draft.hold::<letter::Body<'_>>();
    let Draft {
        paths,
        schemas,
        sent,
        refusals,
    } = draft;
    let schemas = flat::closed(flat::flattened(&schemas), &sent);
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(
        "The token that the service was started with (`--control-token`); without one, everybody \
         may use the control plane.",
    ));
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .responses_from_iter(refusals.into_responses().chain([ministry::refusal()]))
        .security_scheme(CONTROL_TOKEN, SecurityScheme::Http(token.build()));
    let components = headers::all().fold(components, |components, (name, header)| {
        components.header(name, header)
    });
    OpenApiBuilder::new()
        .info(info())
        .tags(Some(TAGS.iter().map(tag)))
        .paths(paths)
        .webhooks(Some(sent::webhooks()))
        .components(Some(components.build()))
        .build()
}

fn info() -> Info {
    let mut license = License::new("MIT");
    license.identifier = Some("MIT".to_owned());
    InfoBuilder::new()
        .title(env!("CARGO_PKG_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(license))
        .build()
}

fn tag((name, says): &(&str, &str)) -> Tag {
    TagBuilder::new()
        .name(*name)
        .description(Some(*says))
        .build()
}
