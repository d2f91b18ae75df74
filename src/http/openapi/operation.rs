//! An operation of the document while it is put together: what it takes, answers and refuses.
//!
//! Invariant: whatever every route of a kind carries or refuses is added here, so that no table can
//! forget it.

use std::collections::{BTreeMap, BTreeSet};

use utoipa::openapi::path::{HttpMethod, Parameter};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{OneOfBuilder, Schema};
use utoipa::openapi::{Content, ContentBuilder, Ref, RefOr, Required};
use utoipa::{PartialSchema, ToSchema};

use super::super::problem::Problem;
use super::headers::{self, SANDBOX_HEADERS, SERVICE_HEADERS};
use super::problems::{
    Sample, bad_parameter, body_too_large, busy, defect, draining, invalid, journal, limit_reached,
    malformed_json, not_json, store_unavailable, unauthorized,
};

/// What almost every body is.
const JSON: &str = "application/json";

/// Schemas by name.
pub type Schemas = BTreeMap<String, RefOr<Schema>>;

/// One operation.
pub struct Operation {
    /// Its method.
    pub method: HttpMethod,
    /// Its path at the root.
    pub path: &'static str,
    /// Its id at the root.
    pub id: &'static str,
    /// What it does.
    pub summary: &'static str,
    /// What else there is to say.
    pub says: Option<&'static str>,
    /// The heading that it stands under.
    pub tag: &'static str,
    /// What path, query and headers say.
    pub parameters: Vec<Parameter>,
    /// What it takes.
    pub body: Option<RequestBody>,
    /// What it answers, by status.
    pub answers: BTreeMap<u16, RefOr<Response>>,
    /// Why it refuses.
    pub refuses: Vec<Problem>,
    /// Whether every sandbox has it.
    pub scoped: bool,
    /// Whether it asks for the control token.
    pub guarded: bool,
    /// The schemas that it names.
    pub schemas: Schemas,
    /// Those of them that it takes.
    pub sent: BTreeSet<String>,
}

impl Operation {
    /// An operation of every sandbox, with an id and a sentence of its own.
    pub fn new(
        method: HttpMethod,
        path: &'static str,
        id: &'static str,
        summary: &'static str,
    ) -> Self {
        let reads = method == HttpMethod::Get;
        let operation = Self::without_refusals(method, path, id, summary).refuses(&[
            bad_parameter,
            journal,
            defect,
            draining,
            store_unavailable,
            busy,
        ]);
        // Whoever only looks makes no sandbox.
        let operation = if reads {
            operation
        } else {
            operation.refuses(&[limit_reached])
        };
        if path.starts_with("/_sim/") {
            operation.guarded()
        } else {
            operation
        }
    }

    /// An operation of every sandbox that refuses nothing by a problem.
    pub fn without_refusals(
        method: HttpMethod,
        path: &'static str,
        id: &'static str,
        summary: &'static str,
    ) -> Self {
        Self {
            scoped: true,
            ..Self::of_service(method, path, id, summary)
        }
    }

    /// An operation of the service, whatever the sandbox.
    pub const fn of_service(
        method: HttpMethod,
        path: &'static str,
        id: &'static str,
        summary: &'static str,
    ) -> Self {
        Self {
            method,
            path,
            id,
            summary,
            says: None,
            tag: "",
            parameters: Vec::new(),
            body: None,
            answers: BTreeMap::new(),
            refuses: Vec::new(),
            scoped: false,
            guarded: false,
            schemas: Schemas::new(),
            sent: BTreeSet::new(),
        }
    }

    /// Under that heading.
    pub const fn under(mut self, tag: &'static str) -> Self {
        self.tag = tag;
        self
    }

    /// Only for who has the control token, where the service has one.
    fn guarded(mut self) -> Self {
        self.guarded = true;
        self.refuses(&[unauthorized])
    }

    /// With more to say.
    pub const fn says(mut self, text: &'static str) -> Self {
        self.says = Some(text);
        self
    }

    /// With parameters.
    pub fn with(mut self, parameters: impl IntoIterator<Item = Parameter>) -> Self {
        self.parameters.extend(parameters);
        self
    }

