//! Where the pictures of messages, people and groups can be had.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Snapshot, Tx};
use crate::error::Result;
use crate::media::{PictureContent, Remote, object_id};
use crate::model::MediaId;

/// Notes the picture of a message, so that its id leads to its object.
pub fn seen(tx: &mut Tx<'_>, picture: &PictureContent) -> Result<()> {
    if picture.uri.is_empty() || by_key(tx.connection(), &picture.uri)?.is_some() {
        return Ok(());
    }
    let remote = Remote {
        uri: picture.uri.clone(),
        app_id: picture.app_id,
        bytes: picture.bytes,
        md5: picture.md5.clone(),
    };
    put(tx, &object_id(&picture.uri), &remote)
}

/// Notes the picture of a person or group.
pub fn portrait(tx: &mut Tx<'_>, object_key: &str) -> Result<()> {
    if object_key.is_empty() || by_key(tx.connection(), object_key)?.is_some() {
        return Ok(());
    }
    let remote = Remote {
        uri: object_key.to_owned(),
        ..Remote::default()
    };
    put(tx, &object_id(object_key), &remote)
}

/// Notes where a picture is; for an own picture that was uploaded, under the id it has here.
pub fn put(tx: &mut Tx<'_>, media: &MediaId, remote: &Remote) -> Result<()> {
    tx.connection()
        .prepare_cached(
            "INSERT INTO media (id, object_key, app_id, bytes, md5) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET object_key = ?2, app_id = ?3, bytes = ?4, md5 = ?5",
        )?
        .execute(params![
            media.as_str(),
            remote.uri,
            remote.app_id,
            i64::try_from(remote.bytes).unwrap_or(0),
            remote.md5
        ])?;
    Ok(())
}

/// Id under which an object is known here.
pub fn id_of(snapshot: &Snapshot<'_>, object_key: &str) -> Result<MediaId> {
    Ok(by_key(snapshot.connection(), object_key)?.unwrap_or_else(|| object_id(object_key)))
}

/// Where a picture can be had; none when nobody named it.
pub fn remote(snapshot: &Snapshot<'_>, media: &MediaId) -> Result<Option<Remote>> {
    Ok(snapshot
        .connection()
        .prepare_cached(
            "SELECT object_key, app_id, bytes, md5 FROM media WHERE id = ?1 AND object_key <> ''",
        )?
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

fn by_key(connection: &Connection, object_key: &str) -> Result<Option<MediaId>> {
    // An id that was given here is no `u:` and comes first.
    Ok(connection
        .prepare_cached("SELECT id FROM media WHERE object_key = ?1 ORDER BY id LIMIT 1")?
        .query_row([object_key], |row| row.get(0).map(MediaId))
        .optional()?)
}
