//! Who is let in, decided in the Worker before a body is read or an object woken.

use helpthread_core::error::{ErrorCode, Refusal};
use helpthread_core::secret::Secret;
use helpthread_core::time::Timestamp;

use super::routes::{self, Route};
use crate::answer::Answer;
use crate::mode::Mode;
use crate::request::Request;

/// The token of every developer's machine (api-v1.md §9). It is published, so only a sandbox takes it.
pub const DEVELOPMENT_TOKEN: &str = "sandbox_admin_dev";
/// The shortest token that opens anything: nobody should guess it.
pub const MIN_TOKEN_BYTES: usize = 16;

/// What a browser tells about the page that a request comes from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Visitor<'a> {
    /// The Origin header.
    pub origin: Option<&'a str>,
    /// The Sec-Fetch-Site header.
    pub fetch_site: Option<&'a str>,
}

/// The administration's entrance.
#[derive(Debug)]
pub struct Entrance {
    token: Option<Secret>,
    mode: Mode,
}

/// Whether a path belongs to administration or sandbox, and so never to v1.
pub fn concerns(path: &str) -> bool {
    ["/_admin", "/_sandbox"].iter().any(|base| is_below(path, base))
}

impl Entrance {
    /// With the setting `ADMIN_TOKEN`. Without one, with one of under [`MIN_TOKEN_BYTES`], or with the published one outside a
    /// sandbox, there is no administration API.
    pub fn new(token: Option<String>, mode: Mode) -> Self {
        let published = |token: &Secret| mode != Mode::Sandbox && token.matches(DEVELOPMENT_TOKEN.as_bytes());
        let strong = |token: &Secret| token.len() >= MIN_TOKEN_BYTES;
        let token = token.map(Secret::new).filter(|token| strong(token) && !published(token));
        Self { token, mode }
    }

    /// Lets a request in, whose body is not looked at, and says what it asks for.
    ///
    /// # Errors
    /// The answer: 404 where there is no administration or no such path, 401 without the token, 405, or 403 for a web page
    /// that reaches for the sandbox.
    pub fn admit(&self, request: &Request<'_>, visitor: Visitor<'_>, now: Timestamp) -> Result<Route, Answer> {
        let admitted = if is_below(request.path, "/_sandbox") {
            self.sandbox(request, visitor)
        } else {
            self.administration(request)
        };
        admitted.map_err(|answer| answer.sealed(request.id, now))
    }

    fn administration(&self, request: &Request<'_>) -> Result<Route, Answer> {
        let token = self.token.as_ref().ok_or_else(nothing_here)?;
        bearer(request.authorization, token)?;
        routes::find(request.method, request.path)
    }

    /// The sandbox has no token, because all it holds is made up. But a page that a developer visits must not empty it:
    /// browsers send `Origin` with every POST.
    fn sandbox(&self, request: &Request<'_>, visitor: Visitor<'_>) -> Result<Route, Answer> {
        if self.mode != Mode::Sandbox {
            return Err(nothing_here());
        }
        let route = routes::find(request.method, request.path)?;
        if visitor.origin.is_some() || visitor.fetch_site.is_some_and(|site| site != "none") {
            let message = "The sandbox is reset by a program, not by a web page.";
            return Err(Answer::refused(&Refusal::new(ErrorCode::OriginNotAllowed, message)));
        }
        Ok(route)
    }
}

fn bearer(header: Option<&str>, token: &Secret) -> Result<(), Answer> {
    let refused = |code, message: &str| {
        let mut answer = Answer::refused(&Refusal::new(code, message));
        // RFC 6750 §3: the scheme of this API, and not the one of v1.
        answer.headers = vec![("WWW-Authenticate", "Bearer".to_owned())];
        answer
    };
    let Some(header) = header else {
        return Err(refused(
            ErrorCode::MissingAuthentication,
            "Send Authorization: Bearer and the administration token.",
        ));
    };
    let claimed = header.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"));
    let right = claimed.is_some_and(|(_, claimed)| token.matches(claimed.as_bytes()));
    right.then_some(()).ok_or_else(|| refused(ErrorCode::InvalidSignature, "The administration token is not right."))
}

fn nothing_here() -> Answer {
    Answer::refused(&Refusal::plain(ErrorCode::NotFound))
}

fn is_below(path: &str, base: &str) -> bool {
    path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
