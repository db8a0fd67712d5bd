//! Which device is used, and what people are told when there is none.

use cpal::traits::{DeviceTrait as _, HostTrait as _};
use cpal::{BufferSize, Device, ErrorKind, SampleFormat, StreamConfig, SupportedStreamConfigRange};

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
