//! Speech at another speed with the voice as it is: pieces of it are laid over each other where they fit best (WSOLA).

use super::RATE;

/// A piece: 30 ms, long enough for the lowest voice.
const PIECE: usize = RATE as usize * 30 / 1000;
/// Half of a piece: so far one stands from the next.
const HOP: usize = PIECE / 2;
/// How far a piece may be moved to fit: 10 ms.
const SEARCH: usize = RATE as usize / 100;
/// Every so many samples are compared: enough for speech, and a quarter of the work.
const SPARSE: usize = 4;

/// Reads samples at a speed.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    /// Where the next piece is looked for.
    at: f64,
    /// What would follow the last piece: the next one should sound like it.
    expected: Vec<i16>,
    /// Made and not taken yet.
    made: Vec<i16>,
    taken: usize,
}

impl Stretch {
    /// Begins at a sample.
    pub fn at(sample: usize) -> Self {
        Self {
            at: sample as f64,
            ..Self::default()
        }
    }

    /// The sample that is heard next, nearly.
    pub fn position(&self, speed: f64) -> usize {
        let ahead = (self.made.len() - self.taken) as f64 * speed;
        (self.at - ahead).max(0.0) as usize
    }

    /// Fills `out` from `samples`, with silence after the end. False: that was the end.
    pub fn read(&mut self, samples: &[i16], speed: f64, out: &mut [i16]) -> bool {
        let mut filled = 0;
        while filled < out.len() {
            if self.taken == self.made.len() && !self.make(samples, speed) {
                out.iter_mut().skip(filled).for_each(|sample| *sample = 0);
                return false;
            }
            let ready = self.made.get(self.taken..).unwrap_or_default();
            for (to, from) in out.iter_mut().skip(filled).zip(ready) {
                *to = *from;
            }
            let count = ready.len().min(out.len() - filled);
            filled += count;
            self.taken += count;
        }
        true
    }

    fn make(&mut self, samples: &[i16], speed: f64) -> bool {
        let at = self.at as usize;
        if at >= samples.len() {
            return false;
        }
        self.taken = 0;
        if (speed - 1.0).abs() < 0.01 {
            let end = (at + HOP).min(samples.len());
            self.made = samples.get(at..end).unwrap_or_default().to_vec();
            self.at = end as f64;
            self.expected.clear();
            return true;
        }
        let best = self.best(samples, at);
        let piece = samples.get(best..).unwrap_or_default();
        self.made = (0..HOP)
            .map(|n| {
                let new = f64::from(piece.get(n).copied().unwrap_or(0));
                let Some(old) = self.expected.get(n) else {
                    return new as i16;
                };
                let share = n as f64 / HOP as f64;
                (f64::from(*old) * (1.0 - share) + new * share) as i16
            })
            .collect();
        self.expected = piece
            .get(HOP..PIECE.min(piece.len()))
            .unwrap_or_default()
            .to_vec();
        self.at += HOP as f64 * speed;
        true
    }

    /// Where near `at` what follows is most like what was expected.
    fn best(&self, samples: &[i16], at: usize) -> usize {
        if self.expected.is_empty() {
            return at;
        }
        let likeness = |from: usize| -> f64 {
            let there = samples.get(from..).unwrap_or_default();
            let pairs = there.iter().zip(&self.expected).step_by(SPARSE);
            let (mut product, mut square) = (0.0, 1.0);
            for (one, other) in pairs {
                product += f64::from(*one) * f64::from(*other);
                square += f64::from(*one) * f64::from(*one);
            }
            product / square.sqrt()
        };
        let from = at.saturating_sub(SEARCH);
        let to = (at + SEARCH).min(samples.len());
        (from..to)
            .step_by(SPARSE)
            .map(|place| (place, likeness(place)))
            .max_by(|one, other| one.1.total_cmp(&other.1))
            .map_or(at, |(place, _)| place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(seconds: usize) -> Vec<i16> {
        (0..RATE as usize * seconds)
            .map(|n| {
                ((n as f64 * 220.0 * std::f64::consts::TAU / f64::from(RATE)).sin() * 9e3) as i16
            })
            .collect()
    }

    fn all(samples: &[i16], speed: f64) -> Vec<i16> {
        let mut stretch = Stretch::default();
        let mut heard = Vec::new();
        let mut out = [0; 960];
        while stretch.read(samples, speed, &mut out) {
            heard.extend_from_slice(&out);
        }
        heard
    }

    #[test]
    fn twice_as_fast_is_half_as_long_and_no_higher() {
        let samples = tone(3);
        for (speed, seconds) in [(1.0, 3.0), (1.5, 2.0), (2.0, 1.5)] {
            let heard = all(&samples, speed);
            let took = heard.len() as f64 / f64::from(RATE);
            assert!((took - seconds).abs() < 0.05, "{speed}: {took}");
            let rising = heard.windows(2).filter(|two| two[0] < 0 && two[1] >= 0);
            let pitch = rising.count() as f64 / took;
            assert!((pitch - 220.0).abs() < 5.0, "{speed}: {pitch}");
        }
    }

    #[test]
    fn it_begins_anywhere_and_ends_with_silence() {
        let samples = tone(1);
        let mut stretch = Stretch::at(samples.len() - 100);
        let mut out = [1; 960];
        assert!(!stretch.read(&samples, 1.0, &mut out));
        assert_eq!(out[100..], [0; 860]);
        assert_eq!(stretch.position(1.0), samples.len());
        for beyond in [samples.len(), usize::MAX] {
            assert!(!Stretch::at(beyond).read(&samples, 2.0, &mut out));
        }
        assert!(!Stretch::default().read(&[], 2.0, &mut out));
    }
}
