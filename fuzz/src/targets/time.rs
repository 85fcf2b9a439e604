//! Times (api-v1.md §1 and §7), beside the calendar of the crate `time`.

use ::time::{OffsetDateTime, format_description::well_known::Rfc3339};
use helpthread_core::time::{EventTimestamp, Timestamp};

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let times = [
        "2024-05-13T14:24:00Z",
        "2024-02-29T23:59:59.999999+23:59",
        "0000-01-01T00:00:00.5Z",
        "9999-12-31T23:59:59-00:01",
        "1900-02-29t00:00:00z",
        "2016-12-31T23:59:60Z",
    ];
    times.iter().map(|time| time.as_bytes().to_vec()).collect()
}

pub(crate) fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let (seconds, milliseconds) = (Timestamp::parse(text), EventTimestamp::parse(text));
    assert_eq!(seconds.is_ok(), milliseconds.is_ok());
    let (Ok(seconds), Ok(milliseconds)) = (seconds, milliseconds) else { return };
    assert_eq!(milliseconds.unix_milliseconds().div_euclid(1000), seconds.unix());

    let written = seconds.to_string();
    assert_eq!((Timestamp::parse(&written), written.len()), (Ok(seconds), 20));
    let written = milliseconds.to_string();
    assert_eq!((EventTimestamp::parse(&written), written.len()), (Ok(milliseconds), 24));
    let library = OffsetDateTime::parse(&written, &Rfc3339).expect("what we write is RFC 3339");
    assert_eq!(library.unix_timestamp(), seconds.unix());
    assert_eq!(i64::from(library.millisecond()), milliseconds.unix_milliseconds().rem_euclid(1000));

    // The library takes at most nine digits of a fraction into account, and so do these numbers.
    if let Ok(library) = OffsetDateTime::parse(text, &Rfc3339) {
        assert_eq!(library.unix_timestamp(), seconds.unix());
    }
}
