//! Where HelpThread is: a scheme, a host and a path, and nothing that could make a joined URL mean something else.

use super::Kind;

/// A base URL such as `https://api.helpthread.com/v1`, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    is_loopback: bool,
}

impl BaseUrl {
    /// Reads a base URL: https, or http to a loopback address; a host, a port if any, a plain path.
    ///
    /// # Errors
    /// [`Kind::Malformed`], or [`Kind::NotHttps`] for plain http elsewhere.
    pub fn parse(text: &str) -> Result<Self, Kind> {
        let (scheme, rest) = text.split_once("://").ok_or(Kind::Malformed)?;
        let (authority, path) = rest.split_once('/').map_or((rest, ""), |(authority, path)| (authority, path));
        let host = host(authority).ok_or(Kind::Malformed)?;
        let path_is_plain = path.is_empty() || path.split('/').all(is_plain_segment);
        if !path_is_plain {
            return Err(Kind::Malformed);
        }
        let is_loopback = is_loopback(host);
        match scheme {
            "https" => {}
            "http" if is_loopback => {}
            "http" => return Err(Kind::NotHttps),
            _ => return Err(Kind::Malformed),
        }
        Ok(Self { text: text.to_owned(), is_loopback: is_loopback && scheme == "http" })
    }

    /// The URL that paths are appended to.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether this is plain http to this machine: the only place where development values are accepted.
    pub fn is_development(&self) -> bool {
        self.is_loopback
    }
}

/// The host of `host[:port]`, when both are well formed.
fn host(authority: &str) -> Option<&str> {
    let (host, port) = if authority.starts_with('[') {
        let end = authority.find(']')?;
        authority.split_at_checked(end + 1)?
    } else {
        authority.split_at_checked(authority.find(':').unwrap_or(authority.len()))?
    };
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let host_is_plain = match address {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte)),
    };
    let port_is_plain = port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    (host_is_plain && port_is_plain).then_some(host)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host == "[::1]"
        || host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

fn is_plain_segment(segment: &str) -> bool {
    !segment.is_empty()
        && segment != "."
        && segment != ".."
        && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-~".contains(&byte))
}
