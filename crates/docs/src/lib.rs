//! The documentation of `HelpThread` v1, generated: what the core's tables say, in every form that somebody reads.
//!
//! ```text
//! core's tables ─┐                           ┌▶ *.md      every page as Markdown
//! prose, guides ─┼▶ Page, which is Markdown ─┼▶ *.html    the same as HTML, which needs no script
//! examples ──────┤   (page, pages)           └▶ llms.txt, llms-full.txt
//! recorded ──────┘
//! core's tables ──────────────────────────────▶ openapi.json, collections/
//! ```
//!
//! | you want to | use |
//! | --- | --- |
//! | everything, by its place below `docs/` | [`pack`] |
//! | the programs that the pages show | [`examples::all`] |
//! | what running them gave | [`recorded::Recorded`] |
//!
//! Promises: the same inputs give the same bytes; an example that has not run as it is now cannot be rendered.
//!
//! Not here: running the examples (`tests/conformance/documentation`), serving the pages (`www/`).
#![forbid(unsafe_code)]

mod collections;
pub mod examples;
mod html;
pub mod json_text;
mod llms;
mod markdown;
pub mod openapi;
pub mod operation;
pub mod page;
mod pages;
pub mod recorded;
mod schema;

use std::collections::BTreeMap;

use page::Page;
use recorded::Recorded;

/// Every file of the pack, by its place below `docs/`. What was recorded is an input and not among them.
pub type Pack = BTreeMap<String, String>;

/// The files that need no recording: the examples themselves.
pub fn examples_alone() -> Pack {
    examples::all().into_iter().map(|example| (example.path(), example.text)).collect()
}

/// Everything.
///
/// # Errors
/// One line for whatever has not run as it is now, or is recorded wrongly.
pub fn pack(recorded: &Recorded) -> Result<Pack, String> {
    recorded.check(&examples::all())?;
    let pages = pages::all(recorded)?;
    let mut pack = examples_alone();
    for page in &pages {
        pack.insert(format!("{}.md", page.slug), markdown::file(page));
        pack.insert(format!("{}.html", page.slug), html::file(page, &pages));
    }
    pack.insert("style.css".to_owned(), html::STYLE.to_owned());
    pack.insert("favicon.svg".to_owned(), html::ICON.to_owned());
    pack.insert("llms.txt".to_owned(), llms::index(&pages));
    pack.insert("llms-full.txt".to_owned(), llms::whole(&pages));
    pack.insert("openapi.json".to_owned(), openapi::document(recorded));
    pack.extend(collections::files());
    Ok(pack)
}

/// The pages in their order, for those who check them.
///
/// # Errors
/// As [`pack`].
pub fn pages(recorded: &Recorded) -> Result<Vec<Page>, String> {
    pages::all(recorded)
}
