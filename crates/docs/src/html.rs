//! A page as HTML: static, whole without scripts or style sheet, and with the same anchors for as long as its headings stay.

mod code;
mod frame;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, html};

use crate::examples::LANGUAGES;
use crate::page::Page;

/// The style sheet of every page.
pub(crate) const STYLE: &str = include_str!("html/style.css");
/// The pictures that a browser shows beside a page's name.
pub(crate) const ICON: &str = include_str!("html/favicon.svg");
/// The form of the signature debugger; its script shows it.
const DEBUGGER: &str = include_str!("html/debugger.html");
/// What stands in a page's Markdown where that form belongs.
const DEBUGGER_MARK: &str = "<!-- signature-debugger -->";

/// A heading of the second level, for the page's own table of contents.
struct Heading {
    text: String,
    id: String,
}

/// The whole file.
pub(crate) fn file(page: &Page, pages: &[Page]) -> String {
    let (content, headings) = content(&page.markdown, pages);
    frame::document(page, pages, &content, &headings)
}

/// The anchor of a heading: its words in lower case, joined by hyphens, as GitHub has it for the Markdown file.
pub(crate) fn anchor(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn content(markdown: &str, pages: &[Page]) -> (String, Vec<Heading>) {
    let mut writer = Writer { out: Vec::new(), headings: Vec::new(), has_chooser: false };
    let mut events = Parser::new_ext(markdown, Options::ENABLE_TABLES);
    while let Some(event) = events.next() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let inner = until(&mut events, |event| matches!(event, Event::End(TagEnd::Heading(_))));
                writer.heading(level as usize, inner);
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let inner = until(&mut events, |event| matches!(event, Event::End(TagEnd::CodeBlock)));
                writer.code(&info, &plain(&inner));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = CowStr::from(target(&dest_url, pages));
                writer.out.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            Event::Html(text) if text.trim() == DEBUGGER_MARK => writer.raw(DEBUGGER.to_owned()),
            other => writer.out.push(other),
        }
    }
    let mut text = String::new();
    html::push_html(&mut text, writer.out.into_iter());
    // A heading without words is none.
    let text = text.replace("<thead><tr><th></th><th></th></tr></thead>", "").replace("<th></th>", "<td></td>");
    (text, writer.headings)
}

fn until<'a>(events: &mut Parser<'a>, is_end: impl Fn(&Event<'a>) -> bool) -> Vec<Event<'a>> {
    events.take_while(|event| !is_end(event)).collect()
}

fn plain(events: &[Event<'_>]) -> String {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
            _ => None,
        })
        .collect()
}

/// A link between pages leads to their HTML.
fn target(link: &str, pages: &[Page]) -> String {
    let (file, fragment) =
        link.split_once('#').map_or((link, String::new()), |(file, rest)| (file, format!("#{rest}")));
    match file.strip_suffix(".md").filter(|slug| pages.iter().any(|page| page.slug == *slug)) {
        Some(slug) => format!("{slug}.html{fragment}"),
        None => link.to_owned(),
    }
}

struct Writer<'a> {
    out: Vec<Event<'a>>,
    headings: Vec<Heading>,
    has_chooser: bool,
}

impl<'a> Writer<'a> {
    fn raw(&mut self, html: String) {
        self.out.push(Event::Html(html.into()));
    }

    fn heading(&mut self, level: usize, inner: Vec<Event<'a>>) {
        let text = plain(&inner);
        let id = anchor(&text);
        let mut shown = String::new();
        html::push_html(&mut shown, inner.into_iter());
        self.raw(format!("<h{level} id=\"{id}\"><a href=\"#{id}\">{shown}</a></h{level}>\n"));
        if level == 2 {
            self.headings.push(Heading { text, id });
        }
    }

    fn code(&mut self, info: &str, text: &str) {
        let (language, name) = info.split_once(' ').unwrap_or((info, ""));
        // One line of HTTP is an operation's name.
        if let Some((method, path)) =
            text.trim_end().split_once(' ').filter(|_| language == "http" && text.lines().count() == 1)
        {
            self.raw(format!("<p class=\"endpoint\"><b>{}</b> <code>{}</code></p>\n", escape(method), escape(path)));
            return;
        }
        let block = format!("<pre tabindex=\"0\"><code>{}</code></pre>\n", code::highlighted(language, text));
        let Some(key) = name.strip_prefix('@') else {
            let about = match name {
                "" => String::new(),
                "aside" if text.contains("cargo xtask dev") => {
                    "<p class=\"file\">in a terminal of its own</p>".to_owned()
                }
                "aside" => "<p class=\"file\">with your Cloudflare account</p>".to_owned(),
                name => format!("<p class=\"file\">{}</p>", escape(name)),
            };
            let class = if about.is_empty() { "code" } else { "code named" };
            self.raw(format!("<div class=\"{class}\">{about}{block}</div>\n"));
            return;
        };
        // The paragraph before is the link to the example's file: it belongs to the block.
        let start = self.out.iter().rposition(|event| matches!(event, Event::Start(Tag::Paragraph)));
        let link = start.map(|start| self.out.split_off(start)).unwrap_or_default();
        let path = link.iter().find_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.to_string()),
            _ => None,
        });
        if !self.has_chooser {
            self.has_chooser = true;
            self.raw(chooser());
        }
        let title = plain(&link);
        let path = path.unwrap_or_default();
        self.raw(format!(
            "<div class=\"code named sample\" data-language=\"{key}\"><p class=\"file\"><a href=\"{path}\">{title}</a></p>{block}</div>\n"
        ));
    }
}

/// One choice for all examples of a page. The style sheet does it, so no script is needed; without it all are shown.
fn chooser() -> String {
    let choices = LANGUAGES.iter().enumerate().map(|(index, language)| {
        let checked = if index == 0 { " checked" } else { "" };
        format!(
            "<label><input type=\"radio\" name=\"language\" id=\"in-{}\"{checked}><span>{}</span></label>",
            language.key, language.name
        )
    });
    format!("<fieldset class=\"languages\"><legend>Language</legend>{}</fieldset>\n", choices.collect::<String>())
}
