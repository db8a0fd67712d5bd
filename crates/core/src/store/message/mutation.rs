//! What happens to a message that is here: changed, withdrawn, deleted.

use rusqlite::{OptionalExtension, params};

use super::changed::changed_row;
use super::known::{Known, known};
use super::quote::{self, Gone};
use super::{BY_SERVER_ID, reaction};
use crate::error::Result;
use crate::model::message::{Reaction, UnsavedEdit, Wanted, traits};
use crate::model::operation::Effect;
use crate::model::{UserId, content};
use crate::store::change::{Cid, Mid};
use crate::store::{Tx, mark, media, withdrawn};

/// The row a command means: by the server's id, else by key.
pub fn target(tx: &Tx<'_>, server_id: i64, key: &str) -> Result<Option<Mid>> {
    let connection = tx.connection();
    let found = connection
        .prepare_cached(BY_SERVER_ID)?
        .query_row([server_id], |row| row.get(0).map(Mid))
        .optional()?;
    if found.is_some() || key.is_empty() {
        return Ok(found);
    }
    Ok(connection
        .prepare_cached("SELECT id FROM message WHERE key = ?1 AND (server_id = 0 OR ?2 = 0)")?
        .query_row(params![key, server_id], |row| row.get(0).map(Mid))
        .optional()?)
}

/// Replaces the entries of a message when `version` is not older than the stored one (command 50002). A recall wipes
/// what it said.
pub fn replace_ext(tx: &mut Tx<'_>, message: Mid, version: i64, ext: &str) -> Result<()> {
    let me = tx.me();
    let Some(row) = known(tx.connection(), "id = ?1", message.0)? else {
        return Ok(());
    };
    if version < row.version {
        return Ok(());
    }
    let entries = content::ext(ext);
    let said = traits(me, UserId(row.sender), row.kind, 0, &entries);
    if said.recalled {
        media::unwant(tx, row.kind, &row.content)?;
    }
    let shown = said.with(row.deleted, row.wanted);
    tx.connection()
        .prepare_cached(
            "UPDATE message SET version = ?2, ext = ?3, recalled = ?4, content = CASE WHEN ?5 THEN '' ELSE content END,
                    hidden = ?6, counts = ?7, pops = ?8, previews = ?9, mentions_me = ?10
             WHERE id = ?1",
        )?
        .execute(params![
            message.0,
            version,
            ext,
            shown.recalled,
            said.recalled,
            shown.hidden,
            shown.counts,
            shown.pops,
            shown.previews,
            shown.mentions_me
        ])?;
    if said.recalled {
        wipe_beside(tx, message)?;
        quote::wipe(tx, message, Gone::Recalled)?;
    }
    changed_row(tx, message)
}

/// What stands beside the words of a message, and goes with them.
fn wipe_beside(tx: &mut Tx<'_>, message: Mid) -> Result<()> {
    mark::forget(tx, message)?;
    tx.connection()
        .prepare_cached("DELETE FROM reaction WHERE message = ?1")?
        .execute([message.0])?;
    Ok(())
}

/// Replaces the reactions of a message when `version` is not older than the stored one (command 70002).
pub fn replace_reactions(
    tx: &mut Tx<'_>,
    message: Mid,
    version: i64,
    reactions: &[Reaction],
) -> Result<()> {
    let changed = tx
        .connection()
        .prepare_cached("UPDATE message SET version = ?2 WHERE id = ?1 AND version <= ?2")?
        .execute([message.0, version])?;
    if changed > 0 {
        reaction::replace(tx, message, reactions)?;
        changed_row(tx, message)?;
    }
    Ok(())
}

/// Takes a message out of the person's sight and wipes it; the row stays so that a later page does not bring it back.
pub fn delete(tx: &mut Tx<'_>, message: Mid) -> Result<()> {
    media::unwant_of(tx, message)?;
    wipe_beside(tx, message)?;
    withdrawn::take(tx, message)?;
    quote::wipe(tx, message, Gone::Deleted)?;
    update(
        tx,
        message,
        "UPDATE message SET deleted = 1, hidden = 1, counts = 0, pops = 0, previews = 0, mentions_me = 0, content = '',
                unsaved_edit = ''
         WHERE id = ?1 AND deleted = 0",
        [message.0],
    )
}

