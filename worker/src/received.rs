//! The few parts of a request that decisions are made from, read out of the platform's object at once.

use std::sync::LazyLock;

use helpthread_policy::inbound::{HEADERS, Inbound};
use worker::web_sys;

use crate::platform;

/// [`HEADERS`], one a line.
static NAMES: LazyLock<String> = LazyLock::new(|| HEADERS.join("\n"));

/// Owns what [`Inbound`] borrows.
pub(crate) struct Received {
    lines: String,
}

impl Received {
    pub(crate) fn read(request: &web_sys::Request) -> Self {
        Self { lines: platform::receive(request, &NAMES) }
    }

    /// When it arrived, in unix milliseconds.
    pub(crate) fn at(&self) -> i64 {
        self.line(0).parse().unwrap_or_else(|_| platform::now())
    }

    /// The id that its answer and its log line carry; ours, whatever the client calls it.
    pub(crate) fn id(&self) -> String {
        format!("req_{}", self.line(1))
    }

    /// What [`helpthread_policy::decide`] looks at. The method and the URL are as they came: workers-rs' own `method()` and `url()`
    /// normalise what must be judged as it is.
    pub(crate) fn inbound(&self) -> Inbound<'_> {
        let mut lines = self.lines.splitn(HEADERS.len() + 4, '\n').skip(2);
        let method = lines.next().unwrap_or_default();
        let headers = std::array::from_fn(|_| lines.next().and_then(|line| line.strip_prefix('=')));
        Inbound { method, url: lines.next().unwrap_or_default(), headers }
    }

    fn line(&self, index: usize) -> &str {
        self.lines.split('\n').nth(index).unwrap_or_default()
    }
}
