//! Files of pictures that were withdrawn, deleted or cleared: they leave the cache, in all sizes, unless something else
//! shows the same picture. What is to go is noted in the transaction that takes the words away, so that a stop in between
//! loses nothing.

use std::sync::Arc;

use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use crate::error::Result;
use crate::media::Media;
use crate::store::{Change, Store, media};

/// Pictures of one round; the next ones follow at once.
const ROUND: i64 = 1_000;

/// Removes files until stopped.
pub(crate) async fn run(store: Store, media: Arc<Media>, stop: CancellationToken) {
    stop.run_until_cancelled(keep(store, media)).await;
}

async fn keep(store: Store, media: Arc<Media>) {
    let mut changes = store.changes();
    loop {
        if let Err(error) = remove(&store, &media).await {
            // They stay noted: the next picture that goes, or the next start, tries again.
            tracing::warn!(code = %error.code(), "files of withdrawn or deleted pictures could not be removed");
        }
        loop {
            match changes.recv().await {
                Ok(committed) if committed.changes.contains(&Change::MediaUnwanted) => break,
                Ok(_) => {}
                // What was missed may have been one.
                Err(RecvError::Lagged(_)) => break,
                Err(RecvError::Closed) => return,
            }
        }
    }
}

async fn remove(store: &Store, media: &Media) -> Result<()> {
    loop {
        let unwanted = store
            .read(|snapshot| media::unwanted(snapshot, ROUND))
            .await?;
        if unwanted.noted.is_empty() {
            return Ok(());
        }
        // First nobody knows any more where to get them: a download that ends now looks again and removes its file.
        let unwanted = store
            .write_replayable(move |tx| media::forget(tx, unwanted))
            .await?;
        for id in &unwanted.gone {
            media.forget(id).await?;
        }
        store
            .write_replayable(move |tx| media::settle(tx, &unwanted))
            .await?;
    }
}

#[cfg(test)]
mod tests;
