//! Pictures of every kind, made here so that the repository holds none.

use image::codecs::gif::GifEncoder;
use image::codecs::webp::WebPEncoder;
use image::{Delay, ExtendedColorType, Frame, ImageEncoder, Rgb, RgbImage, Rgba, RgbaImage};
use jpeg_encoder::{ColorType, Encoder};
use moxcms::ColorProfile;

/// Red, green, blue and white quarters: which corner is which can be told after any turn.
pub(super) const QUARTERS: [[u8; 3]; 4] = [[220, 30, 30], [30, 200, 30], [30, 30, 220], [250; 3]];

pub(super) fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let quarter = usize::from(x >= width / 2) + 2 * usize::from(y >= height / 2);
        Rgb(QUARTERS[quarter])
    })
}

/// Something a camera could have taken: smooth, with fine detail. Compresses to about a byte a pixel in four.
pub(super) fn photo(width: u32, height: u32) -> RgbImage {
    let mut noise = 0x2545_f491_u32;
    RgbImage::from_fn(width, height, |x, y| {
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        let grain = (noise % 24) as u8;
        let wave = ((x / 7 + y / 11) % 64) as u8;
        Rgb([
            (x * 160 / width) as u8 + grain + wave,
            (y * 160 / height) as u8 + grain,
            90 + grain + wave / 2,
        ])
    })
}

pub(super) fn jpeg_with(image: &RgbImage, set: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, 92);
    set(&mut encoder);
    let (width, height) = (image.width() as u16, image.height() as u16);
    encoder
        .encode(image.as_raw(), width, height, ColorType::Rgb)
        .unwrap();
    out
}

pub(super) fn jpeg(image: &RgbImage) -> Vec<u8> {
    jpeg_with(image, |_| {})
}

/// A TIFF block with the orientation and, if wanted, a latitude.
pub(super) fn exif(orientation: u8, located: bool) -> Vec<u8> {
    let mut block = b"MM\0*\0\0\0\x08".to_vec();
    let entries: u8 = if located { 2 } else { 1 };
    block.extend_from_slice(&[0, entries]);
    // Orientation, SHORT, one value.
    block.extend_from_slice(&[1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    if located {
        let gps = 8 + 2 + 2 * 12 + 4;
        block.extend_from_slice(&[0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, gps]);
        block.extend_from_slice(&[0, 0, 0, 0]);
        // One entry: GPSLatitude, three RATIONALs behind the directory.
        let values = gps + 2 + 12 + 4;
        block.extend_from_slice(&[0, 1, 0, 2, 0, 5, 0, 0, 0, 3, 0, 0, 0, values]);
        block.extend_from_slice(&[0, 0, 0, 0]);
        for value in [39_u32, 54, 26] {
            block.extend_from_slice(&value.to_be_bytes());
            block.extend_from_slice(&1_u32.to_be_bytes());
        }
    } else {
        block.extend_from_slice(&[0, 0, 0, 0]);
    }
    block
}

pub(super) fn cmyk_jpeg(width: u16, height: u16, ink: [u8; 4], coding: ColorType) -> Vec<u8> {
    let mut out = Vec::new();
    let data = ink.repeat(usize::from(width) * usize::from(height));
    Encoder::new(&mut out, 95)
        .encode(&data, width, height, coding)
        .unwrap();
    out
}

pub(super) fn wide_gamut_jpeg(image: &RgbImage) -> Vec<u8> {
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    jpeg_with(image, |encoder| encoder.add_icc_profile(&profile).unwrap())
}

pub(super) fn png(width: u32, height: u32, data: &[u8], colour: ExtendedColorType) -> Vec<u8> {
    let mut out = Vec::new();
    image::codecs::png::PngEncoder::new(&mut out)
        .write_image(data, width, height, colour)
        .unwrap();
    out
}

pub(super) fn png_of(image: &RgbImage) -> Vec<u8> {
    png(
        image.width(),
        image.height(),
        image.as_raw(),
        ExtendedColorType::Rgb8,
    )
}

/// Opaque in the middle, clear at the edges.
pub(super) fn transparent_png(width: u32, height: u32) -> Vec<u8> {
    let image = RgbaImage::from_fn(width, height, |x, y| {
        let inside = x > width / 4 && x < width * 3 / 4 && y > height / 4 && y < height * 3 / 4;
        Rgba([200, 40, 60, if inside { 255 } else { 0 }])
    });
    png(width, height, image.as_raw(), ExtendedColorType::Rgba8)
}

/// Puts a chunk behind the first one.
pub(super) fn with_chunk(png: &[u8], name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let (head, rest) = png.split_at(33);
    let mut chunk = (data.len() as u32).to_be_bytes().to_vec();
    chunk.extend_from_slice(name);
    chunk.extend_from_slice(data);
    let crc = crc32fast::hash(&chunk[4..]);
    chunk.extend_from_slice(&crc.to_be_bytes());
    [head, &chunk, rest].concat()
}

pub(super) fn gif(frames: u8) -> Vec<u8> {
    let mut out = Vec::new();
    {
        let mut encoder = GifEncoder::new(&mut out);
        for n in 0..frames {
            let image = RgbaImage::from_pixel(40, 30, Rgba([n * 60, 80, 200, 255]));
            let delay = Delay::from_numer_denom_ms(100, 1);
            encoder
                .encode_frame(Frame::from_parts(image, 0, 0, delay))
                .unwrap();
        }
    }
    out
}

pub(super) fn webp(image: &RgbImage) -> Vec<u8> {
    let mut out = Vec::new();
    WebPEncoder::new_lossless(&mut out)
        .write_image(
            image.as_raw(),
            image.width(),
            image.height(),
            ExtendedColorType::Rgb8,
        )
        .unwrap();
    out
}

/// A WebP of two frames, with a place in its EXIF data.
pub(super) fn animated_webp(width: u32, height: u32) -> Vec<u8> {
    let still = webp(&quarters(width, height));
    let picture = &still[12..];
    let le24 = |n: u32| n.to_le_bytes()[..3].to_vec();
    let chunk = |name: &[u8; 4], data: &[u8]| {
        let mut out = name.to_vec();
        out.extend_from_slice(&(data.len() as u32).to_le_bytes());
        out.extend_from_slice(data);
        if data.len() % 2 == 1 {
            out.push(0);
        }
        out
    };
    let canvas = [
        vec![0x02 | 0x08, 0, 0, 0],
        le24(width - 1),
        le24(height - 1),
    ]
    .concat();
    let frame = [
        le24(0),
        le24(0),
        le24(width - 1),
        le24(height - 1),
        le24(100),
        vec![0],
        picture.to_vec(),
    ]
    .concat();
    let body = [
        b"WEBP".to_vec(),
        chunk(b"VP8X", &canvas),
        chunk(b"ANIM", &[0, 0, 0, 0, 0, 0]),
        chunk(b"ANMF", &frame),
        chunk(b"ANMF", &frame),
        chunk(b"EXIF", &exif(1, true)),
    ]
    .concat();
    [
        b"RIFF".to_vec(),
        (body.len() as u32).to_le_bytes().to_vec(),
        body,
    ]
    .concat()
}
