//! Everything the worker does with a file, and what must be true of what it makes.

use super::{compress, inspect, pixels};
use crate::media::header::Header;
use crate::media::inspection::{PREVIEW_SIDE, SEND_SIDE, THUMB_SIDE};

/// Sides of a picture for the clipboard, small enough for many tries a second.
const CLIPBOARD_SIDE: u32 = 256;

/// Looks at a file, compresses it and makes pixels of it. Files of more pixels than `most` are only looked at by their
/// head: how long a large one takes is the business of the limit of time.
pub(crate) fn take_apart(bytes: &[u8], most: u64) {
    let Ok(header) = Header::read(bytes) else {
        assert!(inspect(bytes).is_err(), "what has no head is not decoded");
        return;
    };
    if u64::from(header.width) * u64::from(header.height) > most {
        return;
    }
    if let Ok(found) = inspect(bytes) {
        for (small, side) in [(&found.preview, PREVIEW_SIDE), (&found.thumb, THUMB_SIDE)] {
            let small = Header::read(small);
            assert!(
                small
                    .as_ref()
                    .is_ok_and(|small| small.width <= side && small.height <= side),
                "{small:?}"
            );
        }
        assert_eq!(found.inspection.bytes, bytes.len() as u64);
    }
    if let Ok(made) = compress(bytes) {
        let made_header = Header::read(&made.bytes);
        assert!(made_header.is_ok(), "{made_header:?}");
        assert!(header.animated || made.width.max(made.height) <= SEND_SIDE);
    }
    if let Ok((width, height, rgba)) = pixels(bytes, CLIPBOARD_SIDE) {
        assert!(width.max(height) <= CLIPBOARD_SIDE);
        assert_eq!(rgba.len() as u64, u64::from(width) * u64::from(height) * 4);
    }
}
