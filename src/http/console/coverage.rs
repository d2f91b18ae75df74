//! What this sandbox's traffic has exercised, or that of all: first what it never has and how it would,
//! then every rule and every side of a limit with its count.

use axum::response::Response;
use maud::{Markup, html};

use super::super::coverage::texts::{
    Text, limit_name, near_miss_meaning, rule_hint, side_hint, side_meaning,
};
use super::super::coverage::{Scope, value_of};
use super::layout::{Frame, Part};
use super::look::Lang;
use super::trouble::Trouble;
use super::values::raw;
use super::visit::{Scene, Visit};
use super::widgets::{curl, line, pill, rule};
use super::words::fill;
use crate::rules::{RuleId, Verdict};
use crate::sim::{CoverageStatus, Covered, Limit, NearMissKind, Share, Side, is_measured};

/// `GET /console/coverage?sandboxes=&editions=`.
pub async fn show_coverage(visit: Visit) -> Result<Response, Trouble> {
    let takes_all = |name: &str| visit.param(name) == Some("all");
    let scope = Scope {
        all_sandboxes: takes_all("sandboxes"),
        all_editions: takes_all("editions"),
    };
    let of_all = if scope.all_sandboxes {
        Some(visit.app.hall.covered_by_all(&visit.id).await?)
    } else {
        None
    };
    let title = visit.look.lang.words().coverage;
    let frame = Frame::new(Part::Coverage, title.to_owned());
    let body = |scene: &Scene<'_>| {
        let covered = of_all.unwrap_or_else(|| scene.sandbox.covered(scene.now));
        Ok(body(scene, scope, &scope.hold(covered)))
    };
    visit.show(frame, body).await
}

fn body(scene: &Scene<'_>, scope: Scope, covered: &Covered) -> Markup {
    let w = scene.words;
    let sum = covered.sum();
    let figures = [sum.covered, sum.total, sum.percent()].map(|figure| figure.to_string());
    let figures = figures.each_ref().map(String::as_str);
    let path = format!("/_sim/v1/coverage{}", scope.query());
    html! {
        div.heading { h1 { (w.coverage) } }
        p.lead { (w.coverage_say) }
        div.covered {
            meter min="0" max=(sum.total) value=(sum.covered) aria-label=(w.coverage) { (figures[2]) " %" }
            p { b id="percent" { (figures[2]) " %" } " " (fill(w.coverage_sum, &figures)) }
            (scopes(scene, scope))
        }
        (missing(scene, covered))
        section aria-labelledby="rules-heading" { h2 id="rules-heading" { (w.rules) } (rules(scene, covered)) }
        section aria-labelledby="limits-heading" { h2 id="limits-heading" { (w.limits) } (limits(scene, scope, covered)) }
        section aria-labelledby="told-heading" { h2 id="told-heading" { (w.verdict) } p.quiet { (w.coverage_beside) } (verdicts(scene, covered)) }
        section aria-labelledby="missed-heading" { h2 id="missed-heading" { (w.near_miss) } p.quiet { (w.coverage_beside) } (near_misses(scene, covered)) }
        (curl(w, "coverage", &line(scene, "GET", &path, None)))
    }
}

/// The ways to look at it.
fn scopes(scene: &Scene<'_>, scope: Scope) -> Markup {
    let w = scene.words;
    let sandboxes = |all_sandboxes| Scope {
        all_sandboxes,
        ..scope
    };
    let editions = |all_editions| Scope {
        all_editions,
        ..scope
    };
    let choices = [
        (w.this_sandbox, sandboxes(false)),
        (w.all_sandboxes, sandboxes(true)),
        (w.editions_reached, editions(false)),
        (w.editions_every, editions(true)),
    ];
    html! {
        nav.rounds aria-label=(w.filter) {
            @for (name, to) in choices {
                a href=(scene.visit.path(&format!("/coverage{}", to.query()))) aria-current=[(to == scope).then_some("true")] { (name) }
            }
        }
    }
}

