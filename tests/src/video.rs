//! Videos to send: three seconds of a ball, one second that was taken upright, and one of any size.

/// 320 x 180, three seconds, its head in front of its pictures.
pub const BALL: &[u8] = include_bytes!("../../crates/core/tests/videos/ball.mp4");

/// QuickTime, 180 x 320 as shown, one second, its head behind its pictures.
pub const TURNED: &[u8] = include_bytes!("../../crates/core/tests/videos/turned.mov");

/// [`BALL`], followed by a box that nobody looks at, so that it has this many bytes. They do not compress.
///
/// # Panics
/// It is to be smaller than that.
pub fn clip(bytes: usize) -> Vec<u8> {
    let rest = bytes.checked_sub(BALL.len()).expect("room for the ball");
    let length = u32::try_from(rest).expect("less than 4 GiB");
    let mut all = BALL.to_vec();
    all.extend_from_slice(&length.to_be_bytes());
    all.extend_from_slice(b"free");
    let mut noise = 0x2545_f491_u32;
    while all.len() < bytes {
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        all.extend_from_slice(&noise.to_le_bytes());
    }
    all.truncate(bytes);
    all
}
