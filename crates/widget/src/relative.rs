//! How long ago something was, in the units that `Intl.RelativeTimeFormat` takes.

/// A unit of `Intl.RelativeTimeFormat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Under a minute.
    Second,
    /// Under an hour.
    Minute,
    /// Under a day.
    Hour,
    /// Under a week.
    Day,
    /// Under a month of 30 days.
    Week,
    /// Under a year of 365 days.
    Month,
    /// From a year on.
    Year,
}

impl Unit {
    /// The name `Intl.RelativeTimeFormat.prototype.format` knows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;
const MONTH: i64 = 30 * DAY;
const YEAR: i64 = 365 * DAY;

/// The distance from `now` to `then` (unix seconds), negative for the past, rounded towards zero.
///
/// Anything under a minute either way is `(0, Second)`, "now": the shared timer ticks once a minute, so a count of
/// seconds would be stale as soon as it is shown, and a clock that is a little behind the server must not say "in 4 seconds".
pub fn distance(now: i64, then: i64) -> (i64, Unit) {
    let seconds = then.saturating_sub(now);
    match seconds.unsigned_abs().try_into().unwrap_or(i64::MAX) {
        0..MINUTE => (0, Unit::Second),
        MINUTE..HOUR => (seconds / MINUTE, Unit::Minute),
        HOUR..DAY => (seconds / HOUR, Unit::Hour),
        DAY..WEEK => (seconds / DAY, Unit::Day),
        WEEK..MONTH => (seconds / WEEK, Unit::Week),
        MONTH..YEAR => (seconds / MONTH, Unit::Month),
        _ => (seconds / YEAR, Unit::Year),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unit_begins_exactly_where_the_one_before_ends() {
        let begins = [
            (MINUTE, Unit::Minute),
            (HOUR, Unit::Hour),
            (DAY, Unit::Day),
            (WEEK, Unit::Week),
            (MONTH, Unit::Month),
            (YEAR, Unit::Year),
        ];
        for (seconds, unit) in begins {
            assert_eq!(distance(seconds, 0), (-1, unit), "at {seconds} s");
            assert_ne!(distance(seconds - 1, 0).1, unit, "one second earlier");
        }
    }

    #[test]
    fn under_a_minute_is_now_even_when_our_clock_is_behind() {
        assert_eq!(distance(100, 41), (0, Unit::Second));
        assert_eq!(distance(100, 159), (0, Unit::Second));
    }

    #[test]
    fn the_far_ends_of_time_do_not_overflow() {
        assert_eq!(distance(i64::MAX, i64::MIN).1, Unit::Year);
        assert_eq!(distance(i64::MIN, i64::MAX).1, Unit::Year);
    }
}
