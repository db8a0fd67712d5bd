//! The way of a picture of a person or a group: cut to a square, uploaded, and in the cache as everybody else will have
//! it. Nothing of it waits: who sets one has the answer of the server or an error.

use std::path::Path;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::source::Source;
use super::upload::{Original, Purpose, UploadState, Watch};
use super::variant::Variant;
use super::worker::Given;
use super::{Media, blocking};
use crate::error::{MediaError, Result};
use crate::model::MediaId;
use crate::model::picture::{Square, object_id};

/// Nobody follows it, and nothing of it is kept: it is small, and whoever set it tries again.
struct Alone;

impl Watch for Alone {
    fn keep<'a>(&'a mut self, _: &'a UploadState) -> BoxFuture<'a, Result<()>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn progress(&self) -> Arc<dyn Fn(u64, u64) + Send + Sync> {
        Arc::new(|_, _| {})
    }
}

impl Media {
    /// Cuts a square out of a picture, uploads it and gives the object key; its sizes are in the cache then. `seen`: it
    /// must still be the file that was looked at.
    ///
    /// # Errors
    ///
    /// [`MediaError`] when it cannot be used, a transport error or [`MediaError::Storage`] when it cannot be uploaded.
    pub async fn upload_portrait(
        &self,
        source: &Source,
        square: Option<Square>,
        seen: Option<&MediaId>,
    ) -> Result<String> {
        let chosen = self.copy(source).await?;
        if seen.is_some_and(|seen| seen.0 != chosen.sha256()) {
            return Err(MediaError::Changed.into());
        }
        let worker = self.worker()?;
        let made = worker.portrait(Given::File(chosen.path()), square).await?;
        let small = worker.inspect(Given::Bytes(&made.bytes)).await?;
        let folder = self.folder.clone();
        let length = made.bytes.len() as u64;
        let written = blocking(move || {
            let mut keeping = folder.begin()?;
            keeping.write(&made.bytes)?;
            Ok(keeping)
        })
        .await?;
        let file = Original {
            path: Arc::from(written.path()),
            bytes: length,
            parts: Vec::new(),
            purpose: Purpose::Picture(made.kind.suffix()),
        };
        let uri = self
            .uploader
            .upload(&file, UploadState::default(), &mut Alone)
            .await?;
        let (cache, object) = (Arc::clone(&self.cache), object_id(&uri));
        blocking(move || {
            let from: &Path = written.path();
            cache.link(from, &object, Variant::Original)?;
            cache.put(&object, Variant::Preview, &small.preview)?;
            cache.put(&object, Variant::Thumb, &small.thumb)?;
            // What was written goes with it.
            drop(written);
            Ok(())
        })
        .await?;
        Ok(uri)
    }
}
