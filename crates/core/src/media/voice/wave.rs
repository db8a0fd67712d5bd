//! How loud a recording is from its beginning to its end: what is drawn instead of it.

use linnet_proto::choices::MAX_WAVE_BYTES;

/// Quieter than this nothing is heard, and what is only noise is not drawn as if it were loud.
const SILENCE: f64 = 60.0;

/// The wave form, its loudest place being 255.
pub(super) fn of(samples: &[i16]) -> Vec<u8> {
    let length = samples.len().div_ceil(MAX_WAVE_BYTES).max(1);
    let loud: Vec<f64> = samples.chunks(length).map(loudness).collect();
    let most = loud.iter().copied().fold(SILENCE, f64::max);
    loud.iter()
        // As ears have it: a quarter of the strength is half as loud.
        .map(|loud| ((loud / most).sqrt() * 255.0) as u8)
        .collect()
}

/// Root of the mean of the squares.
pub(super) fn loudness(samples: &[i16]) -> f64 {
    let squares: f64 = samples.iter().map(|s| f64::from(*s).powi(2)).sum();
    (squares / samples.len().max(1) as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_bounded_and_silence_stays_flat() {
        for length in [0, 1, 63, 64, 65, 48_000, 2_880_000] {
            let wave = of(&vec![9; length]);
            assert!(wave.len() <= MAX_WAVE_BYTES, "{length}");
            assert!(wave.iter().all(|loud| *loud < 128), "{length}");
        }
        let mut half = vec![0; 48_000];
        half.extend([20_000; 48_000]);
        let wave = of(&half);
        assert_eq!((wave[0], wave[63]), (0, 255));
    }
}
