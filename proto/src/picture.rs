//! Sizes of the smaller pictures, in one place for those who make them and those who announce them in a message.

use crate::choices::{LONG_PREVIEW_PIXELS, LONG_PREVIEW_SIDE, LONG_RATIO, PREVIEW_SIDE};

/// Whether a picture is a long one, such as a screenshot of a whole page: more than 2.5 times as long as it is wide, or
/// the other way round. Screens of phones are not: they end at 2.4.
pub fn is_long(width: u32, height: u32) -> bool {
    let (short, long) = (width.min(height), width.max(height));
    let (of, to) = LONG_RATIO;
    u64::from(long) * to > u64::from(short) * of
}

/// Size that fits into `side` by `side` with the proportions kept, never enlarged, never 0.
pub fn fit(width: u32, height: u32, side: u32) -> (u32, u32) {
    scale(width, height, u64::from(side), width.max(height).into())
}

/// Size of the same proportions whose short side is at most `side`, never enlarged, never 0.
pub fn fit_short(width: u32, height: u32, side: u32) -> (u32, u32) {
    scale(width, height, u64::from(side), width.min(height).into())
}

/// Size of the same proportions with at most `pixels` pixels, never enlarged, never 0.
pub fn fit_pixels(width: u32, height: u32, pixels: u64) -> (u32, u32) {
    let all = u64::from(width) * u64::from(height);
    if all <= pixels {
        return (width, height);
    }
    // The long side first: rounded down, it leaves room for the other one.
    let long = u64::from(width.max(height));
    let side = (u128::from(long) * u128::from(long) * u128::from(pixels) / u128::from(all)).isqrt();
    let side = u64::try_from(side).unwrap_or(long).max(1);
    let short = u64::from(width.min(height)) * side / long.max(1);
    let (side, short) = (
        u32::try_from(side).unwrap_or(u32::MAX),
        u32::try_from(short).unwrap_or(u32::MAX).max(1),
    );
    if width >= height {
        (side, short)
    } else {
        (short, side)
    }
}

/// Size of a preview: at most 500 x 500. Of a long picture that would be a strip nobody recognises anything in, so its
/// short side is up to 240 pixels, and there are up to 500,000 pixels.
pub fn preview_size(width: u32, height: u32) -> (u32, u32) {
    if !is_long(width, height) {
        return fit(width, height, PREVIEW_SIDE);
    }
    let (width, height) = fit_short(width, height, LONG_PREVIEW_SIDE);
    fit_pixels(width, height, LONG_PREVIEW_PIXELS)
}

/// Both sides times `to` through `from`, rounded.
fn scale(width: u32, height: u32, to: u64, from: u64) -> (u32, u32) {
    if from <= to {
        return (width, height);
    }
    let scaled = |side: u32| {
        let rounded = (u64::from(side) * to + from / 2) / from;
        u32::try_from(rounded).unwrap_or(side).max(1)
    };
    (scaled(width), scaled(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_keep_their_proportions_and_never_vanish() {
        assert_eq!(fit(4000, 3000, 2560), (2560, 1920));
        assert_eq!(fit(3000, 4000, 500), (375, 500));
        assert_eq!(fit(65_535, 2, 100), (100, 1));
        assert_eq!(fit(10, 20, 100), (10, 20));
        assert_eq!(fit(0, 0, 100), (0, 0));
        assert_eq!(fit_short(1440, 30_000, 1280), (1280, 26_667));
        assert_eq!(fit_pixels(4000, 3000, 3_000_000), (2000, 1500));
        assert_eq!(fit_pixels(3000, 4000, 3_000_000), (1500, 2000));
        assert_eq!(fit_pixels(u32::MAX, u32::MAX, 4), (2, 2));
        assert_eq!(fit_pixels(u32::MAX, 1, 0), (1, 1));
    }

    #[test]
    fn a_preview_is_small_and_one_of_a_long_picture_is_no_strip() {
        for (size, preview) in [
            ((4000, 3000), (500, 375)),
            ((1080, 2400), (225, 500)),
            ((300, 200), (300, 200)),
            ((1080, 12_000), (212, 2357)),
            ((1080, 20_000), (164, 3042)),
            ((20_000, 1080), (3042, 164)),
            ((1000, 2600), (240, 624)),
            ((1, 65_535), (1, 65_535)),
            ((1500, 65_535), (106, 4673)),
        ] {
            let (width, height) = preview_size(size.0, size.1);
            assert_eq!((width, height), preview, "{size:?}");
        }
    }
}
