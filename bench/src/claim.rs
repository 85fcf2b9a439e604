//! A claim: our figure beside a peer's from the same rounds, what it should be, and whether it is.

use serde::{Deserialize, Serialize};

use crate::figures::{Doubt, MIN_ROUNDS, Summary};

/// A figure of ours, and one to hold it against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// What was done, such as `verify, sign, forward`.
    pub what: String,
    /// What was measured of it, with its unit, such as `processor time, µs`.
    pub measure: String,
    /// Which of two is ahead.
    pub better: Better,
    /// Ours.
    pub ours: Side,
    /// The peer's; none where nobody has the like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peer: Option<Side>,
    /// What should be; none where it is only told how it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aim: Option<Aim>,
    /// Whether it is one of many like it, which the page shows apart and the plot leaves out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub detail: bool,
}

/// What one contender came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// Who it is.
    pub name: String,
    /// The figure: the median of the rounds, or what is the same every time.
    pub figure: f64,
    /// Round by round; empty for what is the same every time, such as a size.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rounds: Vec<f64>,
}

/// Which of two figures is ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// The greater one: requests per second.
    More,
    /// The smaller one: time, memory, bytes.
    Less,
    /// Neither: it is told for comparison.
    Neither,
}

/// What is asked of us.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// At least so many times the peer's figure.
    RatioAtLeast(f64),
    /// At most so many times the peer's figure.
    RatioAtMost(f64),
    /// At most this, whatever the peer has.
    FigureAtMost(f64),
}

/// What became of an aim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The interval that holds the median lies on the aim's right side; where the rounds disagree, every single round does.
    Met,
    /// It lies, or they lie, on the wrong side.
    NotMet,
    /// On both sides, or there are too few rounds to say.
    Undecided,
}

impl Side {
    /// Of one value per round, to four digits: more of them say nothing.
    #[must_use]
    pub fn measured(name: impl Into<String>, rounds: &[f64]) -> Self {
        let rounds: Vec<f64> = rounds.iter().copied().map(to_four_digits).collect();
        let figure = Summary::of(&rounds).map_or(0.0, |summary| to_four_digits(summary.median));
        Self { name: name.into(), figure, rounds }
    }

    /// Of what is the same every time.
    #[must_use]
    pub fn exact(name: impl Into<String>, figure: f64) -> Self {
        Self { name: name.into(), figure, rounds: Vec::new() }
    }

    fn summary(&self) -> Option<Summary> {
        if self.rounds.is_empty() { Some(Summary::exact(self.figure)) } else { Summary::of(&self.rounds) }
    }
}

impl Claim {
    /// Ours beside a peer's.
    #[must_use]
    pub fn new(what: impl Into<String>, measure: impl Into<String>, better: Better, ours: Side, peer: Side) -> Self {
        let (what, measure) = (what.into(), measure.into());
        Self { what, measure, better, ours, peer: Some(peer), aim: None, detail: false }
    }

    /// Ours beside nobody's.
    #[must_use]
    pub fn alone(what: impl Into<String>, measure: impl Into<String>, better: Better, ours: Side) -> Self {
        Self { what: what.into(), measure: measure.into(), better, ours, peer: None, aim: None, detail: false }
    }

    /// The same with something to reach.
    #[must_use]
    pub fn aim(self, aim: impl Into<Option<Aim>>) -> Self {
        Self { aim: aim.into(), ..self }
    }

    /// The same as one of many like it.
    #[must_use]
    pub fn detail_if(self, detail: bool) -> Self {
        Self { detail, ..self }
    }

    /// What it is of, in a line.
    #[must_use]
    pub fn title(&self) -> String {
        let to = self.peer.as_ref().map(|peer| format!(" to {}", peer.name)).unwrap_or_default();
        format!("{}: {} of {}{to}", self.what, self.measure, self.ours.name)
    }

    /// Ours to the peer's; none without a peer, or where something was too short to be measured.
    #[must_use]
    pub fn ratio(&self) -> Option<Summary> {
        let peer = self.peer.as_ref()?;
        if self.ours.rounds.is_empty() && peer.rounds.is_empty() {
            return (peer.figure > 0.0).then(|| Summary::exact(self.ours.figure / peer.figure));
        }
        Summary::of_ratios(&self.ours.rounds, &peer.rounds)
    }

