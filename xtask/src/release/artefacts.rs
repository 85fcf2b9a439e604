//! The folder of a release: what is put into it, and the hashes of all of it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// The folder, empty at first.
pub(super) struct Artefacts {
    folder: PathBuf,
    version: String,
}

/// A file's name, size and hash.
pub(super) struct Sum {
    /// Its path in the folder.
    pub(super) name: String,
    pub(super) bytes: usize,
    /// Hex digits.
    pub(super) sha256: String,
}

impl Artefacts {
    /// The folder without what an earlier rehearsal has left in it.
    pub(super) fn begin(folder: PathBuf, version: &str) -> Result<Self> {
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(error).context("cannot empty the folder");
            }
            _ => fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?,
        }
        Ok(Self { folder, version: version.to_owned() })
    }

    pub(super) fn version(&self) -> &str {
        &self.version
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn write(&self, name: &str, text: &str) -> Result<()> {
        fs::write(self.path(name), text).with_context(|| format!("cannot write {name}"))
    }

    /// Copies a file under this name.
    pub(super) fn take(&self, file: &Path, name: &str) -> Result<()> {
        let to = self.path(name);
        fs::create_dir_all(to.parent().unwrap_or(&to)).with_context(|| format!("cannot make the folder of {name}"))?;
        fs::copy(file, &to).with_context(|| format!("cannot copy {}", file.display()))?;
        Ok(())
    }

    /// Copies the files of a folder into one of that name.
    pub(super) fn take_all(&self, from: &Path, name: &str) -> Result<()> {
        for file in files(from)? {
            let inside = file.strip_prefix(from).unwrap_or(&file).display().to_string();
            self.take(&file, &format!("{name}/{inside}"))?;
        }
        Ok(())
    }

    /// The hash of every file, by name; and `SHA256SUMS`, which `sha256sum --check` reads.
    pub(super) fn sums(&self) -> Result<Vec<Sum>> {
        let mut sums = Vec::new();
        for file in files(&self.folder)? {
            let name = file.strip_prefix(&self.folder).unwrap_or(&file).display().to_string();
            let content = fs::read(&file).with_context(|| format!("cannot read {name}"))?;
            sums.push(Sum { name, bytes: content.len(), sha256: sha256(&content) });
        }
        let lines: Vec<String> = sums.iter().map(|sum| format!("{}  {}\n", sum.sha256, sum.name)).collect();
        self.write("SHA256SUMS", &lines.concat())?;
        Ok(sums)
    }
}

/// As hex digits.
pub(super) fn sha256(content: &[u8]) -> String {
    let digits: Vec<String> = Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

/// The files of a folder and of those in it, sorted.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry.context("cannot read a folder")?.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_in_the_sums_and_nothing_of_the_last_time() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("1.0.0");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("old"), "of the last time").unwrap();

        let artefacts = Artefacts::begin(folder.clone(), "1.0.0").unwrap();
        fs::write(place.path().join("module"), "abc").unwrap();
        artefacts.take(&place.path().join("module"), "workers/proxy/module").unwrap();

        let sums = artefacts.sums().unwrap();
        assert_eq!(
            sums.iter().map(|sum| (sum.name.as_str(), sum.bytes)).collect::<Vec<_>>(),
            [("workers/proxy/module", 3)]
        );
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-4's example
        assert_eq!(fs::read_to_string(folder.join("SHA256SUMS")).unwrap(), format!("{abc}  workers/proxy/module\n"));
    }
}
