//! What the head of a video says. It runs in the worker process only.

use mp4parse::{CodecType, MediaContext, SampleEntry, Track, TrackHeaderBox, TrackType};

use super::VideoFacts;
use crate::media::problem::Problem;
use crate::model::picture::MAX_SIDE;

/// Longest video that is believed, milliseconds: a day.
const MAX_DURATION: u64 = 86_400_000;

/// Reads `ftyp` and `moov` of a file ([`super::head`]).
///
/// # Errors
///
/// [`Problem::NotAPicture`] when nothing in it is to be seen: a recording, for example. [`Problem::Damaged`].
pub(in crate::media) fn facts(head: &[u8]) -> Result<VideoFacts, Problem> {
    let context = mp4parse::read_mp4(&mut &*head).map_err(|_| Problem::Damaged)?;
    let track = context
        .tracks
        .iter()
        .find(|track| track.track_type == TrackType::Video)
        .ok_or(Problem::NotAPicture)?;
    let (width, height) = track.tkhd.as_ref().map_or((0, 0), size);
    Ok(VideoFacts {
        mime: mime(head).to_owned(),
        duration: duration(&context, track),
        width,
        height,
        codec: codec(track).to_owned(),
    })
}

/// QuickTime says so in its type, or has none.
fn mime(head: &[u8]) -> &'static str {
    let brand = (head.get(4..8) == Some(b"ftyp"))
        .then(|| head.get(8..12))
        .flatten();
    match brand {
        None | Some(b"qt  ") => "video/quicktime",
        Some(_) => "video/mp4",
    }
}

/// Pixels as shown. Nothing in a head can be believed without a limit.
fn size(header: &TrackHeaderBox) -> (u32, u32) {
    // Numbers with 16 bits behind the point.
    let side = |pixels: u32| {
        Some(pixels >> 16)
            .filter(|side| *side <= MAX_SIDE)
            .unwrap_or(0)
    };
    let (width, height) = (side(header.width), side(header.height));
    // Turned by a quarter, as telephones are held.
    let turned = header.matrix.a == 0 && header.matrix.d == 0 && header.matrix.b != 0;
    match (width, height) {
        (0, _) | (_, 0) => (0, 0),
        _ if turned => (height, width),
        shown => shown,
    }
}

fn duration(context: &MediaContext, track: &Track) -> u32 {
    let of_track = track
        .duration
        .zip(track.timescale)
        .and_then(|(duration, scale)| milliseconds(duration.0, scale.0));
    let of_header = || {
        let scale = context.timescale?.0;
        milliseconds(track.tkhd.as_ref()?.duration, scale)
    };
    of_track.or_else(of_header).unwrap_or(0)
}

fn milliseconds(units: u64, a_second: u64) -> Option<u32> {
    let milliseconds = u128::from(units) * 1000 / u128::from(a_second).max(1);
    let milliseconds = u64::try_from(milliseconds).ok()?;
    // All bits set stand for "unknown", which is more than a day.
    let known = (1..=MAX_DURATION).contains(&milliseconds);
    known.then(|| u32::try_from(milliseconds).ok()).flatten()
}

fn codec(track: &Track) -> &'static str {
    let descriptions = track.stsd.as_ref().map(|stsd| &stsd.descriptions);
    let video = descriptions
        .into_iter()
        .flatten()
        .find_map(|entry| match entry {
            SampleEntry::Video(video) => Some(video.codec_type),
            _ => None,
        });
    match video {
        Some(CodecType::H264) => "h264",
        Some(CodecType::H263) => "h263",
        Some(CodecType::MP4V) => "mpeg4",
        Some(CodecType::AV1) => "av1",
        Some(CodecType::VP8) => "vp8",
        Some(CodecType::VP9) => "vp9",
        _ => "",
    }
}

/// All that is done with the bytes of a video in this program and its worker, for the fuzzer: what must hold is asserted.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn take_apart(file: &[u8]) {
    let found = super::head(&mut std::io::Cursor::new(file), file.len() as u64);
    let Ok(Some(head)) = found else { return };
    assert!(head.len() <= file.len());
    if let Ok(facts) = facts(&head) {
        assert!(facts.width <= MAX_SIDE && facts.height <= MAX_SIDE);
        assert_eq!(facts.width == 0, facts.height == 0);
        assert!(u64::from(facts.duration) <= MAX_DURATION);
    }
}

#[cfg(test)]
mod tests;
