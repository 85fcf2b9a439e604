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
const OPENINGS: [(&str, &[&str]); 14] = [
    ("rs", &["//! "]),
    ("js", &["// ", "/*"]),
    ("mjs", &["// ", "/*"]),
    ("cjs", &["// ", "/*"]),
    ("ts", &["// ", "/*"]),
    ("mts", &["// ", "/*"]),
    ("tsx", &["// ", "/*"]),
    ("c", &["// "]),
    ("sql", &["-- "]),
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
    for (name, text) in sources(&["rs", "js", "mjs", "cjs", "ts", "mts", "tsx", "c", "py"]) {
        let lines: Vec<&str> = text.lines().collect();
        for (number, _) in lines.iter().enumerate().filter(|(_, line)| opens_a_function(&name, line)) {
            let length = length(&name, &lines[number..]);
            functions += 1;
            assert!(length <= FUNCTION, "{name}:{} is {length} lines long", number + 1);
        }
    }
    assert!(functions > 3000, "{functions} functions were found");
}

/// How many lines a function has that begins with the first of these. Formatted code closes a function where it opened it; in Python it ends
/// before what is indented as little.
fn length(name: &str, lines: &[&str]) -> usize {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let opened = lines.first().map_or(0, |line| depth(line));
    let is_out = |line: &&str| depth(line) <= opened && !line.trim().is_empty();
    let rest = lines.iter().skip(1);
    if name.rsplit('.').next() == Some("py") {
        // The head's own end, `) -> None:`, is indented as it.
        let body: Vec<_> = rest.take_while(|line| !is_out(line) || line.trim_start().starts_with(')')).collect();
        return body.iter().rposition(|line| !line.trim().is_empty()).map_or(1, |last| last + 2);
    }
    rest.take_while(|line| !(depth(line) == opened && line.trim_start().starts_with('}'))).count() + 2
}

/// Whether a function's body begins in this line: in Python `def`, in Rust `fn … {`, in JavaScript also `… => {` and a method's `name(…) {`. A head of several
/// lines ends in a line of its own, `) -> T {`, which is where its body begins.
fn opens_a_function(name: &str, line: &str) -> bool {
    let code = line.trim_start();
    let kind = name.rsplit('.').next();
    if kind == Some("py") {
        return code.starts_with("def ") || code.starts_with("async def ");
    }
    if !code.ends_with('{') || code.starts_with("//") || code.starts_with('*') {
        return false;
    }
    if kind == Some("rs") {
        // After a `where` the brace has a line of its own.
        return code.contains("fn ") || code.starts_with(')') || code == "{";
    }
    let code = code.trim_start_matches("} ").trim_start_matches("else ");
    let is_statement =
        ["if ", "for ", "while ", "switch ", "catch ", "with "].iter().any(|word| code.starts_with(word));
    code.contains("function") || code.ends_with("=> {") || (code.ends_with(") {") && !is_statement)
}

#[test]
fn functions_are_told_from_what_only_looks_like_them() {
    for line in ["pub fn a() {", "    ) -> Result<()> {", "    fn b(&self) -> u8 {", "{"] {
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

#[test]
fn a_function_ends_where_it_is_closed() {
    let lines = |text: &'static str| text.lines().collect::<Vec<_>>();
    assert_eq!(length("a.rs", &lines("fn a() {\n    if b {\n    }\n}\nfn c() {\n}")), 4);
    assert_eq!(length("a.py", &lines("def a():\n    b()\n\n    c()\n\ndef d():\n    e()")), 4);
    assert_eq!(length("a.py", &lines("def a(\n    b,\n):\n    c()\nd = 1")), 4);
}
