//! The test's operations on sandboxes and their rules.

use utoipa::openapi::path::HttpMethod::{Delete, Get, Post, Put};
use utoipa::openapi::path::Parameter;

use super::super::control::{
    DiffView, RulebookView, Rulebooks, RulesView, SandboxPage, SandboxView,
};
use super::bodies::{ForkBody, RulesBody, SandboxBody, SandboxDocument};
use super::operation::Operation;
use super::parameters::{limit, named, named_sandbox, query, required};
use super::problems::{
    clock_backwards, sandbox_exists, sandbox_not_empty, unknown_rulebook, unknown_sandbox,
};

/// All of them.
pub fn operations() -> Vec<Operation> {
    let all = rules().into_iter().chain(rulebooks());
    let all = all.chain(sandboxes()).chain(copies());
    all.map(|operation| operation.under("control")).collect()
}

fn rules() -> [Operation; 2] {
    [
        Operation::new(
            Get,
            "/_sim/v1/rules",
            "show_rules",
            "The sandbox's edition, profile and overrides, and every effective parameter",
        )
        .answers::<RulesView<'_>>(200, "The rules."),
        Operation::new(
            Put,
            "/_sim/v1/rules",
            "set_rules",
            "Sets edition, vendor's reading and single parameters; open rounds keep theirs",
        )
        .may_take::<RulesBody>()
        .answers::<RulesView<'_>>(200, "The rules as they then are."),
    ]
}

fn rulebooks() -> [Operation; 3] {
    [
        Operation::new(
            Get,
            "/_sim/v1/rulebooks",
            "list_rulebooks",
            "The editions, profiles, provinces, rules and sources as data",
        )
        .answers::<Rulebooks>(200, "What is known of the regulation."),
        Operation::new(
            Get,
            "/_sim/v1/rulebooks/{id}",
            "show_rulebook",
            "One edition in full, each value with its source",
        )
        .with([named("id", "The edition.", "app-2023")])
        .answers::<RulebookView>(200, "The edition.")
        .refuses(&[unknown_rulebook]),
        Operation::new(
            Get,
            "/_sim/v1/rulebooks/diff",
            "diff_rulebooks",
            "What changed between two editions",
        )
        .with([
            required(query("from", "The one edition.", "pilot-2018")),
            required(query("to", "The other.", "app-2023")),
        ])
        .answers::<DiffView>(200, "Where they differ.")
        .refuses(&[unknown_rulebook]),
    ]
}

fn id() -> Parameter {
    named_sandbox("id", "The sandbox that is meant.")
}

fn sandboxes() -> [Operation; 4] {
    [
        Operation::new(
            Get,
            "/_sim/v1/sandboxes",
            "list_sandboxes",
            "Every stored sandbox, by name",
        )
        .with([
            query("after", "The `next` of the page before.", "job-7"),
            limit(),
        ])
        .answers::<SandboxPage<'_>>(200, "A page of sandboxes."),
        Operation::new(
            Get,
            "/_sim/v1/sandboxes/{id}",
            "show_sandbox",
            "One sandbox",
        )
        .with([id()])
        .answers::<SandboxView<'_>>(200, "The sandbox.")
        .refuses(&[unknown_sandbox]),
        Operation::new(
            Put,
            "/_sim/v1/sandboxes/{id}",
            "set_sandbox",
            "Makes a sandbox, or adjusts it; what is not given stays",
        )
        .with([id()])
        .may_take::<SandboxBody>()
        .answers::<SandboxView<'_>>(200, "The adjusted sandbox.")
        .answers::<SandboxView<'_>>(201, "The new sandbox.")
        .sending("Location")
        .refuses(&[clock_backwards]),
        Operation::new(
            Delete,
            "/_sim/v1/sandboxes/{id}",
            "remove_sandbox",
            "Removes a sandbox with everything in it",
        )
        .with([id()])
        .answers_nothing(204, "It is removed.")
        .refuses(&[unknown_sandbox]),
    ]
}

fn copies() -> [Operation; 3] {
    [
        Operation::new(
            Post,
            "/_sim/v1/fork",
            "fork_sandbox",
            "A full copy of the sandbox with a clock of its own",
        )
        .takes::<ForkBody>()
        .answers::<SandboxView<'_>>(201, "The copy.")
        .sending("Location")
        .refuses(&[sandbox_exists]),
        Operation::new(
            Get,
            "/_sim/v1/export",
            "export_sandbox",
            "The sandbox as one document",
        )
        .answers::<SandboxDocument>(200, "The document."),
        Operation::new(
            Post,
            "/_sim/v1/import",
            "import_sandbox",
            "An empty sandbox becomes what a document of at most 64 MiB says",
        )
        .takes::<SandboxDocument>()
        .answers::<SandboxView<'_>>(200, "The sandbox, which was known.")
        .answers::<SandboxView<'_>>(201, "The sandbox, which is new.")
        .sending("Location")
        .refuses(&[sandbox_not_empty]),
    ]
}
