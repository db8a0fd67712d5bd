//! What the two processes say to each other: two lengths (little endian, 32 bits), that many bytes of JSON, that many
//! bytes of body.

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::media::inspection::Inspection;
use crate::media::kind::Kind;
use crate::media::problem::Problem;
use crate::media::video::VideoFacts;
use crate::model::picture::{MAX_BYTES, Square};

/// Most bytes of JSON.
pub(super) const MAX_JSON: u32 = 64 * 1024;
/// Most pixels of a picture for the clipboard, as many as 5,120 x 5,120.
pub(super) const CLIPBOARD_PIXELS: u32 = 5_120 * 5_120;
/// Most bytes of a body: those pixels, four bytes each. A longer one is an error.
pub(super) const MAX_BODY: u32 = CLIPBOARD_PIXELS * 4;
const _: () = assert!(MAX_BODY as u64 > MAX_BYTES);

/// What is asked; the body is the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub(super) enum Ask {
    /// Nothing: answers [`Answer::Ready`].
    Ready,
    /// Look at it and make its small copies.
    Inspect,
    /// Compress it.
    Compress,
    /// Make it anew with all its pixels.
    Convert,
    /// Make a square of it, the picture of a person or a group. Without one: the largest in the middle.
    Portrait { square: Option<Square> },
    /// Pixels for the clipboard.
    Pixels,
    /// Samples of a recording.
    #[cfg(feature = "voice")]
    Sound,
    /// What the head of a video says, which is the body.
    Video,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub(super) enum Answer {
    /// Up, limits set.
    Ready,
    /// The body is the preview, then the thumbnail. `for_us_only`: it has to be made anew before it is sent.
    Inspected {
        inspection: Inspection,
        preview_bytes: u32,
        for_us_only: bool,
    },
    /// The body is the file.
    Compressed { kind: Kind, width: u32, height: u32 },
    /// The body is the pixels, four bytes each.
    Pixels { width: u32, height: u32 },
    /// The body is the samples of one channel, two bytes each.
    #[cfg(feature = "voice")]
    Sound { wave: Vec<u8> },
    /// What the head of a video says.
    Video { facts: VideoFacts },
    /// It cannot be done.
    Problem { problem: Problem },
}

/// The two lengths and the JSON. The body follows separately so that it is not copied.
pub(super) fn head<T: Serialize>(message: &T, body: u64) -> io::Result<Vec<u8>> {
    let json = serde_json::to_vec(message)?;
    let too_long = |_| io::Error::new(io::ErrorKind::InvalidData, "message too long");
    let json_length = u32::try_from(json.len()).map_err(too_long)?;
    let body_length = u32::try_from(body).map_err(too_long)?;
    check(json_length, body_length)?;
    let mut head = Vec::with_capacity(8 + json.len());
    head.extend_from_slice(&json_length.to_le_bytes());
    head.extend_from_slice(&body_length.to_le_bytes());
    head.extend_from_slice(&json);
    Ok(head)
}

/// Refuses lengths that nobody sends.
pub(super) fn check(json: u32, body: u32) -> io::Result<()> {
    if json > MAX_JSON || body > MAX_BODY {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "message too long",
        ));
    }
    Ok(())
}

/// The two lengths.
pub(super) fn lengths(raw: [u8; 8]) -> io::Result<(u32, u32)> {
    let [a, b, c, d, e, f, g, h] = raw;
    let json = u32::from_le_bytes([a, b, c, d]);
    let body = u32::from_le_bytes([e, f, g, h]);
    check(json, body)?;
    Ok((json, body))
}

/// The child's side of reading; none at the end of the stream.
pub(super) fn read<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<(T, Vec<u8>)>> {
    let mut raw = [0; 8];
    if let Err(error) = from.read_exact(&mut raw) {
        return match error.kind() {
            io::ErrorKind::UnexpectedEof => Ok(None),
            _ => Err(error),
        };
    }
    let (json_length, body_length) = lengths(raw)?;
    let mut json = vec![0; json_length as usize];
    from.read_exact(&mut json)?;
    let mut body = vec![0; body_length as usize];
    from.read_exact(&mut body)?;
    Ok(Some((serde_json::from_slice(&json)?, body)))
}

/// The child's side of writing.
pub(super) fn write<T: Serialize>(to: &mut impl Write, message: &T, body: &[u8]) -> io::Result<()> {
    to.write_all(&head(message, body.len() as u64)?)?;
    to.write_all(body)?;
    to.flush()
}
