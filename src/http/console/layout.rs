//! What every page has around it: the banner, the clock with the next event, the navigation, the
//! switches.

use axum::http::StatusCode;
use maud::{DOCTYPE, Markup, html};

use super::look::{Lang, Look, Theme};
use super::names;
use super::notice;
use super::trouble::Trouble;
use super::visit::Scene;
use super::widgets::{civil, unseen, until, user};
use super::words::Words;
use crate::app::SandboxSummary;
use crate::sim::Mode;

/// The part of the console that a page belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Orders.
    Orders,
    /// The inbox.
    Inbox,
    /// The journal of attempts.
    Attempts,
    /// What was exercised.
    Coverage,
    /// The clock.
    Clock,
    /// This sandbox's rules in force.
    Rules,
    /// The editions side by side.
    Rulebooks,
    /// The sandboxes.
    Sandboxes,
}

/// What a page is, apart from its content.
pub struct Frame {
    /// Where it belongs.
    pub part: Part,
    /// Its title.
    pub title: String,
    /// The status of the answer; a page with a refused form does not follow the events, so that
    /// nothing takes away what was entered and what was wrong with it.
    pub status: StatusCode,
}

impl Part {
    const ALL: &'static [Self] = &[
        Self::Orders,
        Self::Inbox,
        Self::Attempts,
        Self::Coverage,
        Self::Clock,
        Self::Rules,
        Self::Rulebooks,
        Self::Sandboxes,
    ];

    /// Its path below `/console`.
    const fn path(self) -> &'static str {
        match self {
            Self::Orders => "/orders",
            Self::Inbox => "/inbox",
            Self::Attempts => "/attempts",
            Self::Coverage => "/coverage",
            Self::Clock => "/clock",
            Self::Rules => "/rules",
            Self::Rulebooks => "/rulebooks",
            Self::Sandboxes => "/sandboxes",
        }
    }

    /// Its name.
    pub const fn name(self, words: &Words) -> &'static str {
        match self {
            Self::Orders => words.orders,
            Self::Inbox => words.inbox,
            Self::Attempts => words.attempts,
            Self::Coverage => words.coverage,
            Self::Clock => words.clock,
            Self::Rules => words.rules,
            Self::Rulebooks => words.rulebooks,
            Self::Sandboxes => words.sandboxes,
        }
    }
}

impl Frame {
    /// A page that shows no refused form.
    pub const fn new(part: Part, title: String) -> Self {
        Self {
            part,
            title,
            status: StatusCode::OK,
        }
    }

    /// With that status.
    pub const fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }
}

/// A whole page.
pub fn page(
    scene: &Scene<'_>,
    frame: &Frame,
    others: &[SandboxSummary],
    content: &Markup,
) -> Markup {
    let (w, visit) = (scene.words, scene.visit);
    let live = frame.status == StatusCode::OK;
    let events = live.then(|| format!("{}/_sim/v1/events", visit.base));
    let body = html! {
        div.chrome {
            header.top id="top" data-live {
                a.brand href=(visit.path("/orders")) { "beian-sim" span { (w.console) } }
                (switcher(scene, others))
                (clock(scene))
            }
            nav.parts aria-label=(w.navigation) {
                @for part in Part::ALL {
                    a href=(visit.path(part.path())) aria-current=[(*part == frame.part).then_some("page")] {
                        (part.name(w))
                    }
                }
                a.out href={ (visit.base) "/" } { (w.persons_page) }
            }
        }
        main id="main" tabindex="-1" {
            div id="news" role="status" aria-live="polite" { (notice::outcome(scene)) }
            div.content id="content" data-live { (content) }
        }
        (foot(scene))
    };
    document(visit.look, &frame.title, events.as_deref(), &body)
}

/// A page that tells why there is none.
pub fn trouble(look: Look, base: &str, trouble: &Trouble) -> Markup {
    let w = look.lang.words();
    let (title, detail) = trouble.words(look.lang);
    let body = html! {
        div.chrome {
            header.top { a.brand href={ (base) "/console/orders" } { "beian-sim" span { (w.console) } } }
        }
        main id="main" tabindex="-1" {
            div.content {
                div.empty {
                    h1 { (title) }
                    p { (detail) }
                    p { a.button href={ (base) "/console/orders" } { (w.to_orders) } }
                }
            }
        }
    };
    document(look, title, None, &body)
}

