//! What docs/SECURITY.md says about limits is what the code does.

use linnet_core::media::MAX_PIXELS;
use linnet_core::media::voice::LONGEST;
use linnet_core::model::picture::{MAX_BYTES, MAX_SIDE};
use linnet_proto::choices;

const MIB: u64 = 1024 * 1024;

/// Digits in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[test]
fn the_numbers_of_the_security_page_are_those_of_the_code() {
    let page = include_str!("../../../docs/SECURITY.md");
    for (what, limit) in [
        (
            "frame or body, either way",
            format!("{} MiB", choices::MAX_FRAME_BYTES as u64 / MIB),
        ),
        (
            "content of a message",
            format!("{} KiB", choices::MAX_CONTENT_BYTES / 1024),
        ),
        (
            "favourites of a person",
            grouped(choices::MAX_FAVOURITES as u64),
        ),
        (
            "pinned messages of a conversation: for everybody, for oneself",
            format!("{} each", choices::MAX_PINS),
        ),
        (
            "text that an application signals",
            format!("{} KiB, 20 a second", choices::MAX_SIGNAL_BYTES / 1024),
        ),
        ("picture, file", format!("{} MiB", MAX_BYTES / MIB)),
        (
            "recording that is made",
            format!("{} s", choices::MAX_VOICE_MS / 1000),
        ),
        (
            "recording that is played",
            format!("{} min, {} MiB", LONGEST / 60, MAX_BYTES / MIB),
        ),
        (
            "wave form of a recording",
            format!("{} bytes", choices::MAX_WAVE_BYTES),
        ),
        ("picture, pixels", grouped(MAX_PIXELS)),
        ("picture, pixels a side", grouped(u64::from(MAX_SIDE))),
        (
            "server: people whose coming and going a socket is told of",
            format!("{}, once a second", choices::MAX_WATCHED),
        ),
        (
            "server: devices of a person with a socket",
            choices::MAX_DEVICES_PER_USER.to_string(),
        ),
    ] {
        let row = format!("| {what} | {limit} |");
        assert!(page.contains(&row), "{row}");
    }
}
