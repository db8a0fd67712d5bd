//! The three sums of a file: its name here (SHA-256), its name in a message (MD5), its check on the way (CRC-32).

use md5::Md5;
use sha2::{Digest as _, Sha256};

/// SHA-256, 64 lower hex digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// MD5, 32 lower hex digits (protocol: content, section 2, `md5`). It finds damage, it proves nothing.
pub(super) fn md5(bytes: &[u8]) -> String {
    hex::encode(Md5::digest(bytes))
}

/// CRC-32, 8 lower hex digits (protocol: media, section 3, `Content-CRC32`).
pub(super) fn crc32(bytes: &[u8]) -> String {
    format!("{:08x}", crc32fast::hash(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_values_of_the_standards() {
        assert_eq!(crc32(b"123456789"), "cbf43926");
        assert_eq!(crc32(b""), "00000000");
        assert_eq!(md5(b"abc"), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
