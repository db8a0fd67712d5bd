//! Where the pictures of messages, people and groups can be had.

use rusqlite::{OptionalExtension, params};

use super::{Snapshot, Tx};
use crate::error::Result;
use crate::media::{PictureContent, Remote, is_local, object_id};
use crate::model::MediaId;

/// Notes the picture of a message, so that its id leads to its object.
pub fn seen(tx: &mut Tx<'_>, picture: &PictureContent) -> Result<()> {
    put(
        tx,
        &Remote {
            uri: picture.uri.clone(),
            app_id: picture.app_id,
            bytes: picture.bytes,
            md5: picture.md5.clone(),
        },
    )
}

/// Notes the picture of a person or group.
pub fn portrait(tx: &mut Tx<'_>, object_key: &str) -> Result<()> {
    put(
        tx,
        &Remote {
            uri: object_key.to_owned(),
            ..Remote::default()
        },
    )
}

/// Notes where an object is; what is known of its bytes stays.
pub fn put(tx: &mut Tx<'_>, remote: &Remote) -> Result<()> {
    // What is not uploaded can only be had here.
    if remote.uri.is_empty() || is_local(&remote.uri) {
        return Ok(());
    }
    tx.connection()
        .prepare_cached(
            "INSERT INTO media (id, object_key, app_id, bytes, md5) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET app_id = ?3, bytes = ?4, md5 = ?5 WHERE bytes = 0 AND ?4 <> 0",
        )?
        .execute(params![
            object_id(&remote.uri).as_str(),
            remote.uri,
            remote.app_id,
            i64::try_from(remote.bytes).unwrap_or(0),
            remote.md5
        ])?;
    Ok(())
}

/// Where a picture can be had; none when nobody named it.
pub fn remote(snapshot: &Snapshot<'_>, media: &MediaId) -> Result<Option<Remote>> {
    Ok(snapshot
        .connection()
        .prepare_cached("SELECT object_key, app_id, bytes, md5 FROM media WHERE id = ?1")?
        .query_row([media.as_str()], |row| {
            Ok(Remote {
                uri: row.get(0)?,
                app_id: row.get(1)?,
                bytes: row.get::<_, i64>(2)?.try_into().unwrap_or(0),
                md5: row.get(3)?,
            })
        })
        .optional()?)
}
