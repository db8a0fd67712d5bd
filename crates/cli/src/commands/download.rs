//! `download`: a file of a message.

use std::path::{Path, PathBuf};

use clap::Args;
use linnet_core::error::MediaError;
use linnet_core::model::MessageKey;
use serde_json::json;

use crate::account::Account;
use crate::failure::Failure;
use crate::lines::tell;

/// Which file, and where to.
#[derive(Debug, Args)]
pub struct Download {
    /// The message.
    message: String,
    /// Where it is saved; a file that is there already stays.
    #[arg(long)]
    to: PathBuf,
}

/// Saves the file.
///
/// # Errors
/// The message has none, it is gone, the place is taken, or as for every command that opens the account.
pub async fn run(folder: &Path, words: Download) -> Result<(), Failure> {
    if words.to.exists() {
        return Err(Failure::Exists(words.to));
    }
    let client = Account::open(folder).await?;
    let saved = async {
        let file = client.file_of(&MessageKey(words.message.clone())).await?;
        let here = client
            .load_file(&file.media)
            .await?
            .ok_or(MediaError::Gone)?;
        // Made anew: a file that came there meanwhile is not written over.
        let mut source = std::fs::File::open(here).map_err(linnet_core::Error::from)?;
        let mut target = std::fs::File::create_new(&words.to).map_err(linnet_core::Error::from)?;
        let bytes = std::io::copy(&mut source, &mut target).map_err(linnet_core::Error::from)?;
        Ok::<_, linnet_core::Error>((file.name, bytes))
    };
    let saved = saved.await;
    client.stop().await;
    let (name, bytes) = saved?;
    tell(&json!({ "saved": { "name": name, "bytes": bytes, "path": words.to } }))
}
