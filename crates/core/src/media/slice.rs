//! A part of a file on its way to the storage: read when it is sent, never whole in memory.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::TryStreamExt as _;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::io::ReaderStream;

use super::blocking;
use crate::error::Result;

/// Bytes read at once; progress is told in steps of this many. Each costs a change of thread.
const CHUNK: usize = 256 * 1024;

/// Told how many more bytes have left.
pub(super) type Progress = Arc<dyn Fn(u64) + Send + Sync>;

/// Some bytes of a file that does not change.
#[derive(Debug, Clone)]
pub(super) struct Slice {
    /// The file.
    pub path: Arc<Path>,
    /// Where it begins.
    pub from: u64,
    /// How many bytes it has.
    pub length: u64,
}

impl Slice {
    /// Its checksum (protocol: media, section 3, `Content-CRC32`).
    pub async fn crc32(&self) -> Result<String> {
        let Self { path, from, length } = self.clone();
        blocking(move || {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(from))?;
            let mut left = file.take(length);
            let mut hasher = crc32fast::Hasher::new();
            let mut chunk = vec![0; CHUNK];
            loop {
                let read = left.read(&mut chunk)?;
                match chunk.get(..read) {
                    Some(bytes) if !bytes.is_empty() => hasher.update(bytes),
                    _ => return Ok(format!("{:08x}", hasher.finalize())),
                }
            }
        })
        .await
    }

    /// It as the body of a request. A chunk counts when it is asked for: the ones before it have left by then, but for
    /// the socket's buffer.
    pub async fn body(&self, progress: &Progress) -> Result<reqwest::Body> {
        let mut file = tokio::fs::File::open(&self.path).await?;
        file.seek(SeekFrom::Start(self.from)).await?;
        let progress = Arc::clone(progress);
        let chunks = ReaderStream::with_capacity(file.take(self.length), CHUNK)
            .inspect_ok(move |chunk: &Bytes| progress(chunk.len() as u64));
        Ok(reqwest::Body::wrap_stream(chunks))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_slice_is_the_bytes_between() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        let bytes: Vec<u8> = (0..3 * CHUNK).map(|n| (n % 251) as u8).collect();
        std::fs::write(&path, &bytes).unwrap();
        let slice = Slice {
            path: path.into(),
            from: 7,
            length: 2 * CHUNK as u64,
        };
        let expected = bytes.get(7..7 + 2 * CHUNK).unwrap();
        let crc = format!("{:08x}", crc32fast::hash(expected));
        assert_eq!(slice.crc32().await.unwrap(), crc);
    }
}
