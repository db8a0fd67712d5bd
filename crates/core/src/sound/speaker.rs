//! The loudspeaker.

use std::sync::mpsc::{Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use cpal::traits::{DeviceTrait as _, StreamTrait as _};
use cpal::{FromSample, SampleFormat, SizedSample, Stream};

use super::RATE;
use super::device::{self, Chosen};
use super::stretch::Stretch;
use crate::error::MediaError;

/// Longest wait for a device to begin.
const BEGIN: Duration = Duration::from_secs(5);

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
    /// Ends the thread that holds the device, when it is dropped.
    _held: Sender<()>,
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
        let (held, until) = channel::<()>();
        let (sender, begun) = sync_channel(1);
        let to_play = Arc::clone(&shared);
        // The device belongs to one thread, and closing it waits for it.
        thread::Builder::new()
            .name("speaker".to_owned())
            .spawn(move || match begin(&to_play) {
                Ok(_stream) => {
                    if sender.send(Ok(())).is_ok() {
                        // Until the other end is dropped.
                        until.recv().ok();
                    }
                }
                Err(error) => {
                    sender.send(Err(error)).ok();
                }
            })
            .map_err(|_| MediaError::NoSpeaker)?;
        begun
            .recv_timeout(BEGIN * 2)
            .unwrap_or(Err(MediaError::NoSpeaker))?;
        Ok(Self {
            shared,
            _held: held,
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

fn begin(shared: &Arc<Mutex<Shared>>) -> Result<Stream, MediaError> {
    let chosen = device::speaker()?;
    let refused = |error: cpal::Error| device::said(&error, MediaError::NoSpeaker);
    let stream = match chosen.format {
        SampleFormat::I16 => stream::<i16>(&chosen, shared),
        _ => stream::<f32>(&chosen, shared),
    }
    .map_err(refused)?;
    stream.play().map_err(refused)?;
    Ok(stream)
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
