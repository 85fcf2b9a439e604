//! What rounds say together: medians, and ratios that are only told when the rounds agree.

/// How far the middle half of the rounds may lie apart, relative to their median, for their ratio to be told.
pub const MAX_SPREAD: f64 = 0.25;

/// The ratio of two things that were measured in the same rounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// The median of the rounds' own ratios.
    pub median: f64,
    /// The lower quartile.
    pub low: f64,
    /// The upper quartile.
    pub high: f64,
}

impl Ratio {
    /// Of two series with one value per round, round by round.
    #[must_use]
    pub fn of(numerators: &[f64], denominators: &[f64]) -> Option<Self> {
        // Nothing can be said of what was too short to be measured.
        let positive = numerators.iter().chain(denominators).all(|value| *value > 0.0);
        let ratios = numerators.iter().zip(denominators).map(|(above, below)| above / below);
        let ratios: Vec<f64> = ratios.filter(|_| positive).collect();
        Some(Self { median: quantile(&ratios, 0.5)?, low: quantile(&ratios, 0.25)?, high: quantile(&ratios, 0.75)? })
    }

    /// How far the middle half of the rounds lies apart, relative to the median.
    #[must_use]
    pub fn spread(&self) -> f64 {
        (self.high - self.low) / self.median
    }

    /// The median, if the rounds agree.
    #[must_use]
    pub fn agreed(&self) -> Option<f64> {
        (self.spread() <= MAX_SPREAD).then_some(self.median)
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
        let ratio = Ratio::of(&[200.0, 20.0, 400.0], &[100.0, 10.0, 200.0]).unwrap();
        assert_eq!((ratio.median, ratio.spread()), (2.0, 0.0));
        assert_eq!(ratio.agreed(), Some(2.0));
    }

    #[test]
    fn what_was_too_short_to_be_measured_has_no_ratio() {
        assert_eq!(Ratio::of(&[1.0, 0.0], &[1.0, 1.0]), None);
        assert_eq!(Ratio::of(&[1.0], &[0.0]), None);
    }

    #[test]
    fn rounds_that_disagree_have_no_ratio() {
        let ratio = Ratio::of(&[1.0, 2.0, 4.0], &[1.0, 1.0, 1.0]).unwrap();
        assert_eq!(ratio.agreed(), None);
    }
}
