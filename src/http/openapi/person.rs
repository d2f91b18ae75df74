//! The person's operations.

use utoipa::openapi::path::HttpMethod::Post;

use super::super::person::VerdictReply;
use super::bodies::{ResendBody, VerifyBody};
use super::operation::Operation;
use super::problems::{fault_error, fault_unauthorized};

const WHATEVER: &str = "The verdict, whatever it is: the prompt is the product.";

/// All of them.
pub fn operations() -> Vec<Operation> {
    let all = [
        Operation::new(
            Post,
            "/v1/verify",
            "verify",
            "A person enters phone, code and ID suffix",
        )
        .takes::<VerifyBody>(),
        Operation::new(
            Post,
            "/v1/resend",
            "resend",
            "A person asks for another SMS",
        )
        .takes::<ResendBody>(),
    ];
    let answering = all.map(|operation| {
        operation
            .under("person")
            .answers::<VerdictReply>(200, WHATEVER)
            .sending("Sim-Rule")
            .refuses(&[fault_error, fault_unauthorized])
    });
    answering.into()
}
