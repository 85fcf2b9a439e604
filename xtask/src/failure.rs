//! How a task fails: what went wrong, the end of the log that shows it, and the command that repeats just that.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;

/// A failure that knows more than its message.
#[derive(Debug, Default)]
pub struct Failure {
    /// What went wrong, as one line.
    pub message: String,
    /// The last lines of the output of the command that failed.
    pub tail: String,
    /// The file that has its whole output.
    pub log: Option<PathBuf>,
    /// The command that repeats what failed, or repairs it.
    pub again: Option<String>,
}

impl Failure {
    /// A failure whose message is one line that says what to do.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    /// Name the command that repeats this failure, or repairs its cause.
    #[must_use]
    pub fn again(self, command: impl Into<String>) -> Self {
        Self { again: Some(command.into()), ..self }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl Error for Failure {}

/// The text for an error: log, message and causes, then the command. `fallback` is that command where the error names
/// none, unless its message is all there is to say. A command line that is wrong is not repeated: there is help.
#[must_use]
pub fn report(error: &anyhow::Error, fallback: &str) -> String {
    let failure = error.downcast_ref::<Failure>();
    let mut lines = Vec::new();
    if let Some(failure) = failure {
        if !failure.tail.is_empty() {
            lines.push(format!("{}\n", failure.tail.trim_end()));
        }
        lines.extend(failure.log.as_ref().map(|log| format!("whole log: {}", log.display())));
    }
    lines.push(format!("error: {error:#}"));
    if error.is::<lexopt::Error>() {
        let task: Vec<&str> = fallback.split(' ').take(3).collect();
        lines.push(format!("see: {} --help", task.join(" ")));
        return lines.join("\n");
    }
    let again = match failure {
        Some(Failure { again: None, tail, .. }) if tail.is_empty() => None,
        _ => Some(failure.and_then(|failure| failure.again.as_deref()).unwrap_or(fallback)),
    };
    lines.extend(again.map(|again| format!("again: {again}")));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_ends_with_the_command_that_repeats_the_failure() {
        let plain = anyhow::anyhow!("no network").context("cannot fetch");
        assert_eq!(report(&plain, "cargo xtask dev"), "error: cannot fetch: no network\nagain: cargo xtask dev");

        let wrong = lexopt::Error::UnexpectedOption("--wat".to_owned());
        assert_eq!(
            report(&wrong.into(), "cargo xtask soak --wat"),
            "error: invalid option '--wat'\nsee: cargo xtask soak --help"
        );

        let advice = Failure::new("Node is missing: install it");
        assert_eq!(report(&advice.into(), "cargo xtask dev"), "error: Node is missing: install it");

        let mut failure = Failure::new("formatting differs").again("cargo fmt --all");
        failure.tail = "Diff in a.rs\n".to_owned();
        assert_eq!(
            report(&failure.into(), "cargo xtask test fmt"),
            "Diff in a.rs\n\nerror: formatting differs\nagain: cargo fmt --all"
        );
    }
}
