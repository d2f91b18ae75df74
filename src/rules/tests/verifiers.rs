//! Who verifies what, in each edition.

use super::edition;
use crate::rules::{FilingType, NotInEdition, Role, ServiceKind, catalog};

const WEBSITE: &[ServiceKind] = &[ServiceKind::Website];
const APP: &[ServiceKind] = &[ServiceKind::App];
const BOTH: &[ServiceKind] = &[ServiceKind::App, ServiceKind::Website];

/// `E` the entity's principal, `S` the service's, `-` nobody, `x` not in the edition.
fn letters(
    id: &str,
    profile: Option<&str>,
    filing_type: FilingType,
    kinds: &[ServiceKind],
) -> String {
    let profile = profile.map(|id| catalog().profile(id).expect(id));
    match catalog().verifiers(edition(id), profile, filing_type, kinds) {
        Err(_) => "x".to_owned(),
        Ok(row) if row.roles.is_empty() => "-".to_owned(),
        Ok(row) => row.roles.iter().map(|role| letter(*role)).collect(),
    }
}

fn letter(role: Role) -> char {
    match role {
        Role::EntityPrincipal => 'E',
        Role::ServicePrincipal => 'S',
    }
}

/// In pilot-2017, pilot-2018 and nationwide-2020; then app-2023.
fn check(filing_type: FilingType, kinds: &[ServiceKind], expected: [&str; 4]) {
    let ids = ["pilot-2017", "pilot-2018", "nationwide-2020", "app-2023"];
    let found = ids.map(|id| letters(id, None, filing_type, kinds));
    assert_eq!(found, expected, "{filing_type} {kinds:?}");
}

#[test]
fn new_services_are_verified_by_kind_since_apps_are_filed() {
    for kinds in [&[] as &[ServiceKind], WEBSITE] {
        check(FilingType::FirstFiling, kinds, ["ES", "ES", "ES", "ES"]);
        check(FilingType::AddService, kinds, ["S", "S", "S", "ES"]);
    }
    for kinds in [APP, BOTH] {
        check(FilingType::FirstFiling, kinds, ["x", "x", "x", "E"]);
        check(FilingType::AddService, kinds, ["x", "x", "x", "E"]);
    }
}

#[test]
fn access_is_verified_by_both_since_2023() {
    check(FilingType::Access, WEBSITE, ["S", "S", "S", "ES"]);
    check(FilingType::Access, BOTH, ["x", "x", "x", "ES"]);
}

#[test]
fn changes_are_verified_by_whom_they_concern() {
    check(FilingType::ChangeEntity, &[], ["E", "E", "E", "E"]);
    check(FilingType::ChangeService, WEBSITE, ["S", "S", "S", "S"]);
    check(FilingType::ChangeBoth, WEBSITE, ["ES", "ES", "ES", "ES"]);
    check(FilingType::ChangeRemarks, &[], ["-", "-", "-", "-"]);
}

#[test]
fn cancellations_differ_most_between_editions() {
    check(FilingType::CancelEntity, &[], ["E", "-", "E", "E"]);
    check(FilingType::CancelSite, WEBSITE, ["-", "-", "-", "S"]);
    check(FilingType::CancelApp, APP, ["x", "x", "x", "S"]);
    check(FilingType::CancelAccess, &[], ["-", "-", "-", "-"]);
}

#[test]
fn what_an_edition_does_not_know_is_named() {
    let old = edition("nationwide-2020");
    let answer = |filing_type, kinds| catalog().verifiers(old, None, filing_type, kinds).err();
    let edition = || "nationwide-2020".to_owned();
    assert_eq!(
        answer(FilingType::CancelApp, APP),
        Some(NotInEdition::FilingType {
            edition: edition(),
            filing_type: FilingType::CancelApp
        })
    );
    assert_eq!(
        answer(FilingType::FirstFiling, BOTH),
        Some(NotInEdition::Kind {
            edition: edition(),
            kind: ServiceKind::App
        })
    );
    assert!(!catalog().knows_filing_type(old, FilingType::CancelApp));
    assert!(catalog().knows_filing_type(old, FilingType::CancelSite));
    assert!(!catalog().knows_kind(old, ServiceKind::App));
    assert!(catalog().knows_kind(old, ServiceKind::Website));
}

#[test]
fn a_profile_changes_rows_but_adds_none() {
    for id in ["pilot-2017", "pilot-2018", "nationwide-2020", "app-2023"] {
        assert_eq!(
            letters(id, Some("volcengine"), FilingType::CancelSite, WEBSITE),
            "S",
            "{id}"
        );
        assert_eq!(
            letters(id, Some("ucloud"), FilingType::CancelSite, WEBSITE),
            "-",
            "{id}"
        );
        let access = letters(id, None, FilingType::Access, WEBSITE);
        assert_eq!(
            letters(id, Some("ucloud"), FilingType::Access, WEBSITE),
            access,
            "{id}"
        );
    }
    assert_eq!(
        letters(
            "pilot-2018",
            Some("volcengine"),
            FilingType::CancelSite,
            APP
        ),
        "x"
    );
}

#[test]
fn a_row_names_where_it_is_written() {
    let sources = |profile: Option<&str>, filing_type| {
        let profile = profile.and_then(|id| catalog().profile(id));
        let row = catalog().verifiers(edition("app-2023"), profile, filing_type, WEBSITE);
        row.map(|row| row.sources.to_string())
    };
    assert_eq!(sources(None, FilingType::CancelSite).as_deref(), Ok("S3"));
    assert_eq!(
        sources(Some("ucloud"), FilingType::CancelSite).as_deref(),
        Ok("S4")
    );
    assert_eq!(
        sources(None, FilingType::ChangeRemarks).as_deref(),
        Ok("EDONG")
    );
}

#[test]
fn orders_of_some_types_need_no_service_or_take_one_kind() {
    for filing_type in FilingType::ALL.iter().copied() {
        let optional = matches!(
            filing_type,
            FilingType::ChangeEntity
                | FilingType::ChangeRemarks
                | FilingType::CancelEntity
                | FilingType::CancelAccess
        );
        assert_eq!(
            catalog().services_optional(filing_type),
            optional,
            "{filing_type}"
        );
        let only = match filing_type {
            FilingType::CancelApp => Some(ServiceKind::App),
            FilingType::CancelSite => Some(ServiceKind::Website),
            _ => None,
        };
        assert_eq!(catalog().only_kind(filing_type), only, "{filing_type}");
        let on_record =
            filing_type == FilingType::Access || filing_type.key().starts_with("cancel_");
        assert_eq!(
            catalog().verifies_on_record(filing_type),
            on_record,
            "{filing_type}"
        );
    }
}
