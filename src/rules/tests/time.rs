//! Moments and durations: what is read, what is refused, what is printed.

use super::at;
use crate::rules::{Span, TimeError, Timestamp};

fn check(text: &str, printed: &str) {
    let moment = at(text);
    assert_eq!(moment.to_string(), printed, "{text}");
    assert_eq!(at(printed), moment, "{text} does not come back");
}

fn check_noon(text: &str, noon: &str) {
    assert_eq!(at(text).next_civil_noon().to_string(), noon, "{text}");
}

fn check_span(text: &str, printed: &str) {
    let span = Span::parse(text).expect(text);
    assert_eq!(span.to_string(), printed, "{text}");
    assert_eq!(
        Span::parse(printed),
        Ok(span),
        "{printed} does not come back"
    );
}

fn check_refused(text: &str) {
    assert!(Span::parse(text).is_err(), "{text} is accepted");
}

#[test]
fn any_offset_is_read_and_shanghai_is_printed() {
    check("2024-03-01T09:00:00+08:00", "2024-03-01T09:00:00+08:00");
    check("2024-03-01T01:00:00Z", "2024-03-01T09:00:00+08:00");
    check("2024-02-29T20:00:00-03:30", "2024-03-01T07:30:00+08:00");
}

#[test]
fn milliseconds_are_printed_only_where_there_are_any() {
    check(
        "2024-03-01T09:00:00.250+08:00",
        "2024-03-01T09:00:00.250+08:00",
    );
    check(
        "2024-03-01T09:00:00.0019999+08:00",
        "2024-03-01T09:00:00.001+08:00",
    );
    check(
        "2024-03-01T09:00:00.0009+08:00",
        "2024-03-01T09:00:00+08:00",
    );
}

#[test]
fn the_years_2000_to_9998_in_shanghai_are_read() {
    let year = |text: &str| Timestamp::parse(text);
    check("1999-12-31T16:00:00Z", "2000-01-01T00:00:00+08:00");
    check("9998-12-31T15:59:59.999Z", "9998-12-31T23:59:59.999+08:00");
    for text in ["1999-12-31T15:59:59.999Z", "9998-12-31T16:00:00Z"] {
        assert_eq!(
            year(text),
            Err(TimeError::YearOutOfRange(text.to_owned())),
            "{text}"
        );
    }
    for text in [
        "",
        "2024-03-01",
        "2024-02-30T00:00:00Z",
        "2024-03-01T09:00:00",
        "now",
    ] {
        assert_eq!(
            year(text),
            Err(TimeError::NotATime(text.to_owned())),
            "{text}"
        );
    }
}

#[test]
fn every_day_prints_as_the_calendar_has_it() {
    let mut moment = at("2000-01-01T00:00:00+08:00");
    let offset = chrono::FixedOffset::east_opt(8 * 3600).expect("an offset");
    while moment < at("2405-01-01T00:00:00+08:00") {
        let calendar = chrono::DateTime::from_timestamp_millis(moment.millis()).expect("a date");
        assert_eq!(
            moment.to_string(),
            calendar.with_timezone(&offset).to_rfc3339()
        );
        moment = moment.plus(Span::parse("1d1h1m1s").expect("a span"));
    }
}

#[test]
fn reckoning_never_leaves_the_calendar() {
    let end = "9999-12-31T23:59:59.999+08:00";
    let long = Span::from_millis(i64::MAX);
    assert_eq!(at("2024-03-01T09:00:00+08:00").plus(long).to_string(), end);
    for raw in [i64::MIN, i64::MAX] {
        let moment = Timestamp::from_millis(raw);
        assert!(!moment.to_string().is_empty());
        let _ = (
            moment.plus(long),
            moment.minus(long),
            moment.next_civil_noon(),
        );
    }
}

#[test]
fn a_span_between_moments_is_never_negative() {
    let (early, late) = (
        at("2024-03-01T09:00:00+08:00"),
        at("2024-03-01T09:00:01+08:00"),
    );
    assert_eq!(late.since(early), Span::from_secs(1));
    assert_eq!(early.since(late), Span::ZERO);
    assert_eq!(late.minus(Span::from_secs(1)), early);
    assert_eq!(Span::from_millis(-1), Span::ZERO);
    assert_eq!(serde_json::from_str::<Span>("-5").ok(), Some(Span::ZERO));
}

#[test]
fn the_next_noon_is_on_the_next_civil_day_in_shanghai() {
    check_noon("2024-03-01T00:00:00+08:00", "2024-03-02T12:00:00+08:00");
    check_noon("2024-03-01T11:59:59.999+08:00", "2024-03-02T12:00:00+08:00");
    check_noon("2024-03-01T12:00:00+08:00", "2024-03-02T12:00:00+08:00");
    check_noon("2024-03-01T23:59:59.999+08:00", "2024-03-02T12:00:00+08:00");
    check_noon("2024-03-01T15:59:59.999Z", "2024-03-02T12:00:00+08:00");
    check_noon("2024-03-01T16:00:00Z", "2024-03-03T12:00:00+08:00");
    check_noon("2024-02-28T09:00:00+08:00", "2024-02-29T12:00:00+08:00");
}

#[test]
fn durations_are_read_in_both_notations_and_printed_in_hours() {
    check_span("90s", "PT1M30S");
    check_span("5m", "PT5M");
    check_span("24h", "PT24H");
    check_span("1h30m", "PT1H30M");
    check_span("2d", "PT48H");
    check_span("250ms", "PT0.250S");
    check_span("1d12h", "PT36H");
    check_span("1h1ms", "PT1H0.001S");
    check_span("0s", "PT0S");
    check_span("PT24H", "PT24H");
    check_span("P1DT2H30M", "PT26H30M");
    check_span("P1D", "PT24H");
    check_span("PT0.5S", "PT0.500S");
    check_span("PT1M0.0019S", "PT1M0.001S");
    check_span("36500d", "PT876000H");
}

#[test]
fn what_is_no_duration_is_refused() {
    for text in [
        "", " ", "5", "h", "-5m", "5 m", "1m1h", "1h1h", "1.5h", "24H", "P", "PT", "P1", "P1DT",
        "PT1S1M", "PT.5S", "PT1.S", "PT1.5M", "P1M", "1h ", "pt1h", "1d,", "１h",
    ] {
        check_refused(text);
    }
    for text in [
        "36501d",
        "36500d1ms",
        "99999999999999999999d",
        "P99999999999999D",
        "PT1.5S1M",
    ] {
        check_refused(text);
    }
}

#[test]
fn the_journal_holds_milliseconds() {
    let moment = at("2024-03-01T09:00:00.250+08:00");
    assert_eq!(
        serde_json::to_string(&moment).ok().as_deref(),
        Some("1709254800250")
    );
    assert_eq!(
        serde_json::from_str::<Timestamp>("1709254800250").ok(),
        Some(moment)
    );
    assert_eq!(
        serde_json::to_string(&Span::from_secs(5)).ok().as_deref(),
        Some("5000")
    );
}
