//! From bytes to pixels. JPEG by zune-jpeg, which is the fastest; the rest by `image`.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageError, Limits};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::metadata::tidied_jpeg;
use super::{Decoded, Layout, Raster};
use crate::media::header::Header;
use crate::media::kind::Kind;
use crate::media::problem::Problem;
use crate::model::picture::MAX_SIDE;

/// Most memory `image` may ask for at once: 100 megapixels of 16-bit RGBA.
const MAX_ALLOCATION: u64 = 900 * 1024 * 1024;
/// Passes of a progressive JPEG. Real encoders write about ten; many thousand tiny ones are an attack on time.
const MAX_SCANS: usize = 100;

/// Decodes the first frame.
pub(super) fn decode(bytes: &[u8], header: &Header) -> Result<Decoded, Problem> {
    match header.kind {
        Kind::Jpeg if header.is_for_us_only() => jpeg(&tidied_jpeg(bytes, header)?, header),
        Kind::Jpeg => jpeg(bytes, header),
        Kind::Png => {
            let decoder = image::codecs::png::PngDecoder::with_limits(Cursor::new(bytes), limits());
            other(decoder.map_err(|_| Problem::Damaged)?, header.kind)
        }
        Kind::Gif => {
            let decoder = image::codecs::gif::GifDecoder::new(Cursor::new(bytes));
            other(decoder.map_err(|_| Problem::Damaged)?, header.kind)
        }
        Kind::Webp => {
            let decoder = image::codecs::webp::WebPDecoder::new(Cursor::new(bytes));
            other(decoder.map_err(|_| Problem::Damaged)?, header.kind)
        }
        Kind::Bmp => {
            let decoder = image::codecs::bmp::BmpDecoder::new(Cursor::new(bytes));
            let decoder = decoder.map_err(|error| failed(&error, header.kind))?;
            let mut decoded = other(decoder, header.kind)?;
            if is_clear(&decoded.raster) {
                // Programs of Windows leave the fourth byte empty and mean nothing by it.
                decoded.raster = opaque(&decoded.raster);
            }
            Ok(decoded)
        }
        Kind::Tiff => {
            let decoder = image::codecs::tiff::TiffDecoder::new(Cursor::new(bytes));
            let decoder = decoder.map_err(|error| failed(&error, header.kind))?;
            other(decoder, header.kind)
        }
    }
}

/// A form of the kind that the decoder does not know, or damage.
fn failed(error: &ImageError, kind: Kind) -> Problem {
    match error {
        ImageError::Unsupported(_) if !kind.is_of_the_web() => Problem::NoDecoder {
            kind: kind.suffix().to_ascii_uppercase(),
        },
        _ => Problem::Damaged,
    }
}

/// Nothing of it can be seen.
fn is_clear(raster: &Raster) -> bool {
    let (pixels, _) = raster.data.as_chunks::<4>();
    raster.layout == Layout::Rgba && pixels.iter().all(|[.., opacity]| *opacity == 0)
}

fn opaque(raster: &Raster) -> Raster {
    let (pixels, _) = raster.data.as_chunks::<4>();
    Raster {
        width: raster.width,
        height: raster.height,
        layout: Layout::Rgb,
        data: pixels
            .iter()
            .flat_map(|[red, green, blue, _]| [*red, *green, *blue])
            .collect(),
    }
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_ALLOCATION);
    limits
}

fn jpeg(bytes: &[u8], header: &Header) -> Result<Decoded, Problem> {
    let options = DecoderOptions::new_fast()
        .set_max_width(MAX_SIDE as usize)
        .set_max_height(MAX_SIDE as usize)
        .jpeg_set_max_scans(MAX_SCANS)
        // Without its end mark it may be whole or half a picture: what is missing would be filled with grey.
        .set_strict_mode(header.flaw.is_some() && !header.progressive);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| Problem::Damaged)?;
    // Four channels are taken as they are: the decoder's own conversion knows neither profiles nor whether Adobe
    // wrote the file.
    let stored = decoder.input_colorspace().ok_or(Problem::Damaged)?;
    let four = matches!(stored, ColorSpace::CMYK | ColorSpace::YCCK);
    let wanted = if four { stored } else { ColorSpace::RGB };
    decoder.set_options(decoder.options().jpeg_set_out_colorspace(wanted));
    let mut data = decoder.decode().map_err(|_| Problem::Damaged)?;
    let profile = decoder.icc_profile();
    if stored == ColorSpace::YCCK {
        ycck_to_cmyk(&mut data);
    }
    if four && header.adobe {
        for value in &mut data {
            *value = 255 - *value;
        }
    }
    Ok(Decoded {
        raster: checked(Raster {
            width: header.width,
            height: header.height,
            layout: if four { Layout::Cmyk } else { Layout::Rgb },
            data,
        })?,
        profile,
    })
}

/// Luma and chroma to cyan, magenta, yellow as JPEG defines it (the complement of RGB); black stays.
fn ycck_to_cmyk(data: &mut [u8]) {
    for pixel in data.as_chunks_mut::<4>().0 {
        let [y, cb, cr, k] = *pixel;
        let (y, cb, cr) = (f32::from(y), f32::from(cb) - 128.0, f32::from(cr) - 128.0);
        // `as` saturates, which is the clamping wanted.
        let complement = |value: f32| 255 - (value + 0.5) as u8;
        *pixel = [
            complement(y + 1.402 * cr),
            complement(y - 0.344_136 * cb - 0.714_136 * cr),
            complement(y + 1.772 * cb),
            k,
        ];
    }
}

fn other(mut decoder: impl ImageDecoder, kind: Kind) -> Result<Decoded, Problem> {
    decoder.set_limits(limits()).map_err(|_| {
        let (width, height) = decoder.dimensions();
        Problem::TooManyPixels { width, height }
    })?;
    let profile = decoder.icc_profile().ok().flatten();
    let image = DynamicImage::from_decoder(decoder).map_err(|error| failed(&error, kind))?;
    let (width, height) = (image.width(), image.height());
    let (layout, data) = if image.color().has_alpha() {
        (Layout::Rgba, image.into_rgba8().into_raw())
    } else {
        (Layout::Rgb, image.into_rgb8().into_raw())
    };
    Ok(Decoded {
        raster: checked(Raster {
            width,
            height,
            layout,
            data,
        })?,
        profile,
    })
}

/// A decoder that gave fewer or more values than the size says is not believed.
fn checked(raster: Raster) -> Result<Raster, Problem> {
    let expected =
        u64::from(raster.width) * u64::from(raster.height) * raster.layout.channels() as u64;
    if raster.data.len() as u64 == expected {
        Ok(raster)
    } else {
        Err(Problem::Damaged)
    }
}
