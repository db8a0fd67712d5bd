//! A video in a bubble.

use serde::Serialize;

use super::file::FileRow;
use crate::model::MediaId;

/// A video in a bubble. How its file stands on this computer is asked and told beside the row, as of any file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct VideoRow {
    /// The file that plays, as a file.
    pub file: FileRow,
    /// Its cover, a picture: address part for the media scheme. None without one.
    pub cover: Option<MediaId>,
    /// Pixels, as shown; 0 when not known.
    pub width: u32,
    /// Pixels, as shown.
    pub height: u32,
    /// How long it plays, to the nearest second; 0 when not known.
    pub seconds: u32,
    /// Base64 of a thumbhash of the cover, the blurred placeholder.
    pub thumbhash: Option<String>,
    /// Words sent with it; may be empty.
    pub caption: String,
}
