//! What the head of a picture says, without decoding a pixel: size in pixels, whether it moves, its metadata, whether
//! its end is there. Works on hostile bytes: every read is checked, every walk ends at the end of the bytes.

use std::ops::Range;

use super::kind::Kind;
use super::problem::Problem;

/// Most pixels that are decoded: 100 megapixels, 400 MB as RGBA.
pub const MAX_PIXELS: u64 = 100_000_000;
/// Most pixels a side.
pub const MAX_SIDE: u32 = 16_384;
/// Most bytes of a picture: 50 MiB, the limit of the server too.
pub const MAX_BYTES: u64 = 50 * 1024 * 1024;

/// The head of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Kind, by content.
    pub kind: Kind,
    /// Columns as stored: orientation is not applied.
    pub width: u32,
    /// Rows as stored.
    pub height: u32,
    /// More than one frame.
    pub animated: bool,
    /// The TIFF block of its EXIF data.
    pub exif: Option<Range<usize>>,
    /// XMP data.
    pub xmp: Option<Range<usize>>,
    /// It carries a colour profile.
    pub profile: bool,
    /// A JPEG written by Adobe: CMYK values are inverted.
    pub adobe: bool,
}

impl Header {
    /// Reads the head and checks the limits.
    ///
    /// # Errors
    ///
    /// The [`Problem`] that will keep it from being decoded or sent.
    pub fn read(bytes: &[u8]) -> Result<Self, Problem> {
        let size = bytes.len() as u64;
        if size > MAX_BYTES {
            return Err(Problem::TooManyBytes { bytes: size });
        }
        if bytes.is_empty() {
            return Err(Problem::Empty);
        }
        let kind = Kind::of(bytes)?;
        let header = match kind {
            Kind::Jpeg => jpeg(bytes),
            Kind::Png => png(bytes),
            Kind::Gif => gif(bytes),
            Kind::Webp => webp(bytes),
        }?;
        let pixels = u64::from(header.width) * u64::from(header.height);
        if header.width > MAX_SIDE || header.height > MAX_SIDE || pixels > MAX_PIXELS {
            return Err(Problem::TooManyPixels {
                width: header.width,
                height: header.height,
            });
        }
        if pixels == 0 {
            return Err(Problem::Damaged);
        }
        Ok(header)
    }

    fn new(kind: Kind) -> Self {
        Self {
            kind,
            width: 0,
            height: 0,
            animated: false,
            exif: None,
            xmp: None,
            profile: false,
            adobe: false,
        }
    }
}

/// One piece of a file: a JPEG segment, a PNG or WebP chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// JPEG marker in the first byte, otherwise the chunk's name.
    pub name: [u8; 4],
    /// All of it, with its frame.
    pub whole: Range<usize>,
    /// What it carries.
    pub data: Range<usize>,
}

fn be16(bytes: &[u8], at: usize) -> Option<usize> {
    let raw: [u8; 2] = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
    Some(usize::from(u16::from_be_bytes(raw)))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    let raw: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    Some(u32::from_be_bytes(raw))
}

fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    let raw: [u8; 2] = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
    Some(u32::from(u16::from_le_bytes(raw)))
}

fn le24(bytes: &[u8], at: usize) -> Option<u32> {
    let raw: [u8; 3] = bytes.get(at..at.checked_add(3)?)?.try_into().ok()?;
    let [a, b, c] = raw;
    Some(u32::from_le_bytes([a, b, c, 0]))
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    let raw: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    Some(u32::from_le_bytes(raw))
}

/// Segments of a JPEG up to its first scan, and where that begins.
pub(super) fn jpeg_segments(bytes: &[u8]) -> Result<(Vec<Piece>, usize), Problem> {
    let mut pieces = Vec::new();
    let mut at = 2;
    loop {
        // Any number of FF may stand before a marker.
        while bytes.get(at) == Some(&0xff) && bytes.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        let (Some(&0xff), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) else {
            return Err(if bytes.get(at + 1).is_none() {
                Problem::Incomplete
            } else {
                Problem::Damaged
            });
        };
        if marker == 0xd9 {
            return Err(Problem::Incomplete);
        }
        let length = be16(bytes, at + 2).ok_or(Problem::Incomplete)?;
        let end = at + 2 + length;
        if length < 2 {
            return Err(Problem::Damaged);
        }
        if end > bytes.len() {
            return Err(Problem::Incomplete);
        }
        if marker == 0xda {
            return Ok((pieces, at));
        }
        pieces.push(Piece {
            name: [marker, 0, 0, 0],
            whole: at..end,
            data: at + 4..end,
        });
        at = end;
    }
}

