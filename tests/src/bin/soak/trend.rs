//! A number that is looked at again and again: where it began, where it ended, and whether it grows.

use std::time::Duration;

/// What was seen, and when.
#[derive(Default)]
pub struct Trend(Vec<(f64, f64)>);

impl Trend {
    /// Seen now.
    pub fn note(&mut self, at: Duration, value: f64) {
        self.0.push((at.as_secs_f64() / 3_600.0, value));
    }

    /// At the beginning.
    pub fn first(&self) -> f64 {
        self.0.first().map_or(0.0, |(_, value)| *value)
    }

    /// At the end.
    pub fn last(&self) -> f64 {
        self.0.last().map_or(0.0, |(_, value)| *value)
    }

    /// Growth in an hour by least squares over the second half: what is filled once at the start is no growth.
    pub fn slope(&self) -> f64 {
        let settled = self.0.split_at(self.0.len() / 2).1;
        let count = settled.len() as f64;
        let mean = |part: fn(&(f64, f64)) -> f64| settled.iter().map(part).sum::<f64>() / count;
        let (hour, value) = (mean(|it| it.0), mean(|it| it.1));
        let (mut over, mut under) = (0.0, 0.0);
        for (at, seen) in settled {
            over += (at - hour) * (seen - value);
            under += (at - hour) * (at - hour);
        }
        if under > 0.0 { over / under } else { 0.0 }
    }

    /// `212.0 to 214.5 MB, 3.1 MB an hour at the end`.
    pub fn words(&self, unit: &str) -> String {
        format!(
            "{:.1} to {:.1} {unit}, {:+.1} {unit} an hour over the second half",
            self.first(),
            self.last(),
            self.slope()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_growth_is_told_and_a_filling_at_the_start_is_none() {
        let mut steady = Trend::default();
        let mut filled = Trend::default();
        for minute in 0..60 {
            let at = Duration::from_secs(60 * minute);
            steady.note(at, 100.0 + minute as f64);
            filled.note(at, if minute < 10 { 100.0 } else { 150.0 });
        }
        assert!((steady.slope() - 60.0).abs() < 1e-6);
        assert!(filled.slope().abs() < 1e-6);
        assert!(Trend::default().slope().abs() < 1e-6);
    }
}
