//! Times (api-v1.md §1): RFC 3339 in UTC, checked against the `time` crate over all the years that RFC 3339 has.

use ::time::{Date, Month, OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};
use helpthread_core::time::{EventTimestamp, InvalidTime, Timestamp};
use proptest::prelude::*;

use crate::arbitrary::{edited, event_timestamp, timestamp};

fn oracle(seconds: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(seconds).expect("a year from 0 to 9999")
}

fn assert_as_oracle(text: &str) {
    let wanted = OffsetDateTime::parse(text, &Rfc3339).ok().map(OffsetDateTime::unix_timestamp);
    assert_eq!(Timestamp::parse(text).ok().map(Timestamp::unix), wanted, "{text}");
}

#[test]
fn the_contracts_example_is_written_and_read() {
    let moment = Timestamp::from_unix(1_715_610_240);
    assert_eq!(moment.to_string(), "2024-05-13T14:24:00Z");
    assert_eq!(Timestamp::parse("2024-05-13T14:24:00Z"), Ok(moment));
    let event = EventTimestamp::from_unix_milliseconds(1_715_610_240_042);
    assert_eq!(event.to_string(), "2024-05-13T14:24:00.042Z");
    assert_eq!(EventTimestamp::parse("2024-05-13T14:24:00.042Z"), Ok(event));
}

/// The first and last day of every month of 10,000 years: whatever a calendar can get wrong, one of them shows it.
#[test]
fn every_month_begins_and_ends_on_the_oracles_day() {
    for (year, month) in (0..=9999).flat_map(|year| (1..=12).map(move |month| (year, month))) {
        let month = Month::try_from(month).expect("a month");
        for day in [1, month.length(year)] {
            let midnight = Date::from_calendar_date(year, month, day).expect("a date").midnight().assume_utc();
            let written = format!("{year:04}-{:02}-{day:02}T00:00:00Z", u8::from(month));
            assert_eq!(Timestamp::from_unix(midnight.unix_timestamp()).to_string(), written);
            assert_eq!(Timestamp::parse(&written).map(Timestamp::unix), Ok(midnight.unix_timestamp()), "{written}");
        }
    }
}

/// Every day number of every month of the years around each rule of the calendar, and 29 February of every year: they
/// exist or not as the oracle says.
#[test]
fn a_date_that_does_not_exist_is_refused() {
    for year in [0, 1, 4, 99, 100, 400, 1900, 1970, 1999, 2000, 2023, 2024, 2100, 2400, 9999] {
        for (month, day) in (0..=13).flat_map(|month| (0..=32).map(move |day| (month, day))) {
            assert_as_oracle(&format!("{year:04}-{month:02}-{day:02}T23:59:59Z"));
        }
    }
    for year in 0..=9999 {
        assert_as_oracle(&format!("{year:04}-02-29T00:00:00Z"));
    }
}

#[test]
fn what_is_not_rfc_3339_is_refused() {
    for text in [
        "",
        "2024",
        "2024-05-13",
        "2024-05-13T14:24:00",
        "2024-05-13T14:24Z",
        "2024-05-13 14:24:00Z",
        "2024-05-13T14:24:00 Z",
        " 2024-05-13T14:24:00Z",
        "2024-05-13T14:24:00Z ",
        "2024-05-13T14:24:00ZZ",
        "2024-05-13T14:24:00.Z",
        "2024-05-13T14:24:00,5Z",
        "2024-05-13T24:00:00Z",
        "2024-05-13T14:60:00Z",
        "2024-05-13T14:24:60Z",
        "2016-12-31T23:59:60Z", // a leap second has no unix second of its own
        "2024-05-13T14:24:00+1:00",
        "2024-05-13T14:24:00+01",
        "2024-05-13T14:24:00+0100",
        "2024-05-13T14:24:00+24:00",
        "2024-05-13T14:24:00+01:60",
        "2024-05-13T14:24:00.5",
        "20240513T142400Z",
        "+2024-05-13T14:24:00Z",
        "-024-05-13T14:24:00Z",
        "12024-05-13T14:24:00Z",
        "2024-5-13T14:24:00Z",
        "٢٠٢٤-05-13T14:24:00Z",
        "2024-05-13T14:24:00\u{2212}01:00",
        "0000-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "1715610240",
    ] {
        assert_eq!(Timestamp::parse(text), Err(InvalidTime), "{text:?}");
        assert_eq!(EventTimestamp::parse(text), Err(InvalidTime), "{text:?}");
    }
}

