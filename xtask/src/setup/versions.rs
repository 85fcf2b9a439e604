//! Versions, read from where they are decided and from what is installed.

/// The version of a package in the text of a `Cargo.lock`.
///
/// `wasm-bindgen`'s command must be of exactly this version, or it refuses the module.
#[must_use]
pub fn locked<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

/// The version in what a program prints for `--version`: `0.8.7`, `wasm-bindgen 0.2.130`, `v24.21.0`.
#[must_use]
pub fn printed(output: &str) -> Option<&str> {
    output
        .split_whitespace()
        .map(|word| word.trim_start_matches('v'))
        .find(|word| word.contains('.') && word.starts_with(|c: char| c.is_ascii_digit()))
}

/// The first number of a version.
#[must_use]
pub fn major(version: &str) -> Option<u32> {
    version.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"registry\"\n\n\
                        [[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n";

    #[test]
    fn a_lock_file_tells_the_version_of_exactly_that_package() {
        assert_eq!(locked(LOCK, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked(LOCK, "wasm-bindgen-futures"), Some("0.4.80"));
        assert_eq!(locked(LOCK, "wasm"), None);
    }

    #[test]
    fn every_style_of_version_output_is_understood() {
        assert_eq!(printed("0.8.7\n"), Some("0.8.7"));
        assert_eq!(printed("wasm-bindgen 0.2.130"), Some("0.2.130"));
        assert_eq!(printed("v24.21.0"), Some("24.21.0"));
        assert_eq!(printed("no version here"), None);
        assert_eq!(major("24.21.0"), Some(24));
    }
}
