//! The machine that measured, as far as it bears on figures: no names of hosts or people, and no paths.

use std::fs;
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use helpthread_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use xtask::command::query;
use xtask::repository;
use xtask::setup::{chromium, versions};

/// What is not part of what was measured: a run that is recorded changes it.
const RESULTS: [&str; 2] = [":(exclude)bench/RESULTS.md", ":(exclude)bench/results"];

/// What stands on top of every result.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// Names and values, in the order in which they are shown.
    pub facts: Vec<(String, String)>,
}

impl Machine {
    /// Of this machine, now.
    #[must_use]
    pub fn here() -> Self {
        let facts = [
            ("date", Some(today())),
            ("commit", commit()),
            ("load average at the start", load_average()),
            ("processor", processor()),
            ("cores", thread::available_parallelism().ok().map(|cores| cores.to_string())),
            ("memory", memory()),
            ("kernel", query("uname", &["-sr"])),
            ("rustc", version("rustc")),
            ("workerd", repository::workerd().ok().and_then(|workerd| query(workerd, &["--version"])).map(last_word)),
            ("node", version(repository::npm_command("node"))),
            ("bun", version(repository::npm_command("bun"))),
            ("deno", version(repository::npm_command("deno"))),
            ("Chromium", chromium::find().and_then(version)),
        ];
        let told = |(name, value): (&str, Option<String>)| (name.to_owned(), value.unwrap_or_else(|| "unknown".into()));
        Self { facts: facts.map(told).into() }
    }

    /// For a terminal.
    #[must_use]
    pub fn table(&self) -> String {
        let line = |(name, value): &(String, String)| format!("  {name:<26} {value}\n");
        self.facts.iter().map(line).collect::<Vec<_>>().concat()
    }
}

fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let now = Timestamp::from_unix(i64::try_from(seconds).unwrap_or_default()).to_string();
    now.split('T').next().unwrap_or_default().to_owned()
}

/// The commit, and whether what was measured is what it holds.
fn commit() -> Option<String> {
    let commit = query("git", &["rev-parse", "--short=12", "HEAD"])?;
    let changes = query("git", &["status", "--porcelain", "--", ".", RESULTS[0], RESULTS[1]])?;
    Some(if changes.is_empty() { commit } else { format!("{commit} with changes") })
}

/// Of the last minute, five and fifteen.
fn load_average() -> Option<String> {
    let line = fs::read_to_string("/proc/loadavg").ok().or_else(|| query("sysctl", &["-n", "vm.loadavg"]))?;
    let numbers: Vec<&str> = line.split_whitespace().filter(|word| word.parse::<f64>().is_ok()).take(3).collect();
    Some(numbers.join(", "))
}

fn processor() -> Option<String> {
    let of_linux = || value_of(&fs::read_to_string("/proc/cpuinfo").ok()?, "model name");
    of_linux().or_else(|| query("sysctl", &["-n", "machdep.cpu.brand_string"]))
}

fn memory() -> Option<String> {
    let of_linux = || value_of(&fs::read_to_string("/proc/meminfo").ok()?, "MemTotal");
    let kilobytes = of_linux().and_then(|value| value.split(' ').next()?.parse::<u64>().ok());
    let bytes = kilobytes.map(|kilobytes| kilobytes * 1024);
    let bytes = bytes.or_else(|| query("sysctl", &["-n", "hw.memsize"])?.parse().ok())?;
    Some(format!("{} GB", (bytes + 500_000_000) / 1_000_000_000))
}

/// The value in the first line `name : value`.
fn value_of(text: &str, name: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn version(program: impl AsRef<std::ffi::OsStr>) -> Option<String> {
    versions::printed(&query(program, &["--version"])?).map(str::to_owned)
}

fn last_word(text: String) -> String {
    text.rsplit(' ').next().map(str::to_owned).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_told_without_its_name_or_a_path() {
        let machine = Machine::here();
        let value = |name: &str| machine.facts.iter().find(|(fact, _)| fact == name).map(|(_, value)| value.as_str());
        let date = value("date").unwrap();
        assert!(date.len() == 10 && date.starts_with("20") && date.as_bytes()[4] == b'-', "{date}");
        assert!(value("cores").unwrap().parse::<usize>().unwrap() > 0);
        assert!(versions::major(value("rustc").unwrap()).is_some(), "{machine:?}");
        assert!(!machine.table().contains(['/', '\\']), "{}", machine.table());
        let host = query("uname", &["-n"]).filter(|host| host.len() > 3);
        assert!(host.is_none_or(|host| !machine.table().contains(&host)), "{}", machine.table());
    }

    #[test]
    fn a_value_is_read_from_the_systems_lists() {
        let text = "processor\t: 0\nmodel name\t: A B @ 2 GHz\nmodel name\t: other\n";
        assert_eq!(value_of(text, "model name").as_deref(), Some("A B @ 2 GHz"));
        assert_eq!(value_of(text, "MemTotal"), None);
    }
}
