//! Every page, in the order of the navigation: prose of `pages/`, whose `{{…}}` are filled from the core's tables, the examples and what
//! they gave, and one page per operation that is made of nothing else.

mod fill;
mod operation_page;

use helpthread_core::endpoint::ENDPOINTS;

use crate::page::{Page, Part};
use crate::recorded::Recorded;

/// A page of prose: slug, title, what it is about, and its text.
type Prose = (Part, &'static str, &'static str, &'static str, &'static str);

const BASICS: [Prose; 7] = [
    (
        Part::Basics,
        "index",
        "HelpThread API v1",
        "The reference of the HelpThread Support Inbox API, in which everything has been executed.",
        include_str!("pages/index.md"),
    ),
    (
        Part::Basics,
        "authentication",
        "Authentication",
        "How a request is signed, what the signature covers, and how credentials live.",
        include_str!("pages/authentication.md"),
    ),
    (
        Part::Basics,
        "errors",
        "Errors",
        "Every code, its status, what it means and what to do about it.",
        include_str!("pages/errors.md"),
    ),
    (
        Part::Basics,
        "rate-limits",
        "Rate limits",
        "How many requests a workspace has, and what to do after 429.",
        include_str!("pages/rate-limits.md"),
    ),
    (
        Part::Basics,
        "pagination",
        "Pagination",
        "How lists go on, and how to read all of one.",
        include_str!("pages/pagination.md"),
    ),
    (
        Part::Basics,
        "sdk",
        "SDK quickstart",
        "The API from TypeScript and JavaScript, with one package.",
        include_str!("pages/sdk.md"),
    ),
    (
        Part::Basics,
        "versioning",
        "Versioning",
        "What may change, how it is announced, and how long you have.",
        include_str!("pages/versioning.md"),
    ),
];

const EDGE: [Prose; 3] = [
    (
        Part::Edge,
        "webhooks",
        "Webhooks",
        "What is delivered when, how to check that it is ours, and what happens when you are away.",
        include_str!("pages/webhooks.md"),
    ),
    (
        Part::Edge,
        "session-tokens",
        "Session tokens",
        "How a browser reads a history without the secret: the tokens, and the proxy that takes them.",
        include_str!("pages/session-tokens.md"),
    ),
    (
        Part::Edge,
        "widget",
        "The widget",
        "A custom element that shows a customer's support history in any dashboard.",
        include_str!("pages/widget.md"),
    ),
];

const GUIDES: [Prose; 6] = [
    (
        Part::Guides,
        "guide-first-request",
        "From nothing to a signed request",
        "Five minutes, with a shell and a server of your own.",
        include_str!("pages/guide-first-request.md"),
    ),
    (
        Part::Guides,
        "guide-embed-the-widget",
        "Embed the widget",
        "Support history in your dashboard in twenty minutes, from a back end in Node, Python, PHP or Rust.",
        include_str!("pages/guide-embed-the-widget.md"),
    ),
    (
        Part::Guides,
        "guide-deploy-the-proxy",
        "Deploy the proxy",
        "The signing proxy on Cloudflare, from a dry run to live updates.",
        include_str!("pages/guide-deploy-the-proxy.md"),
    ),
    (
        Part::Guides,
        "guide-rotate-a-credential",
        "Rotate a credential",
        "Replace a credential without a failed request.",
        include_str!("pages/guide-rotate-a-credential.md"),
    ),
    (
        Part::Guides,
        "guide-self-host",
        "Self-host on workerd",
        "The whole API on a machine of yours, in the open-source runtime.",
        include_str!("pages/guide-self-host.md"),
    ),
    (
        Part::Guides,
        "guide-receive-webhooks",
        "Receive webhooks",
        "An endpoint that checks what it is sent, and a customer who writes in.",
        include_str!("pages/guide-receive-webhooks.md"),
    ),
];

/// Every page.
///
/// # Errors
/// If something that one shows is missing.
pub(crate) fn all(recorded: &Recorded) -> Result<Vec<Page>, String> {
    let prose = |pages: &'static [Prose]| pages.iter().map(|page| of_prose(page, recorded));
    let operations = ENDPOINTS.iter().map(|endpoint| operation_page::page(endpoint, recorded));
    prose(&BASICS).chain(operations).chain(prose(&EDGE)).chain(prose(&GUIDES)).collect()
}

fn of_prose((part, slug, title, summary, text): &Prose, recorded: &Recorded) -> Result<Page, String> {
    let markdown = fill::filled(text, recorded).map_err(|problem| format!("{slug}: {problem}"))?;
    Ok(Page { slug, title: (*title).to_owned(), summary: (*summary).to_owned(), part: *part, markdown })
}
