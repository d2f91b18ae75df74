//! The editions: what each one says, and from when on.

use super::{at, edition};
use crate::rules::catalog::EMBEDDED;
use crate::rules::{
    Carrier, Catalog, Parameter, RoundSources, RuleId, Sources, Verdict, catalog, diff, sender_for,
};

fn check_in_force(now: &str, id: &str) {
    assert_eq!(catalog().in_force(at(now)).id(), id, "{now}");
}

/// The values of the four editions, by date.
fn check(parameter: Parameter, values: [&str; 4], sources: [&str; 4]) {
    for ((edition, value), source) in catalog().editions().iter().zip(values).zip(sources) {
        let terms = edition.terms();
        assert_eq!(
            terms.raw_value(parameter).to_string(),
            value,
            "{parameter} {}",
            edition.id()
        );
        assert_eq!(
            terms.source_of(parameter).to_string(),
            source,
            "{parameter} {}",
            edition.id()
        );
    }
}

#[test]
fn the_embedded_books_parse() {
    assert_eq!(
        Catalog::parse(EMBEDDED).map(|read| read.editions().len()),
        Ok(4)
    );
}

#[test]
fn every_file_bears_the_id_that_it_is_named_by() {
    for (name, _) in EMBEDDED {
        let id = name.trim_end_matches(".toml");
        let known = catalog().edition(id).is_some()
            || id
                .strip_prefix("profile-")
                .is_some_and(|id| catalog().profile(id).is_some())
            || ["sources", "common", "rules", "prompts"].contains(&id);
        assert!(known, "{name}");
    }
}

#[test]
fn an_edition_binds_from_its_first_moment_on() {
    check_in_force("2000-01-01T00:00:00+08:00", "pilot-2017");
    check_in_force("2017-12-18T09:00:00+08:00", "pilot-2017");
    check_in_force("2018-11-06T23:59:59.999+08:00", "pilot-2017");
    check_in_force("2018-11-07T00:00:00+08:00", "pilot-2018");
    check_in_force("2020-08-16T23:59:59.999+08:00", "pilot-2018");
    check_in_force("2020-08-17T00:00:00+08:00", "nationwide-2020");
    check_in_force("2023-08-31T23:59:59.999+08:00", "nationwide-2020");
    check_in_force("2023-09-01T00:00:00+08:00", "app-2023");
    check_in_force("9998-12-31T23:59:59+08:00", "app-2023");
}

#[test]
fn the_window_was_two_days_in_the_first_pilot_and_one_since() {
    check(
        Parameter::Window,
        ["PT48H", "PT24H", "PT24H", "PT24H"],
        ["MAX-17, CQ-18", "S0, S2", "S4, TC", "S3"],
    );
}

#[test]
fn failures_count_as_each_edition_counts_them() {
    check(
        Parameter::FailureFields,
        ["id_suffix", "id_suffix", "any", "any"],
        ["carried:pilot-2018", "S0, ALI-EN", "S4", "S3"],
    );
    check(
        Parameter::FailureMode,
        ["consecutive", "consecutive", "total", "consecutive"],
        ["carried:pilot-2018", "ALI-EN", "decided", "S3"],
    );
    check(
        Parameter::FailureLimit,
        ["5"; 4],
        ["carried:pilot-2018", "ALI-EN", "carried:pilot-2018", "S3"],
    );
    check(
        Parameter::FailureTrips,
        ["on_limit"; 4],
        ["S0", "S0", "S4", "S3"],
    );
    check(
        Parameter::FailureReturnDelay,
        ["PT0S", "PT0S", "PT0S", "PT24H"],
        ["S0, decided", "S0, decided", "S4, decided", "S3"],
    );
}

#[test]
fn messages_go_out_as_each_edition_sends_them() {
    check(
        Parameter::FirstSmsDelay,
        ["PT5M"; 4],
        ["GS-18, TC-2018", "S2", "S4", "carried:nationwide-2020"],
    );
    check(
        Parameter::ResendDelay,
        ["PT10M"; 4],
        [
            "carried:pilot-2018",
            "S2",
            "carried:pilot-2018",
            "carried:pilot-2018",
        ],
    );
    check(
        Parameter::NoonRedispatch,
        ["true", "true", "true", "false"],
        ["GS-18", "TC-2018", "S4", "decided"],
    );
    check(
        Parameter::ResendLimit,
        ["2"; 4],
        [
            "carried:nationwide-2020",
            "carried:nationwide-2020",
            "S3, HW",
            "S3",
        ],
    );
    check(Parameter::ResendCode, ["same"; 4], ["AN-19, decided"; 4]);
    check(
        Parameter::ResendOverLimit,
        ["refuse"; 4],
        [
            "carried:app-2023",
            "carried:app-2023",
            "carried:app-2023",
            "FE",
        ],
    );
}

#[test]
fn the_provider_learns_between_half_an_hour_and_two_hours_later() {
    let sources = [
        "carried:app-2023",
        "carried:app-2023",
        "carried:app-2023",
        "S3",
    ];
    check(Parameter::SyncLagMin, ["PT30M"; 4], sources);
    check(Parameter::SyncLagMax, ["PT2H"; 4], sources);
}

