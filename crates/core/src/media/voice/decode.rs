//! A recording of anybody, taken apart into samples. Only in the worker.

use std::io::Cursor;

use ogg::PacketReader;
use opus::{Channels, Decoder};
use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::errors::Error as Unplayed;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;

use super::LONGEST;
use super::resample::Resample;
use super::wave;
use crate::media::problem::Problem;
use crate::sound::RATE;

/// Most samples of a packet of Opus: 120 ms (RFC 6716, section 3.2.5).
const PACKET: usize = RATE as usize / 1000 * 120;
/// Most samples of a recording.
const MOST: usize = (RATE * LONGEST) as usize;
/// Pieces of a recording that may be damaged before it counts as nothing.
const DAMAGED: u32 = 1_000;

/// One channel at [`RATE`], and the wave form. What is damaged in its middle or cut off plays as far as it goes.
///
/// # Errors
///
/// It is no recording, of a kind that has no decoder here, or longer than ten minutes.
pub(crate) fn decode(file: &[u8]) -> Result<(Vec<i16>, Vec<u8>), Problem> {
    if file.is_empty() {
        return Err(Problem::Empty);
    }
    let samples = if file.starts_with(b"#!AMR") {
        return Err(Problem::NoDecoder {
            kind: "AMR".to_owned(),
        });
    } else if is_opus(file) {
        opus(file)?
    } else {
        others(file)?
    };
    if samples.is_empty() {
        return Err(Problem::Damaged);
    }
    let wave = wave::of(&samples);
    Ok((samples, wave))
}

/// The first packet of the first page says it (RFC 7845, section 3).
fn is_opus(file: &[u8]) -> bool {
    file.starts_with(b"OggS") && file.get(28..36) == Some(b"OpusHead")
}

fn opus(file: &[u8]) -> Result<Vec<i16>, Problem> {
    let mut packets = PacketReader::new(Cursor::new(file));
    let head = match packets.read_packet() {
        Ok(Some(packet)) => packet.data,
        _ => return Err(Problem::Damaged),
    };
    // Kind 0 of channels: one or two of them. Others are no speech.
    if !matches!((head.get(9), head.get(18)), (Some(1 | 2), Some(0))) {
        return Err(Problem::NoDecoder {
            kind: "Opus".to_owned(),
        });
    }
    let number = |at: usize| {
        let bytes = [head.get(at).copied(), head.get(at + 1).copied()];
        u16::from_le_bytes(bytes.map(Option::unwrap_or_default))
    };
    let skip = usize::from(number(10));
    // The decoder makes one channel of two by itself.
    let mut decoder = Decoder::new(RATE, Channels::Mono).map_err(|_| Problem::DecoderDied)?;
    let mut samples = Vec::new();
    let mut packet = [0; PACKET];
    let mut end = None;
    let mut damaged = 0;
    let mut first = true;
    // One that was cut off ends where it ends.
    while let Ok(Some(next)) = packets.read_packet() {
        if std::mem::take(&mut first) {
            // The tags.
            continue;
        }
        match decoder.decode(&next.data, &mut packet, false) {
            Ok(decoded) => samples.extend_from_slice(packet.get(..decoded).unwrap_or(&packet)),
            Err(_) => damaged += 1,
        }
        if samples.len() > MOST + skip || damaged > DAMAGED {
            return Err(Problem::Damaged);
        }
        if next.last_in_stream() {
            end = usize::try_from(next.absgp_page()).ok();
            break;
        }
    }
    if let Some(end) = end.filter(|end| *end >= skip) {
        samples.truncate(end);
    }
    samples.drain(..skip.min(samples.len()));
    Ok(samples)
}

fn others(file: &[u8]) -> Result<Vec<i16>, Problem> {
    let source = MediaSourceStream::new(Box::new(Cursor::new(file.to_vec())), Default::default());
    let mut format = symphonia::default::get_probe()
        .probe(
            &Hint::new(),
            source,
            FormatOptions::default(),
            MetadataOptions::default(),
        )
        .map_err(problem)?;
    let track = format
        .default_track(TrackType::Audio)
        .ok_or(Problem::NotAPicture)?;
    let id = track.id;
    let params = track
        .codec_params
        .as_ref()
        .and_then(|params| params.audio())
        .ok_or(Problem::NotAPicture)?;
    let mut decoder = symphonia::default::get_codecs()
        .make_audio_decoder(params, &AudioDecoderOptions::default())
        .map_err(problem)?;
    let mut samples = Vec::new();
    let mut at = None;
    let mut damaged = 0;
    let mut channels = Vec::new();
    while let Ok(Some(packet)) = format.next_packet() {
        if packet.track_id != id {
            continue;
        }
        match decoder.decode(&packet) {
            Ok(decoded) => {
                let (rate, count) = (decoded.spec().rate(), decoded.num_planes().max(1));
                if !matches!(&at, Some((known, _)) if *known == rate) {
                    let resample = Resample::from(rate).ok_or(Problem::Damaged)?;
                    at = Some((rate, resample));
                }
                decoded.copy_to_vec_interleaved::<f32>(&mut channels);
                if let Some((_, resample)) = &mut at {
                    let mixed = channels
                        .chunks(count)
                        .map(|all| all.iter().sum::<f32>() / count as f32);
                    resample.push(mixed, &mut samples);
                }
            }
            Err(Unplayed::DecodeError(_)) => damaged += 1,
            Err(_) => break,
        }
        if samples.len() > MOST || damaged > DAMAGED {
            return Err(Problem::Damaged);
        }
    }
    Ok(samples)
}

fn problem(error: Unplayed) -> Problem {
    match error {
        Unplayed::Unsupported(_) => Problem::NoDecoder {
            kind: String::new(),
        },
        _ => Problem::Damaged,
    }
}
