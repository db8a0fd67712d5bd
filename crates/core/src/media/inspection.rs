//! What is known about a picture before it is sent.

use linnet_proto::choices;
use linnet_proto::picture::{fit, fit_short, is_long};
use serde::{Deserialize, Serialize};

/// Longest side of a picture sent compressed, pixels.
pub const SEND_SIDE: u32 = 2560;
/// Short side of a long picture sent compressed, pixels at most: a page as wide as phones and tablets show it keeps
/// every pixel, so that it can be read. There is no limit to its long side but that of all pictures.
pub const SEND_SHORT_SIDE: u32 = 1280;
/// Longest side of a preview, pixels: the size of the wire's preview variant (protocol: media, section 5). One of a long
/// picture may be longer ([`linnet_proto::picture::preview_size`]).
pub const PREVIEW_SIDE: u32 = choices::PREVIEW_SIDE;
/// Longest side of a thumbnail, pixels: the size of the wire's thumbnail variant.
pub const THUMB_SIDE: u32 = choices::THUMBNAIL_SIDE;

/// How a picture is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// At most 2,560 pixels a side (a long picture: 1,280 on its short side), upright, sRGB, no metadata.
    Compress,
    /// The file as it is, the place it was taken at included. What others could not open is made anew all the same.
    Original,
}

/// What a look at a picture found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// Media type by content.
    pub mime: String,
    /// Pixels as shown (orientation applied).
    pub width: u32,
    /// Pixels as shown.
    pub height: u32,
    /// Size of the file.
    pub bytes: u64,
    /// More than one frame.
    pub animated: bool,
    /// Some of it can be seen through.
    pub transparent: bool,
    /// The file says where it was taken.
    pub has_location: bool,
    /// Base64 of its thumbhash.
    pub thumbhash: String,
    /// About how many bytes it would have compressed; none when compressing changes nothing.
    pub compressed_bytes: Option<u64>,
}

/// Size of a picture that is sent compressed.
pub(super) fn sent_size(width: u32, height: u32) -> (u32, u32) {
    if is_long(width, height) {
        fit_short(width, height, SEND_SHORT_SIDE)
    } else {
        fit(width, height, SEND_SIDE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_picture_keeps_its_short_side() {
        for (size, sent) in [
            ((4000, 3000), (2560, 1920)),
            ((1080, 2400), (1080, 2400)),
            ((1440, 3200), (1152, 2560)),
            ((1080, 12_000), (1080, 12_000)),
            ((1080, 20_000), (1080, 20_000)),
            ((1440, 20_000), (1280, 17_778)),
            ((12_000, 3000), (5120, 1280)),
            ((65_535, 1500), (55_923, 1280)),
        ] {
            assert_eq!(sent_size(size.0, size.1), sent, "{size:?}");
        }
    }
}
