//! Making a sandbox: its name, seed, rules and clock.

use axum::response::Response;
use maud::{Markup, html};
use serde_json::json;

use super::clock::read_moment;
use super::form::{Form, Rejected, error, is_bad, value};
use super::layout::path_of;
use super::notice::{Deed, done};
use super::rules::{choice, choices};
use super::sandboxes::show;
use super::trouble::Trouble;
use super::visit::{Scene, Visit};
use super::widgets::{curl, line};
use crate::app::{Moment, SandboxId};
use crate::rules::Timestamp;
use crate::sim::{Mode, Origin, SEED_MAX, Sandbox, Settings};

/// `POST /console/sandboxes`: makes a new one.
pub async fn create_sandbox(visit: Visit, form: Form) -> Result<Response, Trouble> {
    let new = match read(&visit, &form) {
        Ok(new) => new,
        Err(errors) => {
            let rejected = form.invalid("rules", errors);
            return show(&visit, Some(&rejected)).await;
        }
    };
    let known = visit.app.hall.is_stored(&new.id).await?;
    let made = visit.app.hall.command(&new.id, |sandbox, moment| {
        let fresh = !known && sandbox.orders().is_empty() && sandbox.revision() == 0;
        if fresh {
            new.make(sandbox, moment);
        }
        fresh
    });
    if made.await?.value {
        let page = format!("{}/console/orders", path_of(new.id.as_str()));
        return Ok(done(&page, Deed::Created));
    }
    let taken = visit.look.lang.words().name_taken.to_owned();
    let rejected = form.invalid("rules", vec![("name", taken)]);
    show(&visit, Some(&rejected)).await
}

/// What a new sandbox is to be.
struct New {
    id: SandboxId,
    settings: Settings,
    mode: Mode,
    now: Option<Timestamp>,
}

impl New {
    fn make(&self, sandbox: &mut Sandbox, moment: Moment) {
        let frozen_here = (self.mode == Mode::Frozen).then_some(moment.now);
        sandbox.set_settings(self.settings.clone());
        sandbox.set_origin(Origin {
            settings: self.settings.clone(),
            clock: Some((self.mode, self.now.or(frozen_here))),
        });
        sandbox.set_clock(self.mode, self.now.unwrap_or(moment.now), moment.wall);
    }
}

fn read(visit: &Visit, form: &Form) -> Result<New, Vec<(&'static str, String)>> {
    let w = visit.look.lang.words();
    let mut errors = Vec::new();
    let mut refuse = |field, text: &str| errors.push((field, text.to_owned()));
    let id = SandboxId::parse(form.get("name"));
    if id.is_none() {
        refuse("name", w.bad_name);
    }
    let seed = form.filled("seed").unwrap_or("0").parse::<u64>().ok();
    let seed = seed.filter(|seed| *seed <= SEED_MAX);
    if seed.is_none() {
        refuse("seed", w.bad_seed);
    }
    let rules = choice(form);
    if let Err(field) = &rules {
        refuse(field, w.unknown_choice);
    }
    let now = form.filled("now").map(read_moment);
    if now == Some(None) {
        refuse("now", w.bad_time);
    }
    let mode = Mode::from_key(form.get("mode")).unwrap_or(Mode::Running);
    match (id, seed, rules) {
        (Some(id), Some(seed), Ok((rulebook, profile))) if errors.is_empty() => Ok(New {
            id,
            settings: Settings {
                seed,
                rulebook,
                profile,
                ..Settings::default()
            },
            mode,
            now: now.flatten(),
        }),
        _ => Err(errors),
    }
}

/// The form for a new sandbox.
pub fn create_form(scene: &Scene<'_>, rejected: Option<&Rejected>) -> Markup {
    let w = scene.words;
    let entered = |name: &str| value(rejected, "rules", name, "").to_owned();
    let bad = |name: &str| is_bad(rejected, "rules", name).then_some("true");
    let mode = entered("mode");
    let body = json!({ "seed": 7, "clock": { "mode": "frozen", "now": "2024-03-01T09:00:00+08:00" }, "profile": "tencent" });
    html! {
        form.grid method="post" action=(scene.visit.path("/sandboxes")) {
            label { span { (w.name) }
                input id="new-name" name="name" value=(entered("name")) placeholder="my-test-1" autocomplete="off" spellcheck="false" aria-invalid=[bad("name")];
                (error(rejected, "rules", "name"))
            }
            label { span { (w.seed) }
                input id="new-seed" name="seed" inputmode="numeric" value=(entered("seed")) placeholder="0" autocomplete="off" aria-invalid=[bad("seed")];
                (error(rejected, "rules", "seed"))
            }
            (choices(scene, &Settings::default(), rejected))
            label { span { (w.clock) }
                select id="new-mode" name="mode" {
                    option value="frozen" selected[mode != "running"] { (w.frozen) }
                    option value="running" selected[mode == "running"] { (w.running) }
                }
            }
            label { span { (w.starts_at) }
                input id="new-now" name="now" type="datetime-local" step="1" value=(entered("now")) aria-invalid=[bad("now")];
                (error(rejected, "rules", "now"))
            }
            button.primary { (w.create) }
        }
        (curl(w, "create", &line(scene, "PUT", "/_sim/v1/sandboxes/my-test-1", Some(&body))))
    }
}
