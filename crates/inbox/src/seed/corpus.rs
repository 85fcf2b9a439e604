//! The words of the demo workspace: one text file per language under `corpus/`.
//!
//! A file holds sections, each a line `@name` followed by one value per line; `#` begins a comment.
//!
//! | section | a line |
//! | --- | --- |
//! | `@regions` | `country \| locale \| number of customers \| city, city, …` |
//! | `@name` | the order of a person's names: `{given} {family}` |
//! | `@given`, `@family`, `@stem`, `@trade` | a word, and after a slash its ASCII spelling for e-mail addresses |
//! | `@company` | how a company's name is made of `{stem}`, `{trade}` and `{family}` |
//! | `@subjects` | a conversation's subject; `{n}`, `{c}` and `{v}` become a document's number, a count and a version |
//!
//! Companies get addresses under `.example` (RFC 2606), so that nobody's real address appears.

/// The files, in the order in which customers are generated.
const FILES: [&str; 8] = [
    include_str!("corpus/en.txt"),
    include_str!("corpus/de.txt"),
    include_str!("corpus/fr.txt"),
    include_str!("corpus/es.txt"),
    include_str!("corpus/pt.txt"),
    include_str!("corpus/ja.txt"),
    include_str!("corpus/ar.txt"),
    include_str!("corpus/he.txt"),
];

/// A word as people write it, and as it is spelt in an address.
#[derive(Clone, Copy)]
pub(super) struct Word {
    pub(super) written: &'static str,
    pub(super) ascii: &'static str,
}

/// A country with its locale, how many customers it has, and their cities.
pub(super) struct Region {
    pub(super) country: &'static str,
    pub(super) locale: &'static str,
    pub(super) customers: usize,
    pub(super) cities: Vec<&'static str>,
}

/// Everything the seed says in one language.
#[derive(Default)]
pub(super) struct Corpus {
    pub(super) regions: Vec<Region>,
    pub(super) name: &'static str,
    pub(super) given: Vec<Word>,
    pub(super) family: Vec<Word>,
    pub(super) company: Vec<&'static str>,
    pub(super) stem: Vec<Word>,
    pub(super) trade: Vec<Word>,
    pub(super) subjects: Vec<&'static str>,
}

/// All languages, in a fixed order: a customer's `language` is an index into it.
pub(super) fn all() -> Vec<Corpus> {
    FILES.iter().map(|text| parse(text)).collect()
}

fn parse(text: &'static str) -> Corpus {
    let mut corpus = Corpus::default();
    let mut section = "";
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('@') {
            section = name;
            continue;
        }
        match section {
            "regions" => corpus.regions.extend(region(line)),
            "name" => corpus.name = line,
            "given" => corpus.given.push(word(line)),
            "family" => corpus.family.push(word(line)),
            "company" => corpus.company.push(line),
            "stem" => corpus.stem.push(word(line)),
            "trade" => corpus.trade.push(word(line)),
            "subjects" => corpus.subjects.push(line),
            _ => {} // The test below refuses a file with an unknown section.
        }
    }
    corpus
}

fn word(line: &'static str) -> Word {
    match line.split_once('/') {
        Some((written, ascii)) => Word { written, ascii },
        None => Word { written: line, ascii: line },
    }
}

/// `None` for a malformed line, which the test below refuses.
fn region(line: &'static str) -> Option<Region> {
    let mut columns = line.split('|').map(str::trim);
    Some(Region {
        country: columns.next()?,
        locale: columns.next()?,
        customers: columns.next()?.parse().ok()?,
        cities: columns.next()?.split(',').map(str::trim).collect(),
    })
}

/// The part of an address that `text` gives: lower case, and hyphens for what is neither letter nor digit.
pub(super) fn address_part(text: &str) -> String {
    let mut part = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            part.push(character.to_ascii_lowercase());
        } else if !part.ends_with('-') {
            part.push('-');
        }
    }
    part
}

#[cfg(test)]
mod tests {
    use super::{FILES, all};

    #[test]
    fn every_section_of_every_file_is_known_and_filled() {
        const SECTIONS: [&str; 8] = ["regions", "name", "given", "family", "company", "stem", "trade", "subjects"];
        for text in FILES {
            let found: Vec<_> = text.lines().filter_map(|line| line.strip_prefix('@')).collect();
            assert_eq!(found, SECTIONS);
            let regions = text.lines().filter(|line| line.contains(" | ")).count();
            assert!(regions > 0);
        }
        for corpus in all() {
            assert!(corpus.regions.iter().all(|region| region.customers > 0));
            assert!(corpus.name.contains("{given}") && corpus.name.contains("{family}"));
            assert!(corpus.subjects.len() >= 20, "too few subjects for a customer with many conversations");
        }
    }

    #[test]
    fn every_word_can_stand_in_an_address() {
        for corpus in all() {
            for words in [&corpus.given, &corpus.family, &corpus.stem, &corpus.trade] {
                for word in words {
                    assert!(word.ascii.is_ascii(), "{} needs an ASCII spelling", word.written);
                }
            }
        }
    }
}
