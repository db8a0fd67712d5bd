//! Pictures as objects of the server: how large they may be, where they can be had, and the ids that lead to them.

use linnet_proto::choices::MAX_PICTURE_SIDE;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::MediaId;

/// Most pixels a side: what a JPEG can have. The pixels of both sides together say how much work a picture is.
pub const MAX_SIDE: u32 = MAX_PICTURE_SIDE;

/// Most bytes of a picture: 50 MiB, the limit of the server too.
pub const MAX_BYTES: u64 = 50 * 1024 * 1024;

/// Addresses of the three sizes. They expire (protocol: media, section 7).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Addresses {
    /// As it was sent.
    pub original: String,
    /// At most 500 pixels a side.
    pub preview: String,
    /// At most 100 pixels a side.
    pub thumb: String,
}

/// What an object is, as command 2004 is asked (`media_type`; protocol: media, section 5). The numbers stand in the
/// database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ObjectKind {
    /// A picture, which can be had in three sizes.
    #[default]
    Picture = 1,
    /// A recording.
    Audio = 3,
    /// A video, as it is.
    Video = 2,
    /// A file, as it is.
    File = 4,
    /// No object of the server: what stands for its key is an address, which the message named. Not a number of the wire.
    Elsewhere = 100,
}

impl ObjectKind {
    /// From its number.
    pub fn of_number(number: i64) -> Self {
        match number {
            3 => Self::Audio,
            2 => Self::Video,
            4 => Self::File,
            100 => Self::Elsewhere,
            _ => Self::Picture,
        }
    }
}

/// A square of a picture as it is shown, in its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Square {
    /// Pixels left of it.
    pub left: u32,
    /// Pixels above it.
    pub top: u32,
    /// Its side.
    pub side: u32,
}

impl Square {
    /// The largest one in the middle of a picture of this size.
    pub fn middle(width: u32, height: u32) -> Self {
        let side = width.min(height);
        Self {
            left: (width - side) / 2,
            top: (height - side) / 2,
            side,
        }
    }

    /// The nearest one that lies in a picture of this size, with at least one pixel.
    #[must_use]
    pub fn within(self, width: u32, height: u32) -> Self {
        let side = self.side.clamp(1, width.min(height).max(1));
        Self {
            left: self.left.min(width.saturating_sub(side)),
            top: self.top.min(height.saturating_sub(side)),
            side,
        }
    }
}

/// A picture, video or file at the server.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remote {
    /// What it is.
    pub kind: ObjectKind,
    /// Object key.
    pub uri: String,
    /// Application that owns it.
    pub app_id: i32,
    /// Size of the original, 0 when not known.
    pub bytes: u64,
    /// MD5 of the original, empty when not known.
    pub md5: String,
}

/// Object key of an own picture until it is uploaded: this and its media id. From a server it means nothing.
pub(crate) const LOCAL_OBJECT: &str = "local:";

/// Whether this is no object key but stands for a picture of this computer. Coming from a server it means nothing.
pub(crate) fn is_local(uri: &str) -> bool {
    uri.starts_with(LOCAL_OBJECT)
}

/// The id of a picture whose original is not here: made from its object key.
pub fn object_id(uri: &str) -> MediaId {
    if let Some(id) = uri.strip_prefix(LOCAL_OBJECT) {
        return MediaId(id.to_owned());
    }
    MediaId(format!("u:{}", hex::encode(Sha256::digest(uri))))
}