const EXIF_PREFIX: &[u8] = b"Exif\0\0";
const XMP_PREFIX: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

fn jpeg(bytes: &[u8]) -> Result<Header, Problem> {
    let mut header = Header::new(Kind::Jpeg);
    let (pieces, scan) = jpeg_segments(bytes)?;
    for piece in pieces {
        let Some(data) = bytes.get(piece.data.clone()) else {
            continue;
        };
        let [marker, ..] = piece.name;
        match marker {
            // Start of frame: every kind of coding but the tables DHT, JPG and DAC.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                header.height = be16(data, 1).ok_or(Problem::Damaged)? as u32;
                header.width = be16(data, 3).ok_or(Problem::Damaged)? as u32;
            }
            0xe1 if data.starts_with(EXIF_PREFIX) => {
                header.exif = Some(piece.data.start + EXIF_PREFIX.len()..piece.data.end);
            }
            0xe1 if data.starts_with(XMP_PREFIX) => {
                header.xmp = Some(piece.data.start + XMP_PREFIX.len()..piece.data.end);
            }
            0xe2 if data.starts_with(b"ICC_PROFILE\0") => header.profile = true,
            0xee if data.starts_with(b"Adobe") => header.adobe = true,
            _ => {}
        }
    }
    // A decoder fills what is missing with grey; the end marker tells that nothing is.
    let ended = bytes
        .get(scan..)
        .is_some_and(|rest| rest.windows(2).rev().any(|pair| pair == [0xff, 0xd9]));
    if ended {
        Ok(header)
    } else {
        Err(Problem::Incomplete)
    }
}

/// Chunks of a PNG.
pub(super) fn png_chunks(bytes: &[u8]) -> Result<Vec<Piece>, Problem> {
    let mut pieces = Vec::new();
    let mut at: usize = 8;
    loop {
        let length = be32(bytes, at).ok_or(Problem::Incomplete)? as usize;
        let name: [u8; 4] = bytes
            .get(at + 4..at + 8)
            .and_then(|name| name.try_into().ok())
            .ok_or(Problem::Incomplete)?;
        let data = at + 8..(at + 8).checked_add(length).ok_or(Problem::Damaged)?;
        let end = data.end.checked_add(4).ok_or(Problem::Damaged)?;
        if end > bytes.len() {
            return Err(Problem::Incomplete);
        }
        pieces.push(Piece {
            name,
            whole: at..end,
            data,
        });
        if &name == b"IEND" {
            return Ok(pieces);
        }
        at = end;
    }
}

fn png(bytes: &[u8]) -> Result<Header, Problem> {
    let mut header = Header::new(Kind::Png);
    // The size first: a bomb is refused for its pixels even when it is cut off.
    header.width = be32(bytes, 16).ok_or(Problem::Incomplete)?;
    header.height = be32(bytes, 20).ok_or(Problem::Incomplete)?;
    if header.width > MAX_SIDE || header.height > MAX_SIDE {
        return Ok(header);
    }
    for piece in png_chunks(bytes)? {
        match &piece.name {
            b"acTL" => header.animated = be32(bytes, piece.data.start).unwrap_or(0) > 1,
            b"eXIf" => header.exif = Some(piece.data),
            b"iCCP" => header.profile = true,
            b"iTXt" => {
                let is_xmp = bytes
                    .get(piece.data.clone())
                    .is_some_and(|data| data.starts_with(b"XML:com.adobe.xmp\0"));
                if is_xmp {
                    header.xmp = Some(piece.data);
                }
            }
            _ => {}
        }
    }
    Ok(header)
}

