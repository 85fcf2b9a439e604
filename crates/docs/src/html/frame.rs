//! What surrounds every page: head, navigation, the way on, and its Markdown twin.

use super::{Heading, escape};
use crate::page::{Page, Part};

pub(super) fn document(page: &Page, pages: &[Page], content: &str, headings: &[Heading]) -> String {
    let title = if page.slug == "index" { page.title.clone() } else { format!("{} · HelpThread API v1", page.title) };
    let script = if content.contains("id=\"debugger\"") {
        "<script type=\"module\" src=\"debugger.js\"></script>\n"
    } else {
        ""
    };
    format!(
        r##"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="description" content="{summary}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="favicon.svg">
<link rel="stylesheet" href="style.css">
<link rel="alternate" type="text/markdown" href="{slug}.md">
{script}</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="top"><a class="brand" href="index.html"><b>HelpThread</b> API v1</a><a class="menu" href="#menu">Menu</a></header>
<div class="columns">
<main id="content" tabindex="-1">
<article>
<h1>{heading}</h1>
<p class="lead">{summary}</p>
{contents}{content}</article>
{onward}</main>
<nav id="menu" class="pages" aria-label="Pages">
{menu}</nav>
</div>
<footer><p><a href="{slug}.md">This page as Markdown</a> · <a href="openapi.json">OpenAPI</a> · <a href="llms.txt">llms.txt</a></p></footer>
</body>
</html>
"##,
        title = escape(&title),
        summary = escape(&page.summary),
        slug = page.slug,
        heading = escape(&page.title),
        contents = contents(headings),
        onward = onward(page, pages),
        menu = menu(page, pages),
    )
}

/// What is on the page, where there is enough of it to get lost.
fn contents(headings: &[Heading]) -> String {
    if headings.len() < 3 {
        return String::new();
    }
    let items = headings.iter().map(|Heading { text, id }| format!("<li><a href=\"#{id}\">{}</a></li>", escape(text)));
    format!("<nav class=\"contents\" aria-label=\"On this page\"><ul>{}</ul></nav>\n", items.collect::<String>())
}

fn menu(page: &Page, pages: &[Page]) -> String {
    let parts = Part::ALL.map(|part| {
        let items = pages.iter().filter(|other| other.part == part).map(|other| {
            let current = if other.slug == page.slug { " aria-current=\"page\"" } else { "" };
            let title = if other.slug == "index" { "Overview" } else { &other.title };
            format!("<li><a href=\"{}.html\"{current}>{}</a></li>\n", other.slug, escape(title))
        });
        format!("<h2>{}</h2>\n<ul>\n{}</ul>\n", part.title(), items.collect::<String>())
    });
    parts.concat()
}

fn onward(page: &Page, pages: &[Page]) -> String {
    let place = pages.iter().position(|other| other.slug == page.slug).unwrap_or_default();
    let link = |other: Option<&Page>, class: &str, word: &str| {
        other.map_or_else(String::new, |other| {
            format!(
                "<a class=\"{class}\" href=\"{}.html\"><small>{word}</small> {}</a>",
                other.slug,
                escape(&other.title)
            )
        })
    };
    let before = place.checked_sub(1).and_then(|place| pages.get(place));
    format!(
        "<nav class=\"onward\" aria-label=\"Previous and next page\">{}{}</nav>\n",
        link(before, "before", "Previous"),
        link(pages.get(place + 1), "after", "Next")
    )
}
