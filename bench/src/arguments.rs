//! The command line of `cargo xtask bench`: which benchmarks, and how.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use lexopt::{Arg, Parser, ValueExt};
use xtask::failure::Failure;

use crate::benchmark::Benchmark;
use crate::figures::{MAX_ROUNDS, MIN_ROUNDS};
use crate::rounds::Schedule;

/// What was asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Arguments {
    /// Which benchmarks, in the order of [`Benchmark::ALL`].
    pub benchmarks: Vec<Benchmark>,
    /// Everything once and tiny: that it still works, not how fast it is.
    pub smoke: bool,
    /// Whether the results are written into the checkout.
    pub record: bool,
    /// Whether nothing is measured, and the page written again from what is recorded.
    pub page: bool,
    /// How many rounds count.
    pub rounds: Option<usize>,
    /// How long a turn takes.
    pub seconds: Option<Duration>,
    /// Only the parts whose name contains this.
    pub only: Option<String>,
    /// Conversations per workspace, in ascending order.
    pub sizes: Option<Vec<usize>>,
    /// Where V8's inspector listens.
    pub inspector: Option<String>,
    /// Where the JSON is written.
    pub out: Option<PathBuf>,
}

impl Arguments {
    /// Reads them.
    ///
    /// # Errors
    /// If there is no such benchmark or option, or one of the benchmarks does not have it: one line that says what there is.
    pub fn parse(mut parser: Parser) -> Result<Self> {
        let mut arguments = Self::default();
        let mut chosen = Vec::new();
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Value(name) => chosen.push(Benchmark::named(&name.string()?)?),
                Arg::Long("smoke") => arguments.smoke = true,
                Arg::Long("record") => arguments.record = true,
                Arg::Long("page") => arguments.page = true,
                Arg::Long("rounds") => arguments.rounds = Some(rounds(&parser.value()?.string()?)?),
                Arg::Long("seconds") => arguments.seconds = Some(seconds(&parser.value()?.string()?)?),
                Arg::Long("only") => arguments.only = Some(parser.value()?.string()?),
                Arg::Long("sizes") => arguments.sizes = Some(sizes(&parser.value()?.string()?)?),
                Arg::Long("inspector") => arguments.inspector = Some(parser.value()?.string()?),
                Arg::Long("out") => arguments.out = Some(PathBuf::from(parser.value()?)),
                _ => return Err(argument.unexpected().into()),
            }
        }
        let all = chosen.is_empty();
        arguments.benchmarks = Benchmark::ALL.into_iter().filter(|one| all || chosen.contains(one)).collect();
        arguments.check()?;
        Ok(arguments)
    }

    /// The schedule as it was asked for.
    #[must_use]
    pub fn schedule(&self, mut schedule: Schedule) -> Schedule {
        schedule.rounds = self.rounds.unwrap_or(schedule.rounds);
        schedule.load.duration = self.seconds.unwrap_or(schedule.load.duration);
        schedule
    }

    /// Keeps the parts that `--only` wants.
    ///
    /// # Errors
    /// If none is left.
    pub fn keep<Part>(&self, parts: &mut Vec<Part>, name: impl Fn(&Part) -> String) -> Result<()> {
        let Some(only) = &self.only else { return Ok(()) };
        let names: Vec<String> = parts.iter().map(&name).collect();
        parts.retain(|part| name(part).contains(only));
        if parts.is_empty() {
            return Err(failure(format!("--only {only:?} leaves nothing; there are: {}", names.join("; "))));
        }
        Ok(())
    }

    /// What each option needs.
    fn check(&self) -> Result<()> {
        let given = [
            ("--seconds", self.seconds.is_some()),
            ("--only", self.only.is_some()),
            ("--sizes", self.sizes.is_some()),
            ("--inspector", self.inspector.is_some()),
        ];
        for (option, _) in given.iter().filter(|(_, is_given)| *is_given) {
            if let Some(without) = self.benchmarks.iter().find(|benchmark| !benchmark.options().contains(option)) {
                let with = Benchmark::ALL.into_iter().filter(|one| one.options().contains(option)).map(Benchmark::name);
                let with = with.collect::<Vec<_>>().join(", ");
                let message = format!("{} has no {option}: name what it is for, of {with}", without.name());
                return Err(failure(message));
            }
        }
        if self.out.is_some() && self.benchmarks.len() != 1 {
            return Err(failure("--out is a file for one benchmark: name it".to_owned()));
        }
        if self.record && (self.only.is_some() || self.sizes.is_some() || self.smoke) {
            return Err(failure("--record is of a whole benchmark: leave --only, --sizes and --smoke out".to_owned()));
        }
        if self.record && self.rounds.is_some_and(|rounds| rounds < MIN_ROUNDS) {
            return Err(failure(format!("--record takes at least {MIN_ROUNDS} rounds: fewer say nothing")));
        }
        if self.page && (self.record || self.smoke) {
            return Err(failure("--page measures nothing: leave --record and --smoke out".to_owned()));
        }
        Ok(())
    }
}

