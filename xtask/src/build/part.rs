//! The five things that are built, and what each is made from.

/// One thing that is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// `@helpthread/node`.
    Sdk,
    /// `@helpthread/widget`.
    Widget,
    /// The API server.
    Api,
    /// The signing proxy, called `worker` like its folder.
    Worker,
    /// The demo dashboard.
    Www,
}

/// How a build trades time for size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// For the edit loop: cargo's `wasm-dev`, no wasm-opt.
    Development,
    /// What ships, and what tests run.
    Release,
}

/// The parts in the order in which they are built. A part needs those before it in its row, and no other.
pub(super) const ROWS: [&[Part]; 3] = [&[Part::Sdk, Part::Www], &[Part::Widget, Part::Worker], &[Part::Api]];

impl Part {
    /// Every part.
    pub const ALL: [Self; 5] = [Self::Sdk, Self::Widget, Self::Api, Self::Worker, Self::Www];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sdk => "sdk",
            Self::Widget => "widget",
            Self::Api => "api",
            Self::Worker => "worker",
            Self::Www => "www",
        }
    }

    /// The part of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }

    /// What it is, for people.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Sdk => "SDK (@helpthread/node)",
            Self::Widget => "widget (@helpthread/widget)",
            Self::Api => "API server",
            Self::Worker => "signing proxy",
            Self::Www => "dashboard",
        }
    }
}

impl Profile {
    /// The name of a part's profile in the root `Cargo.toml`, and of its folder under cargo's target directory.
    #[must_use]
    pub fn cargo_name(self, part: Part) -> &'static str {
        match (self, part) {
            (Self::Development, _) => "wasm-dev",
            (Self::Release, Part::Api | Part::Worker) => "server",
            (Self::Release, Part::Sdk) => "sdk",
            (Self::Release, _) => "release",
        }
    }
}

/// `parts` and everything they are made from.
pub(super) fn with_needs(parts: &[Part]) -> Vec<Part> {
    let needed = |row: &[Part]| row.iter().rposition(|part| parts.contains(part)).map_or(0, |last| last + 1);
    ROWS.iter().flat_map(|row| row[..needed(row)].iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_brings_what_it_is_made_from() {
        assert_eq!(with_needs(&[Part::Www]), [Part::Sdk, Part::Www]);
        assert_eq!(with_needs(&[Part::Widget]), [Part::Widget]);
        assert_eq!(with_needs(&[Part::Api, Part::Worker]), [Part::Widget, Part::Worker, Part::Api]);
        assert_eq!(with_needs(&[]), []);
    }

    #[test]
    fn every_part_is_in_one_row_and_has_its_own_name() {
        assert_eq!(with_needs(&Part::ALL).len(), Part::ALL.len());
        for part in Part::ALL {
            assert_eq!(Part::named(part.name()), Some(part));
        }
        assert_eq!(Part::named("docs"), None);
    }
}
