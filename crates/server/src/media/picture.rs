//! What a file is, by its content, and the two smaller pictures made of it. Decoding is bounded in pixels and memory, and
//! happens in a process of its own: see [`super::worker`].

use std::io::{BufRead, Cursor, Seek};

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};
use linnet_proto::choices::{MAX_PICTURE_PIXELS, MAX_PICTURE_SIDE, PREVIEW_SIDE, THUMBNAIL_SIDE};
use linnet_proto::picture::{fit, preview_size};
use serde::{Deserialize, Serialize};

use super::error::MediaError;

/// Most memory a decode may ask for, in bytes: 100 megapixels of four bytes, and some.
const MAX_DECODE_BYTES: u64 = 512 * 1024 * 1024;
/// Quality of the smaller pictures that are JPEG.
const QUALITY: u8 = 82;

/// Kinds of pictures we store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Jpeg,
    Png,
    Gif,
    WebP,
}

impl Kind {
    pub(super) fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::WebP => "webp",
        }
    }

    fn of(format: ImageFormat) -> Option<Self> {
        match format {
            ImageFormat::Jpeg => Some(Self::Jpeg),
            ImageFormat::Png => Some(Self::Png),
            ImageFormat::Gif => Some(Self::Gif),
            ImageFormat::WebP => Some(Self::WebP),
            _ => None,
        }
    }
}

/// What the head of a file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Facts {
    pub(super) kind: Kind,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Facts {
    /// Refuses what is larger than we take.
    pub(super) fn within_limits(self) -> Result<Self, MediaError> {
        let pixels = u64::from(self.width) * u64::from(self.height);
        if self.width.max(self.height) > MAX_PICTURE_SIDE || pixels > MAX_PICTURE_PIXELS {
            return Err(MediaError::TooLarge);
        }
        Ok(self)
    }
}

/// The sizes in which a picture can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variant {
    Original,
    Preview,
    Thumbnail,
}

impl Variant {
    /// Those that are made.
    pub(super) const SMALLER: [Self; 2] = [Self::Preview, Self::Thumbnail];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Preview => "preview",
            Self::Thumbnail => "thumbnail",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::Original, Self::Preview, Self::Thumbnail]
            .into_iter()
            .find(|variant| variant.name() == name)
    }

    /// The variant for a template and its parameters (width, height).
    pub(super) fn asked(template: Option<&str>, params: &[String]) -> Self {
        let side = params.iter().filter_map(|side| side.parse().ok()).max();
        match (template, side) {
            (Some("tplv-resize"), Some(side)) => Self::fitting(side),
            _ => Self::Original,
        }
    }

    /// The smallest variant that is not smaller than `side`; 0 asks for the original. Above the
    /// preview there is only the original, but who asks for a resize wants a bounded picture.
    pub(super) fn fitting(side: u32) -> Self {
        match side {
            0 => Self::Original,
            side if side <= THUMBNAIL_SIDE => Self::Thumbnail,
            _ => Self::Preview,
        }
    }

    /// Longer side in pixels; none for the original.
    pub(super) fn side(self) -> Option<u32> {
        match self {
            Self::Original => None,
            Self::Preview => Some(PREVIEW_SIDE),
            Self::Thumbnail => Some(THUMBNAIL_SIDE),
        }
    }
}

/// Kind and size of a file, from its content; its name and its sender's word do not count.
pub(super) fn look(file: impl BufRead + Seek) -> Option<Facts> {
    let reader = ImageReader::new(file).with_guessed_format().ok()?;
    let kind = reader.format().and_then(Kind::of)?;
    let (width, height) = reader.into_dimensions().ok()?;
    (width > 0 && height > 0).then_some(Facts {
        kind,
        width,
        height,
    })
}

/// A smaller picture, upright, with this longer side at most. The preview of a long picture may be longer.
pub(super) fn shrink(file: impl BufRead + Seek, side: u32) -> Result<Vec<u8>, image::ImageError> {
    let mut reader = ImageReader::new(file).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_PICTURE_SIDE);
    limits.max_image_height = Some(MAX_PICTURE_SIDE);
    limits.max_alloc = Some(MAX_DECODE_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    // A profile of another colour model than RGB (CMYK) says nothing about the RGB we write.
    let profile = decoder
        .icc_profile()?
        .filter(|profile| profile.get(16..20) == Some(b"RGB "));
    let picture = DynamicImage::from_decoder(decoder)?;
    let (width, height) = match side {
        PREVIEW_SIDE => preview_size(picture.width(), picture.height()),
        side => fit(picture.width(), picture.height(), side),
    };
    let mut small = if (width, height) == (picture.width(), picture.height()) {
        picture
    } else {
        picture.thumbnail_exact(width, height)
    };
    small.apply_orientation(orientation);
    encode(&small, profile)
}

fn encode(picture: &DynamicImage, profile: Option<Vec<u8>>) -> Result<Vec<u8>, image::ImageError> {
    let mut bytes = Cursor::new(Vec::new());
    if picture.color().has_alpha() {
        let mut encoder = PngEncoder::new(&mut bytes);
        keep_profile(&mut encoder, profile);
        DynamicImage::from(picture.to_rgba8()).write_with_encoder(encoder)?;
    } else {
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
        keep_profile(&mut encoder, profile);
        DynamicImage::from(picture.to_rgb8()).write_with_encoder(encoder)?;
    }
    Ok(bytes.into_inner())
}

fn keep_profile(encoder: &mut impl image::ImageEncoder, profile: Option<Vec<u8>>) {
    if let Some(profile) = profile
        && encoder.set_icc_profile(profile).is_err()
    {
        tracing::debug!("the colour profile does not go into the smaller picture");
    }
}

/// Type of a file that we made ourselves, by how it begins; `None` for the empty one that says that none can be made.
pub(super) fn mime_of_variant(head: &[u8]) -> Option<&'static str> {
    image::guess_format(head)
        .ok()
        .and_then(Kind::of)
        .map(Kind::mime)
}
