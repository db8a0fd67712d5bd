//! The microphone.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use cpal::traits::DeviceTrait as _;
use cpal::{SampleFormat, SizedSample, Stream};

use super::device::{self, BEGIN, Chosen, Open};
use crate::error::MediaError;

/// Longest wait for a device to end.
const END: Duration = Duration::from_secs(1);
/// A device that gives nothing for so long is gone, whether it says so or not.
const SILENT: Duration = Duration::from_secs(3);
/// Pieces that wait for whoever records, a few seconds of them. When there are more the newest are dropped: the disk is
/// that slow, and the device cannot wait.
const WAITING: usize = 256;

/// What a microphone gives.
#[derive(Debug)]
pub enum Picked {
    /// Samples between -1 and 1, of one channel at the microphone's rate.
    Samples(Vec<f32>),
    /// It is gone: unplugged, or its sound system ended.
    Lost,
}

/// A microphone that is listened to until it is closed.
pub struct Microphone {
    rate: u32,
    picked: Receiver<Picked>,
    last: Instant,
    open: Open,
}

impl Microphone {
    /// Opens the one that is set in the desktop. Blocks until it has begun.
    ///
    /// # Errors
    /// There is none, or it may not be used.
    pub fn open() -> Result<Self, MediaError> {
        let (sender, picked) = sync_channel(WAITING);
        let (open, rate) = Open::begin("microphone device", MediaError::NoMicrophone, move || {
            let chosen = device::microphone()?;
            let stream = match chosen.format {
                SampleFormat::I16 => {
                    stream(&chosen, sender, |sample: i16| f32::from(sample) / 32_768.0)
                }
                _ => stream(&chosen, sender, |sample: f32| sample),
            };
            let stream = stream.map_err(|error| device::said(&error, MediaError::NoMicrophone))?;
            Ok((stream, chosen.config.sample_rate))
        })?;
        Ok(Self {
            rate,
            picked,
            last: Instant::now(),
            open,
        })
    }

    /// Ends it, so that it can be opened again. Waits a moment for the sound system and no longer.
    pub fn close(self) {
        self.open.close(END);
    }

    /// Samples a second.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// The next of what it gives. None: nothing came in this time.
    pub fn next(&mut self, limit: Duration) -> Option<Picked> {
        match self.picked.recv_timeout(limit) {
            Ok(picked) => {
                self.last = Instant::now();
                Some(picked)
            }
            Err(RecvTimeoutError::Disconnected) => Some(Picked::Lost),
            Err(RecvTimeoutError::Timeout) => {
                (self.last.elapsed() > SILENT).then_some(Picked::Lost)
            }
        }
    }
}

fn stream<T: SizedSample + Send + 'static>(
    chosen: &Chosen,
    sender: SyncSender<Picked>,
    number: impl Fn(T) -> f32 + Send + 'static,
) -> Result<Stream, cpal::Error> {
    let channels = usize::from(chosen.config.channels);
    let lost = sender.clone();
    chosen.device.build_input_stream(
        chosen.config,
        move |samples: &[T], _| {
            let mixed = samples
                .chunks(channels)
                .map(|all| all.iter().map(|one| number(*one)).sum::<f32>() / all.len() as f32)
                .collect();
            if sender.try_send(Picked::Samples(mixed)).is_err() {
                tracing::debug!("a piece of a recording was dropped");
            }
        },
        move |error| {
            if !device::is_passing(&error) && lost.try_send(Picked::Lost).is_err() {
                tracing::debug!("nobody listens to the microphone any more");
            }
        },
        Some(BEGIN),
    )
}
