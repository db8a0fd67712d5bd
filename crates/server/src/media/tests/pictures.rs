//! Pictures made in code.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

fn encode(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub(super) fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encode(gradient(width, height), ImageFormat::Jpeg)
}

fn gradient(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, 90])
    })
}

pub(super) fn png(width: u32, height: u32, transparent: bool) -> Vec<u8> {
    if transparent {
        let picture = RgbaImage::from_pixel(width, height, Rgba([200, 40, 40, 0]));
        encode(picture, ImageFormat::Png)
    } else {
        encode(gradient(width, height), ImageFormat::Png)
    }
}

/// A PNG that does not compress.
pub(super) fn noise(width: u32, height: u32) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let picture = RgbImage::from_fn(width, height, |_, _| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        Rgb([state as u8, (state >> 8) as u8, (state >> 16) as u8])
    });
    encode(picture, ImageFormat::Png)
}

/// A JPEG of 400 x 200 when shown: red at the left, blue at the right, stored turned or mirrored
/// as `orientation` says and marked so.
pub(super) fn jpeg_turned(orientation: u8) -> Vec<u8> {
    let upright = DynamicImage::from(RgbImage::from_fn(400, 200, |x, _| {
        if x < 200 {
            Rgb([255, 0, 0])
        } else {
            Rgb([0, 0, 255])
        }
    }));
    // What has to be done to the upright picture so that the marked turn brings it back.
    let stored = match orientation {
        1 => upright,
        2 => upright.fliph(),
        3 => upright.rotate180(),
        4 => upright.flipv(),
        5 => upright.rotate90().fliph(),
        6 => upright.rotate270(),
        7 => upright.rotate270().fliph(),
        _ => upright.rotate90(),
    };
    let plain = encode(stored, ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0]);
    let mut marked = plain[..2].to_vec();
    marked.extend_from_slice(&[0xff, 0xe1]);
    marked.extend_from_slice(&(exif.len() as u16 + 2).to_be_bytes());
    marked.extend_from_slice(&exif);
    marked.extend_from_slice(&plain[2..]);
    marked
}

/// A PNG that claims a size and has no pixels to speak of.
pub(super) fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = width.to_be_bytes().to_vec();
    head.extend_from_slice(&height.to_be_bytes());
    head.extend_from_slice(&[8, 6, 0, 0, 0]);
    // An empty deflate stream in its frame.
    let nothing = [0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01];
    for (name, data) in [(b"IHDR", &head[..]), (b"IDAT", &nothing), (b"IEND", b"")] {
        bytes.extend_from_slice(&(data.len() as u32).to_be_bytes());
        let mut chunk = name.to_vec();
        chunk.extend_from_slice(data);
        bytes.extend_from_slice(&chunk);
        bytes.extend_from_slice(&crc32fast::hash(&chunk).to_be_bytes());
    }
    bytes
}

/// A PNG with 16 bits a channel.
pub(super) fn sixteen_bit() -> Vec<u8> {
    let picture = image::ImageBuffer::from_fn(300, 300, |x, y| {
        image::Rgb([(x * 200) as u16, (y * 200) as u16, 30_000_u16])
    });
    encode(DynamicImage::ImageRgb16(picture), ImageFormat::Png)
}

/// Two frames: red, then blue.
pub(super) fn animated_gif() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    for colour in [[255, 0, 0, 255], [0, 0, 255, 255]] {
        let picture = RgbaImage::from_pixel(300, 200, Rgba(colour));
        encoder.encode_frame(image::Frame::new(picture)).unwrap();
    }
    drop(encoder);
    bytes
}

/// A PNG with a colour profile of this content.
pub(super) fn with_profile(profile: &[u8]) -> Vec<u8> {
    use image::ImageEncoder as _;

    let mut bytes = Vec::new();
    let mut encoder = image::codecs::png::PngEncoder::new(&mut bytes);
    encoder.set_icc_profile(profile.to_vec()).unwrap();
    DynamicImage::from(gradient(300, 200))
        .write_with_encoder(encoder)
        .unwrap();
    bytes
}
