//! A picture in a bubble.

use serde::Serialize;

use crate::error::Reason;
use crate::model::MediaId;

/// A picture in a bubble.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Picture {
    /// Address part for the media scheme.
    pub media: MediaId,
    /// Pixels, as shown (orientation applied); 0 when not known.
    pub width: u32,
    /// Pixels, as shown.
    pub height: u32,
    /// Size of the original in bytes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub bytes: u64,
    /// Media type, e.g. `image/jpeg`.
    pub mime: String,
    /// File name, plain text.
    pub name: String,
    /// Moves.
    pub animated: bool,
    /// Base64 of a thumbhash, the blurred placeholder.
    pub thumbhash: Option<String>,
    /// Words sent with it; may be empty.
    pub caption: String,
    /// Set when it cannot be shown: too old, refused, broken.
    pub problem: Option<Reason>,
}
