//! Operations of the service, whatever the sandbox.

use utoipa::openapi::path::HttpMethod::Get;

use super::super::health::{Health, Version};
use super::operation::Operation;
use super::problems::{draining, store_unavailable};

/// All of them.
pub fn operations() -> Vec<Operation> {
    let all = [
        Operation::of_service(Get, "/livez", "livez", "Whether the process answers")
            .answers::<Health>(200, "It does."),
        Operation::of_service(
            Get,
            "/readyz",
            "readyz",
            "Whether commands are served: neither stopping nor without its store",
        )
        .answers::<Health>(200, "They are.")
        .refuses(&[draining, store_unavailable]),
        Operation::of_service(Get, "/version", "version", "Which program serves")
            .answers::<Version>(200, "The program."),
        Operation::of_service(
            Get,
            "/metrics",
            "metrics",
            "The service at work, for Prometheus",
        )
        .answers_text(200, "Figures in OpenMetrics text.", super::METRICS),
        Operation::of_service(Get, "/openapi.json", "openapi", "This document")
            .answers::<super::super::scalars::AnyObject>(200, "OpenAPI 3.1."),
    ];
    all.map(|operation| operation.under("service")).into()
}
