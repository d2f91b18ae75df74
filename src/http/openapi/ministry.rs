//! The ministry's own calls.

use std::borrow::Cow;
use std::marker::PhantomData;

use utoipa::openapi::path::HttpMethod::{self, Get, Post};
use utoipa::openapi::path::Parameter;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ObjectBuilder, RefBuilder, Schema, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Required};
use utoipa::{PartialSchema, ToSchema};

use super::super::miit::{Failure, Picture, Success, Tokens, Validated};
use super::forms::{MinistryAuthForm, MinistryPlacedPiece, MinistryResendBody, MinistryVerifyBody};
use super::headers::{self, SANDBOX_HEADERS};
use super::operation::Operation;
use super::parameters::{header, query};

/// The name of the response that every call refuses with.
const REFUSAL: &str = "MinistryRefusal";

/// All of them.
pub fn operations() -> Vec<Operation> {
    let all = [
        call::<Tokens>(
            Post,
            "/icpproject_query/api/auth",
            "ministry_auth",
            "A token for whoever knows the page's salt",
        )
        .body::<MinistryAuthForm>("application/x-www-form-urlencoded", Required::True),
        call::<Tokens>(
            Get,
            "/icpproject_query/api/auth/refresh",
            "ministry_refresh",
            "A new pair for a refresh token that has not ended",
        )
        .with([query(
            "refreshToken",
            "The refresh token.",
            "eyJ0eXBlIjoyfQ.c2ln",
        )]),
        call::<Picture<'_>>(
            Post,
            "/icpproject_query/api/image/getCheckImage",
            "ministry_get_check_image",
            "A new slider puzzle; the body is not read",
        )
        .with([token()]),
        call::<MinistrySign>(
            Post,
            "/icpproject_query/api/image/checkImage",
            "ministry_check_image",
            "The one try at a puzzle: the sign, where the piece lies in the gap",
        )
        .with([token()])
        .body::<MinistryPlacedPiece>("application/json", Required::True),
        call::<Validated>(
            Post,
            "/icpproject_query/api/smsValidate/validateByCondition",
            "ministry_validate",
            "A person enters code, phone and ID suffix",
        )
        .with(signed())
        .body::<MinistryVerifyBody>("application/json", Required::True)
        .sending("Sim-Rule"),
        call::<Validated>(
            Post,
            "/icpproject_query/api/smsValidate/resendSMSByCondition",
            "ministry_resend",
            "A person asks for another SMS",
        )
        .with(signed())
        .body::<MinistryResendBody>("application/json", Required::True)
        .sending("Sim-Rule"),
    ];
    all.into()
}

/// What every call refuses with, in the ministry's own envelope.
pub fn refusal() -> (String, Response) {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(Failure::name())));
    let response = ResponseBuilder::new()
        .description("Refused in the ministry's envelope; `Sim-Refusal` says why.")
        .content("application/json", content.build());
    let carried = SANDBOX_HEADERS
        .iter()
        .copied()
        .chain(["Sim-Refusal", "Retry-After"]);
    let response = carried.fold(response, |response, name| {
        response.header_ref(name, headers::reference(name))
    });
    (REFUSAL.to_owned(), response.build())
}

/// A call that answers with those parameters.
fn call<T: ToSchema>(
    method: HttpMethod,
    path: &'static str,
    id: &'static str,
    summary: &'static str,
) -> Operation {
    let what = "The answer, or a refusal under HTTP 200, as the ministry does.";
    let operation = Operation::without_refusals(method, path, id, summary)
        .under("ministry")
        .answers_one_of::<Answered<T>, Failure>(200, what)
        .sending("Sim-Refusal");
    // A bad sandbox, a bad token, a limit, a large body, a fault, a store that fails.
    [400, 401, 409, 413, 500, 503]
        .into_iter()
        .fold(operation, |operation, status| {
            operation.answers_like(status, REFUSAL)
        })
}

/// The ministry's envelope around an answer, under a name of its own.
struct Answered<T>(PhantomData<T>);

impl<T: ToSchema> PartialSchema for Answered<T> {
    fn schema() -> RefOr<Schema> {
        let mut schema = Success::<'_, T>::schema();
        if let RefOr::T(Schema::Object(envelope)) = &mut schema {
            let params = RefBuilder::new().ref_location_from_schema_name(T::name());
            let params = params.description(Some("The answer.")).build();
            envelope
                .properties
                .insert("params".to_owned(), params.into());
        }
        schema
    }
}

impl<T: ToSchema> ToSchema for Answered<T> {
    fn name() -> Cow<'static, str> {
        format!("{}Answer", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

/// The sign for a solved puzzle.
struct MinistrySign;

impl PartialSchema for MinistrySign {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "The sign for a solved puzzle, good for 300 s of the sandbox's clock, for several \
                 calls.",
            ))
            .examples(["eyJ0eXBlIjozfQ.c2lnbmF0dXJl"])
            .into()
    }
}

impl ToSchema for MinistrySign {}

fn token() -> Parameter {
    header(
        "token",
        "The token; without a good one: 401.",
        "eyJ0eXBlIjoxfQ.c2ln",
    )
}

fn signed() -> [Parameter; 3] {
    [
        token(),
        header(
            "uuid",
            "The puzzle that was solved; not needed where the sandbox asks for no captcha.",
            "7a1f4c52-9d3e-4b0a-8c6d-2f5e1b7a9c04",
        ),
        header(
            "sign",
            "The sign for it; not needed where the sandbox asks for no captcha.",
            "eyJ0eXBlIjozfQ.c2ln",
        ),
    ]
}
