//! The sums that an object is known by: SHA-256 and MD5 of its bytes.

use std::fs::File;
use std::io::{self, Seek as _};
use std::thread;

use md5::{Digest as _, Md5};
use ring::digest::{Context, SHA256};

use super::error::MediaError;

/// Bytes that are summed up at once.
const CHUNK: usize = 1024 * 1024;

/// Sums of a whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) sha256: String,
    pub(super) md5: String,
    pub(super) bytes: u64,
}

impl Sums {
    /// Of a whole file, wherever it stands.
    pub(super) fn of_file(mut file: File) -> Result<(Self, File), MediaError> {
        file.rewind()?;
        Ok((Self::of(&file)?, file))
    }

    /// Of all that is to be read.
    pub(super) fn of(content: impl io::Read) -> io::Result<Self> {
        let mut summing = Summing::new();
        summing.read(content, |_| Ok(()))?;
        Ok(summing.finish())
    }

    /// The key of what came from nobody's upload.
    pub(super) fn key(&self) -> String {
        self.sha256.chars().take(32).collect()
    }
}

/// Sums of bytes that come one after another. The two take as long as each other, and are made beside each other.
pub(super) struct Summing {
    sha256: Context,
    md5: Md5,
    bytes: u64,
}

impl Summing {
    /// Of nothing yet.
    pub(super) fn new() -> Self {
        Self {
            sha256: Context::new(&SHA256),
            md5: Md5::new(),
            bytes: 0,
        }
    }

    /// Sums up all that is to be read, and hands it on in pieces. Answers how many bytes there were.
    pub(super) fn read(
        &mut self,
        mut content: impl io::Read,
        mut and: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<u64> {
        let (before, mut buffer) = (self.bytes, vec![0; CHUNK]);
        loop {
            let read = match content.read(&mut buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            let Some(chunk) = buffer.get(..read).filter(|chunk| !chunk.is_empty()) else {
                return Ok(self.bytes - before);
            };
            self.update(chunk);
            and(chunk)?;
        }
    }

    fn update(&mut self, chunk: &[u8]) {
        let (sha256, md5) = (&mut self.sha256, &mut self.md5);
        let is_made = thread::scope(|scope| {
            let beside = thread::Builder::new()
                .name("sha256".to_owned())
                .spawn_scoped(scope, || sha256.update(chunk));
            md5.update(chunk);
            beside.is_ok()
        });
        // There was no thread to be had.
        if !is_made {
            self.sha256.update(chunk);
        }
        self.bytes += chunk.len() as u64;
    }

    /// The sums.
    pub(super) fn finish(self) -> Sums {
        Sums {
            sha256: hex::encode(self.sha256.finish()),
            md5: hex::encode(self.md5.finalize()),
            bytes: self.bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_pieces_are_those_of_the_whole_and_the_check_values_of_the_standards() {
        let whole = Sums::of(b"abc".as_slice()).unwrap();
        assert_eq!(whole.md5, "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(
            whole.sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        let bytes: Vec<u8> = (0..CHUNK + 7).map(|n| (n * 31 % 251) as u8).collect();
        let (mut summing, mut handed_on) = (Summing::new(), Vec::new());
        for piece in bytes.chunks(400_000) {
            let read = summing.read(piece, |part| {
                handed_on.extend_from_slice(part);
                Ok(())
            });
            assert_eq!(read.unwrap(), piece.len() as u64);
        }
        assert!(handed_on == bytes);
        assert_eq!(summing.finish(), Sums::of(bytes.as_slice()).unwrap());
    }
}
