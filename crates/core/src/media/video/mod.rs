//! Videos before they are sent: what their head says, and their cover. The head is read in the worker that looks at
//! pictures ([`super::worker`]), the cover is made by a process of its own with other limits ([`cover`]); this process
//! itself only looks for where the head begins and ends.

pub(super) mod cover;
mod facts;
mod head;

use serde::{Deserialize, Serialize};

pub(super) use facts::facts;
pub(super) use head::head;

#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use facts::take_apart;

/// What the head of a video says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct VideoFacts {
    /// Media type.
    pub mime: String,
    /// How long it plays, milliseconds; 0 when it does not say.
    pub duration: u32,
    /// Pixels as shown: turned as it says.
    pub width: u32,
    /// Pixels as shown.
    pub height: u32,
    /// How its pictures are coded, e.g. `h264`; empty when that is none of the usual ways.
    pub codec: String,
}
