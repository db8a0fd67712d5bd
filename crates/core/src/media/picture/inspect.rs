//! What the tray and the local echo need to know about a picture, from one decode.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use linnet_proto::picture::{fit, preview_size};

use super::scale::{Quality, shrink};
use super::{Raster, colour, decode, encode, metadata};
use crate::media::header::Header;
use crate::media::inspection::{Inspection, THUMB_SIDE, sent_size};
use crate::media::problem::Problem;

/// Quality of previews and thumbnails.
const PREVIEW_QUALITY: u8 = 80;

/// An inspected picture with its small copies.
pub(in crate::media) struct Inspected {
    pub inspection: Inspection,
    /// It has to be made anew before it is sent.
    pub for_us_only: bool,
    pub preview: Vec<u8>,
    pub thumb: Vec<u8>,
}

/// Reads, decodes and makes the small copies.
pub(in crate::media) fn inspect(bytes: &[u8]) -> Result<Inspected, Problem> {
    let header = Header::read(bytes)?;
    let metadata = metadata::read(bytes, &header);
    let decoded = decode::decode(bytes, &header)?;
    // Scaled first: colours and orientation are then a matter of a few hundred pixels.
    let size = preview_size(decoded.raster.width, decoded.raster.height);
    let preview = shrink(&decoded.raster, size, Quality::Quick)?;
    drop(decoded.raster);
    let preview = colour::to_srgb(preview, decoded.profile.as_deref());
    let preview = metadata.orientation.apply(preview);
    let size = fit(preview.width, preview.height, THUMB_SIDE);
    let thumb = shrink(&preview, size, Quality::Fine)?;
    let transparent = preview.is_transparent();
    let (width, height) = metadata.orientation.shown(header.width, header.height);

    let preview_file = small(&preview, transparent)?;
    let inspection = Inspection {
        mime: header.kind.mime().to_owned(),
        width,
        height,
        bytes: bytes.len() as u64,
        animated: header.animated,
        transparent,
        // What is made anew says nothing about where.
        has_location: metadata.has_location && !header.is_for_us_only(),
        thumbhash: STANDARD.encode(thumbhash(&thumb)),
        compressed_bytes: (!header.animated)
            .then(|| estimate(&preview, preview_file.len(), width, height))
            .filter(|estimate| *estimate < bytes.len() as u64),
    };
    Ok(Inspected {
        inspection,
        for_us_only: header.is_for_us_only(),
        thumb: small(&thumb, transparent)?,
        preview: preview_file,
    })
}

fn small(raster: &Raster, transparent: bool) -> Result<Vec<u8>, Problem> {
    if transparent {
        encode::png(raster)
    } else {
        encode::jpeg(raster, PREVIEW_QUALITY)
    }
}

fn thumbhash(thumb: &Raster) -> Vec<u8> {
    let (width, height) = (thumb.width as usize, thumb.height as usize);
    let rgba: Vec<u8> = if thumb.layout.channels() == 4 {
        thumb.data.clone()
    } else {
        let (pixels, _) = thumb.data.as_chunks::<3>();
        pixels
            .iter()
            .flat_map(|[red, green, blue]| [*red, *green, *blue, 255])
            .collect()
    };
    thumbhash::rgba_to_thumb_hash(width, height, &rgba)
}

/// Bytes after compressing, about: those of the preview for each pixel, less because a larger picture has less detail
/// in each pixel (0.55 was measured over photos scaled to 2,560 from 3,000 to 8,000 pixels).
fn estimate(preview: &Raster, preview_bytes: usize, width: u32, height: u32) -> u64 {
    let (width, height) = sent_size(width, height);
    let pixels = u64::from(width) * u64::from(height);
    let sample = u64::from(preview.width) * u64::from(preview.height);
    let scaled = preview_bytes as u64 * pixels / sample.max(1);
    if pixels > 4 * sample {
        scaled * 55 / 100
    } else {
        scaled
    }
}
