//! Forms as a browser sends them, and forms that were not accepted: what was entered, and what is wrong
//! with it, to be shown where it was entered.

use std::collections::BTreeMap;

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use maud::{Markup, html};

use super::super::App;
use super::super::extract::read;
use super::trouble::Trouble;

/// The fields of a form.
pub struct Form(BTreeMap<String, String>);

/// A form that was not accepted; nothing was changed.
pub struct Rejected {
    /// Which form of the page.
    pub form: String,
    /// What was entered.
    pub entered: Form,
    /// What is wrong with each field; an empty name stands for the whole form.
    pub errors: Vec<(&'static str, String)>,
    /// The status of the answer.
    pub status: StatusCode,
}

impl Form {
    /// The field, trimmed; empty where it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |value| value.trim())
    }

    /// The field, if it was filled in.
    pub fn filled(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// The form refused for its fields.
    pub fn invalid(self, form: impl Into<String>, errors: Vec<(&'static str, String)>) -> Rejected {
        Rejected {
            form: form.into(),
            entered: self,
            errors,
            status: StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// The form refused as a whole, for how things stand.
    pub fn conflict(self, form: impl Into<String>, why: String) -> Rejected {
        Rejected {
            form: form.into(),
            entered: self,
            errors: vec![("", why)],
            status: StatusCode::CONFLICT,
        }
    }
}

impl FromRequest<App> for Form {
    type Rejection = Trouble;

    async fn from_request(request: Request, _: &App) -> Result<Self, Trouble> {
        let body = read(request).await.map_err(|_| Trouble::BadForm)?;
        Ok(Self(form_urlencoded::parse(&body).into_owned().collect()))
    }
}

/// What to show in a field: what was entered where the form was refused, else the usual.
pub fn value<'a>(
    rejected: Option<&'a Rejected>,
    form: &str,
    name: &str,
    usual: &'a str,
) -> &'a str {
    let same = rejected.filter(|rejected| rejected.form == form);
    same.map_or(usual, |rejected| rejected.entered.get(name))
}

/// What is wrong with a field, beside it; an empty name stands for the whole form.
pub fn error(rejected: Option<&Rejected>, form: &str, name: &str) -> Markup {
    let same = rejected.filter(|rejected| rejected.form == form);
    let errors = same.into_iter().flat_map(|rejected| &rejected.errors);
    let mut errors = errors.filter(|(field, _)| *field == name).peekable();
    html! {
        @if errors.peek().is_some() {
            p.error role="alert" id={ (form) "-" (name) "-error" } {
                @for (_, text) in errors { (text) " " }
            }
        }
    }
}

/// Whether a field was refused, for `aria-invalid`.
pub fn is_bad(rejected: Option<&Rejected>, form: &str, name: &str) -> bool {
    rejected.is_some_and(|rejected| {
        rejected.form == form && rejected.errors.iter().any(|(field, _)| *field == name)
    })
}

/// Whether that form was refused.
pub fn is_refused(rejected: Option<&Rejected>, form: &str) -> bool {
    rejected.is_some_and(|rejected| rejected.form == form)
}

/// The status of a page that shows a refused form, or of one that shows none.
pub fn status(rejected: Option<&Rejected>) -> StatusCode {
    rejected.map_or(StatusCode::OK, |rejected| rejected.status)
}
