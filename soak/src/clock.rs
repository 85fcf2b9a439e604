//! The clock of a real process, which can be made to jump while it runs: `clock.c` is compiled and preloaded into workerd.
//!
//! Everything that tells the time of day in that process jumps: `Date.now()`, SQLite's and the platform's own. Timers do not, as
//! when an operator or NTP sets the clock of a machine. It takes Linux and a C compiler; elsewhere clocks do not jump, and the
//! report says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};

use crate::journal::lock;

/// A process's clock.
#[derive(Debug)]
pub struct Clock {
    /// What is preloaded, and the file that it reads.
    preloaded: Option<(PathBuf, PathBuf)>,
    /// Milliseconds ahead of the true time.
    ahead: AtomicI64,
    /// When it was set last.
    set_at: Mutex<Instant>,
}

/// The time as it is, in unix milliseconds.
#[must_use]
pub fn true_time() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}

/// Compiles the library into `folder`; none where that is not possible.
///
/// # Errors
/// If there is a compiler on Linux, and it refuses.
pub fn library(folder: &Path) -> Result<Option<PathBuf>> {
    let has_compiler = Command::new("cc").arg("--version").output().is_ok_and(|output| output.status.success());
    if !cfg!(target_os = "linux") || !has_compiler {
        return Ok(None);
    }
    let (source, library) = (folder.join("clock.c"), folder.join("clock.so"));
    fs::write(&source, include_str!("clock.c"))?;
    let built = Command::new("cc").args(["-shared", "-fPIC", "-O2", "-o"]).arg(&library).arg(&source).output()?;
    ensure!(built.status.success(), "cc: {}", String::from_utf8_lossy(&built.stderr));
    Ok(Some(library))
}

impl Clock {
    /// A clock that is right, whose file is `name` in `folder`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn new(library: Option<&Path>, folder: &Path, name: &str) -> Result<Self> {
        let preloaded = library.map(|library| (library.to_owned(), folder.join(name)));
        let clock = Self { preloaded, ahead: AtomicI64::new(0), set_at: Mutex::new(Instant::now()) };
        clock.set(0)?;
        Ok(clock)
    }

    /// The environment variables of the process.
    pub fn environment(&self) -> impl Iterator<Item = (&'static str, String)> {
        let preloaded = self.preloaded.iter();
        preloaded.flat_map(|(library, file)| {
            [("LD_PRELOAD", library.display().to_string()), ("SOAK_CLOCK", file.display().to_string())]
        })
    }

    /// Sets it so many milliseconds ahead of the true time; behind, when that is negative. Nothing happens where it cannot be set.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn set(&self, ahead: i64) -> Result<()> {
        let Some((_, file)) = &self.preloaded else { return Ok(()) };
        // In place: the process has mapped this very file.
        let mut open = fs::OpenOptions::new();
        let mut file = open.write(true).create(true).truncate(false).open(file).context("a clock cannot be set")?;
        std::io::Write::write_all(&mut file, &ahead.to_ne_bytes())?;
        self.ahead.store(ahead, Ordering::SeqCst);
        *lock(&self.set_at) = Instant::now();
        Ok(())
    }

    /// Whether it was set so long before `time`, or after it.
    pub fn was_set(&self, before: Duration, time: Instant) -> bool {
        *lock(&self.set_at) + before >= time
    }

    /// How far it is ahead, in milliseconds.
    pub fn ahead(&self) -> i64 {
        self.ahead.load(Ordering::SeqCst)
    }

    /// The time that it shows, in unix milliseconds.
    pub fn now(&self) -> i64 {
        true_time() + self.ahead()
    }
}
