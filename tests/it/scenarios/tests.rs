//! The claims about the corpus as a whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use beian_sim::Simulator;
use beian_sim::order::Fact;
use beian_sim::play::{self, Case, Played, Remote, play};
use beian_sim::rules::{RuleId, Verdict, catalog};
use beian_sim::sim::NearMissKind;
use serde_json::Value;

use super::core::{self, Core};
use super::evidence;

/// A file, and what came of it in the core and over HTTP.
struct Run {
    case: Case,
    core: Played,
    http: Played,
    admitted: Result<(), String>,
}

/// Every file, and what playing them has exercised in the service.
struct Runs {
    runs: Vec<Run>,
    coverage: Value,
}

/// Every file, played once for all tests; or what in which file cannot be read.
static RUNS: LazyLock<Result<Runs, Vec<String>>> = LazyLock::new(|| {
    let corpus = play::read(&[folder()])
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let simulator = Simulator::start().unwrap();
    let runs = corpus.cases.into_iter().enumerate().map(|(number, case)| {
        let (scenario, people) = (&case.scenario, &case.people);
        let mut core = Core::new(scenario).unwrap();
        let name = format!("scenario-{number}");
        let mut http = Remote::open(simulator.client(), &name, scenario).unwrap();
        Run {
            core: play(scenario, people, &mut core).unwrap(),
            http: play(scenario, people, &mut http).unwrap(),
            admitted: core.journal_is_admitted(),
            case,
        }
    });
    let runs = runs.collect();
    let all = simulator.sandbox("asks");
    let coverage = all.get("/_sim/v1/coverage?sandboxes=all&editions=all");
    Ok(Runs {
        runs,
        coverage: coverage.unwrap(),
    })
});

/// Where the scenarios are.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scenarios")
}

fn runs() -> &'static [Run] {
    &played().runs
}

fn played() -> &'static Runs {
    RUNS.as_ref().unwrap_or_else(|errors| fail(errors))
}

#[expect(clippy::panic, reason = "the one way in which these tests fail")]
fn fail(errors: &[String]) -> ! {
    panic!("{} findings\n\n{}\n", errors.len(), errors.join("\n"))
}

fn check(errors: &[String]) {
    if !errors.is_empty() {
        fail(errors);
    }
}

#[test]
fn every_scenario_holds_in_the_core_and_over_http() {
    let mut errors = Vec::new();
    for Run {
        case, core, http, ..
    } in runs()
    {
        for (target, played) in [("in the core", core), ("over HTTP", http)] {
            if played.findings.is_empty() {
                continue;
            }
            let mut error = format!("{} {target}\n  {}\n", case.name, case.scenario.claim);
            for finding in &played.findings {
                let _ = writeln!(error, "  - {finding:?}");
            }
            errors.push(error + &play::story(&played.story));
        }
    }
    check(&errors);
}

#[test]
fn the_core_and_the_service_tell_the_same_story() {
    let differ = runs().iter().filter(|run| run.core.story != run.http.story);
    let told = differ.map(|run| {
        let (core, http) = (play::story(&run.core.story), play::story(&run.http.story));
        format!("{}\nin the core\n{core}over HTTP\n{http}", run.case.name)
    });
    check(&told.collect::<Vec<_>>());
}

#[test]
fn the_journal_of_every_scenario_is_one_that_an_import_takes_in() {
    let refused = runs().iter().filter_map(|run| {
        let refused = run.admitted.as_ref().err()?;
        Some(format!("{}: {refused}", run.case.name))
    });
    check(&refused.collect::<Vec<_>>());
}

#[test]
fn every_rule_is_named_by_a_scenario_and_appears_in_each_that_names_it() {
    let mut errors = Vec::new();
    let mut named = BTreeSet::new();
    for Run { case, http, .. } in runs() {
        named.extend(case.scenario.rules.iter().copied());
        for rule in evidence::unshown(case, &http.rules) {
            errors.push(format!(
                "{} names `{rule}`, which does not appear in it",
                case.name
            ));
        }
        if case.scenario.rules.is_empty() {
            errors.push(format!("{} names no rule", case.name));
        }
    }
    // No scenario has a fault: those have tests of their own.
    named.insert(RuleId::FaultInjected);
    let unnamed = RuleId::ALL.iter().filter(|rule| !named.contains(*rule));
    errors.extend(unnamed.map(|rule| format!("no scenario names `{rule}`")));
    check(&errors);
}

