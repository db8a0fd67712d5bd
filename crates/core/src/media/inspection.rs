//! What is known about a picture before it is sent.

use serde::{Deserialize, Serialize};

/// Longest side of a picture sent compressed, pixels.
pub const SEND_SIDE: u32 = 2560;
/// Longest side of a preview, pixels: the size of the wire's preview variant (protocol: media, section 5).
pub const PREVIEW_SIDE: u32 = 500;
/// Longest side of a thumbnail, pixels: the size of the wire's thumbnail variant.
pub const THUMB_SIDE: u32 = 100;

/// How a picture is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// At most 2,560 pixels a side, upright, sRGB, no metadata.
    Compress,
    /// The file as it is, the place it was taken at included.
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

/// Size that fits into `side` with the proportions kept, never enlarged, never 0.
pub(super) fn fit(width: u32, height: u32, side: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= side {
        return (width, height);
    }
    let scaled = |length: u32| {
        let rounded = (u64::from(length) * u64::from(side) + u64::from(longest) / 2)
            / u64::from(longest.max(1));
        u32::try_from(rounded).unwrap_or(side).max(1)
    };
    (scaled(width), scaled(height))
}
