//! Where the files of messages, and the pictures of messages, people and groups, can be had, and which of them nothing
//! shows any more.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, params};

use super::change::{Change, Mid};
use super::{Snapshot, Tx};
use crate::error::Result;
use crate::model::MediaId;
use crate::model::kind::{self, file, history, picture, sticker, video, voice};
use crate::model::picture::{ObjectKind, Remote, is_local, object_id};

// SQLite takes the indexes `message_picture`, `message_file`, `message_voice`, `message_video`, `message_custom` and
// `message_sticker` only for statements that say the type as a number, as they do themselves.
const _: () = assert!(picture::TYPE == 10_003 && file::TYPE == 10_005 && voice::TYPE == 10_006);
const _: () = assert!(video::TYPE == 10_004 && video::NEWER_TYPE == 10_014);
const _: () = assert!(history::TYPE == 10_012 && sticker::TYPE == 10_002);

/// Notes the picture of a person or group, which had another one `before`: that one goes unless something else shows it.
/// Called when the row says so.
pub fn portrait(tx: &mut Tx<'_>, before: &str, object_key: &str) -> Result<()> {
    if !before.is_empty() && before != object_key && !is_local(before) {
        note_unwanted(tx, &[object_id(before)])?;
    }
    put(
        tx,
        &Remote {
            uri: object_key.to_owned(),
            ..Remote::default()
        },
    )
}

/// Notes where an object is; what is known of its bytes stays. Called when something that shows it is stored: it is wanted
/// from then on, whatever was noted before.
pub fn put(tx: &mut Tx<'_>, remote: &Remote) -> Result<()> {
    // What is not uploaded can only be had here.
    if remote.uri.is_empty() || is_local(&remote.uri) {
        return Ok(());
    }
    tx.connection()
        .prepare_cached(
            "INSERT INTO media (id, object_key, app_id, bytes, md5, kind) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (id) DO UPDATE SET app_id = ?3, bytes = ?4, md5 = ?5, kind = ?6 WHERE bytes = 0 AND ?4 <> 0",
        )?
        .execute(params![
            object_id(&remote.uri).as_str(),
            remote.uri,
            remote.app_id,
            i64::try_from(remote.bytes).unwrap_or(0),
            remote.md5,
            remote.kind as i64,
        ])?;
    tx.connection()
        .prepare_cached("DELETE FROM media_unwanted WHERE id = ?1")?
        .execute([object_id(&remote.uri).as_str()])?;
    Ok(())
}

/// Where a picture can be had; none when nobody named it.
pub fn remote(snapshot: &Snapshot<'_>, media: &MediaId) -> Result<Option<Remote>> {
    Ok(snapshot
        .connection()
        .prepare_cached("SELECT object_key, app_id, bytes, md5, kind FROM media WHERE id = ?1")?
        .query_row([media.as_str()], |row| {
            Ok(Remote {
                uri: row.get(0)?,
                app_id: row.get(1)?,
                bytes: row.get::<_, i64>(2)?.try_into().unwrap_or(0),
                md5: row.get(3)?,
                kind: ObjectKind::of_number(row.get(4)?),
            })
        })
        .optional()?)
}

/// A message of this kind does not say this any more: its picture is noted, to go unless something else shows it.
pub(super) fn unwant(tx: &mut Tx<'_>, message_type: i32, content: &str) -> Result<()> {
    note_unwanted(tx, &attached_to(message_type, content))
}

