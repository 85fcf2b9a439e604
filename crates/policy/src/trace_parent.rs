//! W3C Trace Context: `traceparent: 00-<trace id>-<span id>-<flags>` (<https://www.w3.org/TR/trace-context/>).

/// A well-formed header of version 00.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceParent {
    trace: u128,
    flags: u8,
}

impl TraceParent {
    /// Reads a client's header; none for anything that is not exactly of this form, which is then not passed on.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        if version != "00" || parts.next().is_some() {
            return None;
        }
        let trace = u128::from_str_radix(hex(trace, 32)?, 16).ok().filter(|trace| *trace != 0)?;
        u64::from_str_radix(hex(span, 16)?, 16).ok().filter(|span| *span != 0)?;
        let flags = u8::from_str_radix(hex(flags, 2)?, 16).ok()?;
        Some(Self { trace, flags })
    }

    /// The header for a request of ours within the same trace; `span` is random and not zero.
    pub fn child(self, span: u64) -> String {
        let Self { trace, flags } = self;
        // Of the flags only "sampled" has a meaning in version 00.
        format!("00-{trace:032x}-{:016x}-{:02x}", span.max(1), flags & 1)
    }
}

/// The text, if it is that many lower-case hex digits; the number's own parser would take a sign.
fn hex(text: &str, digits: usize) -> Option<&str> {
    let lower_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (text.len() == digits && text.bytes().all(lower_hex)).then_some(text)
}
