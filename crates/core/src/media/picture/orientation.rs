//! The eight orientations of EXIF.

use super::Raster;

/// How the stored rows and columns stand to what is shown (EXIF tag 0x0112, values 1 to 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Orientation {
    /// Rows become columns. Applied first.
    transpose: bool,
    /// Then left and right change places.
    mirror: bool,
    /// Then top and bottom change places.
    flip: bool,
}

impl Orientation {
    /// From the tag; a value outside 1 to 8 is taken as upright.
    pub fn from_exif(value: u32) -> Self {
        let (transpose, mirror, flip) = match value {
            2 => (false, true, false),
            3 => (false, true, true),
            4 => (false, false, true),
            5 => (true, false, false),
            6 => (true, true, false),
            7 => (true, true, true),
            8 => (true, false, true),
            _ => (false, false, false),
        };
        Self {
            transpose,
            mirror,
            flip,
        }
    }

    pub fn is_upright(self) -> bool {
        self == Self::default()
    }

    /// Width and height as shown.
    pub fn shown(self, width: u32, height: u32) -> (u32, u32) {
        if self.transpose {
            (height, width)
        } else {
            (width, height)
        }
    }

    /// Puts the pixels upright.
    pub fn apply(self, raster: Raster) -> Raster {
        if self.is_upright() {
            return raster;
        }
        let channels = raster.layout.channels();
        let (width, height) = self.shown(raster.width, raster.height);
        let columns = width as usize;
        let rows = height as usize;
        let stored_columns = raster.width as usize;
        let mut data = Vec::with_capacity(raster.data.len());
        for y in 0..rows {
            let y = if self.flip { rows - 1 - y } else { y };
            for x in 0..columns {
                let x = if self.mirror { columns - 1 - x } else { x };
                let at = if self.transpose {
                    x * stored_columns + y
                } else {
                    y * stored_columns + x
                } * channels;
                data.extend_from_slice(raster.data.get(at..at + channels).unwrap_or_default());
            }
        }
        Raster {
            width,
            height,
            layout: raster.layout,
            data,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::picture::Layout;

    /// Two columns and three rows, each pixel a letter as it must be shown for tag 1:
    /// `ab / cd / ef`.
    #[test]
    fn each_of_the_eight_values_moves_the_corners_where_the_standard_says() {
        let cases = [
            (1, "abcdef"),
            (2, "badcfe"),
            (3, "fedcba"),
            (4, "efcdab"),
            (5, "acebdf"),
            (6, "ecafdb"),
            (7, "fdbeca"),
            (8, "bdface"),
        ];
        for (value, expected) in cases {
            let raster = Raster {
                width: 2,
                height: 3,
                layout: Layout::Rgb,
                data: "abcdef".bytes().flat_map(|b| [b, b, b]).collect(),
            };
            let shown = Orientation::from_exif(value).apply(raster);
            let letters: String = shown.data.chunks(3).map(|p| char::from(p[0])).collect();
            assert_eq!(letters, expected, "orientation {value}");
            let size = if value < 5 { (2, 3) } else { (3, 2) };
            assert_eq!((shown.width, shown.height), size, "orientation {value}");
        }
    }
}
