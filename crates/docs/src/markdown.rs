//! A page as a Markdown file, and what the page builders write with.

use crate::page::Page;

/// The whole file.
pub(crate) fn file(page: &Page) -> String {
    format!("# {}\n\n{}\n\n{}\n", page.title, page.summary, page.markdown.trim())
}

/// A table; no row, no table.
pub(crate) fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| {
        format!("| {} |\n", cells.iter().map(|cell| cell.replace('|', "\\|")).collect::<Vec<_>>().join(" | "))
    };
    let rows: Vec<String> = rows.into_iter().map(|row| line(&row)).collect();
    if rows.is_empty() {
        return String::new();
    }
    let head: Vec<String> = head.iter().map(|&cell| cell.to_owned()).collect();
    let rule: Vec<String> = head.iter().map(|_| "---".to_owned()).collect();
    line(&head) + &line(&rule) + &rows.concat()
}

/// A fence that no line of the text ends.
pub(crate) fn fence(info: &str, text: &str) -> String {
    let ticks = if text.contains("```") { "````" } else { "```" };
    format!("{ticks}{info}\n{}\n{ticks}\n", text.trim_end())
}