/// As [`unwant`], for a message that is stored and will be wiped.
pub(super) fn unwant_of(tx: &mut Tx<'_>, message: Mid) -> Result<()> {
    let said: Option<(i32, String)> = tx
        .connection()
        .prepare_cached("SELECT kind, content FROM message WHERE id = ?1")?
        .query_row([message.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match said {
        Some((kind, content)) => unwant(tx, kind, &content),
        None => Ok(()),
    }
}

/// As [`unwant`], for an unsent picture that is given up: also the ids under which its file was looked at.
pub(super) fn unwant_unsent(tx: &mut Tx<'_>, message: Mid) -> Result<()> {
    unwant_of(tx, message)?;
    let accepted: Option<String> = tx
        .connection()
        .prepare_cached("SELECT data FROM outbox_step WHERE outbox = ?1 AND step = 'accept'")?
        .query_row([message.0], |row| row.get(0))
        .optional()?;
    let ids = accepted.map(|data| ids_of(&data)).unwrap_or_default();
    note_unwanted(tx, &ids)
}

/// The row of an own picture went while its files were put into the cache: they go too.
#[cfg(feature = "multimedia")]
pub fn unwant_if_gone(tx: &mut Tx<'_>, message: Mid, ids: &[MediaId]) -> Result<()> {
    let stands = tx
        .connection()
        .prepare_cached("SELECT 1 FROM message WHERE id = ?1 AND content <> ''")?
        .exists([message.0])?;
    if stands {
        return Ok(());
    }
    note_unwanted(tx, ids)
}

/// The files of these ids are looked at, and go unless something else shows them.
pub(super) fn note_unwanted(tx: &mut Tx<'_>, ids: &[MediaId]) -> Result<()> {
    for id in ids {
        tx.connection()
            .prepare_cached("INSERT INTO media_unwanted (id) VALUES (?1) ON CONFLICT DO NOTHING")?
            .execute([id.as_str()])?;
    }
    if !ids.is_empty() {
        tx.change(Change::MediaUnwanted);
    }
    Ok(())
}

/// The files of an own picture lie under these ids as well as under its object's.
#[cfg(feature = "multimedia")]
pub fn alias(tx: &mut Tx<'_>, object: &MediaId, ids: &[MediaId]) -> Result<()> {
    for id in ids.iter().filter(|id| *id != object) {
        tx.connection()
            .prepare_cached(
                "INSERT INTO media_alias (object, id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            )?
            .execute([object.as_str(), id.as_str()])?;
    }
    Ok(())
}

/// Pictures that were noted, and what nothing shows of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unwanted {
    /// Noted.
    pub noted: Vec<MediaId>,
    /// Ids whose files may go.
    pub gone: Vec<MediaId>,
}

/// At most `limit` pictures that were noted. All messages with pictures are looked through once for them, so this is
/// for the background.
pub fn unwanted(snapshot: &Snapshot<'_>, limit: i64) -> Result<Unwanted> {
    let connection = snapshot.connection();
    let noted = texts(
        connection,
        "SELECT id FROM media_unwanted LIMIT ?1",
        [limit],
    )?;
    if noted.is_empty() {
        return Ok(Unwanted::default());
    }
    let shown = shown(connection)?;
    let mut gone = HashSet::new();
    for id in &noted {
        if shown.contains(id) {
            continue;
        }
        let aliases = texts(
            connection,
            "SELECT id FROM media_alias WHERE object = ?1",
            [id.as_str()],
        )?;
        for id in aliases.into_iter().chain([id.clone()]) {
            let objects = texts(
                connection,
                "SELECT object FROM media_alias WHERE id = ?1",
                [id.as_str()],
            )?;
            if !shown.contains(&id) && !objects.iter().any(|object| shown.contains(object)) {
                gone.insert(id);
            }
        }
    }
    Ok(Unwanted {
        noted,
        gone: gone.into_iter().collect(),
    })
}

/// Where these can be had, and where a person has saved them, is not known any more. What they saved stays theirs. Answers
/// what is to go after all: something may show a picture again that nothing showed when it was looked at.
pub fn forget(tx: &mut Tx<'_>, mut unwanted: Unwanted) -> Result<Unwanted> {
    let mut wanted = HashSet::new();
    for id in &unwanted.noted {
        let noted = tx
            .connection()
            .prepare_cached("SELECT 1 FROM media_unwanted WHERE id = ?1")?
            .exists([id.as_str()])?;
        if !noted {
            wanted.extend(texts(
                tx.connection(),
                "SELECT id FROM media_alias WHERE object = ?1",
                [id.as_str()],
            )?);
            wanted.insert(id.clone());
        }
    }
    unwanted.noted.retain(|id| !wanted.contains(id));
    unwanted.gone.retain(|id| !wanted.contains(id));
    for id in &unwanted.gone {
        for sql in [
            "DELETE FROM media WHERE id = ?1",
            "DELETE FROM saved_file WHERE media = ?1",
        ] {
            tx.connection()
                .prepare_cached(sql)?
                .execute([id.as_str()])?;
        }
    }
    Ok(unwanted)
}

/// The files of these are gone.
pub fn settle(tx: &mut Tx<'_>, unwanted: &Unwanted) -> Result<()> {
    for id in &unwanted.gone {
        tx.connection()
            .prepare_cached("DELETE FROM media_alias WHERE object = ?1 OR id = ?1")?
            .execute([id.as_str()])?;
    }
    for id in &unwanted.noted {
        tx.connection()
            .prepare_cached("DELETE FROM media_unwanted WHERE id = ?1")?
            .execute([id.as_str()])?;
    }
    Ok(())
}

/// What messages, unsent pictures, people and groups show.
fn shown(connection: &Connection) -> Result<HashSet<MediaId>> {
    let mut shown = HashSet::new();
    let mut each = |sql: &str, ids: &dyn Fn(&str) -> Vec<MediaId>| -> Result<()> {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            shown.extend(ids(row.get_ref(0)?.as_str().unwrap_or_default()));
        }
        Ok(())
    };
    each(
        "SELECT content FROM message WHERE kind = 10003 AND content <> ''",
        &|content| attached_to(picture::TYPE, content),
    )?;
    each(
        "SELECT content FROM message WHERE kind = 10005 AND content <> ''",
        &|content| attached_to(file::TYPE, content),
    )?;
    each(
        "SELECT content FROM message WHERE kind = 10006 AND content <> ''",
        &|content| attached_to(voice::TYPE, content),
    )?;
    each(
        "SELECT content FROM message WHERE kind IN (10004, 10014) AND content <> ''",
        &|content| attached_to(video::TYPE, content),
    )?;
    each(
        "SELECT content FROM message WHERE kind = 10012 AND content <> ''",
        &|content| attached_to(history::TYPE, content),
    )?;
    each(
        "SELECT content FROM message WHERE kind = 10002 AND content <> ''",
        &|content| attached_to(sticker::TYPE, content),
    )?;
    each(
        "SELECT data FROM outbox_step WHERE step = 'accept'",
        &ids_of,
    )?;
    each(
        "SELECT portrait FROM person WHERE portrait <> '' UNION ALL SELECT icon FROM conversation WHERE icon <> ''",
        &|key| vec![object_id(key)],
    )?;
    Ok(shown)
}

/// The ids of what a message brings.
pub(super) fn attached_to(message_type: i32, content: &str) -> Vec<MediaId> {
    let attached = kind::attached(message_type, content);
    attached
        .into_iter()
        .map(|attached| attached.media)
        .collect()
}

/// The ids in what the first step of an unsent picture or file found: the one that its row shows, and its file's; of a
/// video also those of its cover.
fn ids_of(accepted: &str) -> Vec<MediaId> {
    let json: serde_json::Value = serde_json::from_str(accepted).unwrap_or_default();
    [Some(&json), json.get("cover")]
        .into_iter()
        .flatten()
        .flat_map(|said| ["media", "original"].map(|key| said.get(key)))
        .filter_map(|id| Some(MediaId(id?.as_str()?.to_owned())))
        .collect()
}

fn texts(
    connection: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<MediaId>> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(values, |row| row.get(0).map(MediaId))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
