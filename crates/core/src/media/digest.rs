//! The three sums of a file: its name here (SHA-256), its name in a message (MD5), its check on the way (CRC-32).

use std::thread;

use linnet_proto::choices::PART_BYTES;
use md5::Md5;
use ring::digest::{Context, SHA256};
use sha2::{Digest as _, Sha256};

/// Bytes that are read at once.
const PIECE: usize = 256 * 1024;

/// SHA-256, 64 lower hex digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// MD5 of a file, which is read in pieces, 32 lower hex digits (protocol: content, section 2, `md5`), and how many bytes it
/// has. It finds damage, it proves nothing.
pub(super) fn md5_of(mut file: impl std::io::Read) -> std::io::Result<(String, u64)> {
    let mut md5 = Md5::new();
    let mut bytes = 0;
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok((hex::encode(md5.finalize()), bytes)),
            read => {
                md5.update(piece.get(..read).unwrap_or_default());
                bytes += read as u64;
            }
        }
    }
}

/// CRC-32, 8 lower hex digits (protocol: media, section 3, `Content-CRC32`).
pub(super) fn crc32(bytes: &[u8]) -> String {
    format!("{:08x}", crc32fast::hash(bytes))
}

/// The sums of a file as its bytes come. SHA-256 takes as long as everything else together, and is made beside it.
pub(super) struct Sums {
    sha256: Context,
    md5: Md5,
    part: crc32fast::Hasher,
    /// Bytes of the part that are in its sum.
    in_part: u64,
    parts: Vec<String>,
    bytes: u64,
}

/// What they are.
pub(super) struct Summed {
    /// SHA-256, 64 lower hex digits.
    pub sha256: String,
    /// MD5, 32 lower hex digits.
    pub md5: String,
    /// CRC-32 of each part as it is uploaded, 8 lower hex digits.
    pub parts: Vec<String>,
    /// How many bytes there are.
    pub bytes: u64,
}

impl Sums {
    /// Of nothing yet.
    pub fn new() -> Self {
        Self {
            sha256: Context::new(&SHA256),
            md5: Md5::new(),
            part: crc32fast::Hasher::new(),
            in_part: 0,
            parts: Vec::new(),
            bytes: 0,
        }
    }

    /// The next bytes. Blocks for as long as the slowest sum takes.
    pub fn update(&mut self, bytes: &[u8]) {
        let sha256 = &mut self.sha256;
        let (md5, part, in_part, parts) = (
            &mut self.md5,
            &mut self.part,
            &mut self.in_part,
            &mut self.parts,
        );
        let is_made = thread::scope(|scope| {
            let beside = thread::Builder::new()
                .name("sha256".to_owned())
                .spawn_scoped(scope, || sha256.update(bytes));
            md5.update(bytes);
            let mut rest = bytes;
            while !rest.is_empty() {
                let room = usize::try_from(PART_BYTES - *in_part).unwrap_or(usize::MAX);
                let (now, later) = rest.split_at(room.min(rest.len()));
                part.update(now);
                *in_part += now.len() as u64;
                if *in_part == PART_BYTES {
                    parts.push(hex_crc(std::mem::take(part)));
                    *in_part = 0;
                }
                rest = later;
            }
            beside.is_ok()
        });
        // There was no thread to be had.
        if !is_made {
            self.sha256.update(bytes);
        }
        self.bytes += bytes.len() as u64;
    }

    /// How many bytes there were.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// SHA-256 of what came until now.
    pub fn sha256(&self) -> String {
        hex::encode(self.sha256.clone().finish())
    }

    /// The sums.
    pub fn finish(mut self) -> Summed {
        if self.in_part > 0 {
            self.parts.push(hex_crc(self.part));
        }
        Summed {
            sha256: hex::encode(self.sha256.finish()),
            md5: hex::encode(self.md5.finalize()),
            parts: self.parts,
            bytes: self.bytes,
        }
    }
}

fn hex_crc(hasher: crc32fast::Hasher) -> String {
    format!("{:08x}", hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_that_are_made_as_bytes_come_are_those_of_the_whole_and_of_its_parts() {
        let part = usize::try_from(PART_BYTES).unwrap();
        let bytes: Vec<u8> = (0..2 * part + 7).map(|n| (n * 31 % 251) as u8).collect();
        for length in [0, 1, part - 1, part, part + 1, 2 * part, bytes.len()] {
            let bytes = bytes.get(..length).unwrap();
            let mut sums = Sums::new();
            for chunk in bytes.chunks(1_000_003) {
                sums.update(chunk);
            }
            assert_eq!(sums.bytes(), length as u64);
            let made = sums.finish();
            assert_eq!(
                (made.sha256, made.md5),
                (sha256(bytes), md5_of(bytes).unwrap().0)
            );
            let parts: Vec<String> = bytes.chunks(part).map(crc32).collect();
            assert_eq!(made.parts, parts, "{length}");
        }
    }

    #[test]
    fn the_check_values_of_the_standards() {
        assert_eq!(crc32(b"123456789"), "cbf43926");
        assert_eq!(crc32(b""), "00000000");
        let abc: &[u8] = b"abc";
        assert_eq!(
            md5_of(abc).unwrap(),
            ("900150983cd24fb0d6963f7d28e17f72".to_owned(), 3)
        );
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
