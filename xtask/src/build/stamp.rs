//! Tells whether something that cargo does not watch has to be made again.
//!
//! A stamp is the list of a product's input files with their sizes and times, and the profile. The product is up to
//! date if its stamp still says the same and its files are there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::{Part, Profile};
use crate::repository;

/// Folders inside a package's folder that are not its source.
const PRODUCTS: [&str; 4] = ["dist", "build", "node_modules", "test"];

/// The inputs of one product, as they are now.
#[derive(Debug)]
pub(super) struct Stamp {
    file: PathBuf,
    text: String,
    products: Vec<PathBuf>,
}

impl Stamp {
    /// Look at `inputs`, files or folders, from which `part` makes `products`.
    ///
    /// # Errors
    /// If an input cannot be read.
    pub(super) fn of(part: Part, profile: Profile, inputs: &[PathBuf], products: &[&str]) -> io::Result<Self> {
        let mut lines = vec![profile.cargo_name(part).to_owned()];
        for input in inputs {
            describe(input, &mut lines)?;
        }
        Ok(Self {
            file: file(part),
            text: lines.join("\n"),
            products: products.iter().map(|product| repository::path(product)).collect(),
        })
    }

    /// Whether the products were made from exactly these inputs.
    pub(super) fn is_current(&self) -> bool {
        self.products.iter().all(|product| product.exists())
            && fs::read_to_string(&self.file).is_ok_and(|text| text == self.text)
    }

    /// Forget what was made, before making it: a build that fails half-way leaves nothing that looks complete.
    ///
    /// # Errors
    /// If the stamp cannot be removed.
    pub(super) fn clear(&self) -> io::Result<()> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Remember that the products have been made.
    ///
    /// # Errors
    /// If the stamp cannot be written.
    pub(super) fn write(&self) -> io::Result<()> {
        fs::create_dir_all(self.file.parent().unwrap_or(&self.file))?;
        fs::write(&self.file, &self.text)
    }
}

/// The stamp that a part has, if it was made.
pub(super) fn written(part: Part) -> Option<String> {
    fs::read_to_string(file(part)).ok()
}

fn file(part: Part) -> PathBuf {
    repository::target().join("xtask/stamps").join(part.name())
}

fn describe(path: &Path, lines: &mut Vec<String>) -> io::Result<()> {
    let about = fs::metadata(path)?;
    if !about.is_dir() {
        let time = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        lines.push(format!("{} {} {time}", path.display(), about.len()));
        return Ok(());
    }
    let mut children: Vec<PathBuf> = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    children.retain(|child| !child.file_name().is_some_and(|name| PRODUCTS.iter().any(|product| name == *product)));
    children.sort();
    children.iter().try_for_each(|child| describe(child, lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_or_a_new_file_changes_a_stamp_and_a_product_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let describe_folder = || {
            let mut lines = Vec::new();
            describe(folder.path(), &mut lines).unwrap();
            lines
        };
        fs::write(folder.path().join("a.js"), "1").unwrap();
        let first = describe_folder();

        fs::create_dir(folder.path().join("dist")).unwrap();
        fs::write(folder.path().join("dist/a.js"), "1").unwrap();
        assert_eq!(describe_folder(), first);

        fs::write(folder.path().join("a.js"), "22").unwrap();
        let edited = describe_folder();
        assert_ne!(edited, first);

        fs::write(folder.path().join("b.js"), "1").unwrap();
        assert_ne!(describe_folder(), edited);
    }
}
