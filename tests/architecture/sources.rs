//! Every source says why it exists, and none is too long to be read at once (style.md, "Habits").

use std::fs;
use std::path::{Path, PathBuf};

use xtask::repository;

/// The most lines of a file.
const FILE: usize = 500;
/// The most lines of a function.
const FUNCTION: usize = 80;

/// Files that are longer, and why.
const LONGER: [(&str, &str); 1] = [(
    "npm/node/src/index.d.ts",
    "TypeScript finds a package's types in one file, and half of it are the comments that editors show",
)];

/// How a source of each kind opens: with a comment, in which its purpose stands.
const OPENINGS: [(&str, &[&str]); 10] = [
    ("rs", &["//! "]),
    ("js", &["// ", "/*"]),
    ("mjs", &["// ", "/*"]),
    ("cjs", &["// ", "/*"]),
    ("ts", &["// ", "/*"]),
    ("css", &["/*"]),
    ("py", &["\"\"\"", "# "]),
    ("sh", &["# "]),
    ("capnp", &["# "]),
    ("jsonc", &["// "]),
];

/// What is installed, built or kept by tools, and not ours to read.
const FOREIGN: [&str; 6] = ["node_modules", "target", "build", "dist", "corpus", "vectors"];

/// Every file of the repository that people write, by its path from the root.
pub(crate) fn written() -> Vec<String> {
    let mut files = Vec::new();
    collect(repository::root(), &mut files);
    let mut names: Vec<String> = files.iter().map(|path| name_of(path)).collect();
    names.sort();
    assert!(names.len() > 300, "{} files", names.len());
    names
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())).flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        // `xtask/src/build` is a module, and `tests/vectors/cases` are programs.
        let ours = name_of(&entry.path()) == "xtask/src/build" || name_of(&entry.path()) == "tests/vectors";
        if name.starts_with('.') || (FOREIGN.contains(&name.as_str()) && !ours) {
            continue;
        }
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => collect(&entry.path(), files),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
}

fn name_of(path: &Path) -> String {
    path.strip_prefix(repository::root()).unwrap_or(path).to_string_lossy().into_owned()
}

/// The sources of these kinds, with their text.
pub(crate) fn sources(kinds: &[&str]) -> Vec<(String, String)> {
    let extension = |name: &str| name.rsplit_once('.').map(|(_, extension)| extension.to_owned());
    let ours = written().into_iter().filter(|name| extension(name).is_some_and(|kind| kinds.contains(&kind.as_str())));
    ours.map(|name| {
        let text = fs::read_to_string(repository::path(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, text)
    })
    .collect()
}

#[test]
fn every_source_opens_with_its_purpose() {
    for (kind, openings) in OPENINGS {
        for (name, text) in sources(&[kind]) {
            let first = text.lines().find(|line| !line.starts_with("#!")).unwrap_or_default();
            assert!(openings.iter().any(|opening| first.starts_with(opening)), "{name} opens with {first:?}");
        }
    }
}

#[test]
fn no_file_is_longer_than_is_read_at_once() {
    for (name, text) in sources(&OPENINGS.map(|(kind, _)| kind)) {
        let lines = text.lines().count();
        let excused = LONGER.iter().any(|(longer, _)| *longer == name);
        assert_eq!(lines > FILE, excused, "{name} has {lines} lines, and {FILE} are the most without a reason");
    }
}

#[test]
fn no_function_is_longer_than_a_screen() {
    let mut functions = 0;
    for (name, text) in sources(&["rs", "js", "mjs", "cjs"]) {
        let lines: Vec<&str> = text.lines().collect();
        for (number, line) in lines.iter().enumerate().filter(|(_, line)| opens_a_function(&name, line)) {
            // Formatted code closes a function where it opened it.
            let indentation = line.len() - line.trim_start().len();
            let closes = |line: &&str| {
                line.len() > indentation && line.is_char_boundary(indentation) && {
                    let (before, rest) = line.split_at(indentation);
                    before.trim().is_empty() && rest.starts_with('}')
                }
            };
            let length = lines[number + 1..].iter().position(closes).map_or(1, |offset| offset + 2);
            functions += 1;
            assert!(length <= FUNCTION, "{name}:{} is {length} lines long", number + 1);
        }
    }
    assert!(functions > 3000, "{functions} functions were found");
}

/// Whether a function's body begins in this line: in Rust `fn … {`, in JavaScript also `… => {` and a method's `name(…) {`. A head of several
/// lines ends in a line of its own, `) -> T {`, which is where its body begins.
fn opens_a_function(name: &str, line: &str) -> bool {
    let code = line.trim_start();
    if !code.ends_with('{') || code.starts_with("//") || code.starts_with('*') {
        return false;
    }
    if name.rsplit('.').next() == Some("rs") {
        return code.contains("fn ") || code.starts_with(')');
    }
    let code = code.trim_start_matches("} ").trim_start_matches("else ");
    let is_statement =
        ["if ", "for ", "while ", "switch ", "catch ", "with "].iter().any(|word| code.starts_with(word));
    code.contains("function") || code.ends_with("=> {") || (code.ends_with(") {") && !is_statement)
}

#[test]
fn functions_are_told_from_what_only_looks_like_them() {
    for line in ["pub fn a() {", "    ) -> Result<()> {", "    fn b(&self) -> u8 {"] {
        assert!(opens_a_function("a.rs", line), "{line}");
    }
    for line in
        ["test(\"…\", async () => {", "function a() {", "  async fetch(request) {", "export default function () {"]
    {
        assert!(opens_a_function("a.mjs", line), "{line}");
    }
    for line in [
        "  if (a) {",
        "  } else if (a) {",
        "for (const a of b) {",
        "const a = {",
        "// function a() {",
        "} catch (error) {",
    ] {
        assert!(!opens_a_function("a.mjs", line), "{line}");
    }
    assert!(!opens_a_function("a.rs", "    if fun { "));
}
