//! Into sRGB, which is what is sent and what screens without a profile show.

use moxcms::{ColorProfile, DataColorSpace, Layout as Channels, TransformOptions};

use super::{Layout, Raster};

/// Applies the profile. One that is broken or meant for other channels is left out, as viewers do: the values are
/// then taken as sRGB, and ink by the plain product of its lights.
pub(super) fn to_srgb(raster: Raster, profile: Option<&[u8]>) -> Raster {
    let converted = profile.and_then(|profile| convert(&raster, profile));
    match (converted, raster.layout) {
        (Some(converted), _) => converted,
        (None, Layout::Cmyk) => without_profile(&raster),
        (None, _) => raster,
    }
}

fn convert(raster: &Raster, profile: &[u8]) -> Option<Raster> {
    let source = ColorProfile::new_from_slice(profile).ok()?;
    let (wanted, from, to, layout) = match raster.layout {
        Layout::Rgb => (
            DataColorSpace::Rgb,
            Channels::Rgb,
            Channels::Rgb,
            Layout::Rgb,
        ),
        Layout::Rgba => (
            DataColorSpace::Rgb,
            Channels::Rgba,
            Channels::Rgba,
            Layout::Rgba,
        ),
        // moxcms gives ink the four-channel layout.
        Layout::Cmyk => (
            DataColorSpace::Cmyk,
            Channels::Rgba,
            Channels::Rgb,
            Layout::Rgb,
        ),
    };
    if source.color_space != wanted {
        return None;
    }
    let transform = source
        .create_transform_8bit(
            from,
            &ColorProfile::new_srgb(),
            to,
            TransformOptions::default(),
        )
        .ok()?;
    let pixels = raster.data.len() / raster.layout.channels();
    let mut data = vec![0; pixels * layout.channels()];
    transform.transform(&raster.data, &mut data).ok()?;
    Some(Raster {
        width: raster.width,
        height: raster.height,
        layout,
        data,
    })
}

fn without_profile(raster: &Raster) -> Raster {
    let (pixels, _) = raster.data.as_chunks::<4>();
    let data = pixels
        .iter()
        .flat_map(|[c, m, y, k]| {
            let black = 255 - u16::from(*k);
            // At most 255 * 255 / 255.
            let light =
                |ink: &u8| u8::try_from((255 - u16::from(*ink)) * black / 255).unwrap_or(255);
            [light(c), light(m), light(y)]
        })
        .collect();
    Raster {
        width: raster.width,
        height: raster.height,
        layout: Layout::Rgb,
        data,
    }
}
