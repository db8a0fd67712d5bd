//! What the head of a picture says, without decoding a pixel: size in pixels, whether it moves, its metadata, whether
//! its end is there. Works on hostile bytes: every read is checked, every walk ends at the end of the bytes.

use std::ops::Range;

use linnet_proto::choices;

use super::kind::Kind;
use super::problem::Problem;
use crate::model::picture::{MAX_BYTES, MAX_SIDE};

/// Most pixels that are decoded: 100 megapixels, 400 MB as RGBA.
pub const MAX_PIXELS: u64 = choices::MAX_PICTURE_PIXELS;

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
    /// It stops before its end, or goes on as something else.
    pub flaw: Option<Problem>,
    /// A JPEG with bytes between its segments that belong to none.
    pub stray_bytes: bool,
    /// A JPEG whose scans give more and more detail.
    pub progressive: bool,
}

impl Header {
    /// Reads the head of a picture that is to be sent.
    ///
    /// # Errors
    ///
    /// The [`Problem`] that will keep it from being decoded or sent.
    pub fn read(bytes: &[u8]) -> Result<Self, Problem> {
        let header = Self::glance(bytes)?;
        match &header.flaw {
            // A JPEG without its end mark may have all its pixels: decoding tells.
            Some(flaw) if header.kind != Kind::Jpeg => Err(flaw.clone()),
            _ => Ok(header),
        }
    }

    /// It has to be made anew before it is sent: not everybody opens it.
    pub fn is_for_us_only(&self) -> bool {
        !self.kind.is_of_the_web() || self.flaw.is_some() || self.stray_bytes
    }

