//! EXIF and XMP: what they say about orientation and place, and how they are left out without touching a pixel.

use exif::{In, Tag};

use super::orientation::Orientation;
use crate::media::header::{Header, JpegHead, Piece, jpeg_segments, png_chunks, webp_chunks};
use crate::media::kind::Kind;
use crate::media::problem::Problem;

/// What the metadata says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Metadata {
    pub orientation: Orientation,
    pub has_location: bool,
}

pub(super) fn read(bytes: &[u8], header: &Header) -> Metadata {
    let mut metadata = Metadata::default();
    if let Some(block) = header.exif.clone().and_then(|range| bytes.get(range)) {
        // Broken entries are common and say nothing about the others.
        let read = exif::Reader::new()
            .continue_on_error(true)
            .read_raw(block.to_vec())
            .or_else(|error| error.distill_partial_result(|_| {}));
        if let Ok(exif) = read {
            metadata.orientation = exif
                .get_field(Tag::Orientation, In::PRIMARY)
                .and_then(|field| field.value.get_uint(0))
                .map_or(Orientation::default(), Orientation::from_exif);
            metadata.has_location = exif.fields().any(|field| {
                matches!(
                    field.tag,
                    Tag::GPSLatitude | Tag::GPSLongitude | Tag::GPSDestLatitude
                )
            });
        }
    }
    if let Some(xmp) = header.xmp.clone().and_then(|range| bytes.get(range)) {
        metadata.has_location |= xmp
            .windows(b"GPSLatitude".len())
            .any(|window| window == b"GPSLatitude");
    }
    metadata
}

/// The file without EXIF, XMP, comments and text; pixels and colour profile stay byte for byte.
pub(super) fn strip(bytes: &[u8], header: &Header) -> Result<Vec<u8>, Problem> {
    match header.kind {
        Kind::Jpeg => {
            let JpegHead { pieces, scan, .. } = jpeg_segments(bytes)?;
            let mut out = vec![0xff, 0xd8];
            for piece in pieces {
                let [marker, ..] = piece.name;
                // JFIF, ICC and Adobe say how the values are meant; the other APPn and COM are about the picture.
                let keep = match marker {
                    // One of the users of this segment is ICC; another is a list of further pictures.
                    0xe2 => bytes
                        .get(piece.data.clone())
                        .is_some_and(|data| data.starts_with(b"ICC_PROFILE\0")),
                    0xe1 | 0xe3..=0xed | 0xef | 0xfe => false,
                    _ => true,
                };
                if keep {
                    out.extend_from_slice(bytes.get(piece.whole).unwrap_or_default());
                }
            }
            // What stands after the end marker (a second picture, a video) goes too.
            let rest = bytes.get(scan..).unwrap_or_default();
            out.extend_from_slice(rest.get(..end_of_scans(rest)).unwrap_or(rest));
            Ok(out)
        }
        Kind::Png => {
            let dropped: [&[u8; 4]; 5] = [b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"];
            let mut out = bytes.get(..8).unwrap_or_default().to_vec();
            for piece in png_chunks(bytes).0 {
                if !dropped.contains(&&piece.name) {
                    out.extend_from_slice(bytes.get(piece.whole).unwrap_or_default());
                }
            }
            Ok(out)
        }
        Kind::Webp => strip_webp(bytes, &webp_chunks(bytes).0),
        // GIF has no place for EXIF.
        Kind::Gif => Ok(bytes.to_vec()),
        // These are made anew.
        Kind::Bmp | Kind::Tiff => Err(Problem::Damaged),
    }
}

/// Zeros behind scans that have no end mark. Decoders read some bytes ahead, and these tell a picture that has all its
/// pixels, which uses none of them up, from one that is cut off.
const PADDING: [u8; 16] = [0; 16];

/// The same JPEG as other programs write it: its segments one behind the other, its scans, its end mark. The end mark
/// of one that is not progressive is only there when it was: without it the decoder tells whether anything is missing.
pub(super) fn tidied_jpeg(bytes: &[u8], header: &Header) -> Result<Vec<u8>, Problem> {
    let JpegHead { pieces, scan, .. } = jpeg_segments(bytes)?;
    let mut out = Vec::with_capacity(bytes.len() + PADDING.len());
    out.extend_from_slice(&[0xff, 0xd8]);
    for piece in pieces {
        out.extend_from_slice(bytes.get(piece.whole).unwrap_or_default());
    }
    let rest = bytes.get(scan..).unwrap_or_default();
    let scans = rest.get(..end_of_scans(rest)).unwrap_or(rest);
    if header.flaw.is_none() {
        out.extend_from_slice(scans);
        return Ok(out);
    }
    // Half an end mark would make another mark of what follows.
    let half = scans.iter().rev().take_while(|byte| **byte == 0xff).count();
    out.extend_from_slice(scans.get(..scans.len() - half).unwrap_or_default());
    if header.progressive {
        // The first scan has something of every pixel; it is whole when another one follows.
        let followed = scans.get(2..).unwrap_or_default();
        if !followed.windows(2).any(|pair| pair == [0xff, 0xda]) {
            return Err(Problem::Incomplete);
        }
        out.extend_from_slice(&[0xff, 0xd9]);
    } else {
        out.extend_from_slice(&PADDING);
    }
    Ok(out)
}

/// Where the picture that begins with a scan ends: after its first end marker. Inside scans an FF byte of data is
/// followed by 00, and between scans stand segments with a length.
fn end_of_scans(rest: &[u8]) -> usize {
    let mut at = 0;
    while let (Some(&first), Some(&second)) = (rest.get(at), rest.get(at + 1)) {
        if first != 0xff {
            at += 1;
            continue;
        }
        match second {
            0xd9 => return at + 2,
            0x00 | 0x01 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => {
                let length = match (rest.get(at + 2), rest.get(at + 3)) {
                    (Some(&high), Some(&low)) => usize::from(u16::from_be_bytes([high, low])),
                    _ => return rest.len(),
                };
                at += 2 + length.max(2);
            }
        }
    }
    rest.len()
}

fn strip_webp(bytes: &[u8], pieces: &[Piece]) -> Result<Vec<u8>, Problem> {
    let mut body = b"WEBP".to_vec();
    for piece in pieces {
        if matches!(&piece.name, b"EXIF" | b"XMP ") {
            continue;
        }
        let from = body.len();
        body.extend_from_slice(bytes.get(piece.whole.clone()).unwrap_or_default());
        if body.len() % 2 == 1 {
            body.push(0);
        }
        if &piece.name == b"VP8X"
            && let Some(flags) = body.get_mut(from + 8)
        {
            *flags &= !0x0c;
        }
    }
    let length = u32::try_from(body.len()).map_err(|_| Problem::Damaged)?;
    Ok([b"RIFF".as_slice(), &length.to_le_bytes(), &body].concat())
}
