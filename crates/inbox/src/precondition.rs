//! `If-Match` (RFC 9110 §13.1.1): a change that is meant only for the state that the client has seen (api-v1.md §4, 409).
//!
//! A tag is a function of the fields it covers, which are all that can change. So equal tags mean equal conversations: a
//! change and a change back within one second give the first tag again, and a client that holds it has seen exactly what
//! there is now.

use helpthread_core::error::{ErrorCode, Refusal};

/// What the header asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Precondition<'a> {
    /// No header: the last write wins. workerd makes the same of an empty one, so an empty one is not seen here.
    None,
    /// `*`: the resource exists.
    Any,
    /// The strong tags of a list, quotes included. Weak ones never match, so they are not kept.
    OneOf(Vec<&'a str>),
}

impl<'a> Precondition<'a> {
    /// Reads the header.
    ///
    /// # Errors
    /// `invalid_request` when it is neither `*` nor a list of at least one entity tag.
    pub(crate) fn parse(header: Option<&'a str>) -> Result<Self, Refusal> {
        let Some(header) = header else {
            return Ok(Self::None);
        };
        let malformed = || {
            let message = "The If-Match header must be * or entity tags in double quotes, separated by commas.";
            Refusal::new(ErrorCode::InvalidRequest, message)
        };
        if trimmed(header) == "*" {
            return Ok(Self::Any);
        }
        let (mut tags, mut any, mut rest) = (Vec::new(), false, trimmed(header));
        while !rest.is_empty() {
            // Empty elements are passed over (RFC 9110 §5.6.1.2).
            if let Some(after) = rest.strip_prefix(',') {
                rest = trimmed(after);
                continue;
            }
            let (weak, tag, after) = entity_tag(rest).ok_or_else(malformed)?;
            any = true;
            tags.extend((!weak).then_some(tag));
            rest = trimmed(after);
            if !rest.is_empty() && !rest.starts_with(',') {
                return Err(malformed());
            }
        }
        if any { Ok(Self::OneOf(tags)) } else { Err(malformed()) }
    }

    /// Whether a resource with this strong tag is what the client has seen.
    pub(crate) fn holds(&self, tag: &str) -> bool {
        match self {
            Self::None | Self::Any => true,
            Self::OneOf(tags) => tags.contains(&tag),
        }
    }
}

/// Whether the first entity tag of `text` is weak, the tag in its quotes, and what follows it (RFC 9110 §8.8.3).
fn entity_tag(text: &str) -> Option<(bool, &str, &str)> {
    let strong = text.strip_prefix("W/");
    let quoted = strong.unwrap_or(text);
    let length = quoted.strip_prefix('"')?.find('"')? + 2;
    let (tag, after) = quoted.split_at_checked(length)?;
    // A comma may stand within the quotes; a space or a control character may not.
    tag.chars().all(|symbol| symbol > ' ' && symbol != '\u{7f}').then_some((strong.is_some(), tag, after))
}

fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

#[cfg(test)]
mod tests {
    use super::Precondition::{self, Any, None, OneOf};

    #[test]
    fn what_the_header_asks_for() {
        for (header, expected) in [
            ("*", Any),
            (" * ", Any),
            (r#""a""#, OneOf(vec![r#""a""#])),
            (r#""""#, OneOf(vec![r#""""#])),
            (r#""a", "b""#, OneOf(vec![r#""a""#, r#""b""#])),
            (r#",, "a,b"	,"c","#, OneOf(vec![r#""a,b""#, r#""c""#])),
            (r#"W/"a""#, OneOf(vec![])),
            (r#"W/"a", "a""#, OneOf(vec![r#""a""#])),
            ("\"\u{e9}\"", OneOf(vec!["\"\u{e9}\""])),
        ] {
            assert_eq!(Precondition::parse(Some(header)), Ok(expected), "{header}");
        }
        assert_eq!(Precondition::parse(Option::None), Ok(None));
    }

    #[test]
    fn what_is_not_a_list_of_tags_is_refused() {
        for header in ["", " ", ",", "a", r#""a"#, r#"a""#, r#""a" "b""#, r#""a b""#, r#"w/"a""#, "*, *", r#"*, "a""#] {
            assert!(Precondition::parse(Some(header)).is_err(), "{header}");
        }
    }
}
