//! Where a person has the file of a message: the original of one they sent, or the copy they saved.

use std::path::PathBuf;

use rusqlite::{OptionalExtension, params};

use super::{Change, Snapshot, Tx};
use crate::error::Result;
use crate::model::MediaId;
use crate::model::draft::{read_paths, write_paths};

/// It is there from now on.
pub fn put(tx: &mut Tx<'_>, media: &MediaId, path: PathBuf) -> Result<()> {
    tx.connection()
        .prepare_cached(
            "INSERT INTO saved_file (media, path) VALUES (?1, ?2)
             ON CONFLICT (media) DO UPDATE SET path = ?2",
        )?
        .execute(params![media.as_str(), write_paths(&[path])])?;
    tx.change(Change::Media {
        media: media.clone(),
    });
    Ok(())
}

/// Where it was when it was saved; it may have been moved since.
pub fn get(snapshot: &Snapshot<'_>, media: &MediaId) -> Result<Option<PathBuf>> {
    let stored: Option<String> = snapshot
        .connection()
        .prepare_cached("SELECT path FROM saved_file WHERE media = ?1")?
        .query_row([media.as_str()], |row| row.get(0))
        .optional()?;
    Ok(stored.and_then(|stored| read_paths(&stored).into_iter().next()))
}

/// It is not there any more.
pub fn remove(tx: &mut Tx<'_>, media: &MediaId) -> Result<()> {
    let removed = tx
        .connection()
        .prepare_cached("DELETE FROM saved_file WHERE media = ?1")?
        .execute([media.as_str()])?;
    if removed > 0 {
        tx.change(Change::Media {
            media: media.clone(),
        });
    }
    Ok(())
}