/// The server said yes to a recall: wiped at once, the command with the new version follows.
pub fn recall(tx: &mut Tx<'_>, message: Mid) -> Result<()> {
    media::unwant_of(tx, message)?;
    wipe_beside(tx, message)?;
    quote::wipe(tx, message, Gone::Recalled)?;
    update(
        tx,
        message,
        "UPDATE message SET recalled = 1, counts = 0, mentions_me = 0, content = '' WHERE id = ?1
         AND (recalled = 0 OR wanted & 2 <> 0)",
        [message.0],
    )
}

/// The server has taken a change: `content` is what the message says in `version`, none when it says what it said. When what is stored is not older, it
/// has come already. The stored version stays, for what others did before is still to come.
pub fn edited(
    tx: &mut Tx<'_>,
    message: Mid,
    version: i64,
    new: Option<&str>,
    ext: &std::collections::BTreeMap<String, String>,
) -> Result<()> {
    let Some(row) = known(tx.connection(), "id = ?1", message.0)? else {
        return Ok(());
    };
    if row.version >= version || row.recalled || row.deleted {
        return Ok(());
    }
    let mut entries = content::ext(&row.ext);
    entries.extend(ext.clone());
    update(
        tx,
        message,
        "UPDATE message SET content = coalesce(?2, content), ext = ?3 WHERE id = ?1",
        params![message.0, new, content::write_ext(&entries)],
    )
}

/// Keeps the words of an edit that was refused beside the message, until the person has decided.
pub fn keep_unsaved_edit(tx: &mut Tx<'_>, message: Mid, edit: &UnsavedEdit) -> Result<()> {
    let json = serde_json::to_string(edit).unwrap_or_default();
    update(
        tx,
        message,
        "UPDATE message SET unsaved_edit = ?2 WHERE id = ?1 AND deleted = 0",
        params![message.0, json],
    )
}

/// The person does not want the words of a refused edit any more, or has written others.
pub fn forget_unsaved_edit(tx: &mut Tx<'_>, message: Mid) -> Result<()> {
    update(
        tx,
        message,
        "UPDATE message SET unsaved_edit = '' WHERE id = ?1 AND unsaved_edit <> ''",
        [message.0],
    )
}

/// Shows a message as the waiting operations want it.
pub(in crate::store) fn want(tx: &mut Tx<'_>, message: Mid, effect: &Effect) -> Result<()> {
    let content = effect.content.as_deref().unwrap_or_default();
    let reactions = serde_json::to_string(&effect.reactions).unwrap_or_default();
    update(
        tx,
        message,
        "UPDATE message SET wanted_content = ?2, wanted_reactions = ?3
         WHERE id = ?1 AND (wanted_content <> ?2 OR wanted_reactions <> ?3)",
        params![message.0, content, reactions],
    )?;
    let Some(row) = known(tx.connection(), "id = ?1", message.0)? else {
        return Ok(());
    };
    let deleted = if effect.deleted { Wanted::DELETED } else { 0 };
    let recalled = if effect.recalled { Wanted::RECALLED } else { 0 };
    let claimed = if effect.claimed { Wanted::CLAIMED } else { 0 };
    // Clearing is an operation on the conversation and keeps its own bit.
    let wanted = Wanted(deleted | recalled | claimed | row.wanted.0 & Wanted::CLEARED);
    show_as(tx, message, &row, wanted)
}

