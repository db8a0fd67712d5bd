//! What is made of a picture before it is sent. "Compress": at most 2,560 pixels a side, or 1,280 on the short side of a
//! long one, upright, sRGB, without metadata.

use linnet_proto::picture::fit_pixels;

use super::encode::{self, KEEPING_QUALITY, QUALITY};
use super::scale::{Quality, shrink};
use super::{Layout, Raster, colour, decode, metadata};
use crate::media::header::Header;
use crate::media::inspection::sent_size;
use crate::media::kind::Kind;
use crate::media::problem::Problem;

/// A compressed picture.
pub(in crate::media) struct Compressed {
    pub kind: Kind,
    pub width: u32,
    pub height: u32,
    pub bytes: Vec<u8>,
}

/// Compresses.
///
/// - What moves keeps its frames as they are; only a place that its metadata names is taken out.
/// - JPEG becomes JPEG of quality 82, unless that is larger than the same file without its metadata.
/// - PNG stays PNG when it is transparent or when the JPEG would not be smaller.
/// - BMP and TIFF become what is smaller, JPEG or PNG, and so does a JPEG that is put together badly.
/// - A WebP or GIF picture inside the limits stays as it is, without its metadata; a larger one becomes JPEG, or PNG
///   when it is transparent.
pub(in crate::media) fn compress(bytes: &[u8]) -> Result<Compressed, Problem> {
    let header = Header::read(bytes)?;
    let metadata = metadata::read(bytes, &header);
    let (width, height) = metadata.orientation.shown(header.width, header.height);
    let as_it_is = |bytes: Vec<u8>| Compressed {
        kind: header.kind,
        width: header.width,
        height: header.height,
        bytes,
    };
    if header.animated {
        let bytes = if metadata.has_location {
            metadata::strip(bytes, &header)?
        } else {
            bytes.to_vec()
        };
        return Ok(as_it_is(bytes));
    }
    let fits = sent_size(width, height) == (width, height);
    let decoded = decode::decode(bytes, &header)?;
    let ink = decoded.raster.layout == Layout::Cmyk;
    // Upright, small enough and sRGB already: the stored pixels may be kept.
    let keepable = fits
        && metadata.orientation.is_upright()
        && decoded.profile.is_none()
        && !ink
        && !header.is_for_us_only();
    if keepable && matches!(header.kind, Kind::Webp | Kind::Gif) {
        return Ok(as_it_is(metadata::strip(bytes, &header)?));
    }

    let raster = if fits {
        decoded.raster
    } else {
        let size = sent_size(decoded.raster.width, decoded.raster.height);
        shrink(&decoded.raster, size, Quality::Fine)?
    };
    let raster = colour::to_srgb(raster, decoded.profile.as_deref());
    let raster = metadata.orientation.apply(raster);
    let transparent = raster.is_transparent();

    let mut best: Option<Compressed> = None;
    let mut offer = |candidate: Compressed| {
        if best
            .as_ref()
            .is_none_or(|best| candidate.bytes.len() < best.bytes.len())
        {
            best = Some(candidate);
        }
    };
    if keepable {
        offer(as_it_is(metadata::strip(bytes, &header)?));
    }
    if !transparent {
        offer(Compressed {
            kind: Kind::Jpeg,
            width: raster.width,
            height: raster.height,
            bytes: encode::jpeg(&raster, QUALITY)?,
        });
    }
    // A screenshot scaled down may still be smaller as PNG.
    if matches!(header.kind, Kind::Png | Kind::Bmp | Kind::Tiff) || transparent {
        offer(Compressed {
            kind: Kind::Png,
            width: raster.width,
            height: raster.height,
            bytes: encode::png(&raster)?,
        });
    }
    best.ok_or(Problem::Damaged)
}

/// Makes a picture anew that not everybody can open, with all its pixels: a JPEG that is put together badly becomes a
/// JPEG, everything else a PNG. Upright, sRGB, without metadata.
pub(in crate::media) fn convert(bytes: &[u8]) -> Result<Compressed, Problem> {
    let header = Header::read(bytes)?;
    let metadata = metadata::read(bytes, &header);
    let decoded = decode::decode(bytes, &header)?;
    let raster = colour::to_srgb(decoded.raster, decoded.profile.as_deref());
    let raster = metadata.orientation.apply(raster);
    let (kind, bytes) = match header.kind {
        Kind::Jpeg => (Kind::Jpeg, encode::jpeg(&raster, KEEPING_QUALITY)?),
        _ => (Kind::Png, encode::png(&raster)?),
    };
    Ok(Compressed {
        kind,
        width: raster.width,
        height: raster.height,
        bytes,
    })
}

/// Upright sRGB pixels with opacity, four bytes each, for the clipboard; at most `most` of them.
pub(in crate::media) fn pixels(bytes: &[u8], most: u64) -> Result<(u32, u32, Vec<u8>), Problem> {
    let header = Header::read(bytes)?;
    let metadata = metadata::read(bytes, &header);
    let decoded = decode::decode(bytes, &header)?;
    let size = fit_pixels(decoded.raster.width, decoded.raster.height, most);
    let raster = shrink(&decoded.raster, size, Quality::Fine)?;
    drop(decoded.raster);
    let raster = colour::to_srgb(raster, decoded.profile.as_deref());
    let Raster {
        width,
        height,
        layout,
        data,
    } = metadata.orientation.apply(raster);
    let data = if layout == Layout::Rgba {
        data
    } else {
        let (pixels, _) = data.as_chunks::<3>();
        pixels
            .iter()
            .flat_map(|[red, green, blue]| [*red, *green, *blue, 255])
            .collect()
    };
    Ok((width, height, data))
}