    /// Reads the head and checks the limits; a picture that is cut off, or is put together badly, has one too.
    ///
    /// # Errors
    ///
    /// The [`Problem`] that will keep it from being shown.
    pub fn glance(bytes: &[u8]) -> Result<Self, Problem> {
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
            Kind::Bmp => bmp(bytes),
            Kind::Tiff => tiff(bytes),
        }?;
        if header.is_too_large() {
            return Err(header.flaw.unwrap_or(Problem::TooManyPixels {
                width: header.width,
                height: header.height,
            }));
        }
        if header.width == 0 || header.height == 0 {
            return Err(Problem::Damaged);
        }
        Ok(header)
    }

    fn is_too_large(&self) -> bool {
        let pixels = u64::from(self.width) * u64::from(self.height);
        self.width.max(self.height) > MAX_SIDE || pixels > MAX_PIXELS
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
            flaw: None,
            stray_bytes: false,
            progressive: false,
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

/// A JPEG up to its first scan.
pub(super) struct JpegHead {
    pub pieces: Vec<Piece>,
    /// Where the first scan begins.
    pub scan: usize,
    /// There are bytes between the segments that belong to none.
    pub stray_bytes: bool,
}

/// Segments of a JPEG up to its first scan.
pub(super) fn jpeg_segments(bytes: &[u8]) -> Result<JpegHead, Problem> {
    let mut pieces = Vec::new();
    let mut at = 2;
    let mut stray_bytes = false;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        // Readers look for the next marker: FF and something that is neither 00 nor one more FF, any number of which
        // may stand before it.
        let skipped = rest
            .windows(2)
            .position(|pair| matches!(pair, [0xff, marker] if !matches!(marker, 0x00 | 0xff)))
            .ok_or(Problem::Incomplete)?;
        stray_bytes |= rest.iter().take(skipped).any(|byte| *byte != 0xff);
        at += skipped;
        let marker = *bytes.get(at + 1).ok_or(Problem::Incomplete)?;
        match marker {
            0xd9 => return Err(Problem::Incomplete),
            // Marks without content, which have no business here.
            0x01 | 0xd0..=0xd8 => {
                stray_bytes = true;
                at += 2;
                continue;
            }
            _ => {}
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
            return Ok(JpegHead {
                pieces,
                scan: at,
                stray_bytes,
            });
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
    let head = jpeg_segments(bytes)?;
    header.stray_bytes = head.stray_bytes;
    for piece in head.pieces {
        let Some(data) = bytes.get(piece.data.clone()) else {
            continue;
        };
        let [marker, ..] = piece.name;
        match marker {
            // Start of frame: every kind of coding but the tables DHT, JPG and DAC.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                header.height = be16(data, 1).ok_or(Problem::Damaged)? as u32;
                header.width = be16(data, 3).ok_or(Problem::Damaged)? as u32;
                header.progressive = matches!(marker, 0xc2 | 0xc6 | 0xca | 0xce);
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
    let ended = bytes
        .get(head.scan..)
        .is_some_and(|rest| rest.windows(2).rev().any(|pair| pair == [0xff, 0xd9]));
    header.flaw = (!ended).then_some(Problem::Incomplete);
    Ok(header)
}

/// Chunks of a PNG, and what keeps it from being whole.
pub(super) fn png_chunks(bytes: &[u8]) -> (Vec<Piece>, Option<Problem>) {
    let mut pieces = Vec::new();
    let flaw = png_walk(bytes, &mut pieces).err();
    (pieces, flaw)
}

fn png_walk(bytes: &[u8], pieces: &mut Vec<Piece>) -> Result<(), Problem> {
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
            return Ok(());
        }
        at = end;
    }
}

fn png(bytes: &[u8]) -> Result<Header, Problem> {
    let mut header = Header::new(Kind::Png);
    // The size first: a bomb is refused for its pixels even when it is cut off.
    header.width = be32(bytes, 16).ok_or(Problem::Incomplete)?;
    header.height = be32(bytes, 20).ok_or(Problem::Incomplete)?;
    if header.is_too_large() {
        return Ok(header);
    }
    let (pieces, flaw) = png_chunks(bytes);
    header.flaw = flaw;
    for piece in pieces {
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
    header.flaw = (!whole || frames == 0).then_some(Problem::Incomplete);
    header.animated = frames > 1;
    Ok(header)
}

/// Chunks of a WebP, and what keeps it from being whole.
pub(super) fn webp_chunks(bytes: &[u8]) -> (Vec<Piece>, Option<Problem>) {
    let mut pieces = Vec::new();
    let flaw = webp_walk(bytes, &mut pieces).err();
    (pieces, flaw)
}

fn webp_walk(bytes: &[u8], pieces: &mut Vec<Piece>) -> Result<(), Problem> {
    let riff = le32(bytes, 4).ok_or(Problem::Incomplete)? as usize;
    let end = riff.checked_add(8).ok_or(Problem::Damaged)?;
    let mut at: usize = 12;
    while at + 8 <= end {
        let name: [u8; 4] = bytes
            .get(at..at + 4)
            .and_then(|name| name.try_into().ok())
            .ok_or(Problem::Incomplete)?;
        let length = le32(bytes, at + 4).ok_or(Problem::Incomplete)? as usize;
        let data = at + 8..(at + 8).checked_add(length).ok_or(Problem::Damaged)?;
        let next = data.end + length % 2;
        // What the first ones say is of use even when the last one is cut off.
        let cut_off = data.end > end || data.end > bytes.len();
        pieces.push(Piece {
            name,
            whole: at..next.min(bytes.len()),
            data,
        });
        if cut_off {
            return Err(Problem::Incomplete);
        }
        at = next;
    }
    if end > bytes.len() {
        return Err(Problem::Incomplete);
    }
    Ok(())
}

fn webp(bytes: &[u8]) -> Result<Header, Problem> {
    let mut header = Header::new(Kind::Webp);
    let (pieces, flaw) = webp_chunks(bytes);
    header.flaw = flaw;
    for piece in pieces {
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

fn bmp(bytes: &[u8]) -> Result<Header, Problem> {
    let mut header = Header::new(Kind::Bmp);
    let oldest = le32(bytes, 14).ok_or(Problem::Incomplete)? == 12;
    if oldest {
        header.width = le16(bytes, 18).ok_or(Problem::Incomplete)?;
        header.height = le16(bytes, 20).ok_or(Problem::Incomplete)?;
    } else {
        let side = |at| {
            le32(bytes, at)
                .map(u32::cast_signed)
                .ok_or(Problem::Incomplete)
        };
        header.width = u32::try_from(side(18)?).map_err(|_| Problem::Damaged)?;
        // Below zero when the rows stand from top to bottom.
        header.height = side(22)?.unsigned_abs();
    }
    Ok(header)
}

/// Entries of the first directory of a TIFF at most: the format has no limit, files have a few dozen.
const TIFF_ENTRIES: usize = 4_096;

fn tiff(bytes: &[u8]) -> Result<Header, Problem> {
    let mut header = Header::new(Kind::Tiff);
    let little = bytes.starts_with(b"II");
    let short = |at: usize| match little {
        true => le16(bytes, at),
        false => be16(bytes, at).map(|number| number as u32),
    };
    let long = |at: usize| match little {
        true => le32(bytes, at),
        false => be32(bytes, at),
    };
    let directory = long(4).ok_or(Problem::Incomplete)? as usize;
    let entries = short(directory).ok_or(Problem::Incomplete)? as usize;
    for entry in 0..entries.min(TIFF_ENTRIES) {
        let at = directory
            .checked_add(2 + entry * 12)
            .ok_or(Problem::Damaged)?;
        let tag = short(at).ok_or(Problem::Incomplete)?;
        // Type 3 is a number of 16 bits, which stands in front of the four bytes of its place.
        let value = match short(at + 2) {
            Some(3) => short(at + 8),
            _ => long(at + 8),
        };
        let value = value.ok_or(Problem::Incomplete)?;
        match tag {
            256 => header.width = value,
            257 => header.height = value,
            34_675 => header.profile = true,
            // The negative of a camera: what stands first is a small copy, and the picture is in a form of the maker.
            330 | 50_706 => return Err(raw_photo()),
            254 if value & 1 == 1 => return Err(raw_photo()),
            _ => {}
        }
    }
    // The whole file is one block of the form that EXIF has.
    header.exif = Some(0..bytes.len());
    Ok(header)
}

fn raw_photo() -> Problem {
    Problem::NoDecoder {
        kind: "RAW".to_owned(),
    }
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
                b"BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0".to_vec(),
                b"II*\0\x08\0\0\0\x04\0".to_vec(),
                b"MM\0*".to_vec(),
            ]),
            rest in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let bytes = [magic, rest].concat();
            let _ = Header::read(&bytes);
        }
    }
}
