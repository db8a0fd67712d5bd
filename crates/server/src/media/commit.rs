//! From an uploaded file to an object: pictures are looked at first, anything else is kept as it is.

use std::fs::File;
use std::sync::Arc;

use super::MediaService;
use super::error::MediaError;
use super::picture::Facts;
use super::store::Record;
use super::sums::Sums;
use super::upload::blocking;
use super::worker::Ask;

impl MediaService {
    /// Turns an uploaded file into an object. Doing it again changes nothing.
    pub(super) async fn commit_upload(
        &self,
        user: i64,
        key: &str,
        as_picture: bool,
    ) -> Result<Record, MediaError> {
        let (service, owned) = (self.clone(), key.to_owned());
        let found = blocking(move || match service.0.store.record(&owned) {
            Err(MediaError::NoSuchObject) => service.0.store.uploaded(&owned).map(Err),
            known => known.map(Ok),
        });
        let (incoming, file) = match found.await? {
            Ok(known) => return Ok(known),
            Err(uploaded) => uploaded,
        };
        let facts = match as_picture {
            true => Some(self.look(&file).await?),
            false => None,
        };
        let key = key.to_owned();
        let known = self.0.joinings.sums(&key, &file);
        let (sums, file) = match known {
            Some(sums) => (sums, file),
            None => blocking(move || Sums::of_file(file)).await?,
        };
        // Told of before the bytes get their place: from here on nobody deletes the same bytes of another object.
        self.tell(&key, &sums.sha256).await?;
        let held = Arc::clone(&self.0.files).lock_owned().await;
        let service = self.clone();
        blocking(move || {
            let (_held, _file) = (held, file);
            service.0.store.commit(user, &key, &incoming, facts, sums)
        })
        .await
    }

    async fn look(&self, file: &File) -> Result<Facts, MediaError> {
        let turn = self.0.worker.turn(Ask::Look).await?;
        let (service, same) = (self.clone(), file.try_clone()?);
        let looked = tokio::spawn(async move {
            let looked = service.0.worker.look(same).await;
            drop(turn);
            looked
        });
        let facts = looked.await.map_err(|_| MediaError::Interrupted)??;
        facts.ok_or(MediaError::NotAPicture)?.within_limits()
    }
}
