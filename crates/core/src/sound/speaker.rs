//! The loudspeaker.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cpal::traits::DeviceTrait as _;
use cpal::{FromSample, SampleFormat, SizedSample, Stream};

use super::RATE;
use super::device::{self, BEGIN, Chosen, Open};
use super::stretch::Stretch;
use crate::error::MediaError;

/// Silence after the last sample until it counts as played: what a device still holds is to be heard.
const AFTER: usize = RATE as usize * 3 / 10;

/// How far something is that is being played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Played {
    /// Milliseconds from its beginning.
    pub millis: u32,
    /// It was played to its end.
    pub ended: bool,
    /// The loudspeaker is gone.
    pub lost: bool,
}

/// Something that is being played, until this is dropped.
pub struct Speaker {
    shared: Arc<Mutex<Shared>>,
    _open: Open,
}

struct Shared {
    samples: Arc<[i16]>,
    stretch: Stretch,
    speed: f64,
    paused: bool,
    /// Samples of silence after the end.
    after: usize,
    ended: bool,
    lost: bool,
}

impl Speaker {
    /// Plays samples of one channel at [`RATE`] from this moment of theirs on. Blocks until the device has begun.
    ///
    /// # Errors
    /// There is none, or it may not be used.
    pub fn play(samples: Arc<[i16]>, from_millis: u32, speed: f64) -> Result<Self, MediaError> {
        let shared = Arc::new(Mutex::new(Shared {
            stretch: Stretch::at(place(from_millis)),
            samples,
            speed,
            paused: false,
            after: 0,
            ended: false,
            lost: false,
        }));
        let to_play = Arc::clone(&shared);
        let (open, ()) = Open::begin("speaker", MediaError::NoSpeaker, move || {
            let chosen = device::speaker()?;
            let stream = match chosen.format {
                SampleFormat::I16 => stream::<i16>(&chosen, &to_play),
                _ => stream::<f32>(&chosen, &to_play),
            };
            let stream = stream.map_err(|error| device::said(&error, MediaError::NoSpeaker))?;
            Ok((stream, ()))
        })?;
        Ok(Self {
            shared,
            _open: open,
        })
    }

    /// Holds it, or goes on.
    pub fn pause(&self, paused: bool) {
        self.shared().paused = paused;
    }

    /// Goes on from another moment.
    pub fn seek(&self, millis: u32) {
        let mut shared = self.shared();
        shared.stretch = Stretch::at(place(millis));
        shared.after = 0;
        shared.ended = false;
    }

    /// Goes on at another speed.
    pub fn set_speed(&self, speed: f64) {
        self.shared().speed = speed;
    }

    /// How far it is.
    pub fn played(&self) -> Played {
        let shared = self.shared();
        let at = shared
            .stretch
            .position(shared.speed)
            .min(shared.samples.len());
        Played {
            millis: u32::try_from(at as u64 * 1000 / u64::from(RATE)).unwrap_or(u32::MAX),
            ended: shared.ended,
            lost: shared.lost,
        }
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn place(millis: u32) -> usize {
    // 48 samples a millisecond.
    millis as usize * (RATE as usize / 1000)
}

fn stream<T: SizedSample + FromSample<i16> + Send + 'static>(
    chosen: &Chosen,
    shared: &Arc<Mutex<Shared>>,
) -> Result<Stream, cpal::Error> {
    let channels = usize::from(chosen.config.channels);
    // A device that has our rate not is played to at its own: the speed makes up for it, and so does the pitch.
    let rate = f64::from(RATE) / f64::from(chosen.config.sample_rate);
    let (playing, lost) = (Arc::clone(shared), Arc::clone(shared));
    let mut source = Vec::new();
    chosen.device.build_output_stream(
        chosen.config,
        move |out: &mut [T], _| {
            let frames = out.len() / channels;
            let needed = (frames as f64 * rate).ceil() as usize;
            source.clear();
            source.resize(needed.max(1), 0_i16);
            {
                let mut shared = playing.lock().unwrap_or_else(PoisonError::into_inner);
                let Shared {
                    samples,
                    stretch,
                    speed,
                    paused,
                    after,
                    ended,
                    ..
                } = &mut *shared;
                if !*paused && !*ended && !stretch.read(samples, *speed, &mut source) {
                    *after += source.len();
                    *ended = *after >= AFTER;
                }
            }
            for (n, frame) in out.chunks_mut(channels).enumerate() {
                let at = ((n as f64 * rate) as usize).min(source.len() - 1);
                let sample = T::from_sample_(source.get(at).copied().unwrap_or(0));
                frame.fill(sample);
            }
        },
        move |error| {
            if !device::is_passing(&error) {
                lost.lock().unwrap_or_else(PoisonError::into_inner).lost = true;
            }
        },
        Some(BEGIN),
    )
}
