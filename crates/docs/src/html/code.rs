//! Comments and strings of a program, told apart: as much colour as helps reading, and no library for it.

use super::escape;

/// The program as HTML.
pub(super) fn highlighted(language: &str, text: &str) -> String {
    match language {
        "console" => text.lines().map(console).collect::<Vec<_>>().join("\n"),
        "sh" | "python" | "toml" => program(text, "#"),
        "ts" | "js" | "php" | "rust" => program(text, "//"),
        "json" => program(text, "\u{0}"),
        _ => escape(text.trim_end()),
    }
}

/// What is typed, and what is answered.
fn console(line: &str) -> String {
    match line.strip_prefix("$ ") {
        Some(command) => format!("<span class=\"p\">$ </span>{}", escape(command)),
        None => format!("<i>{}</i>", escape(line)),
    }
}

fn program(text: &str, comment: &str) -> String {
    let mut out = String::new();
    let mut rest = text.trim_end();
    let mut before = '\n';
    while let Some(first) = rest.chars().next() {
        // A shell's `$#` and a URL's `//` begin no comment.
        let begins = rest.starts_with(comment) && (before.is_whitespace() || before == ';');
        let (class, length) = if begins {
            ("i", rest.find('\n').unwrap_or(rest.len()))
        } else if let Some(length) = string(rest, first) {
            ("b", length)
        } else {
            ("", first.len_utf8())
        };
        let (token, after) = rest.split_at(length);
        match class {
            "" => out += &escape(token),
            class => out += &["<", class, ">", &escape(token), "</", class, ">"].concat(),
        }
        before = token.chars().last().unwrap_or(before);
        rest = after;
    }
    out
}

/// The length of the string that begins here, if one does and it ends.
fn string(rest: &str, quote: char) -> Option<usize> {
    if rest.starts_with("\"\"\"") {
        return rest.get(3..)?.find("\"\"\"").map(|end| end + 6);
    }
    if !matches!(quote, '"' | '\'' | '`') {
        return None;
    }
    let mut escaped = false;
    for (index, character) in rest.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' if quote == '"' => return None,
            character if character == quote => return Some(index + 1),
            _ => {}
        }
    }
    None
}
