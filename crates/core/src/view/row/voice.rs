//! A recording in a bubble.

use serde::Serialize;

use crate::model::MediaId;

/// A recording in a bubble. How it stands on this computer is asked and told beside the row, as of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct VoiceRow {
    /// Its id.
    pub media: MediaId,
    /// How long it plays, in milliseconds; 0 when not known.
    pub millis: u32,
    /// How loud it is from its beginning to its end, at most 64 numbers up to 255; empty when not known.
    pub wave: Vec<u8>,
    /// Size of its file; 0 when not known.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub bytes: u64,
    /// Of another person's: it was listened to, on any device. Of an own one: by somebody else.
    pub played: bool,
}
