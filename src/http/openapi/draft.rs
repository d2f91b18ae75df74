//! The document while it is put together, operation by operation.
//!
//! Invariant: what is of every sandbox is there twice, at the root and under `/s/{sandbox}`, and
//! alike.

use std::collections::BTreeSet;

use utoipa::ToSchema;
use utoipa::openapi::path::{OperationBuilder, Parameter, Paths};
use utoipa::openapi::security::SecurityRequirement;

use super::operation::{Operation, Schemas, collected};
use super::parameters::sandbox;
use super::refusals::Refusals;

/// The name of the security scheme of the control token.
pub const CONTROL_TOKEN: &str = "control_token";

/// The document as far as it is put together.
#[derive(Default)]
pub struct Draft {
    /// The operations by path.
    pub paths: Paths,
    /// The schemas that they name.
    pub schemas: Schemas,
    /// Those that requests send, of which no field is unknown.
    pub sent: BTreeSet<String>,
    /// The refusals that they share.
    pub refusals: Refusals,
}

impl Draft {
    /// Holds the schema of a type that no operation answers with by itself.
    pub fn hold<T: ToSchema>(&mut self) {
        self.schemas.extend(collected::<T>());
    }
}

impl Operation {
    /// Puts it into the document: at the root, and where it is a sandbox's, under `/s/{sandbox}`.
    pub fn put_into(mut self, draft: &mut Draft) {
        draft.schemas.append(&mut self.schemas);
        draft.sent.append(&mut self.sent);
        let refused = draft.refusals.of(&self.refuses);
        let mut add = |path: String, id: String, more: Option<Parameter>| {
            let operation = self.operation(id).parameters(Some(more));
            let operation = refused
                .iter()
                .fold(operation, |operation, (status, refusal)| {
                    operation.response(status.to_string(), refusal.clone())
                });
            let methods = vec![self.method.clone()];
            draft
                .paths
                .add_path_operation(path, methods, operation.build());
        };
        add(self.path.to_owned(), self.id.to_owned(), None);
        if self.scoped {
            let (path, id) = (
                format!("/s/{{sandbox}}{}", self.path),
                format!("{}_in", self.id),
            );
            add(path, id, Some(sandbox()));
        }
    }

    /// All of it but its refusals.
    fn operation(&self, id: String) -> OperationBuilder {
        let operation = OperationBuilder::new()
            .tag(self.tag)
            .operation_id(Some(id))
            .summary(Some(self.summary))
            .description(self.says)
            .parameters(Some(self.parameters.clone()))
            .request_body(self.body.clone());
        let operation = if self.guarded {
            // Without a token of the service, nothing is asked.
            operation.securities(Some([
                SecurityRequirement::default(),
                SecurityRequirement::new::<_, _, String>(CONTROL_TOKEN, []),
            ]))
        } else {
            operation
        };
        self.answers
            .iter()
            .fold(operation, |operation, (status, answer)| {
                operation.response(status.to_string(), answer.clone())
            })
    }
}
