//! Writes `docs/`, for `cargo xtask docs`: `helpthread-docs` everything, `helpthread-docs examples` what can be run before anything
//! has been recorded.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use helpthread_docs::recorded::Recorded;
use helpthread_docs::{Pack, examples_alone, pack};

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let only_examples = env::args().nth(1).is_some_and(|word| word == "examples");
    match written(&folder, only_examples) {
        Ok(count) => {
            println!("{count} files of docs/ are as they should be");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn written(folder: &Path, only_examples: bool) -> Result<usize, String> {
    let problem = |error: io::Error| format!("docs/ cannot be written: {error}");
    let recorded = Recorded::read(&folder.join("recorded")).map_err(problem)?;
    let pack = if only_examples { examples_alone() } else { pack(&recorded)? };
    write(folder, &pack).map_err(problem)?;
    if !only_examples {
        remove_others(folder, folder, &pack).map_err(problem)?;
    }
    Ok(pack.len())
}

fn write(folder: &Path, pack: &Pack) -> io::Result<()> {
    for (name, text) in pack {
        let path = folder.join(name);
        if fs::read_to_string(&path).is_ok_and(|old| old == *text) {
            continue;
        }
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(&path, text)?;
    }
    Ok(())
}

/// What an earlier version wrote goes. Pictures and recordings are not ours to remove.
fn remove_others(root: &Path, folder: &Path, pack: &Pack) -> io::Result<()> {
    let paths: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    for path in paths {
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if name == "images" || name == "recorded" {
            continue;
        }
        if path.is_dir() {
            remove_others(root, &path, pack)?;
        } else if !pack.contains_key(&name) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}
