//! The path and the query of a request's URL, exactly as they came.
//!
//! Nothing is decoded or normalised: a URL library would turn `/v1/x/../conversations` into a route that was not asked for.

/// The two parts that routing looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target<'a> {
    /// From the first `/` after the authority to the query; empty when there is none.
    pub path: &'a str,
    /// What follows the first `?`, without it; empty when there is none.
    pub query: &'a str,
}

impl<'a> Target<'a> {
    /// The target of an absolute URL, or of one that starts at its path. A fragment, which a request should not have, belongs
    /// to neither part.
    pub fn of(url: &'a str) -> Self {
        let url = url.split('#').next().unwrap_or_default();
        let (before_query, query) = url.split_once('?').unwrap_or((url, ""));
        let path = if before_query.starts_with('/') {
            before_query
        } else {
            let after_scheme = before_query.split_once("://").map_or(before_query, |(_, rest)| rest);
            after_scheme.find('/').and_then(|start| after_scheme.get(start..)).unwrap_or_default()
        };
        Self { path, query }
    }
}
