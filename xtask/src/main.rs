//! The command line of `cargo xtask`.

use std::env;
use std::process::{ExitCode, exit};
use std::time::Duration;

use xtask::{failure, guard, tasks, terminal};

/// The exit code of a program that a signal ended: 128 + SIGINT.
const INTERRUPTED: i32 = 130;
/// How long children may take to end after Ctrl-C; the guard kills them before that.
const PATIENCE: Duration = Duration::from_secs(4);

fn main() -> ExitCode {
    // Without the handler Ctrl-C still ends everything, only less politely.
    let _ = ctrlc::set_handler(|| {
        terminal::close();
        guard::end_all(PATIENCE);
        exit(INTERRUPTED);
    });

    let mut arguments = lexopt::Parser::from_env();
    let name = match arguments.next() {
        Ok(Some(lexopt::Arg::Value(name))) => name.to_string_lossy().into_owned(),
        Ok(None | Some(lexopt::Arg::Long("help") | lexopt::Arg::Short('h'))) => {
            print!("{}", tasks::help());
            return ExitCode::SUCCESS;
        }
        _ => String::new(),
    };
    let Some(task) = tasks::find(&name) else {
        eprint!("there is no such task\n\n{}", tasks::help());
        return ExitCode::FAILURE;
    };
    if env::args_os().skip(2).any(|argument| argument == "--help" || argument == "-h") {
        print!("{}", task.help());
        return ExitCode::SUCCESS;
    }
    let result = (task.run)(arguments);
    terminal::close();
    let error = match result {
        Ok(code) => return code,
        Err(error) => error,
    };
    let again = env::args().skip(1).fold("cargo xtask".to_owned(), |command, word| format!("{command} {word}"));
    eprintln!("\n{}", failure::report(&error, &again));
    ExitCode::FAILURE
}
