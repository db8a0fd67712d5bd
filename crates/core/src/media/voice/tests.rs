use std::f64::consts::TAU;
use std::fs::File;

use proptest::prelude::*;

use super::decode::decode;
use super::encode::OggOpus;
use crate::media::problem::Problem;
use crate::sound::RATE;

/// A second of 440 Hz each, as other programs wrote it.
const MP3: &[u8] = include_bytes!("fixtures/tone.mp3");
const M4A: &[u8] = include_bytes!("fixtures/tone.m4a");
const VORBIS: &[u8] = include_bytes!("fixtures/tone.ogg");
const OPUS: &[u8] = include_bytes!("fixtures/tone.opus");

fn tone(millis: u32) -> Vec<i16> {
    (0..millis * (RATE / 1000))
        .map(|at| ((f64::from(at) * 440.0 * TAU / f64::from(RATE)).sin() * 12_000.0) as i16)
        .collect()
}

/// White noise, which is the hardest to make small.
fn noise(millis: u32) -> Vec<i16> {
    let mut state = 0x2545_f491_u32;
    (0..millis * (RATE / 1000))
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            (state >> 16) as i16
        })
        .collect()
}

/// Written piece by piece, as a microphone gives it.
fn recorded(samples: &[i16]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recording");
    let mut written = OggOpus::begin(File::create(&path).unwrap()).unwrap();
    for piece in samples.chunks(777) {
        written.write(piece).unwrap();
    }
    assert_eq!(written.samples(), samples.len() as u64);
    written.finish().unwrap();
    std::fs::read(path).unwrap()
}

/// 16 bits, one channel, as the hosted web client records.
fn wav(rate: u32, samples: &[i16]) -> Vec<u8> {
    let bytes = samples.len() as u32 * 2;
    let mut wav = b"RIFF".to_vec();
    wav.extend_from_slice(&(bytes + 36).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend_from_slice(&rate.to_le_bytes());
    wav.extend_from_slice(&(rate * 2).to_le_bytes());
    wav.extend_from_slice(b"\x02\0\x10\0data");
    wav.extend_from_slice(&bytes.to_le_bytes());
    wav.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    wav
}

fn pitch(samples: &[i16]) -> f64 {
    let rising = samples.windows(2).filter(|two| two[0] < 0 && two[1] >= 0);
    rising.count() as f64 * f64::from(RATE) / samples.len() as f64
}

#[test]
fn what_is_recorded_has_the_same_length_to_the_sample() {
    for millis in [1, 19, 20, 21, 1_000, 3_333] {
        let samples = tone(millis);
        let (decoded, _) = decode(&recorded(&samples)).unwrap();
        assert_eq!(decoded.len(), samples.len(), "{millis}");
    }
    let (decoded, _) = decode(&recorded(&tone(2_000))).unwrap();
    assert!((pitch(&decoded) - 440.0).abs() < 3.0);
}

#[test]
fn a_minute_of_noise_is_small_enough() {
    let bytes = recorded(&noise(60_000)).len();
    assert!(bytes <= 250_000, "{bytes}");
}

/// As a kill leaves it, wherever it comes.
#[test]
fn a_recording_that_was_cut_off_plays_as_far_as_it_goes() {
    let whole = recorded(&tone(3_000));
    let full = decode(&whole).unwrap().0.len();
    let mut longest = 0;
    for length in (0..whole.len()).step_by(97) {
        let played = decode(&whole[..length]).map_or(0, |(samples, _)| samples.len());
        assert!(played <= full);
        // A page is 200 ms; the length of the file says how many are there.
        let share = length as f64 / whole.len() as f64 * full as f64;
        let missing = share - played as f64;
        assert!(missing < f64::from(RATE) * 0.5, "{length}: {missing}");
        longest = longest.max(played);
    }
    assert!(longest > full * 9 / 10);
}

#[test]
fn what_other_clients_record_is_played() {
    for (name, file) in [("mp3", MP3), ("m4a", M4A), ("ogg", VORBIS), ("opus", OPUS)] {
        let (samples, wave) = decode(file).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        let seconds = samples.len() as f64 / f64::from(RATE);
        assert!((seconds - 1.0).abs() < 0.1, "{name}: {seconds}");
        // Without the silence that some coders put around it.
        let middle = &samples[samples.len() / 4..samples.len() * 3 / 4];
        assert!(
            (pitch(middle) - 440.0).abs() < 5.0,
            "{name}: {}",
            pitch(middle)
        );
        assert_eq!(wave.len(), 64, "{name}");
    }
    for rate in [8_000, 44_100] {
        let low: Vec<i16> = tone(1_000)
            .into_iter()
            .step_by((RATE / rate) as usize)
            .collect();
        let (samples, _) = decode(&wav(rate, &low)).unwrap();
        let wanted = low.len() as f64 / f64::from(rate);
        let seconds = samples.len() as f64 / f64::from(RATE);
        assert!((seconds - wanted).abs() < 0.01, "{rate}: {seconds}");
    }
}

#[test]
fn what_has_no_decoder_or_is_no_recording_says_so() {
    let amr = Problem::NoDecoder {
        kind: "AMR".to_owned(),
    };
    assert_eq!(decode(b"#!AMR\n\x3c\x91\x17"), Err(amr.clone()));
    assert_eq!(decode(b"#!AMR-WB\n\x3c\x91\x17"), Err(amr));
    assert_eq!(decode(b""), Err(Problem::Empty));
    for nothing in [
        &b"\x89PNG\r\n\x1a\n"[..],
        b"OggS",
        b"RIFF\xff\xff\xff\xffWAVE",
        b"ID3\x04\0\0\x7f\x7f\x7f\x7f",
        &[0; 4096],
    ] {
        assert!(decode(nothing).is_err(), "{nothing:?}");
    }
}

/// Ten minutes at most, whatever a small file claims: the samples are in memory.
#[test]
fn a_recording_that_is_too_long_is_not_played() {
    let silence = vec![0; 8_000 * 601];
    assert_eq!(decode(&wav(8_000, &silence)), Err(Problem::Damaged));
    let (samples, _) = decode(&wav(8_000, &silence[..8_000 * 599])).unwrap();
    assert!(samples.len() as u32 / RATE >= 598);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_damaged_recording_is_a_recording_or_an_error(
        which in 0_usize..4,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
    ) {
        let mut file = [MP3, M4A, VORBIS, OPUS][which].to_vec();
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if let Ok((samples, wave)) = decode(&file) {
            prop_assert!(!samples.is_empty() && wave.len() <= 64);
        }
    }
}
