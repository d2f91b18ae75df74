//! Refusals that operations share: one response for every set of codes under a status.
//!
//! Invariant: what an answer of that status can be is told by the problems themselves.

use std::collections::BTreeMap;

use serde_json::json;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::{ContentBuilder, Ref};

use super::super::problem::Problem;
use super::headers::{self, SANDBOX_HEADERS};

/// The refusals that were named, by name.
#[derive(Default)]
pub struct Refusals(BTreeMap<String, Response>);

impl Refusals {
    /// What refuses for those reasons, by status.
    pub fn of(&mut self, problems: &[Problem]) -> BTreeMap<u16, Ref> {
        let mut by_status: BTreeMap<u16, BTreeMap<&str, &Problem>> = BTreeMap::new();
        for problem in problems {
            let of_status = by_status.entry(problem.status().as_u16()).or_default();
            of_status.insert(problem.names().0, problem);
        }
        by_status
            .into_iter()
            .map(|(status, problems)| {
                let name = name(problems.keys());
                let response = self.0.entry(name.clone());
                response.or_insert_with(|| response_of(status, &problems));
                (status, Ref::from_response_name(name))
            })
            .collect()
    }

    /// All of them.
    pub fn into_responses(self) -> impl Iterator<Item = (String, Response)> {
        self.0.into_iter()
    }
}

/// `UnknownOrderOrUnknownSandbox`.
fn name<'a>(codes: impl Iterator<Item = &'a &'a str>) -> String {
    let names: Vec<String> = codes
        .map(|code| code.split('-').map(capitalized).collect())
        .collect();
    names.join("Or")
}

fn capitalized(word: &str) -> String {
    let (first, rest) = word.split_at(usize::from(!word.is_empty()));
    first.to_ascii_uppercase() + rest
}

fn response_of(status: u16, problems: &BTreeMap<&str, &Problem>) -> Response {
    let lines = problems.iter().map(|(code, problem)| {
        let title = problem.names().1;
        format!("`{code}`: {title}.")
    });
    let examples = problems.iter().map(|(code, problem)| {
        let example = ExampleBuilder::new().value(Some(json!(problem.body())));
        ((*code).to_owned(), example.build())
    });
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .examples_from_iter(examples);
    let codes = json!(problems.keys().collect::<Vec<_>>());
    let own = match status {
        401 => Some("WWW-Authenticate"),
        503 => Some("Retry-After"),
        _ => None,
    };
    let ruled = problems.values().any(|problem| problem.rule().is_some());
    let response = ResponseBuilder::new()
        .description(lines.collect::<Vec<_>>().join("\n\n"))
        .content("application/problem+json", content.build())
        .extensions(Some(ExtensionsBuilder::new().add("x-codes", codes).build()));
    SANDBOX_HEADERS
        .iter()
        .copied()
        .chain(own)
        .chain(ruled.then_some("Sim-Rule"))
        .fold(response, |response, name| {
            response.header_ref(name, headers::reference(name))
        })
        .build()
}
