//! The `Date` header as servers must write it: `Mon, 13 May 2024 14:24:00 GMT` (RFC 9110 §5.6.7).

use helpthread_core::time::Timestamp;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Unix seconds. The day of the week is not looked at, and the two obsolete forms are none.
pub(super) fn parse(text: &str) -> Option<i64> {
    let mut words = text.trim().split(' ');
    let (_weekday, day, month, year, time) =
        (words.next()?, words.next()?, words.next()?, words.next()?, words.next()?);
    if words.next() != Some("GMT") || words.next().is_some() {
        return None;
    }
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    Timestamp::parse(&format!("{year}-{month:02}-{day}T{time}Z")).ok().map(Timestamp::unix)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_date_is_read_and_nothing_else_is() {
        for (text, unix) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Thu, 29 Feb 2024 00:00:00 GMT", Some(1_709_164_800)),
            (" Mon, 13 May 2024 14:24:00 GMT ", Some(1_715_610_240)),
            ("Thu, 29 Feb 2023 00:00:00 GMT", None),
            ("Sunday, 06-Nov-94 08:49:37 GMT", None),
            ("Sun Nov  6 08:49:37 1994", None),
            ("Sun, 6 Nov 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49:37 +0000", None),
            ("Sun, 06 Nov 1994 08:49:37 GMT GMT", None),
            ("Sun, 06 nov 1994 08:49:37 GMT", None),
            ("", None),
        ] {
            assert_eq!(parse(text), unix, "{text}");
        }
    }
}
