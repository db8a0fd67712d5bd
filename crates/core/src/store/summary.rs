//! What the list shows of a conversation, derived from its messages and kept with it: reading a thousand lines must
//! not touch a thousand histories.

use rusqlite::{OptionalExtension, params};

use super::change::{Change, Cid};
use super::{Tx, conversation, message, range};
use crate::error::Result;
use crate::model::content;
use crate::model::format;
use crate::model::kind::{self, Content, Noun};
use crate::model::line::one_line;

/// Longest preview, in characters.
const PREVIEW: usize = 200;

const NEWEST: &str =
    "SELECT kind, IIF(wanted_content <> '', wanted_content, content), ext, sender, recalled FROM message
     WHERE conversation = ?1 AND hidden = 0 AND previews = 1
     ORDER BY place DESC, tier DESC, message_index DESC, id DESC LIMIT 1";
const NEWEST_MOVING: &str =
    "SELECT created, message_index FROM message WHERE conversation = ?1 AND hidden = 0 AND pops = 1
     ORDER BY place DESC, tier DESC, message_index DESC, id DESC LIMIT 1";
/// A stopped one says more than one that waits. Thousands may wait: they are not counted.
const OUTGOING: &str =
    "SELECT IIF(EXISTS (SELECT 1 FROM outbox WHERE conversation = ?1 AND state = 1), 2,
     EXISTS (SELECT 1 FROM outbox WHERE conversation = ?1))";

/// Derives the summary again and names the change.
pub(super) fn refresh(tx: &mut Tx<'_>, cid: Cid) -> Result<()> {
    let Some(old) = conversation::stored(tx.connection(), cid)? else {
        return Ok(());
    };
    // Whatever took the last of it away.
    if old.listing == conversation::Listing::WhileWritten {
        conversation::hide_when_empty(tx, cid)?;
    }
    let connection = tx.connection();
    let preview = connection
        .prepare_cached(NEWEST)?
        .query_row([cid.0], |row| {
            Ok((
                row.get::<_, i32>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, i64>(3)?,
                row.get::<_, bool>(4)?,
            ))
        })
        .optional()?;
    let newest: Option<(i64, i64)> = connection
        .prepare_cached(NEWEST_MOVING)?
        .query_row([cid.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (time, newest_index) = newest.map_or((None, 0), |(time, index)| (Some(time), index));
    let read = old.read_index.max(old.min_index);
    let outgoing: i64 = connection
        .prepare_cached(OUTGOING)?
        .query_row([cid.0], |row| row.get(0))?;
    let here = tx.unread_above(cid, read)?;
    let unread = unread(tx, cid, &old, read, here.messages)?;
    let (mut event, mut actor) = (String::new(), 0);
    let (kind, text, sender) = match preview {
        Some((_, _, _, sender, true)) => (Noun::Recalled.number(), String::new(), sender),
        Some((kind, json, ext, sender, false)) => {
            let content = kind::parse(kind, &json, &content::ext(&ext));
            let preview = match &content {
                Content::Text(text) => one_line(&format::plain(text), PREVIEW),
                other => one_line(other.preview(), PREVIEW),
            };
            if let Content::Notice(notice) = &content
                && let Some(happened) = &notice.event
            {
                event = serde_json::to_string(happened).unwrap_or_default();
                actor = happened.actor;
            }
            (content.noun().number(), preview, sender)
        }
        None => (0, String::new(), 0),
    };
    tx.connection()
        .prepare_cached(
            "UPDATE conversation SET sort_time = coalesce(?2, created), unread = ?3, mentioned = ?4, outgoing = ?5,
                    preview_kind = ?6, preview_text = ?7, preview_sender = ?8, preview_event = ?9,
                    preview_actor = ?10, newest_index = ?11
             WHERE id = ?1",
        )?
        .execute(params![
            cid.0,
            time,
            unread,
            here.mentioned,
            outgoing,
            kind,
            text,
            sender,
            event,
            actor,
            newest_index
        ])?;
    tx.change(Change::Conversation { conversation: cid });
    Ok(())
}

/// Counted here when everything down to the read position is here; otherwise the server's two counters, which see
/// what is not here (protocol: sync, sections 9.3 and 9.4).
fn unread(
    tx: &Tx<'_>,
    cid: Cid,
    old: &conversation::Stored,
    read: i64,
    counted: i64,
) -> Result<i64> {
    let newest = message::newest_index_in(tx, cid)?;
    if newest <= read {
        // Nothing is here. There may be something at the server, until it was asked and had nothing.
        let not_asked =
            newest == 0 && range::containing(&range::all(tx.connection(), cid)?, 0).is_none();
        return Ok(counted
            .max(if not_asked {
                old.badge_count - old.read_badge_count
            } else {
                0
            })
            .max(0));
    }
    let ranges = range::all(tx.connection(), cid)?;
    let complete = range::containing(&ranges, newest)
        .is_some_and(|range| range.lo <= read.saturating_add(1) || range.lo <= 1);
    if complete {
        return Ok(counted);
    }
    Ok(counted.max(old.badge_count - old.read_badge_count))
}
