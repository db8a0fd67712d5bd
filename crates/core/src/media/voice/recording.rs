//! A recording that is being made: from the microphone to a file, in a thread of its own.

use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use linnet_proto::choices::MAX_VOICE_MS;
use tokio::sync::oneshot;

use super::encode::OggOpus;
use super::millis;
use super::resample::Resample;
use super::wave::loudness;
use crate::error::{Error, MediaError, Result};
use crate::sound::{Microphone, Picked, RATE};

/// How often it is told how loud it is, in samples: 50 ms.
const LEVEL: usize = RATE as usize / 20;
/// Longest wait before it is asked again whether it shall stop.
const TURN: Duration = Duration::from_millis(50);
/// Longest wait for a microphone to begin.
const BEGIN: Duration = Duration::from_secs(12);
/// Samples of the longest recording.
const MOST: u64 = MAX_VOICE_MS as u64 * (RATE as u64 / 1000);

/// What is told while it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// How loud it is.
    Level {
        /// From 0, silence, to 100.
        level: u8,
        /// How long it is by now.
        millis: u32,
    },
    /// It has ended; nothing follows.
    Ended {
        /// Why.
        why: Ended,
        /// How long it is.
        millis: u32,
    },
}

/// Why a recording ended. In any case what was recorded is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// It was asked for.
    Stopped,
    /// It is as long as one may be.
    Full,
    /// The microphone is gone, or the disk is full.
    Lost(MediaError),
}

/// A recording that is being made. Dropped, it ends as if it was stopped.
#[derive(Debug)]
pub struct Recording {
    stop: Arc<AtomicBool>,
}

impl Recording {
    /// Opens the microphone and records to `file` until it is stopped. Answers when the microphone has begun.
    ///
    /// # Errors
    /// There is no microphone, or it may not be used.
    pub(crate) async fn begin(
        file: File,
        told: impl FnMut(Heard) + Send + 'static,
    ) -> Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let (begun, has_begun) = oneshot::channel();
        let stopped = Arc::clone(&stop);
        thread::Builder::new()
            .name("microphone".to_owned())
            .spawn(move || record(file, &stopped, begun, told))?;
        let recording = Self { stop };
        match tokio::time::timeout(BEGIN, has_begun).await {
            Ok(Ok(begun)) => begun.map(|()| recording),
            _ => Err(MediaError::NoMicrophone.into()),
        }
    }

    /// Ends it. What was recorded is written to its end before [`Heard::Ended`] is told.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        self.stop();
    }
}

fn record(
    file: File,
    stop: &AtomicBool,
    begun: oneshot::Sender<Result<()>>,
    mut told: impl FnMut(Heard),
) {
    let opened = Microphone::open()
        .map_err(Error::from)
        .and_then(|microphone| {
            let resample = Resample::from(microphone.rate()).ok_or(MediaError::NoMicrophone)?;
            Ok((microphone, resample, OggOpus::begin(file)?))
        });
    let (mut microphone, mut resample, mut written) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            // Who asked may have gone away meanwhile.
            begun.send(Err(error)).ok();
            return;
        }
    };
    if begun.send(Ok(())).is_err() {
        return;
    }
    let mut samples = Vec::new();
    let mut window = Vec::with_capacity(LEVEL);
    let why = loop {
        if stop.load(Ordering::Relaxed) {
            break Ended::Stopped;
        }
        let picked = match microphone.next(TURN) {
            Some(Picked::Samples(picked)) => picked,
            Some(Picked::Lost) => break Ended::Lost(MediaError::MicrophoneLost),
            None => continue,
        };
        samples.clear();
        resample.push(picked, &mut samples);
        let room = usize::try_from(MOST - written.samples()).unwrap_or(0);
        samples.truncate(room);
        if written.write(&samples).is_err() {
            break Ended::Lost(MediaError::DiskFull);
        }
        window.extend_from_slice(&samples);
        if window.len() >= LEVEL {
            told(Heard::Level {
                level: level(&window),
                millis: millis(written.samples()),
            });
            window.clear();
        }
        if written.samples() >= MOST {
            break Ended::Full;
        }
    };
    microphone.close();
    let millis = millis(written.samples());
    let why = match written.finish() {
        Ok(()) => why,
        Err(_) => Ended::Lost(MediaError::DiskFull),
    };
    told(Heard::Ended { why, millis });
}

/// From 0 to 100, as ears have it: -50 dB and less is silence, the loudest there is 100.
fn level(samples: &[i16]) -> u8 {
    let decibels = 20.0 * (loudness(samples).max(1.0) / 32_768.0).log10();
    // Between 0 and 100.
    ((decibels + 50.0) * 2.0).clamp(0.0, 100.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_no_level_and_the_loudest_is_all_of_it() {
        assert_eq!(level(&[]), 0);
        assert_eq!(level(&[0; 2_400]), 0);
        assert_eq!(level(&[i16::MIN; 2_400]), 100);
        assert!((50..90).contains(&level(&[8_000; 2_400])));
    }
}
