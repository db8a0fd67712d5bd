//! From pixels to a file: JPEG and PNG, in sRGB and without metadata.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::{Layout, Raster};
use crate::media::problem::Problem;

/// Quality of what is sent compressed (1 to 100).
pub(super) const QUALITY: u8 = 82;

/// Quality of a JPEG that had to be made anew though it was to be sent as it is: nobody sees a difference.
pub(super) const KEEPING_QUALITY: u8 = 95;

/// An opaque JPEG. Opacity is dropped: callers choose PNG for what is transparent.
pub(super) fn jpeg(raster: &Raster, quality: u8) -> Result<Vec<u8>, Problem> {
    let (Ok(width), Ok(height)) = (u16::try_from(raster.width), u16::try_from(raster.height))
    else {
        return Err(Problem::TooManyPixels {
            width: raster.width,
            height: raster.height,
        });
    };
    let colour = match raster.layout {
        Layout::Rgb => ColorType::Rgb,
        Layout::Rgba => ColorType::Rgba,
        Layout::Cmyk => return Err(Problem::Damaged),
    };
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder
        .encode(&raster.data, width, height, colour)
        .map_err(|_| Problem::Damaged)?;
    Ok(out)
}

/// A PNG, with opacity when there is any.
pub(super) fn png(raster: &Raster) -> Result<Vec<u8>, Problem> {
    let colour = match raster.layout {
        Layout::Rgb => ExtendedColorType::Rgb8,
        Layout::Rgba => ExtendedColorType::Rgba8,
        Layout::Cmyk => return Err(Problem::Damaged),
    };
    let mut out = Vec::new();
    PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Adaptive)
        .write_image(&raster.data, raster.width, raster.height, colour)
        .map_err(|_| Problem::Damaged)?;
    Ok(out)
}

/// A PNG of pixels from the clipboard, four bytes each: red, green, blue, opacity. No decoding happens here, so the
/// caller's own process may do it.
///
/// # Errors
///
/// `Problem::Damaged` when the bytes do not match the size, `Problem::TooManyPixels` above the limits.
pub fn png_of_rgba(width: u32, height: u32, rgba: Vec<u8>) -> Result<Vec<u8>, Problem> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels > crate::media::header::MAX_PIXELS
        || width.max(height) > crate::model::picture::MAX_SIDE
    {
        return Err(Problem::TooManyPixels { width, height });
    }
    if pixels == 0 || rgba.len() as u64 != pixels * 4 {
        return Err(Problem::Damaged);
    }
    png(&Raster {
        width,
        height,
        layout: Layout::Rgba,
        data: rgba,
    })
}
