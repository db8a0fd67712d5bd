//! Which device is used, by which thread, and what people are told when there is none.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use cpal::traits::{DeviceTrait as _, HostTrait as _, StreamTrait as _};
use cpal::{
    BufferSize, Device, ErrorKind, SampleFormat, Stream, StreamConfig, SupportedStreamConfigRange,
};

use super::RATE;
use crate::error::MediaError;

/// Samples that a microphone hands over at once, where it can be asked for that: 20 ms.
const PICKED: u32 = RATE / 50;
/// Samples that a loudspeaker is given at once: 100 ms, so that a busy computer tears no hole into what is played.
const PLAYED: u32 = RATE / 10;

/// A device with the way in which it is used.
pub(super) struct Chosen {
    pub device: Device,
    pub config: StreamConfig,
    pub format: SampleFormat,
}

/// Longest wait for a device to begin. Some headsets take a second to wake up.
pub(super) const BEGIN: Duration = Duration::from_secs(5);

/// A stream that runs until this is dropped. It lives in a thread of its own: opening and closing it wait for the sound
/// system, which may answer late or never, and nobody else is to hang with it.
pub(super) struct Open {
    until: Sender<()>,
    /// In a lock for those who share a player between threads: one alone waits here, at the end.
    closed: Mutex<Receiver<()>>,
}

impl Open {
    /// Opens a stream in its thread and starts it. Blocks until it has begun; where nothing answers, there is `none`.
    /// What `build` answers beside the stream comes along.
    pub fn begin<T: Send + 'static>(
        name: &str,
        none: MediaError,
        build: impl FnOnce() -> Result<(Stream, T), MediaError> + Send + 'static,
    ) -> Result<(Self, T), MediaError> {
        let (until, ends) = channel::<()>();
        let (closes, closed) = sync_channel(1);
        let (begins, begun) = sync_channel(1);
        let unplayed = none.clone();
        let run = move || {
            let started = build().and_then(|(stream, with)| match stream.play() {
                Ok(()) => Ok((stream, with)),
                Err(error) => Err(said(&error, unplayed)),
            });
            let (stream, with) = match started {
                Ok(started) => started,
                Err(error) => {
                    begins.send(Err(error)).ok();
                    return;
                }
            };
            if begins.send(Ok(with)).is_ok() {
                // Until the other end is dropped.
                ends.recv().ok();
            }
            drop(stream);
            closes.send(()).ok();
        };
        let spawned = thread::Builder::new().name(name.to_owned()).spawn(run);
        if spawned.is_err() {
            return Err(none);
        }
        let with = begun.recv_timeout(BEGIN * 2).unwrap_or(Err(none))?;
        let closed = Mutex::new(closed);
        Ok((Self { until, closed }, with))
    }

    /// Closes it, and waits so long for that: a device that only one may have can be opened again after it.
    pub fn close(self, limit: Duration) {
        let Self { until, closed } = self;
        let closed = closed.into_inner().unwrap_or_else(PoisonError::into_inner);
        drop(until);
        if closed.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("the sound system does not close a device");
        }
    }
}

/// The microphone that is set in the desktop.
pub(super) fn microphone() -> Result<Chosen, MediaError> {
    let device = cpal::default_host()
        .default_input_device()
        .ok_or(MediaError::NoMicrophone)?;
    // Where no microphone is connected, PulseAudio offers to record what is played.
    if device.id().is_ok_and(|id| id.id().ends_with(".monitor")) {
        return Err(MediaError::NoMicrophone);
    }
    let ways = device
        .supported_input_configs()
        .map(|ways| best(ways.collect()));
    chosen(device, ways, PICKED, MediaError::NoMicrophone)
}

/// The loudspeaker that is set in the desktop.
pub(super) fn speaker() -> Result<Chosen, MediaError> {
    let device = cpal::default_host()
        .default_output_device()
        .ok_or(MediaError::NoSpeaker)?;
    let ways = device
        .supported_output_configs()
        .map(|ways| best(ways.collect()));
    chosen(device, ways, PLAYED, MediaError::NoSpeaker)
}

fn chosen(
    device: Device,
    ways: Result<Option<(SupportedStreamConfigRange, u32)>, cpal::Error>,
    period: u32,
    none: MediaError,
) -> Result<Chosen, MediaError> {
    let Ok(Some((way, rate))) = ways else {
        return Err(none);
    };
    let buffer_size = match way.buffer_size() {
        cpal::SupportedBufferSize::Range { min, max } => {
            BufferSize::Fixed(period.clamp(*min, (*max).max(*min)))
        }
        cpal::SupportedBufferSize::Unknown => BufferSize::Default,
    };
    let config = StreamConfig {
        channels: way.channels(),
        sample_rate: rate,
        buffer_size,
    };
    Ok(Chosen {
        device,
        config,
        format: way.sample_format(),
    })
}

/// The way that needs the least to be changed: our rate before any other, few channels, numbers that are used here.
fn best(ways: Vec<SupportedStreamConfigRange>) -> Option<(SupportedStreamConfigRange, u32)> {
    ways.into_iter()
        .filter(|way| matches!(way.sample_format(), SampleFormat::I16 | SampleFormat::F32))
        .filter(|way| way.channels() > 0)
        .map(|way| {
            let rate = RATE.clamp(way.min_sample_rate(), way.max_sample_rate());
            (way, rate)
        })
        .min_by_key(|(way, rate)| {
            let whole = way.sample_format() == SampleFormat::I16;
            (rate.abs_diff(RATE), way.channels(), !whole)
        })
}

/// What a device says, as people are told it.
pub(super) fn said(error: &cpal::Error, none: MediaError) -> MediaError {
    // A message of a sound system names devices, which are nobody's business in a log.
    tracing::info!(kind = ?error.kind(), "a sound device cannot be used");
    match (error.kind(), none) {
        (ErrorKind::PermissionDenied, MediaError::NoMicrophone) => MediaError::MicrophoneRefused,
        (ErrorKind::DeviceBusy, MediaError::NoMicrophone) => MediaError::MicrophoneBusy,
        (_, none) => none,
    }
}

/// Whether a stream goes on after it.
pub(super) fn is_passing(error: &cpal::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Xrun | ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied
    )
}