#[test]
fn the_sender_goes_by_carrier_in_the_pilots_and_is_one_number_since() {
    let sender = |id, phone| {
        let carrier = catalog().carrier_of(phone);
        sender_for(&edition(id).terms().sender.value, carrier).map(str::to_owned)
    };
    for id in ["pilot-2017", "pilot-2018"] {
        assert_eq!(sender(id, "13300000001").as_deref(), Some("106598051001"));
        assert_eq!(sender(id, "13000000001").as_deref(), Some("10655113"));
        assert_eq!(sender(id, "13800000001").as_deref(), Some("106575000130"));
        assert_eq!(sender(id, "17000000001"), None);
    }
    for id in ["nationwide-2020", "app-2023"] {
        assert_eq!(sender(id, "13300000001").as_deref(), Some("12381"));
        assert_eq!(sender(id, "17000000001").as_deref(), Some("12381"));
    }
}

#[test]
fn a_carrier_follows_from_the_first_digits() {
    for (phone, carrier) in [
        ("13300000001", Carrier::Telecom),
        ("19900000001", Carrier::Telecom),
        ("19600000001", Carrier::Unicom),
        ("17100000001", Carrier::Virtual),
        ("19700000001", Carrier::Mobile),
        ("", Carrier::Mobile),
    ] {
        assert_eq!(catalog().carrier_of(phone), carrier, "{phone}");
    }
}

#[test]
fn a_carried_value_is_the_value_of_the_edition_that_it_is_carried_from() {
    for book in catalog().editions() {
        for (parameter, value, sources) in book.terms().parameters() {
            let Some(origin) = sources.carried_from() else {
                continue;
            };
            let origin = edition(origin).terms();
            assert_eq!(
                origin.raw_value(parameter),
                value,
                "{} {parameter}",
                book.id()
            );
            assert_eq!(
                origin.source_of(parameter).carried_from(),
                None,
                "{parameter}"
            );
        }
    }
}

#[test]
fn every_rule_leads_to_a_source() {
    let round = RoundSources {
        verifiers: ["verifiers"].into_iter().collect(),
        province: ["province"].into_iter().collect(),
    };
    for rule in RuleId::ALL {
        let terms = edition("app-2023").terms();
        assert!(!rule.sources(terms, &round).is_empty(), "{rule}");
        assert_eq!(rule.info().id, *rule);
        assert_eq!(RuleId::from_key(rule.key()), Some(*rule));
    }
    let source = |rule: RuleId| {
        rule.sources(edition("pilot-2017").terms(), &round)
            .to_string()
    };
    assert_eq!(source(RuleId::WindowEnd), "MAX-17, CQ-18");
    assert_eq!(source(RuleId::VerifiersTable), "verifiers");
    assert_eq!(source(RuleId::EnrolmentProvince), "province");
    assert_eq!(source(RuleId::FailureClosed), "FE");
    assert_eq!(
        source(RuleId::EditionByDate),
        Sources::decided().to_string()
    );
}

#[test]
fn keys_are_read_back() {
    for verdict in Verdict::ALL {
        assert_eq!(Verdict::from_key(verdict.key()), Some(*verdict));
    }
    for parameter in Parameter::ALL {
        assert_eq!(Parameter::from_key(parameter.key()), Some(*parameter));
    }
    assert_eq!(RuleId::from_key("no-such.rule"), None);
}

#[test]
fn undeliverable_numbers_are_a_preset_of_the_edition() {
    let prefixes = |id| {
        catalog()
            .undeliverable_prefixes(id)
            .map(|list| list.value.join(" "))
    };
    assert_eq!(prefixes("pilot-2017").as_deref(), Some("147 166 198 199"));
    assert_eq!(
        prefixes("pilot-2018").as_deref(),
        Some("145 149 190 192 197")
    );
    assert_eq!(prefixes("app-2023").as_deref(), Some("145 149 190 192 197"));
    assert_eq!(prefixes("no-such-edition"), None);
}

#[test]
fn the_difference_between_editions_is_what_changed_and_nothing_else() {
    let changes = |from, to| {
        let changes = diff(edition(from), edition(to));
        changes
            .into_iter()
            .map(|change| change.parameter)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(changes("app-2023", "app-2023"), "");
    assert_eq!(
        changes("pilot-2017", "pilot-2018"),
        "window undeliverable_prefixes filing_types.cancel_entity"
    );
    assert_eq!(
        changes("pilot-2018", "nationwide-2020"),
        "failure_fields failure_mode sender link filing_types.cancel_entity"
    );
    assert_eq!(
        changes("nationwide-2020", "app-2023"),
        "failure_mode failure_return_delay noon_redispatch service_kinds \
         filing_types.first_filing.website_and_app filing_types.first_filing.app \
         filing_types.add_service.website filing_types.add_service.website_and_app \
         filing_types.add_service.app filing_types.access filing_types.cancel_site \
         filing_types.cancel_app"
    );
}