fn failure(message: String) -> anyhow::Error {
    Failure::new(message).into()
}

fn rounds(text: &str) -> Result<usize> {
    let rounds = text.parse().ok().filter(|rounds| (1..=MAX_ROUNDS).contains(rounds));
    rounds.ok_or_else(|| failure(format!("--rounds must be a whole number from 1 to {MAX_ROUNDS}, not {text:?}")))
}

fn seconds(text: &str) -> Result<Duration> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let seconds = seconds.filter(|seconds| !seconds.is_zero());
    seconds.ok_or_else(|| failure(format!("--seconds must be a number above 0, not {text:?}")))
}

/// Numbers separated by commas, in ascending order.
fn sizes(text: &str) -> Result<Vec<usize>> {
    let sizes = text.split(',').map(|size| size.parse().ok().filter(|size| *size > 0)).collect::<Option<Vec<_>>>();
    let mut sizes =
        sizes.ok_or_else(|| failure(format!("--sizes must be whole numbers from 1 with commas, not {text:?}")))?;
    sizes.sort_unstable();
    sizes.dedup();
    Ok(sizes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments> {
        Arguments::parse(Parser::from_args(line.split_whitespace()))
    }

    fn refused(line: &str) -> String {
        format!("{:#}", parse(line).unwrap_err())
    }

    #[test]
    fn without_a_name_all_are_run_and_names_select() {
        assert_eq!(parse("").unwrap().benchmarks, Benchmark::ALL);
        assert_eq!(parse("widget proxy widget").unwrap().benchmarks, [Benchmark::Proxy, Benchmark::Widget]);
        assert_eq!(refused("prxy"), "there is no benchmark \"prxy\"; there are: api, proxy, sdk, widget");
    }

    #[test]
    fn an_option_that_one_of_the_benchmarks_does_not_have_is_refused() {
        assert_eq!(refused("widget --only x"), "widget has no --only: name what it is for, of api, proxy, sdk");
        assert_eq!(refused("--sizes 1000"), "proxy has no --sizes: name what it is for, of api");
        assert!(parse("api --sizes 1000").is_ok() && parse("api proxy --inspector 127.0.0.1:9229").is_ok());
        assert!(refused("--colour").contains("--colour"));
    }

    #[test]
    fn what_is_recorded_is_whole_and_a_file_is_of_one_benchmark() {
        assert!(refused("proxy --record --only verify").contains("leave --only"));
        assert!(refused("--out a.json").contains("one benchmark"));
        assert!(refused("--record --smoke").contains("leave --only"));
        assert!(refused("--record --rounds 5").contains("at least 6 rounds"));
        assert!(refused("--page --record").contains("measures nothing"));
        assert!(parse("--record --rounds 6").is_ok() && parse("sdk --out a.json").is_ok());
    }

    #[test]
    fn numbers_that_measure_nothing_are_refused() {
        for line in [
            "--rounds 0",
            "--rounds -1",
            "--rounds 1001",
            "api --seconds 0",
            "api --seconds NaN",
            "api --sizes 1,,2",
            "api --sizes 0",
        ] {
            assert!(refused(line).contains("must be"), "{line}: {}", refused(line));
        }
        let arguments = parse("api --rounds 7 --seconds 0.5 --sizes 20,10").unwrap();
        let Schedule { rounds, load } = arguments.schedule(Schedule::WHOLE);
        assert_eq!((rounds, load.duration, arguments.sizes), (7, Duration::from_millis(500), Some(vec![10, 20])));
    }

    #[test]
    fn only_keeps_the_parts_that_contain_it_and_leaves_at_least_one() {
        let mut parts = vec!["Node: sign", "Bun: sign", "Bun: verify"];
        parse("sdk --only Bun").unwrap().keep(&mut parts, |part| (*part).to_owned()).unwrap();
        assert_eq!(parts, ["Bun: sign", "Bun: verify"]);
        let none = parse("sdk --only Perl").unwrap().keep(&mut parts, |part| (*part).to_owned()).unwrap_err();
        assert_eq!(none.to_string(), "--only \"Perl\" leaves nothing; there are: Bun: sign; Bun: verify");
    }
}
