//! A page: the one form that Markdown, HTML and the texts for language models are made from.

/// A part of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// How the API works.
    Basics,
    /// One page per operation.
    Operations,
    /// What stands between the API and a browser.
    Edge,
    /// Step by step.
    Guides,
}

impl Part {
    /// Every part, in order.
    pub const ALL: [Self; 4] = [Self::Basics, Self::Operations, Self::Edge, Self::Guides];

    /// Its heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Basics => "The API",
            Self::Operations => "Operations",
            Self::Edge => "Edge",
            Self::Guides => "Guides",
        }
    }
}

/// One page. Links to other pages are `slug.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The name of its files.
    pub slug: &'static str,
    /// Its heading.
    pub title: String,
    /// What it is about, in one sentence.
    pub summary: String,
    /// Where the navigation has it.
    pub part: Part,
    /// The rest, as Markdown.
    ///
    /// A fence's info string is the language, and after it: `NAME`, the file that a reader saves it as; or `@KEY`, the language of an
    /// example among the same in others.
    pub markdown: String,
}
