//! The picture of a person or a group: a square of what was chosen, upright, sRGB, without metadata.

use super::encode::{self, QUALITY};
use super::scale::{Quality, shrink};
use super::transform::Compressed;
use super::{Raster, colour, decode, metadata};
use crate::media::header::Header;
use crate::media::kind::Kind;
use crate::media::problem::Problem;
use crate::model::picture::Square;

/// Longest side, in pixels: more than any place shows, also on a fine screen.
pub(in crate::media) const SIDE: u32 = 640;

/// Makes it. Of what moves, the first frame. Without a square the largest one in the middle is taken; one that does not
/// fit is moved and made smaller until it does. JPEG, or PNG when it can be seen through.
pub(in crate::media) fn portrait(
    bytes: &[u8],
    square: Option<Square>,
) -> Result<Compressed, Problem> {
    let header = Header::read(bytes)?;
    let metadata = metadata::read(bytes, &header);
    let decoded = decode::decode(bytes, &header)?;
    // The square is of the picture as it is shown, so it is turned first.
    let upright = metadata.orientation.apply(decoded.raster);
    let square = match square {
        Some(square) => square.within(upright.width, upright.height),
        None => Square::middle(upright.width, upright.height),
    };
    let cut = cut(&upright, square)?;
    drop(upright);
    let side = square.side.min(SIDE);
    let raster = shrink(&cut, (side, side), Quality::Fine)?;
    let raster = colour::to_srgb(raster, decoded.profile.as_deref());
    let (kind, bytes) = match raster.is_transparent() {
        true => (Kind::Png, encode::png(&raster)?),
        false => (Kind::Jpeg, encode::jpeg(&raster, QUALITY)?),
    };
    Ok(Compressed {
        kind,
        width: raster.width,
        height: raster.height,
        bytes,
    })
}

/// The pixels of a square that lies in the picture.
fn cut(raster: &Raster, square: Square) -> Result<Raster, Problem> {
    let channels = raster.layout.channels();
    let size = |pixels: u32| usize::try_from(pixels).map_err(|_| Problem::Damaged);
    let (left, top, side) = (size(square.left)?, size(square.top)?, size(square.side)?);
    let row = size(raster.width)? * channels;
    let mut data = Vec::with_capacity(side * side * channels);
    for line in raster.data.chunks_exact(row.max(1)).skip(top).take(side) {
        let cut = line.get(left * channels..(left + side) * channels);
        data.extend_from_slice(cut.ok_or(Problem::Damaged)?);
    }
    if data.len() != side * side * channels {
        return Err(Problem::Damaged);
    }
    Ok(Raster {
        width: square.side,
        height: square.side,
        layout: raster.layout,
        data,
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{self, QUARTERS};
    use super::*;

    fn at(left: u32, top: u32, side: u32) -> Option<Square> {
        Some(Square { left, top, side })
    }

    /// The colour in the middle, and the side.
    fn shown(made: &Compressed) -> ([u8; 3], u32) {
        assert_eq!(made.width, made.height);
        let image = image::load_from_memory(&made.bytes).unwrap().into_rgb8();
        assert_eq!((image.width(), image.height()), (made.width, made.height));
        let middle = image.get_pixel(image.width() / 2, image.height() / 2);
        (middle.0, made.width)
    }

    fn near(one: [u8; 3], other: [u8; 3]) -> bool {
        one.iter().zip(other).all(|(a, b)| a.abs_diff(b) < 12)
    }

    #[test]
    fn a_square_is_cut_where_it_was_chosen() {
        let wide = fixtures::jpeg(&fixtures::quarters(400, 200));
        for (square, colour, side) in [
            (at(0, 0, 90), QUARTERS[0], 90),
            (at(300, 0, 90), QUARTERS[1], 90),
            (at(0, 105, 90), QUARTERS[2], 90),
            // One that hangs out is moved inside; one that is too large is as large as there is room.
            (at(350, 150, 90), QUARTERS[3], 90),
            (at(u32::MAX, u32::MAX, 60), QUARTERS[3], 60),
        ] {
            let made = portrait(&wide, square).unwrap();
            let (middle, found) = shown(&made);
            assert!(near(middle, colour), "{square:?}: {middle:?}");
            assert_eq!(found, side, "{square:?}");
        }
        let made = portrait(&wide, at(0, 0, u32::MAX)).unwrap();
        assert_eq!(shown(&made).1, 200);
        let made = portrait(&wide, at(7, 7, 0)).unwrap();
        assert_eq!(shown(&made).1, 1);
        let made = portrait(&wide, None).unwrap();
        assert_eq!(shown(&made).1, 200);
    }

    #[test]
    fn it_is_upright_small_and_says_nothing_of_where_it_was_taken() {
        let turned = fixtures::jpeg_with(&fixtures::quarters(1600, 1200), |encoder| {
            encoder.add_exif_metadata(&fixtures::exif(6, true)).unwrap();
        });
        // Turned to the right the lower left quarter stands in the upper left corner.
        let made = portrait(&turned, at(0, 0, 500)).unwrap();
        let (middle, side) = shown(&made);
        assert!(near(middle, QUARTERS[2]), "{middle:?}");
        assert_eq!(side, 500);
        let made = portrait(&turned, None).unwrap();
        assert_eq!(shown(&made).1, SIDE);
        assert!(!made.bytes.windows(4).any(|part| part == b"Exif"));
    }

    #[test]
    fn what_can_be_seen_through_stays_so_and_what_moves_stands_still() {
        let made = portrait(&fixtures::transparent_png(120, 80), None).unwrap();
        assert_eq!(made.kind, Kind::Png);
        assert_eq!(made.width, 80);
        let made = portrait(&fixtures::gif(3), None).unwrap();
        assert_eq!((made.kind, made.width), (Kind::Jpeg, 30));
        assert!(portrait(b"no picture", None).is_err());
    }
}
