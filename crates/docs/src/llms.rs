//! The reference for language models (<https://llmstxt.org>): an index, and everything in one file.

use std::fmt::Write;

use crate::markdown;
use crate::page::{Page, Part};

/// Every page with what it is about.
pub(crate) fn index(pages: &[Page]) -> String {
    let mut text = "# HelpThread API v1\n\n> The HelpThread Support Inbox API: conversations, replies, customers, webhooks. Every request is \
                    signed with an HMAC of its body; browsers use the signing proxy of HelpThread Edge with session tokens.\n"
        .to_owned();
    for part in Part::ALL {
        let _ = write!(text, "\n## {}\n\n", part.title());
        for page in pages.iter().filter(|page| page.part == part) {
            let _ = writeln!(text, "- [{}]({}.md): {}", page.title, page.slug, page.summary);
        }
    }
    text + "\n## Optional\n\n- [OpenAPI 3.1](openapi.json)\n- [Everything in one file](llms-full.txt)\n"
}

/// Every page, one after the other.
pub(crate) fn whole(pages: &[Page]) -> String {
    pages.iter().map(markdown::file).collect::<Vec<_>>().join("\n---\n\n")
}
