//! Samples at another rate, as they come: a curve through four of them (Catmull and Rom), which is enough for speech.

use crate::sound::RATE;

/// Rates that are believed, samples a second.
pub(super) const RATES: std::ops::RangeInclusive<u32> = 4_000..=384_000;

/// Makes [`RATE`] of another rate.
pub(super) struct Resample {
    /// Steps between two samples that come out, in samples that come in.
    step: f64,
    /// Where the next one lies, from the second of the four.
    at: f64,
    four: [f32; 4],
}

impl Resample {
    /// None for a rate that no device and no recording has.
    pub fn from(rate: u32) -> Option<Self> {
        RATES.contains(&rate).then(|| Self {
            step: f64::from(rate) / f64::from(RATE),
            at: 0.0,
            four: [0.0; 4],
        })
    }

    /// Takes the next samples and puts what they make to `out`.
    pub fn push(&mut self, samples: impl IntoIterator<Item = f32>, out: &mut Vec<i16>) {
        for sample in samples {
            let [_, b, c, d] = self.four;
            self.four = [b, c, d, sample];
            while self.at < 1.0 {
                out.push(whole(self.between()));
                self.at += self.step;
            }
            self.at -= 1.0;
        }
    }

    /// The curve between the second and the third.
    fn between(&self) -> f32 {
        let [a, b, c, d] = self.four;
        let at = self.at as f32;
        let slope = c - a;
        let bend = 2.0 * a - 5.0 * b + 4.0 * c - d;
        let twist = 3.0 * (b - c) + d - a;
        b + 0.5 * at * (slope + at * (bend + at * twist))
    }
}

/// A sample between -1 and 1 as a number of 16 bits. What is louder is cut off.
pub(super) fn whole(sample: f32) -> i16 {
    // `as` saturates, and makes 0 of what is no number.
    (sample * 32_767.0).round() as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_keeps_its_length_and_its_pitch() {
        for rate in [8_000, 16_000, 44_100, 48_000, 96_000] {
            let mut resample = Resample::from(rate).unwrap();
            let tone =
                (0..rate).map(|at| (at as f32 / rate as f32 * 440.0 * std::f32::consts::TAU).sin());
            let mut made = Vec::new();
            // In pieces, as it comes.
            for piece in tone.collect::<Vec<_>>().chunks(997) {
                resample.push(piece.iter().copied(), &mut made);
            }
            let missing = made.len().abs_diff(RATE as usize);
            assert!(missing < 20, "{rate}: {}", made.len());
            let rising = made.windows(2).filter(|two| two[0] < 0 && two[1] >= 0);
            assert!(rising.count().abs_diff(440) <= 1, "{rate}");
        }
        assert!(Resample::from(0).is_none());
        assert!(Resample::from(u32::MAX).is_none());
    }
}
