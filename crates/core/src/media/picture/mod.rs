//! Everything that touches pixels. It runs in the worker process only ([`super::worker`]): hostile files meet these
//! decoders, and when one fails it takes a small process with it that holds no key, no token and no open file.

mod colour;
mod decode;
mod encode;
mod inspect;
mod metadata;
mod orientation;
mod portrait;
mod scale;
mod transform;

pub(super) use inspect::inspect;
pub(super) use portrait::portrait;
pub(super) use transform::{compress, convert, pixels};

pub use encode::png_of_rgba;

#[cfg(any(test, feature = "fuzzing"))]
mod fuzzing;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use fuzzing::take_apart;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;

/// How the values of a [`Raster`] are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Red, green, blue.
    Rgb,
    /// Red, green, blue, opacity (not premultiplied).
    Rgba,
    /// Ink: 0 is none, 255 is full.
    Cmyk,
}

impl Layout {
    fn channels(self) -> usize {
        match self {
            Self::Rgb => 3,
            Self::Rgba | Self::Cmyk => 4,
        }
    }
}

/// Decoded pixels, eight bits a value.
#[derive(Debug, Clone)]
struct Raster {
    width: u32,
    height: u32,
    layout: Layout,
    data: Vec<u8>,
}

impl Raster {
    fn is_transparent(&self) -> bool {
        self.layout == Layout::Rgba
            && self
                .data
                .chunks_exact(4)
                .any(|pixel| pixel.last() != Some(&255))
    }
}

/// A picture as it came out of its file.
struct Decoded {
    raster: Raster,
    /// Its ICC profile, to be applied.
    profile: Option<Vec<u8>>,
}
