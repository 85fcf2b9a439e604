//! What rounds say together: medians, and whether the rounds agree so far that a median may be told.

/// How far the middle half of the rounds may lie apart, relative to their median, for that median to be told.
pub const MAX_SPREAD: f64 = 0.15;
/// Fewer rounds say nothing: only from six on there is an [`Summary::interval`] at all.
pub const MIN_ROUNDS: usize = 6;
/// More are never run: 2 to the power of minus so many is a number still, which [`Summary::interval`] needs.
pub const MAX_ROUNDS: usize = 1000;
/// How sure it is that the interval holds the true median.
const CONFIDENCE: f64 = 0.95;

/// A figure that was taken several times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// The median of the rounds.
    pub median: f64,
    /// The lower quartile.
    pub low: f64,
    /// The upper quartile.
    pub high: f64,
    /// The least round.
    pub least: f64,
    /// The greatest round.
    pub greatest: f64,
    /// Between these two rounds the true median lies, with 95 % confidence; none of too few rounds.
    pub interval: Option<(f64, f64)>,
}

/// Why a median is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// There are fewer rounds than [`MIN_ROUNDS`].
    TooFewRounds,
    /// Their middle half is wider than [`MAX_SPREAD`] of the median.
    Disagreement,
}

impl Summary {
    /// Of one value per round; none of no rounds.
    #[must_use]
    pub fn of(values: &[f64]) -> Option<Self> {
        let share = |share| quantile(values, share);
        Some(Self {
            median: share(0.5)?,
            low: share(0.25)?,
            high: share(0.75)?,
            least: share(0.0)?,
            greatest: share(1.0)?,
            interval: interval(values),
        })
    }

    /// Of what is the same every time, such as a size.
    #[must_use]
    pub fn exact(value: f64) -> Self {
        Self { median: value, low: value, high: value, least: value, greatest: value, interval: Some((value, value)) }
    }

    /// Of the ratios of two series with one value per round, round by round. None where a value is not above 0: nothing can be
    /// said of what was too short to be measured.
    #[must_use]
    pub fn of_ratios(numerators: &[f64], denominators: &[f64]) -> Option<Self> {
        let measured = numerators.iter().chain(denominators).all(|value| *value > 0.0);
        let ratios: Vec<f64> = numerators.iter().zip(denominators).map(|(above, below)| above / below).collect();
        Self::of(&ratios).filter(|_| measured && numerators.len() == denominators.len())
    }

    /// How far the middle half of the rounds lies apart, relative to the median.
    #[must_use]
    pub fn spread(&self) -> f64 {
        (self.high - self.low) / self.median
    }

    /// The median, if it may be told.
    ///
    /// # Errors
    /// If there are too few rounds, or they disagree.
    pub fn agreed(&self) -> Result<f64, Doubt> {
        self.interval.ok_or(Doubt::TooFewRounds)?;
        if self.spread() <= MAX_SPREAD { Ok(self.median) } else { Err(Doubt::Disagreement) }
    }
}

/// The value below which this share of the values lies, interpolated; none of no values.
#[must_use]
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // positions in a short list
pub fn quantile(values: &[f64], share: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let position = share * sorted.len().checked_sub(1)? as f64;
    let below = *sorted.get(position.floor() as usize)?;
    let above = *sorted.get(position.ceil() as usize)?;
    Some(below + (above - below) * position.fract())
}

