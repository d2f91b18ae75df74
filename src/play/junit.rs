//! A run as a JUnit report, for the CI systems that show one: a scenario is a test case, its topic
//! the class. There are no durations: the time in a story is virtual.

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::report::{Outcome, Report};
use super::text;

/// The report's XML.
///
/// # Errors
/// Where it cannot be written.
pub fn xml(report: &Report) -> Result<String, String> {
    let mut suite = TestSuite::new("scenarios");
    suite.add_test_cases(report.scenarios.iter().map(case));
    let mut junit = quick_junit::Report::new("beian-sim play");
    junit.add_test_suite(suite);
    junit.to_string().map_err(|error| error.to_string())
}

fn case(outcome: &Outcome) -> TestCase {
    let told = text::outcome(outcome);
    let status = if outcome.holds {
        TestCaseStatus::success()
    } else {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(format!("{} ({})", outcome.claim, outcome.place()));
        status.set_description(told.as_str());
        status
    };
    let (topic, name) = outcome
        .name
        .rsplit_once('/')
        .unwrap_or(("scenarios", &outcome.name));
    let mut case = TestCase::new(name, status);
    case.set_classname(topic);
    if outcome.holds {
        case.set_system_out(told);
    }
    case
}