    /// With a JSON body that may be left out, as an empty one.
    pub fn may_take<T: ToSchema>(self) -> Self {
        self.json::<T>(Required::False)
    }

    /// With a JSON body.
    pub fn takes<T: ToSchema>(self) -> Self {
        self.json::<T>(Required::True)
    }

    fn json<T: ToSchema>(mut self, required: Required) -> Self {
        self.sent.extend(collected::<T>().map(|(name, _)| name));
        self.body::<T>(JSON, required)
            .refuses(&[malformed_json, body_too_large, not_json, invalid])
    }

    /// With a body of that kind.
    pub fn body<T: ToSchema>(mut self, kind: &str, required: Required) -> Self {
        let content = ContentBuilder::new().schema(Some(self.reference::<T>()));
        let body = RequestBodyBuilder::new().content(kind, content.build());
        self.body = Some(body.required(Some(required)).build());
        self
    }

    /// Answering JSON with that status.
    pub fn answers<T: ToSchema>(mut self, status: u16, what: &str) -> Self {
        let content = ContentBuilder::new().schema(Some(self.reference::<T>()));
        self.answers_with(status, what, (JSON, content.build()))
    }

    /// Answering text of that kind with that status.
    pub fn answers_text(self, status: u16, what: &str, kind: &str) -> Self {
        let text = ContentBuilder::new().schema(Some(String::schema()));
        self.answers_with(status, what, (kind, text.build()))
    }

    fn answers_with(mut self, status: u16, what: &str, (kind, content): (&str, Content)) -> Self {
        let answer = self.answer(what).content(kind, content);
        self.answers.insert(status, answer.build().into());
        self
    }

    /// Answering JSON of either kind with that status.
    pub fn answers_one_of<T: ToSchema, U: ToSchema>(mut self, status: u16, what: &str) -> Self {
        let either = OneOfBuilder::new()
            .item(self.reference::<T>())
            .item(self.reference::<U>());
        let content = ContentBuilder::new().schema(Some(either));
        self.answers_with(status, what, (JSON, content.build()))
    }

    /// Answering with that status as others do.
    pub fn answers_like(mut self, status: u16, response: &str) -> Self {
        self.answers
            .insert(status, Ref::from_response_name(response).into());
        self
    }

    /// Answering with a stream of server-sent events, each with such data.
    pub fn streams<T: ToSchema>(mut self, what: &str) -> Self {
        self.schemas.extend(collected::<T>());
        self.answers_text(200, what, "text/event-stream")
    }

    /// Answering with that status and no body.
    pub fn answers_nothing(mut self, status: u16, what: &str) -> Self {
        let answer = self.answer(what).build();
        self.answers.insert(status, answer.into());
        self
    }

    /// With one more header on every answer that is no refusal.
    pub fn sending(mut self, header: &str) -> Self {
        for answer in self.answers.values_mut() {
            if let RefOr::T(answer) = answer {
                let reference = RefOr::Ref(headers::reference(header));
                answer.headers.insert(header.to_owned(), reference);
            }
        }
        self
    }

    /// Refusing for those reasons as well.
    pub fn refuses(mut self, samples: &[Sample]) -> Self {
        self.refuses.extend(samples.iter().map(|sample| sample()));
        self
    }

    /// The schema by reference, which the document will hold.
    pub fn reference<T: ToSchema>(&mut self) -> Ref {
        self.schemas.extend(collected::<T>());
        Ref::from_schema_name(T::name())
    }

    fn answer(&self, what: &str) -> ResponseBuilder {
        let common = if self.scoped {
            SANDBOX_HEADERS
        } else {
            SERVICE_HEADERS
        };
        let answer = ResponseBuilder::new().description(what);
        common.iter().fold(answer, |answer, name| {
            answer.header_ref(*name, headers::reference(name))
        })
    }
}

/// The type's schema by name, and those that it names.
pub fn collected<T: ToSchema>() -> impl Iterator<Item = (String, RefOr<Schema>)> {
    let mut found = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut found);
    found.into_iter()
}
