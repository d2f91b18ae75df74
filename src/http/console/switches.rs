//! The small routes: the way in, the switcher of sandboxes, language and theme, and what pages are made
//! of.

use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};

use super::super::served::served;
use super::form::Form;
use super::guard::POLICY;
use super::layout::path_of;
use super::look::{Lang, Theme, keep};
use super::notice::back;
use super::trouble::Trouble;
use super::visit::Visit;
use crate::app::SandboxId;

/// `GET /console`: the orders.
pub async fn home(visit: Visit) -> Redirect {
    Redirect::to(&visit.path("/orders"))
}

/// `GET /console/go?sandbox=`: the console of that sandbox.
pub async fn go(visit: Visit) -> Result<Redirect, Trouble> {
    let asked = visit.param("sandbox").unwrap_or_default();
    let id = SandboxId::parse(asked).ok_or(Trouble::BadSandboxName)?;
    let page = format!("{}/console/orders", path_of(id.as_str()));
    Ok(Redirect::to(&page))
}

/// `POST /console/look`: keeps language and theme, and leads back.
pub async fn set_look(visit: Visit, form: Form) -> Response {
    let page = back(&visit, form.get("back"), "/orders");
    let mut response = Redirect::to(&page).into_response();
    let lang = Lang::from_key(form.get("lang")).and_then(|lang| keep("lang", lang.key()));
    let theme = Theme::from_key(form.get("theme")).and_then(|theme| keep("theme", theme.key()));
    for cookie in lang.into_iter().chain(theme) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// `GET /assets/console.css`.
pub async fn style() -> Response {
    served(
        "text/css; charset=utf-8",
        POLICY,
        include_str!("assets/console.css"),
    )
}

/// `GET /assets/console.js`.
pub async fn script() -> Response {
    served(
        "text/javascript; charset=utf-8",
        POLICY,
        include_str!("assets/console.js"),
    )
}
