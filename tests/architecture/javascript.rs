//! The picture's JavaScript side: `npm/node <- www`, and nothing else is imported.

use std::fs;
use std::path::{Path, PathBuf};

use xtask::repository;

/// The files of a folder and of the folders in it.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.flatten().map(|entry| entry.path());
    let files = paths.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|extension| extension == "js")).collect()
}

/// What the import and export statements of these sources name, relative paths aside.
fn imported(folder: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for path in sources(&repository::path(folder)) {
        let source = fs::read_to_string(&path).unwrap();
        // `helpthread:` is what the package's own build fills in.
        let others = named(&source).filter(|name| !name.starts_with('.') && !name.starts_with("helpthread:"));
        names.extend(others.map(str::to_owned));
    }
    names.sort();
    names.dedup();
    names
}

/// The specifiers of a source: of statements, whose last line begins with a brace if they have several, and of calls of `import`.
fn named(source: &str) -> impl Iterator<Item = &str> {
    let is_statement = |line: &&str| ["import ", "export ", "} from "].iter().any(|start| line.starts_with(start));
    let statements = source.lines().filter(is_statement);
    let specifiers = statements.filter_map(|line| line.split(" from ").nth(1).or(line.strip_prefix("import ")));
    let calls = source.split("import(").skip(1);
    specifiers.chain(calls).filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
}

#[test]
fn every_way_to_import_is_seen() {
    let source = "import a from \"one\";\nimport \"two\";\nimport {\n  b,\n} from \"three\";\nexport { c } from \"four\";\nawait import(\"five\");\n";
    assert_eq!(named(source).collect::<Vec<_>>(), ["one", "two", "three", "four", "five"]);
}

#[test]
fn the_dashboard_uses_the_published_package_and_nothing_else() {
    assert_eq!(imported("www/src"), ["@helpthread/node"]);
}

#[test]
fn the_packages_use_nothing() {
    assert_eq!(imported("npm/node/src"), [""; 0]);
    assert_eq!(imported("npm/widget/src"), [""; 0]);
}