    /// The ratio in words: a number, or why there is none.
    #[must_use]
    pub fn ratio_told(&self) -> String {
        let Some(ratio) = self.ratio() else {
            return if self.peer.is_some() { "not measurable".to_owned() } else { String::new() };
        };
        match ratio.agreed() {
            Ok(median) => rounded(median),
            Err(Doubt::TooFewRounds) => format!("too few rounds, {MIN_ROUNDS} are needed"),
            Err(Doubt::Disagreement) => {
                let (low, high) = (rounded(ratio.low), rounded(ratio.high));
                format!("rounds disagree ({low} to {high})")
            }
        }
    }

    /// What became of the aim, if there is one.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        let (summary, limit, is_least) = match self.aim? {
            Aim::RatioAtLeast(limit) => (self.ratio(), limit, true),
            Aim::RatioAtMost(limit) => (self.ratio(), limit, false),
            Aim::FigureAtMost(limit) => (self.ours.summary(), limit, false),
        };
        Some(side_of(summary, limit, is_least))
    }

    /// Whether the peer is ahead of us beyond doubt, or an aim is not met.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        let beside = side_of(self.ratio(), 1.0, self.better == Better::More);
        let is_slower = self.better != Better::Neither && beside == Verdict::NotMet;
        self.verdict() == Some(Verdict::NotMet) || (self.aim.is_none() && is_slower)
    }
}

/// Where the true median lies, as far as the rounds can tell. Rounds that disagree were disturbed, perhaps all in the same way, and the
/// interval's confidence is not theirs.
fn side_of(summary: Option<Summary>, limit: f64, is_least: bool) -> Verdict {
    let decisive = summary.and_then(|summary| match summary.agreed() {
        Ok(_) => summary.interval,
        Err(Doubt::Disagreement) => Some((summary.least, summary.greatest)),
        Err(Doubt::TooFewRounds) => None,
    });
    let Some((from, to)) = decisive else { return Verdict::Undecided };
    let (all_right, all_wrong) = if is_least { (from >= limit, to < limit) } else { (to <= limit, from > limit) };
    match (all_right, all_wrong) {
        (true, _) => Verdict::Met,
        (_, true) => Verdict::NotMet,
        _ => Verdict::Undecided,
    }
}

impl Verdict {
    /// In a word or two.
    #[must_use]
    pub fn told(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not met",
            Self::Undecided => "undecided",
        }
    }
}

impl Aim {
    /// In words: `≥ 1.25`, or `figure ≤ 16`, where it is not the ratio that is limited.
    #[must_use]
    pub fn told(self) -> String {
        match self {
            Self::RatioAtLeast(limit) => format!("≥ {}", rounded(limit)),
            Self::RatioAtMost(limit) => format!("≤ {}", rounded(limit)),
            Self::FigureAtMost(limit) => format!("figure ≤ {limit}"),
        }
    }
}

/// A whole number for people, such as `1,000,000`.
#[must_use]
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let comma = |index: usize| index > 0 && (digits.len() - index).is_multiple_of(3);
    digits.chars().enumerate().flat_map(|(index, digit)| [comma(index).then_some(','), Some(digit)]).flatten().collect()
}

/// A number for people: two digits behind the point, or three where the first of those is a zero.
#[must_use]
pub fn rounded(number: f64) -> String {
    if number.abs() < 0.095 { format!("{number:.3}") } else { format!("{number:.2}") }
}