fn show_as(tx: &mut Tx<'_>, message: Mid, row: &Known, wanted: Wanted) -> Result<()> {
    if row.wanted == wanted {
        return Ok(());
    }
    let said = traits(
        tx.me(),
        UserId(row.sender),
        row.kind,
        0,
        &content::ext(&row.ext),
    );
    let shown = said.with(row.deleted, wanted);
    // A recall that was confirmed is known before the entries say so: nothing is left of the words.
    let recalled = shown.recalled || (row.recalled && row.content.is_empty());
    tx.connection()
        .prepare_cached(
            "UPDATE message SET wanted = ?2, hidden = ?3, recalled = ?4, counts = ?5, pops = ?6, previews = ?7,
                    mentions_me = ?8 WHERE id = ?1",
        )?
        .execute(params![
            message.0,
            wanted.0,
            shown.hidden,
            recalled,
            shown.counts && !recalled,
            shown.pops,
            shown.previews,
            shown.mentions_me && !recalled
        ])?;
    changed_row(tx, message)
}

/// Hides what stands at or below an index and is not hidden for that reason yet.
pub(in crate::store) fn hide_up_to(tx: &mut Tx<'_>, conversation: Cid, index: i64) -> Result<()> {
    tx.connection()
        .prepare_cached(
            "UPDATE message SET wanted = wanted | 4, hidden = 1, counts = 0, pops = 0, previews = 0, mentions_me = 0
             WHERE conversation = ?1
               AND (message_index > 0 AND message_index <= ?2 OR state IN (0, 5) AND tier > 0 AND place <= ?2)
               AND wanted & 4 = 0",
        )?
        .execute([conversation.0, index])?;
    Ok(())
}

/// Shows again what was hidden by [`hide_up_to`] and stands above `index`.
pub(in crate::store) fn show_above(tx: &mut Tx<'_>, conversation: Cid, index: i64) -> Result<()> {
    let hidden: Vec<Mid> = {
        let mut statement = tx.connection().prepare_cached(
            "SELECT id FROM message
             WHERE conversation = ?1
               AND (message_index > ?2 OR state IN (0, 5) AND tier > 0 AND place > ?2) AND wanted & 4 <> 0",
        )?;
        let rows = statement.query_map([conversation.0, index], |row| row.get(0).map(Mid))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    for message in hidden {
        if let Some(row) = known(tx.connection(), "id = ?1", message.0)? {
            let wanted = Wanted(row.wanted.0 & !Wanted::CLEARED);
            show_as(tx, message, &row, wanted)?;
        }
    }
    Ok(())
}

/// Removes everything at or below an index for good.
pub(in crate::store) fn wipe_up_to(tx: &mut Tx<'_>, conversation: Cid, index: i64) -> Result<()> {
    let mut attached = Vec::new();
    {
        let mut statement = tx.connection().prepare_cached(
            "SELECT kind, content FROM message
             WHERE conversation = ?1 AND (message_index > 0 AND message_index <= ?2 OR state IN (0, 5) AND tier > 0 AND place <= ?2)
               AND content <> ''",
        )?;
        let mut rows = statement.query([conversation.0, index])?;
        while let Some(row) = rows.next()? {
            let content = row.get_ref(1)?.as_str().unwrap_or_default();
            attached.extend(media::attached_to(row.get(0)?, content));
        }
    }
    media::note_unwanted(tx, &attached)?;
    mark::forget_up_to(tx, conversation, index)?;
    tx.connection()
        .prepare_cached("DELETE FROM message WHERE conversation = ?1 AND message_index > 0 AND message_index <= ?2")?
        .execute([conversation.0, index])?;
    // What the server lost, or forgot before it told the place, has no index; it stands behind a message that has one.
    tx.connection()
        .prepare_cached(
            "DELETE FROM message WHERE conversation = ?1 AND state IN (0, 5) AND tier > 0 AND place <= ?2",
        )?
        .execute(params![conversation.0, index])?;
    Ok(())
}

fn update(tx: &mut Tx<'_>, message: Mid, sql: &str, values: impl rusqlite::Params) -> Result<()> {
    let changed = tx.connection().prepare_cached(sql)?.execute(values)?;
    if changed > 0 {
        changed_row(tx, message)?;
    }
    Ok(())
}
