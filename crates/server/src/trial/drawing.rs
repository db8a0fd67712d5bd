//! Portraits and landscapes, drawn in code so that no picture has to come with the program.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::{ALICE, ASSISTANT, ECHO};
use crate::UserId;
use crate::media::MediaError;

/// Side of a portrait in pixels.
const PORTRAIT: u32 = 256;
/// Size of a landscape in pixels.
const LANDSCAPE: (u32, u32) = (600, 400);
/// Different landscapes there are.
const LANDSCAPES: i64 = 6;

type Colour = [f32; 3];

/// Head and shoulders before a plain ground; the bots are birds.
pub(super) fn portrait(user: UserId) -> Result<Vec<u8>, MediaError> {
    match user {
        ECHO => render(PORTRAIT, PORTRAIT, bird),
        // The same bird, looking the other way.
        ASSISTANT => render(PORTRAIT, PORTRAIT, |x, y| {
            let [red, green, blue] = bird(1.0 - x, y);
            [blue, green, red]
        }),
        ALICE => {
            let look = Look {
                ground: hex(0xF6C9B0),
                skin: hex(0xFBE3D2),
                hair: hex(0x5A352B),
                clothes: hex(0xB54B5E),
                long_hair: true,
            };
            render(PORTRAIT, PORTRAIT, move |x, y| look.at(x, y))
        }
        _ => {
            let look = Look {
                ground: hex(0xB7D7E8),
                skin: hex(0xF2D1B3),
                hair: hex(0x2B2B33),
                clothes: hex(0x2F6F8F),
                long_hair: false,
            };
            render(PORTRAIT, PORTRAIT, move |x, y| look.at(x, y))
        }
    }
}

/// Hills under a sky; the number picks the hour of the day.
pub(super) fn landscape(number: i64) -> Result<Vec<u8>, MediaError> {
    let hour = number.rem_euclid(LANDSCAPES) as f32 / LANDSCAPES as f32;
    let (width, height) = LANDSCAPE;
    let aspect = width as f32 / height as f32;
    render(width, height, move |x, y| {
        let top = mix(hex(0x3F6FB5), hex(0xD9829B), hour);
        let bottom = mix(hex(0xCFEAF6), hex(0xFCE0CB), hour);
        let mut colour = mix(top, bottom, y / 0.8);
        let sun = (0.2 + 0.6 * hour, 0.22 + 0.15 * (hour - 0.5).abs());
        if inside((x - sun.0) * aspect, y - sun.1, 0.08, 0.08) {
            colour = hex(0xFFF1C9);
        }
        for (depth, ground) in [(0, 0x7FA88A), (1, 0x55856B), (2, 0x2F5D4C)] {
            let depth = depth as f32;
            let wave = (x * (5.0 + 2.0 * depth) + depth * 2.1 + hour * 4.0).sin();
            if y > 0.55 + 0.13 * depth + 0.05 * wave {
                colour = mix(hex(ground), top, 0.15);
            }
        }
        colour
    })
}

struct Look {
    ground: Colour,
    skin: Colour,
    hair: Colour,
    clothes: Colour,
    long_hair: bool,
}

impl Look {
    fn at(&self, x: f32, y: f32) -> Colour {
        let mut colour = self.ground;
        if self.long_hair && inside(x - 0.5, y - 0.5, 0.24, 0.32) {
            colour = self.hair;
        }
        if inside(x - 0.5, y - 1.02, 0.36, 0.3) {
            colour = self.clothes;
        }
        if inside(x - 0.5, y - 0.38, 0.21, 0.22) && y < 0.46 {
            colour = self.hair;
        }
        let neck = (x - 0.5).abs() < 0.06 && (0.55..0.76).contains(&y);
        if neck || inside(x - 0.5, y - 0.46, 0.16, 0.19) {
            colour = self.skin;
        }
        // The fringe.
        if inside(x - 0.47, y - 0.3, 0.17, 0.07) {
            colour = self.hair;
        }
        for eye in [0.44, 0.56] {
            if inside(x - eye, y - 0.46, 0.014, 0.02) {
                colour = hex(0x332B2B);
            }
        }
        let smile = inside(x - 0.5, y - 0.53, 0.05, 0.035) && y > 0.545;
        if smile { hex(0xC25B56) } else { colour }
    }
}

fn bird(x: f32, y: f32) -> Colour {
    let mut colour = hex(0xE3EEDC);
    if inside(x - 0.52, y - 0.62, 0.27, 0.24) {
        colour = hex(0xC96F4A);
    }
    if inside(x - 0.42, y - 0.42, 0.18, 0.17) {
        colour = hex(0x9A5A3F);
    }
    if inside(x - 0.62, y - 0.62, 0.17, 0.12) {
        colour = hex(0x6B4332);
    }
    let beak = x > 0.12 && x < 0.27 && (y - 0.44).abs() < (x - 0.12) * 0.35;
    if beak {
        colour = hex(0xE8B04A);
    }
    if inside(x - 0.36, y - 0.39, 0.025, 0.025) {
        colour = hex(0x241B18);
    }
    colour
}

fn inside(x: f32, y: f32, across: f32, down: f32) -> bool {
    (x / across).powi(2) + (y / down).powi(2) < 1.0
}

fn hex(rgb: u32) -> Colour {
    let [_, r, g, b] = rgb.to_be_bytes();
    [f32::from(r), f32::from(g), f32::from(b)]
}

fn mix(from: Colour, to: Colour, part: f32) -> Colour {
    let part = part.clamp(0.0, 1.0);
    let ([r, g, b], [x, y, z]) = (from, to);
    [r + (x - r) * part, g + (y - g) * part, b + (z - b) * part]
}

/// Four samples a pixel, so that edges are smooth; coordinates run from 0 to 1.
fn render(
    width: u32,
    height: u32,
    colour_at: impl Fn(f32, f32) -> Colour,
) -> Result<Vec<u8>, MediaError> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let mut sum = [0.0; 3];
        for (right, down) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
            let sample = colour_at(
                (x as f32 + right) / width as f32,
                (y as f32 + down) / height as f32,
            );
            for (sum, part) in sum.iter_mut().zip(sample) {
                *sum += part / 4.0;
            }
        }
        // `as` saturates.
        Rgb(sum.map(|part| part.round() as u8))
    });
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(picture)
        .write_to(&mut bytes, ImageFormat::Png)
        .map_err(|_| MediaError::NotAPicture)?;
    Ok(bytes.into_inner())
}