/// What was never exercised, and what would.
fn missing(scene: &Scene<'_>, covered: &Covered) -> Markup {
    let (w, lang) = (scene.words, scene.visit.look.lang);
    let never = |share: Share| share.status == CoverageStatus::Missing;
    let rules = RuleId::ALL
        .iter()
        .filter(|rule| never(covered.rule(**rule)));
    let rules: Vec<_> = rules.collect();
    let sides = Side::ALL.iter().filter(|side| never(covered.side(**side)));
    let sides: Vec<_> = sides.collect();
    html! {
        section aria-labelledby="never" {
            h2 id="never" { (w.never_exercised) span.count { (rules.len() + sides.len()) } }
            @if rules.is_empty() && sides.is_empty() {
                p { (w.nothing_missing) }
            } @else {
                div.scroll {
                    table.rows {
                        thead { tr { th scope="col" { (w.what) } th scope="col" { (w.how_to_exercise) } } }
                        tbody {
                            @for rule in rules {
                                tr { th scope="row" { (title(lang, *rule)) div.quiet { code { (rule.key()) } } } td { (pick(lang, rule_hint(*rule))) } }
                            }
                            @for side in sides {
                                tr { th scope="row" { (pick(lang, side_meaning(*side))) div.quiet { code { (side.key()) } } } td { (pick(lang, side_hint(*side))) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn rules(scene: &Scene<'_>, covered: &Covered) -> Markup {
    let w = scene.words;
    let law = scene.sandbox.law(scene.now);
    let measured = RuleId::ALL.iter().filter(|rule| is_measured(**rule));
    html! {
        div.scroll {
            table.rows {
                thead { tr { th scope="col" { (w.rule) } th.number scope="col" { (w.count) } } }
                tbody {
                    @for id in measured {
                        tr {
                            td { (rule(scene.visit.look.lang, &format!("rule-{}", id.key()), *id, &scene.sandbox.sources_of(*id, None), law.edition.terms())) }
                            (count(scene, covered.rule(*id)))
                        }
                    }
                }
            }
        }
    }
}

fn limits(scene: &Scene<'_>, scope: Scope, covered: &Covered) -> Markup {
    let (w, lang) = (scene.words, scene.visit.look.lang);
    html! {
        div.scroll {
            table.rows {
                thead { tr { th scope="col" { (w.limit) } th scope="col" { (w.side) } th.number scope="col" { (w.count) } } }
                @for limit in Limit::ALL {
                    tbody {
                        @for (place, side) in limit.sides().enumerate() {
                            tr {
                                @if place == 0 {
                                    th scope="rowgroup" rowspan=(limit.sides().count()) {
                                        (pick(lang, limit_name(*limit)))
                                        @if !scope.all_sandboxes { (value(scene, *limit)) }
                                    }
                                }
                                td { (pick(lang, side_meaning(side))) div.quiet { code { (side.key()) } } }
                                (count(scene, covered.side(side)))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the limit is for a round of now.
fn value(scene: &Scene<'_>, limit: Limit) -> Markup {
    let values = value_of(scene.sandbox, scene.now, limit);
    let values: Vec<_> = values
        .iter()
        .map(|value| raw(scene.visit.look.lang, value))
        .collect();
    html! { @if !values.is_empty() { div.quiet { (values.join(" – ")) } } }
}

fn verdicts(scene: &Scene<'_>, covered: &Covered) -> Markup {
    let rows = Verdict::ALL.iter().map(|verdict| {
        let told = html! {
            span lang="zh-CN" { (verdict.prompt()) }
            div.quiet { (verdict.valid_status()) " " code { (verdict.key()) } }
        };
        (told, covered.verdict(*verdict))
    });
    counts(scene, scene.words.verdict, rows)
}

fn near_misses(scene: &Scene<'_>, covered: &Covered) -> Markup {
    let rows = NearMissKind::ALL.iter().map(|kind| {
        let meaning = pick(scene.visit.look.lang, near_miss_meaning(*kind));
        let entered = html! { (meaning) div.quiet { code { (kind.key()) } } };
        (entered, covered.near_miss(*kind))
    });
    counts(scene, scene.words.entered, rows)
}

/// A table of what is only counted.
fn counts(scene: &Scene<'_>, of: &str, rows: impl Iterator<Item = (Markup, u64)>) -> Markup {
    html! {
        div.scroll {
            table.rows {
                thead { tr { th scope="col" { (of) } th.number scope="col" { (scene.words.count) } } }
                tbody { @for (what, count) in rows { tr { td { (what) } td.number { (count) } } } }
            }
        }
    }
}

fn count(scene: &Scene<'_>, share: Share) -> Markup {
    let w = scene.words;
    html! {
        td.number {
            @match share.status {
                CoverageStatus::Covered => { (share.count) }
                CoverageStatus::Missing => { (pill("bad", w.never)) }
                CoverageStatus::NotInEdition => { span.quiet { (w.not_in_edition) } }
            }
        }
    }
}

fn title(lang: Lang, rule: RuleId) -> &'static str {
    let info = rule.info();
    lang.pick(&info.title, &info.title_zh)
}

const fn pick(lang: Lang, text: Text) -> &'static str {
    lang.pick(text.en, text.zh)
}
