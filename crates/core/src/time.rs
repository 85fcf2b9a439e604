//! Times as v1 writes them (api-v1.md §1 and §7): RFC 3339 in UTC, whole seconds in objects, milliseconds in events.
//!
//! Written form and number convert both ways without loss, and written forms sort as their times do: years run from
//! 0000 to 9999. Reading is more generous than writing: a fraction is cut off and an offset is applied, because
//! RFC 3339 allows both and a client must not lose a page over them.

use alloc::string::{String, ToString};
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// `0000-01-01T00:00:00Z` in unix seconds.
const FIRST: i64 = -62_167_219_200;
/// `9999-12-31T23:59:59Z` in unix seconds.
const LAST: i64 = 253_402_300_799;
const SECONDS_PER_DAY: i64 = 86_400;

/// The text is not an RFC 3339 time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidTime;

impl fmt::Display for InvalidTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time such as 2024-05-13T14:24:00Z is expected")
    }
}

impl core::error::Error for InvalidTime {}

/// A moment in whole unix seconds, written `2024-05-13T14:24:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// A moment from unix seconds; what lies outside the years 0000 to 9999 becomes the nearest end.
    pub fn from_unix(seconds: i64) -> Self {
        Self(seconds.clamp(FIRST, LAST))
    }

    /// Unix seconds.
    pub fn unix(self) -> i64 {
        self.0
    }

    /// Reads an RFC 3339 time.
    ///
    /// # Errors
    /// [`InvalidTime`] when the text is not one, or lies outside the years 0000 to 9999 once in UTC.
    pub fn parse(text: &str) -> Result<Self, InvalidTime> {
        read(text).map(|(seconds, _)| Self(seconds)).ok_or(InvalidTime)
    }
}

/// A moment in unix milliseconds, written `2024-05-13T14:24:00.042Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventTimestamp(i64);

impl EventTimestamp {
    /// A moment from unix milliseconds; what lies outside the years 0000 to 9999 becomes the nearest end.
    pub fn from_unix_milliseconds(milliseconds: i64) -> Self {
        Self(milliseconds.clamp(FIRST * 1000, LAST * 1000 + 999))
    }

    /// Unix milliseconds.
    pub fn unix_milliseconds(self) -> i64 {
        self.0
    }

    /// Reads an RFC 3339 time; digits beyond milliseconds are cut off.
    ///
    /// # Errors
    /// As [`Timestamp::parse`].
    pub fn parse(text: &str) -> Result<Self, InvalidTime> {
        read(text).map(|(seconds, milliseconds)| Self(seconds * 1000 + milliseconds)).ok_or(InvalidTime)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(text(&seconds(self.0)))
    }
}

impl fmt::Display for EventTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [date_time @ .., z] = seconds(self.0.div_euclid(1000));
        write!(f, "{}.{:03}{}", text(&date_time), self.0.rem_euclid(1000), char::from(z))
    }
}

macro_rules! from_text {
    ($name:ident) => {
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).map_err(de::Error::custom)
            }
        }
    };
}
from_text!(Timestamp);
from_text!(EventTimestamp);

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(text(&seconds(self.0)))
    }
}

impl Serialize for EventTimestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_string())
    }
}

/// `2024-05-13T14:24:00Z`. Digit by digit: a page has 75 times, and formatting them was a tenth of what it took to write it.
fn seconds(seconds: i64) -> [u8; 20] {
    let (year, month, day) = civil_from_days(seconds.div_euclid(SECONDS_PER_DAY));
    let second = seconds.rem_euclid(SECONDS_PER_DAY);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let digit = |number: i64, place: i64| b'0' + u8::try_from(number / place % 10).unwrap_or_default();
    let pair = |number: i64| [digit(number, 10), digit(number, 1)];
    let ([y1, y2], [y3, y4], [mo1, mo2], [d1, d2]) = (pair(year / 100), pair(year), pair(month), pair(day));
    let ([h1, h2], [mi1, mi2], [s1, s2]) = (pair(hour), pair(minute), pair(second));
    [y1, y2, y3, y4, b'-', mo1, mo2, b'-', d1, d2, b'T', h1, h2, b':', mi1, mi2, b':', s1, s2, b'Z']
}

/// What [`seconds`] has made, which is ASCII.
fn text(digits: &[u8]) -> &str {
    core::str::from_utf8(digits).unwrap_or_default()
}

/// Unix seconds and the milliseconds beyond them.
fn read(text: &str) -> Option<(i64, i64)> {
    let bytes = text.as_bytes();
    let (date_time, rest) = bytes.split_at_checked(19)?;
    let &[y1, y2, y3, y4, b'-', mo1, mo2, b'-', d1, d2, b'T' | b't', h1, h2, b':', mi1, mi2, b':', s1, s2] = date_time
    else {
        return None;
    };
    let year = number(&[y1, y2, y3, y4])?;
    let month = number(&[mo1, mo2])?;
    let day = number(&[d1, d2])?;
    let (hour, minute, second) = (number(&[h1, h2])?, number(&[mi1, mi2])?, number(&[s1, s2])?);
    if !(1..=12).contains(&month)
        || day < 1
        || day > days_in_month(year, month)
        || hour > 23
        || minute > 59
        || second > 59
    {
        return None;
    }
    let (milliseconds, zone) = fraction(rest)?;
    let seconds =
        days_from_civil(year, month, day) * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second - offset(zone)?;
    (FIRST..=LAST).contains(&seconds).then_some((seconds, milliseconds))
}

/// Milliseconds of an optional `.digits`, and what follows.
fn fraction(rest: &[u8]) -> Option<(i64, &[u8])> {
    let [b'.', digits @ ..] = rest else {
        return Some((0, rest));
    };
    let end = digits.iter().position(|byte| !byte.is_ascii_digit())?;
    let (digits, zone) = digits.split_at_checked(end)?;
    if digits.is_empty() {
        return None;
    }
    let padded = digits.iter().copied().chain(core::iter::repeat(b'0')).take(3);
    Some((padded.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')), zone))
}

/// Seconds east of UTC.
fn offset(zone: &[u8]) -> Option<i64> {
    match *zone {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (number(&[h1, h2])?, number(&[m1, m2])?);
            let seconds = (hours <= 23 && minutes <= 59).then_some(hours * 3600 + minutes * 60)?;
            Some(if sign == b'-' { -seconds } else { seconds })
        }
        _ => None,
    }
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, counted from 1 March so that leap days come last in a
/// year of 400-year eras of 146,097 days.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}
