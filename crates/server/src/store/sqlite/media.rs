//! Which media somebody needs: messages name object keys in their content, people and groups have pictures. What nothing
//! names any more is loose, and goes after a time of grace. The files are the storage's ([`crate::media`]); here is only
//! who needs them.

use std::collections::BTreeSet;

use linnet_proto::choices;
use linnet_proto::im_proto::MessageType;
use rusqlite::{OptionalExtension, params};

use super::scope::{Outcome, Snapshot, Tx};
use crate::store::{LooseMedia, NewMessage};

/// Most keys that count of one message: its content has room for no more than these and some words.
const KEYS: usize = 1024;
/// What stands before a key wherever one is named: in object keys (`linnet/..`) and in addresses (`/media/../`).
const BEFORE: u8 = b'/';
/// Length of a key.
const LENGTH: usize = 32;

/// Whether anything names an object.
pub(super) const NAMED: &str = "SELECT EXISTS (SELECT 1 FROM media_use WHERE key = ?1)
     OR EXISTS (SELECT 1 FROM conversation WHERE icon = ?2 AND icon <> '')
     OR EXISTS (SELECT 1 FROM left_info WHERE icon = ?2 AND icon <> '')
     OR EXISTS (SELECT 1 FROM user WHERE portrait = ?2 AND portrait <> '')";

/// Objects that nothing has named for long.
pub(super) const LOOSE: &str =
    "SELECT key, sha256 FROM media WHERE loose_ms <= ?1 ORDER BY loose_ms LIMIT ?2";

/// Whether an object is there.
const IS_THERE: &str = "SELECT 1 FROM media WHERE key = ?1";

/// Types of messages that are nothing without what they name.
const BRINGS: [i32; 4] = [
    MessageType::Image as i32,
    MessageType::File as i32,
    MessageType::Audio as i32,
    MessageType::Video as i32,
];

/// The keys in a text: runs of 32 lower hex digits behind a slash.
fn keys_of<'a>(text: &'a str, found: &mut BTreeSet<&'a str>) {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(slash) = bytes
        .get(from..)
        .and_then(|rest| rest.iter().position(|byte| *byte == BEFORE))
    {
        from = from + slash + 1;
        let run = bytes.get(from..).unwrap_or_default();
        let run = run
            .iter()
            .take(LENGTH + 1)
            .take_while(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
            .count();
        if run == LENGTH
            && found.len() < KEYS
            && let Some(key) = text.get(from..from + LENGTH)
        {
            found.insert(key);
        }
    }
}

/// A message names these.
pub(super) fn hold(tx: &Tx<'_>, message: i64, new: &NewMessage) -> Outcome<()> {
    let mut keys = BTreeSet::new();
    keys_of(&new.content, &mut keys);
    for value in new.ext.values() {
        keys_of(value, &mut keys);
    }
    if let Some(quote) = &new.quote {
        keys_of(&quote.hint, &mut keys);
        for value in quote.ext.values() {
            keys_of(value, &mut keys);
        }
    }
    for key in keys {
        tx.db
            .prepare_cached("INSERT OR IGNORE INTO media_use (key, message) VALUES (?1, ?2)")?
            .execute(params![key, message])?;
        tx.db
            .prepare_cached("UPDATE media SET loose_ms = NULL WHERE key = ?1")?
            .execute([key])?;
    }
    Ok(())
}

