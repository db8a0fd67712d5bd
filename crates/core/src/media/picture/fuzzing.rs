//! Everything the worker does with a file, and what must be true of what it makes.

use linnet_proto::picture::preview_size;

use super::{compress, convert, inspect, pixels};
use crate::media::header::Header;
use crate::media::inspection::{THUMB_SIDE, sent_size};

/// Pixels of a picture for the clipboard, few enough for many tries a second.
const CLIPBOARD_PIXELS: u64 = 256 * 256;

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
        let size = (found.inspection.width, found.inspection.height);
        for (small, most) in [
            (&found.preview, preview_size(size.0, size.1)),
            (&found.thumb, (THUMB_SIDE, THUMB_SIDE)),
        ] {
            let small = Header::read(small);
            assert!(
                small
                    .as_ref()
                    .is_ok_and(|small| small.width <= most.0 && small.height <= most.1),
                "{small:?}"
            );
        }
        assert_eq!(found.inspection.bytes, bytes.len() as u64);
    }
    if let Ok(made) = compress(bytes) {
        let made_header = Header::read(&made.bytes);
        assert!(made_header.is_ok(), "{made_header:?}");
        let size = (made.width, made.height);
        assert!(header.animated || size == sent_size(size.0, size.1));
        assert!(made_header.is_ok_and(|made| !made.is_for_us_only()) || header.animated);
    }
    if let Ok(made) = convert(bytes) {
        let made = Header::read(&made.bytes);
        assert!(
            made.as_ref().is_ok_and(|made| !made.is_for_us_only()),
            "{made:?}"
        );
    }
    if let Ok((width, height, rgba)) = pixels(bytes, CLIPBOARD_PIXELS) {
        assert!(u64::from(width) * u64::from(height) <= CLIPBOARD_PIXELS);
        assert_eq!(rgba.len() as u64, u64::from(width) * u64::from(height) * 4);
    }
}