#[test]
fn a_fraction_is_cut_off() {
    for (text, milliseconds) in [
        ("00.9Z", 900),
        ("00.98Z", 980),
        ("00.987Z", 987),
        ("00.9879Z", 987),
        ("00.000999999999999999999Z", 0),
        ("00z", 0),
    ] {
        let text = format!("1969-12-31T23:59:{text}");
        assert_eq!(Timestamp::parse(&text).map(Timestamp::unix), Ok(-60), "{text}");
        assert_eq!(
            EventTimestamp::parse(&text).map(EventTimestamp::unix_milliseconds),
            Ok(-60_000 + milliseconds),
            "{text}"
        );
    }
}

#[test]
fn what_lies_outside_the_years_becomes_the_nearest_end() {
    assert_eq!(Timestamp::from_unix(i64::MIN).to_string(), "0000-01-01T00:00:00Z");
    assert_eq!(Timestamp::from_unix(i64::MAX).to_string(), "9999-12-31T23:59:59Z");
    assert_eq!(EventTimestamp::from_unix_milliseconds(i64::MIN).to_string(), "0000-01-01T00:00:00.000Z");
    assert_eq!(EventTimestamp::from_unix_milliseconds(i64::MAX).to_string(), "9999-12-31T23:59:59.999Z");
}

proptest! {
    #[test]
    fn seconds_are_written_as_the_oracle_does_and_read_back(moment in timestamp()) {
        let written = moment.to_string();
        prop_assert_eq!(&written, &oracle(moment.unix()).format(&Rfc3339).expect("RFC 3339"));
        prop_assert_eq!(Timestamp::parse(&written), Ok(moment));
        let json = serde_json::to_string(&moment).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Timestamp>(&json).ok(), Some(moment));
    }

    #[test]
    fn milliseconds_are_written_with_three_digits_and_read_back(moment in event_timestamp()) {
        let written = moment.to_string();
        prop_assert_eq!(written.len(), "2024-05-13T14:24:00.042Z".len());
        let read = OffsetDateTime::parse(&written, &Rfc3339).expect("RFC 3339");
        prop_assert_eq!(read.unix_timestamp_nanos(), i128::from(moment.unix_milliseconds()) * 1_000_000);
        prop_assert_eq!(EventTimestamp::parse(&written), Ok(moment));
    }

    #[test]
    fn written_times_sort_as_the_times_do(left in timestamp(), right in timestamp()) {
        prop_assert_eq!(left.cmp(&right), left.to_string().cmp(&right.to_string()));
    }

    #[test]
    fn an_offset_is_applied_as_the_oracle_does(seconds in -62_000_000_000..253_000_000_000_i64, hours in -23..=23_i8, minutes in 0..=59_i8) {
        let offset = UtcOffset::from_hms(hours, if hours < 0 { -minutes } else { minutes }, 0).expect("an offset");
        let text = oracle(seconds).to_offset(offset).format(&Rfc3339).expect("RFC 3339");
        prop_assert_eq!(Timestamp::parse(&text).map(Timestamp::unix), Ok(seconds), "{}", text);
    }

    #[test]
    fn an_edited_time_is_read_as_the_oracle_reads_it_or_refused(text in timestamp().prop_flat_map(|moment| edited(moment.to_string()))) {
        if let Ok(read) = Timestamp::parse(&text) {
            let wanted = OffsetDateTime::parse(&text, &Rfc3339).map(OffsetDateTime::unix_timestamp);
            prop_assert_eq!(wanted.ok(), Some(read.unix()), "{}", text);
        }
    }

    #[test]
    fn no_text_panics(text: String, digits in "[0-9:TZ.+-]{0,40}") {
        let _ = (Timestamp::parse(&text), EventTimestamp::parse(&text), EventTimestamp::parse(&digits));
    }
}