/// Whether what a message brings is in the storage. Of others that name objects (cards of a history, words) nothing is
/// asked: they say something without them as well.
pub(super) fn all_there(tx: &Tx<'_>, new: &NewMessage) -> Outcome<bool> {
    if !BRINGS.contains(&new.kind) {
        return Ok(true);
    }
    let mut keys = BTreeSet::new();
    for part in new.content.split('"') {
        if let Some((choices::MEDIA_SERVICE, _)) = part.split_once('/') {
            keys_of(part, &mut keys);
        }
    }
    let mut statement = tx.db.prepare_cached(IS_THERE)?;
    for key in keys {
        if !statement.exists([key])? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A message names nothing any more.
pub(super) fn release(tx: &Tx<'_>, message: i64) -> Outcome<()> {
    let keys: Vec<String> = tx
        .db
        .prepare_cached("DELETE FROM media_use WHERE message = ?1 RETURNING key")?
        .query_map([message], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for key in keys {
        loosen(tx, &key)?;
    }
    Ok(())
}

/// The picture of a person or a group is another one.
pub(super) fn let_go_of_picture(tx: &Tx<'_>, uri: &str) -> Outcome<()> {
    match uri.split_once('/') {
        Some((_, key)) => loosen(tx, key),
        None => Ok(()),
    }
}

/// Something has stopped naming an object. Whether something else does is looked at when its time is over.
fn loosen(tx: &Tx<'_>, key: &str) -> Outcome<()> {
    tx.db
        .prepare_cached("UPDATE media SET loose_ms = ?2 WHERE key = ?1 AND loose_ms IS NULL")?
        .execute(params![key, tx.now_ms])?;
    Ok(())
}

impl Snapshot<'_> {
    fn is_named(&self, key: &str) -> Outcome<bool> {
        let uri = format!("{}/{key}", choices::MEDIA_SERVICE);
        Ok(self
            .db
            .prepare_cached(NAMED)?
            .query_row([key, &uri], |row| row.get(0))?)
    }
}

/// An object is there, or is about to be.
pub(super) fn stored(tx: &Tx<'_>, key: &str, sha256: &str) -> Outcome<()> {
    let loose = (!tx.is_named(key)?).then_some(tx.now_ms);
    tx.db
        .prepare_cached("INSERT OR IGNORE INTO media (key, sha256, loose_ms) VALUES (?1, ?2, ?3)")?
        .execute(params![key, sha256, loose])?;
    Ok(())
}

/// Those of these keys that were never told of.
pub(super) fn unknown(snapshot: &Snapshot<'_>, keys: Vec<String>) -> Outcome<Vec<String>> {
    let mut statement = snapshot.db.prepare_cached(IS_THERE)?;
    let mut unknown = Vec::new();
    for key in keys {
        if !statement.exists([&key])? {
            unknown.push(key);
        }
    }
    Ok(unknown)
}

/// Whether an object has these bytes.
pub(super) fn has(snapshot: &Snapshot<'_>, sha256: &str) -> Outcome<bool> {
    Ok(snapshot
        .db
        .prepare_cached("SELECT 1 FROM media WHERE sha256 = ?1 LIMIT 1")?
        .query_row([sha256], |_| Ok(()))
        .optional()?
        .is_some())
}

/// Forgets some of the objects that nothing has named for the time of grace, and says which. The look at who names them
/// and the forgetting are one: whoever sends one of them before keeps it, whoever sends it after sends what is not there.
pub(super) fn forget_loose(tx: &Tx<'_>, limit: i64) -> Outcome<Vec<LooseMedia>> {
    let before = tx.now_ms.saturating_sub(choices::MEDIA_GRACE_MS);
    let found: Vec<LooseMedia> = tx
        .db
        .prepare_cached(LOOSE)?
        .query_map([before, limit], |row| {
            Ok(LooseMedia {
                key: row.get(0)?,
                sha256: row.get(1)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut gone = Vec::new();
    for media in found {
        let sql = if tx.is_named(&media.key)? {
            "UPDATE media SET loose_ms = NULL WHERE key = ?1"
        } else {
            "DELETE FROM media WHERE key = ?1"
        };
        tx.db.prepare_cached(sql)?.execute([&media.key])?;
        if sql.starts_with("DELETE") {
            gone.push(media);
        }
    }
    Ok(gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_wherever_they_are_named() {
        let (a, b) = ("0123456789abcdef".repeat(2), "f".repeat(32));
        let text = format!(
            r#"{{"uri":"linnet/{a}","url":"http:\/\/x\/media\/{b}\/original?x=1","md5":"{a}","long":"/{a}0"}}"#
        );
        let mut found = BTreeSet::new();
        keys_of(&text, &mut found);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), [&a, &b]);
        for nothing in [
            "",
            "/",
            "//////",
            "/0123",
            "名/字",
            &format!("/{}", "F".repeat(32)),
        ] {
            let mut found = BTreeSet::new();
            keys_of(nothing, &mut found);
            assert!(found.is_empty(), "{nothing}");
        }
    }
}
