//! Smaller, never larger.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use super::{Layout, Raster};
use crate::media::problem::Problem;

/// How it is scaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quality {
    /// For what is sent.
    Fine,
    /// For previews: a coarse step to twice the size, then a fine one.
    Quick,
}

/// Scales to a size of the same proportions that is not larger.
pub(super) fn shrink(
    raster: &Raster,
    (width, height): (u32, u32),
    quality: Quality,
) -> Result<Raster, Problem> {
    if (width, height) == (raster.width, raster.height) {
        return Ok(raster.clone());
    }
    let pixels = match raster.layout {
        Layout::Rgb => PixelType::U8x3,
        Layout::Rgba | Layout::Cmyk => PixelType::U8x4,
    };
    let source = ImageRef::new(raster.width, raster.height, &raster.data, pixels)
        .map_err(|_| Problem::Damaged)?;
    let mut target = Image::new(width, height, pixels);
    let algorithm = match quality {
        Quality::Fine => ResizeAlg::Convolution(FilterType::Lanczos3),
        Quality::Quick => ResizeAlg::SuperSampling(FilterType::Hamming, 2),
    };
    let options = ResizeOptions::new()
        .resize_alg(algorithm)
        // Ink is no opacity.
        .use_alpha(raster.layout == Layout::Rgba);
    Resizer::new()
        .resize(&source, &mut target, &options)
        .map_err(|_| Problem::Damaged)?;
    Ok(Raster {
        width,
        height,
        layout: raster.layout,
        data: target.into_vec(),
    })
}