/// Skips the sub-blocks of a GIF that begin at `at`.
fn gif_skip(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

fn gif(bytes: &[u8]) -> Result<Header, Problem> {
    let mut header = Header::new(Kind::Gif);
    header.width = le16(bytes, 6).ok_or(Problem::Incomplete)?;
    header.height = le16(bytes, 8).ok_or(Problem::Incomplete)?;
    let table = |flags: u8| {
        if flags & 0x80 == 0 {
            0
        } else {
            3 << ((flags & 7) + 1)
        }
    };
    let flags = *bytes.get(10).ok_or(Problem::Incomplete)?;
    let mut at = 13 + table(flags);
    let mut frames = 0_usize;
    // Files without a trailer are common and complete; a frame that is cut off is not.
    let whole = loop {
        match bytes.get(at) {
            Some(0x21) => match gif_skip(bytes, at + 2) {
                Some(next) => at = next,
                None => break false,
            },
            Some(0x2c) => {
                let Some(flags) = bytes.get(at + 9) else {
                    break false;
                };
                match gif_skip(bytes, at + 11 + table(*flags)) {
                    Some(next) => at = next,
                    None => break false,
                }
                frames += 1;
            }
            Some(0x3b) | None => break true,
            // Padding after the last frame.
            Some(_) => break frames > 0,
        }
    };
    if !whole || frames == 0 {
        return Err(Problem::Incomplete);
    }
    header.animated = frames > 1;
    Ok(header)
}

/// Chunks of a WebP.
pub(super) fn webp_chunks(bytes: &[u8]) -> Result<Vec<Piece>, Problem> {
    let riff = le32(bytes, 4).ok_or(Problem::Incomplete)? as usize;
    let end = riff.checked_add(8).ok_or(Problem::Damaged)?;
    if end > bytes.len() {
        return Err(Problem::Incomplete);
    }
    let mut pieces = Vec::new();
    let mut at: usize = 12;
    while at + 8 <= end {
        let name: [u8; 4] = bytes
            .get(at..at + 4)
            .and_then(|name| name.try_into().ok())
            .ok_or(Problem::Incomplete)?;
        let length = le32(bytes, at + 4).ok_or(Problem::Incomplete)? as usize;
        let data = at + 8..(at + 8).checked_add(length).ok_or(Problem::Damaged)?;
        let next = data.end + length % 2;
        if data.end > end {
            return Err(Problem::Incomplete);
        }
        pieces.push(Piece {
            name,
            whole: at..next.min(bytes.len()),
            data,
        });
        at = next;
    }
    Ok(pieces)
}

fn webp(bytes: &[u8]) -> Result<Header, Problem> {
    let mut header = Header::new(Kind::Webp);
    for piece in webp_chunks(bytes)? {
        let at = piece.data.start;
        match &piece.name {
            b"VP8X" => {
                let flags = *bytes.get(at).ok_or(Problem::Damaged)?;
                header.animated = flags & 0x02 != 0;
                header.profile = flags & 0x20 != 0;
                header.width = le24(bytes, at + 4).ok_or(Problem::Damaged)? + 1;
                header.height = le24(bytes, at + 7).ok_or(Problem::Damaged)? + 1;
            }
            b"VP8 " if header.width == 0 => {
                header.width = le16(bytes, at + 6).ok_or(Problem::Damaged)? & 0x3fff;
                header.height = le16(bytes, at + 8).ok_or(Problem::Damaged)? & 0x3fff;
            }
            b"VP8L" if header.width == 0 => {
                let packed = le32(bytes, at + 1).ok_or(Problem::Damaged)?;
                header.width = (packed & 0x3fff) + 1;
                header.height = ((packed >> 14) & 0x3fff) + 1;
            }
            b"EXIF" => {
                // Some writers keep the prefix that JPEG needs.
                let prefixed = bytes
                    .get(piece.data.clone())
                    .is_some_and(|data| data.starts_with(EXIF_PREFIX));
                let skip = if prefixed { EXIF_PREFIX.len() } else { 0 };
                header.exif = Some(at + skip..piece.data.end);
            }
            b"XMP " => header.xmp = Some(piece.data),
            _ => {}
        }
    }
    Ok(header)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_bomb_is_refused_by_its_header_alone() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        png.extend_from_slice(&60_000_u32.to_be_bytes());
        png.extend_from_slice(&60_000_u32.to_be_bytes());
        png.extend_from_slice(&[8, 6, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(
            Header::read(&png),
            Err(Problem::TooManyPixels {
                width: 60_000,
                height: 60_000
            })
        );
    }

    proptest! {
        #[test]
        fn any_bytes_give_a_header_or_a_problem(
            magic in prop::sample::select(vec![
                b"\xff\xd8\xff".to_vec(),
                b"\x89PNG\r\n\x1a\n".to_vec(),
                b"GIF89a".to_vec(),
                b"RIFF\x40\0\0\0WEBPVP8X".to_vec(),
            ]),
            rest in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let bytes = [magic, rest].concat();
            let _ = Header::read(&bytes);
        }
    }
}