fn to_four_digits(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(ours: &[f64]) -> Claim {
        let peer = Side::measured("Hono", &vec![100.0; ours.len()]);
        Claim::new("forward", "requests/s", Better::More, Side::measured("HelpThread Edge", ours), peer)
    }

    #[test]
    fn an_aim_is_met_or_not_or_the_rounds_lie_on_both_sides() {
        let aim = Aim::RatioAtLeast(1.25);
        assert_eq!(rates(&[126.0, 127.0, 128.0, 126.0, 127.0, 128.0]).aim(aim).verdict(), Some(Verdict::Met));
        assert_eq!(rates(&[120.0, 121.0, 122.0, 123.0, 124.0, 124.9]).aim(aim).verdict(), Some(Verdict::NotMet));
        assert_eq!(rates(&[120.0, 126.0, 127.0, 127.0, 127.0, 127.0]).aim(aim).verdict(), Some(Verdict::Undecided));
        assert_eq!(rates(&[127.0; 5]).aim(aim).verdict(), Some(Verdict::Undecided));
        assert_eq!(rates(&[127.0; 6]).verdict(), None);
    }

    #[test]
    fn where_the_rounds_disagree_only_all_of_them_together_decide() {
        let aim = Aim::RatioAtMost(1.15);
        let wild = [20.0, 20.0, 20.0, 20.0, 40.0, 40.0, 40.0, 60.0];
        assert_eq!(rates(&[wild.as_slice(), &[114.0]].concat()).aim(aim).verdict(), Some(Verdict::Met));
        assert_eq!(rates(&[wild.as_slice(), &[116.0]].concat()).aim(aim).verdict(), Some(Verdict::Undecided));
    }

    #[test]
    fn an_aim_at_most_has_its_right_side_below() {
        let aim = Aim::RatioAtMost(1.3);
        assert_eq!(rates(&[129.0; 6]).aim(aim).verdict(), Some(Verdict::Met));
        assert_eq!(rates(&[131.0; 6]).aim(aim).verdict(), Some(Verdict::NotMet));
    }

    #[test]
    fn a_ratio_whose_rounds_disagree_is_not_told_and_says_so() {
        let claim = rates(&[60.0, 81.0, 81.0, 100.0, 142.0, 142.0, 180.0]);
        assert_eq!(claim.ratio_told(), "rounds disagree (0.81 to 1.42)");
        assert_eq!(rates(&[101.0; 7]).ratio_told(), "1.01");
        assert_eq!(rates(&[101.0; 2]).ratio_told(), "too few rounds, 6 are needed");
    }

    #[test]
    fn a_size_needs_no_rounds() {
        let peer = Side::exact("stripe", 32.9);
        let claim = Claim::new("everything", "KB gzip", Better::Less, Side::exact("ours", 21.1), peer);
        assert_eq!(claim.ratio_told(), "0.64");
        assert_eq!(claim.clone().aim(Aim::FigureAtMost(16.0)).verdict(), Some(Verdict::NotMet));
        assert_eq!(claim.aim(Aim::FigureAtMost(22.0)).verdict(), Some(Verdict::Met));
    }

    #[test]
    fn behind_is_who_misses_an_aim_or_without_one_is_slower_than_the_peer() {
        assert!(rates(&[95.0; 6]).is_behind());
        assert!(!rates(&[95.0; 6]).aim(Aim::RatioAtLeast(0.9)).is_behind());
        assert!(rates(&[105.0; 6]).aim(Aim::RatioAtLeast(1.25)).is_behind());
        assert!(!rates(&[95.0, 96.0, 97.0, 98.0, 99.0, 101.0]).is_behind(), "one round was ahead");
    }

    #[test]
    fn a_claim_survives_being_written_and_read() {
        let claim = rates(&[1.0 / 3.0; 6]).aim(Aim::RatioAtLeast(1.25)).detail_if(true);
        let text = serde_json::to_string(&claim).unwrap();
        assert!(text.contains("0.3333,") && text.contains(r#""aim":{"ratio_at_least":1.25}"#), "{text}");
        assert_eq!(serde_json::from_str::<Claim>(&text).unwrap(), claim);
    }

    #[test]
    fn whole_numbers_have_their_thousands_apart() {
        assert_eq!([999, 1_000, 123_456, 1_000_000].map(grouped), ["999", "1,000", "123,456", "1,000,000"]);
    }

    #[test]
    fn small_ratios_keep_two_digits_that_say_something() {
        assert_eq!((rounded(1.254), rounded(0.1), rounded(0.0312)), ("1.25".into(), "0.10".into(), "0.031".into()));
    }
}