fn document(look: Look, title: &str, events: Option<&str>, body: &Markup) -> Markup {
    let w = look.lang.words();
    html! {
        (DOCTYPE)
        html lang=(look.lang.tag()) data-theme=(look.theme.key()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                meta name="color-scheme" content="light dark";
                title { (title) " · beian-sim" }
                link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
                link rel="stylesheet" href="/assets/console.css";
                script src="/assets/console.js" type="module" {}
            }
            body data-events=[events] data-in=(w.in_time) data-ago=(w.ago) data-units=(w.units)
                data-copied=(w.copied) data-updated=(w.updated) {
                a.skip href="#main" { (w.skip) }
                p.banner role="note" {
                    strong { "模拟器" }
                    span { (w.banner) }
                }
                (body)
            }
        }
    }
}

/// The clock, always in sight: now, how it goes, what comes next.
fn clock(scene: &Scene<'_>) -> Markup {
    let (w, visit) = (scene.words, scene.visit);
    let running = scene.sandbox.clock().mode() == Mode::Running;
    let next = scene.sandbox.next_entry();
    let next = next.and_then(|entry| Some((entry, scene.sandbox.order_at(entry.order)?)));
    html! {
        div.clock {
            a.now href=(visit.path("/clock")) {
                (unseen(w.clock))
                time id="now" datetime=(scene.now) data-now=(scene.now.millis()) data-running[running] {
                    (civil(scene.now))
                }
                @if running { span.pill.running { (w.running) } } @else { span.pill.frozen { (w.frozen) } }
            }
            @match next {
                Some((entry, order)) => {
                    span.next {
                        span.label { (w.next) }
                        a href=(visit.path(&format!("/orders/{}", order.order_no()))) {
                            (names::event(visit.look.lang, entry.due.kind.event_type())) " · " (order.order_no())
                        }
                        (until(scene, entry.at))
                    }
                    form method="post" action=(visit.path("/clock/advance")) {
                        input type="hidden" name="until" value="next_event";
                        input type="hidden" name="back" value=(visit.here);
                        button.small id="advance" { (w.advance_to_it) }
                    }
                }
                None => { span.next { (w.nothing_scheduled) } }
            }
        }
    }
}

fn switcher(scene: &Scene<'_>, others: &[SandboxSummary]) -> Markup {
    let (w, visit) = (scene.words, scene.visit);
    html! {
        details.menu id="switcher" {
            summary { span.label { (w.sandbox) } (visit.id) }
            div.sheet {
                ul {
                    @for other in others {
                        li {
                            a href={ (path_of(&other.id)) "/console/orders" }
                                aria-current=[(other.id == visit.id.as_str()).then_some("true")] { (other.id) }
                        }
                    }
                }
                form.inline action=(visit.path("/go")) {
                    label for="go" { (w.go_to_sandbox) }
                    input id="go" name="sandbox" required pattern="[a-z0-9][a-z0-9\\-]{0,62}" autocomplete="off" spellcheck="false";
                    button.small { (w.go) }
                }
                a href=(visit.path("/sandboxes")) { (w.all_sandboxes) }
            }
        }
    }
}

/// What stands before the paths of the sandbox of that name.
pub fn path_of(id: &str) -> String {
    crate::app::SandboxId::parse(id).map_or_else(String::new, |id| super::visit::base_of(&id))
}

fn foot(scene: &Scene<'_>) -> Markup {
    let (w, visit) = (scene.words, scene.visit);
    let theme_name = |theme: Theme| match theme {
        Theme::Auto => w.theme_auto,
        Theme::Light => w.theme_light,
        Theme::Dark => w.theme_dark,
    };
    html! {
        footer.foot {
            form method="post" action=(visit.path("/look")) {
                input type="hidden" name="back" value=(visit.here);
                fieldset {
                    legend { (w.language) }
                    @for lang in Lang::ALL {
                        button.plain name="lang" value=(lang.key()) lang=(lang.tag()) aria-pressed=(*lang == visit.look.lang) { (lang.name()) }
                    }
                }
                fieldset {
                    legend { (w.theme) }
                    @for theme in Theme::ALL {
                        button.plain name="theme" value=(theme.key()) aria-pressed=(*theme == visit.look.theme) { (theme_name(*theme)) }
                    }
                }
            }
            p { (w.times_are) " " (w.api) " " code { (user(&format!("{}{}/_sim/v1/", visit.origin, visit.base))) } }
        }
    }
}