/// The rounds between which the true median lies, whatever the distribution: as many of the outermost are left out on either
/// side as the confidence allows. How many of n rounds lie below the true median is a matter of n fair coins.
fn interval(values: &[f64]) -> Option<(f64, f64)> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rounds = sorted.len();
    let (mut outside, mut exactly) = (0.0, 0.5_f64.powi(i32::try_from(rounds).ok()?));
    let mut found = None;
    for left_out in 0_u32.. {
        outside += exactly;
        let index = usize::try_from(left_out).ok()?;
        if 1.0 - 2.0 * outside < CONFIDENCE {
            break;
        }
        found = sorted.get(index).copied().zip(sorted.get(rounds - 1 - index).copied());
        exactly *= f64::from(u32::try_from(rounds).ok()? - left_out) / f64::from(left_out + 1);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_lies_between_the_values_beside_it() {
        assert_eq!(quantile(&[4.0, 1.0, 3.0, 2.0], 0.5), Some(2.5));
        assert_eq!(quantile(&[3.0, 1.0, 2.0], 0.5), Some(2.0));
        assert_eq!(quantile(&[7.0], 0.25), Some(7.0));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn a_ratio_is_taken_within_rounds_so_that_a_slow_round_does_not_matter() {
        let ours = [200.0, 20.0, 400.0, 100.0, 60.0, 2.0];
        let peer = [100.0, 10.0, 200.0, 50.0, 30.0, 1.0];
        let ratio = Summary::of_ratios(&ours, &peer).unwrap();
        assert_eq!((ratio.agreed(), ratio.spread()), (Ok(2.0), 0.0));
    }

    #[test]
    fn what_was_too_short_to_be_measured_has_no_ratio() {
        assert_eq!(Summary::of_ratios(&[1.0, 0.0], &[1.0, 1.0]), None);
        assert_eq!(Summary::of_ratios(&[1.0], &[0.0]), None);
    }

    #[test]
    fn a_round_that_only_one_of_them_had_makes_no_ratio() {
        assert_eq!(Summary::of_ratios(&[1.0, 1.0], &[1.0]), None);
        assert_eq!(Summary::of_ratios(&[], &[]), None);
    }

    #[test]
    fn a_middle_half_wider_than_the_limit_is_a_disagreement_and_one_within_it_is_none() {
        let quartiles = |low: f64, high: f64| Summary::of(&[low, low, low, 1.0, 1.0, 1.0, high, high, high]).unwrap();
        assert_eq!(quartiles(0.93, 1.07).agreed(), Ok(1.0));
        assert_eq!(quartiles(0.92, 1.08).agreed(), Err(Doubt::Disagreement));
        // The limit is relative: the same distance around a tenth is a wide one.
        assert_eq!(Summary::of(&[0.05, 0.05, 0.1, 0.1, 0.15, 0.15]).unwrap().agreed(), Err(Doubt::Disagreement));
    }

    #[test]
    fn one_wild_round_is_no_disagreement() {
        let summary = Summary::of(&[1.0, 1.01, 0.99, 1.0, 5.0, 1.02, 0.98, 1.0, 1.01]).unwrap();
        assert_eq!(summary.agreed(), Ok(1.0));
        assert_eq!((summary.greatest, summary.interval), (5.0, Some((0.99, 1.02))));
    }

    #[test]
    fn few_rounds_say_nothing_even_if_they_are_alike() {
        assert_eq!(Summary::of(&[1.0; MIN_ROUNDS - 1]).unwrap().agreed(), Err(Doubt::TooFewRounds));
        assert_eq!(Summary::of(&[1.0; MIN_ROUNDS]).unwrap().agreed(), Ok(1.0));
    }

    #[test]
    fn the_interval_leaves_out_as_many_rounds_as_the_table_of_the_sign_test_allows() {
        // Conover, Practical Nonparametric Statistics: ranks (r, n + 1 − r) of the 95 % interval of the median.
        for (rounds, rank) in [(6, 1), (8, 1), (9, 2), (11, 2), (12, 3), (15, 4), (20, 6), (25, 8)] {
            let values: Vec<f64> = (1..=rounds).map(f64::from).collect();
            let expected = (f64::from(rank), f64::from(rounds + 1 - rank));
            assert_eq!(Summary::of(&values).unwrap().interval, Some(expected), "{rounds} rounds");
        }
    }

    #[test]
    fn what_is_exact_agrees_with_itself() {
        assert_eq!(Summary::exact(24_576.0).agreed(), Ok(24_576.0));
    }
}
