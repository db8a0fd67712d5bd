//! Deletes what nobody needs. Messages, people and groups name objects; who names which, the store knows ([`Needs`]).
//! What nothing has named for a time of grace goes: first out of the store, in the transaction that has looked that
//! nothing names it, then its files. A kill in between leaves files that the store does not know; they are told of again
//! at the next start, and go after another time of grace.

use std::sync::Arc;

use super::MediaService;
use super::error::MediaError;
use super::upload::blocking;
use crate::refusal::Refusal;
use crate::store::{LooseMedia, Pending, Store};

/// Objects that are looked at together at the start.
const BATCH: usize = 500;

/// Who needs which object: what the storage asks the store.
pub trait Needs: Send + Sync + 'static {
    /// An object is there, or is about to be.
    fn stored(&self, key: String, sha256: String) -> Pending<'_, ()>;
    /// Those of these objects that were never told of.
    fn unknown(&self, keys: Vec<String>) -> Pending<'_, Vec<String>>;
    /// Whether an object has these bytes.
    fn has(&self, sha256: String) -> Pending<'_, bool>;
    /// Forgets some of the objects that nothing needs.
    fn forget(&self) -> Pending<'_, Vec<LooseMedia>>;
}

impl Needs for Arc<dyn Store> {
    fn stored(&self, key: String, sha256: String) -> Pending<'_, ()> {
        self.media_stored(key, sha256)
    }

    fn unknown(&self, keys: Vec<String>) -> Pending<'_, Vec<String>> {
        self.media_unknown(keys)
    }

    fn has(&self, sha256: String) -> Pending<'_, bool> {
        self.media_has(sha256)
    }

    fn forget(&self) -> Pending<'_, Vec<LooseMedia>> {
        self.media_forget()
    }
}

fn failed(_: Refusal) -> MediaError {
    MediaError::Interrupted
}

impl MediaService {
    /// Tells the store of an object that is there, or is about to be.
    pub(super) async fn tell(&self, key: &str, sha256: &str) -> Result<(), MediaError> {
        let told = self.0.needs.stored(key.to_owned(), sha256.to_owned());
        told.await.map_err(failed)
    }

    /// Tells the store of objects that it does not know: of an older version, or of a commit that a kill has cut off.
    pub(crate) async fn tell_all(&self) -> Result<(), MediaError> {
        let service = self.clone();
        let keys = blocking(move || service.0.store.keys()).await?;
        for batch in keys.chunks(BATCH) {
            let unknown = self.0.needs.unknown(batch.to_vec()).await.map_err(failed)?;
            for key in unknown {
                let (service, named) = (self.clone(), key.clone());
                let record = blocking(move || service.0.store.record(&named)).await;
                if let Ok(record) = record {
                    self.tell(&key, &record.sha256).await?;
                }
            }
        }
        Ok(())
    }

    /// Deletes some of what nobody needs; tells whether there was something.
    pub(crate) async fn clear(&self) -> Result<bool, MediaError> {
        let loose = self.0.needs.forget().await.map_err(failed)?;
        let found = !loose.is_empty();
        for LooseMedia { key, sha256 } in loose {
            // Held from the question to the deletion: whoever is about to need the same bytes has told of them before
            // and waits, or will find them gone.
            let held = Arc::clone(&self.0.files).lock_owned().await;
            let needed = self.0.needs.has(sha256.clone()).await.map_err(failed)?;
            let again = self.0.needs.unknown(vec![key.clone()]).await;
            let is_back = again.map_err(failed)?.is_empty();
            let service = self.clone();
            blocking(move || {
                let _held = held;
                let key = (!is_back).then_some(key.as_str());
                let bytes = (!needed).then_some(sha256.as_str());
                service.0.store.delete(key, bytes)
            })
            .await?;
        }
        Ok(found)
    }
}
