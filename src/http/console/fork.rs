//! Copying a sandbox from the list of them: the copy has a name of its own, and goes its own way.

use axum::response::Response;
use maud::{Markup, html};
use serde_json::json;

use super::form::{Form, Rejected, error, is_bad, value};
use super::layout::path_of;
use super::notice::{Deed, done};
use super::order::Named;
use super::sandboxes::{show, stored};
use super::trouble::Trouble;
use super::visit::{Scene, Visit, base_of};
use super::widgets::{curl, quoted};
use crate::app::SandboxId;

/// `POST /console/sandboxes/{name}/fork`: a full copy under another name.
pub async fn fork_sandbox(visit: Visit, named: Named, form: Form) -> Result<Response, Trouble> {
    let w = visit.look.lang.words();
    let from = stored(&visit, named).await?;
    let why = match SandboxId::parse(form.get("to")) {
        None => w.bad_name,
        Some(to) => match visit.app.hall.fork(&from, &to).await? {
            Ok(()) => {
                let page = format!("{}/console/orders", base_of(&to));
                return Ok(done(&page, Deed::Forked));
            }
            // A fork is refused for nothing else.
            Err(_) => w.name_taken,
        },
    };
    let rejected = form.invalid(fork_name(from.as_str()), vec![("to", why.to_owned())]);
    show(&visit, Some(&rejected)).await
}

/// What the form of that sandbox is called.
pub fn fork_name(id: &str) -> String {
    format!("fork-{id}")
}

/// The form that copies that sandbox. It leads back to the page of the list on which it stands.
pub fn fork_form(scene: &Scene<'_>, id: &str, rejected: Option<&Rejected>) -> Markup {
    let (w, visit) = (scene.words, scene.visit);
    let name = fork_name(id);
    let page = visit.param("after").map(|after| {
        let mut query = form_urlencoded::Serializer::new("?".to_owned());
        query.append_pair("after", after).finish()
    });
    let target = format!("/sandboxes/{id}/fork{}", page.unwrap_or_default());
    let bad = is_bad(rejected, &name, "to").then_some("true");
    let url = format!("{}{}/_sim/v1/fork", visit.origin, path_of(id));
    let shell = format!(
        "curl -s --json {} {}",
        quoted(&json!({ "to": "my-copy" }).to_string()),
        quoted(&url)
    );
    html! {
        form method="post" action=(visit.path(&target)) {
            input id={ (name) "-to" } name="to" value=(value(rejected, &name, "to", "")) placeholder={ (id) "-2" }
                aria-label=(w.fork_name) autocomplete="off" spellcheck="false" aria-invalid=[bad];
            button.small { (w.fork) }
            span.quiet { (w.fork_says) }
        }
        (error(rejected, &name, "to"))
        (curl(w, &name, &shell))
    }
}