#[test]
fn every_answer_near_miss_and_event_is_expected_by_a_scenario() {
    let steps = runs().iter().flat_map(|run| run.case.scenario.steps());
    let mut expected = BTreeSet::new();
    for expect in steps.map(|step| &step.expect) {
        expected.extend(expect.valid_status.as_ref().map(ToString::to_string));
        expected.extend(expect.near_miss.clone());
        let timelines = expect.order.values().flat_map(|order| &order.timeline);
        expected.extend(timelines.filter_map(|event| event.event.clone()));
    }
    let answers = Verdict::ALL
        .iter()
        .map(|one| one.valid_status().to_string());
    let near_misses = NearMissKind::ALL.iter().map(|one| one.key().to_owned());
    let events = Fact::TYPES.iter().map(|one| (*one).to_owned());
    let all = answers.chain(near_misses).chain(events);
    let missing = all.filter(|one| !expected.contains(one));
    check(
        &missing
            .map(|one| format!("no scenario expects `{one}`"))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn every_scenario_makes_one_claim_of_its_own_and_says_where_it_is_from() {
    let mut errors = Vec::new();
    let mut claims = BTreeMap::new();
    for Run { case, .. } in runs() {
        let (name, scenario) = (&case.name, &case.scenario);
        if let Some(other) = claims.insert(scenario.claim.as_str(), name) {
            errors.push(format!("{name} and {other} make the same claim"));
        }
        if !scenario.claim.ends_with('.') {
            errors.push(format!("{name}: a claim is a sentence"));
        }
        let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-/".contains(c);
        if !name.chars().all(kebab) {
            errors.push(format!("{name}: names are in kebab case"));
        }
        let sources = scenario.source.iter();
        let unknown = sources.filter(|key| *key != "decided" && catalog().source(key).is_none());
        errors.extend(unknown.map(|key| format!("{name}: there is no source `{key}`")));
        if scenario.source.is_empty() {
            errors.push(format!("{name}: names no source"));
        }
        if !core::is_known(scenario.rulebook.as_deref(), scenario.profile.as_deref()) {
            errors.push(format!(
                "{name}: pins an edition or profile that there is not"
            ));
        }
        if scenario.quote.as_deref() == Some("") {
            errors.push(format!("{name}: an empty quote"));
        }
    }
    check(&errors);
}

/// A scenario of one step.
fn scenario(step: &str) -> String {
    format!(
        "claim = \"It is so.\"\nrules = [\"window.end\"]\nsource = \"decided\"\n\
         starts = \"2024-03-01T09:00:00+08:00\"\n[[step]]\n{step}\n"
    )
}

#[test]
fn a_word_that_is_not_of_the_vocabulary_is_refused() {
    for step in [
        "submitt = \"P-1\"",
        "submit = { order = \"P-1\", provinse = \"zj\" }",
        "submit = { order = \"P-1\", filing_type = \"first\" }",
        "verify = { person = \"site\", code = \"lastest\" }",
        "advance = {}",
        "advance = { by = \"5m\", until = \"next_event\" }",
        "review = { order = \"P-1\", decision = \"aprove\" }",
        // What no answer could show is no claim.
        "submit = \"P-1\"\nexpect.outcome = \"resent\"",
        "verify = \"site\"\nexpect.fired = []",
        "withdraw = \"P-1\"\nexpect.new = true",
        "expect.refused = \"invalid\"",
        "verify = { person = \"site\", suffix = \"rigth\" }",
        "advance = { to = \"tomorrow\" }",
        "expect.order.P-1 = { state = \"returned\" }",
        "expect.inbox.site = { codes = \"equal\" }",
        "submit = \"P-1\"\nwithdraw = \"P-1\"",
    ] {
        let refused = play::parse(Path::new("a.toml"), &scenario(step)).unwrap_err();
        assert_eq!(
            (refused.file.as_str(), refused.at.is_some()),
            ("a.toml", true),
            "{step}"
        );
    }
    let (read, lines) = play::parse(Path::new("a.toml"), &scenario("submit = \"P-1\"")).unwrap();
    assert_eq!((read.steps().count(), lines), (1, vec![5]));
}

#[test]
fn the_schema_is_that_of_the_types_and_every_scenario_fits_it() {
    let fixture = folder().with_file_name("scenario.schema.json");
    let written = std::fs::read_to_string(&fixture).unwrap_or_default();
    assert!(
        written == play::schema(),
        "write it anew: beian-sim play --schema > fixtures/scenario.schema.json"
    );
    let schema = serde_json::from_str(&written).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let mut errors = Vec::new();
    for Run { case, .. } in runs() {
        let text = std::fs::read_to_string(&case.path).unwrap();
        let scenario: Value = toml::from_str(&text).unwrap();
        let refused = schema.iter_errors(&scenario);
        errors.extend(refused.map(|error| format!("{}: {error}", case.name)));
    }
    check(&errors);
    for step in [
        "submitt = \"P-1\"",
        "submit = { order = \"P-1\", filing_type = \"first\" }",
        "verify = { person = \"site\", code = \"lastest\" }",
        "expect.order.P-1 = { state = \"returned\" }",
    ] {
        let wrong: Value = toml::from_str(&scenario(step)).unwrap();
        assert!(!schema.is_valid(&wrong), "{step}");
    }
}

#[test]
fn the_suite_is_written_in_the_format_that_is_played() {
    let suite = play::Suite::of(&folder()).unwrap().unwrap();
    assert_eq!(suite.format, play::FORMAT);
}

#[test]
fn the_scenarios_exercise_every_rule_and_every_side_of_every_limit() {
    let coverage = &played().coverage;
    let listed = |list: &Value, key: &str, uncovered: fn(&Value) -> bool| {
        let list = list.as_array().unwrap().iter();
        let found = list.filter(|item| uncovered(item));
        found
            .map(|item| item[key].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let not_covered = |item: &Value| item["status"] != "covered";
    let mut errors = listed(&coverage["rules"], "rule", not_covered);
    for limit in coverage["limits"].as_array().unwrap() {
        errors.extend(listed(&limit["sides"], "side", not_covered));
    }
    let never = |item: &Value| item["count"] == 0;
    errors.extend(listed(&coverage["verdicts"], "verdict", never));
    errors.extend(listed(&coverage["near_misses"], "code", never));
    check(&errors);
    assert_eq!(coverage["percent"], 100);
    assert_eq!(coverage["covered"], coverage["total"]);
}
