//! What each member keeps for themselves: read position, pin, mute, deleted and cleared history.

use std::collections::BTreeMap;

use linnet_proto::choices;
use linnet_proto::im_proto::{
    ConversationSettingInfo, MessageType, NewP2pMessageNotify, ParticipantReadIndex, SendType,
};
use rusqlite::params;

use super::lookup::{Conversation, Member};
use super::marks;
use super::scope::{Outcome, Snapshot, Tx};
use crate::UserId;
use crate::refusal::Refusal;
use crate::store::command::Command;
use crate::store::{SettingChange, Target};

/// Most keys, and most bytes, of one member's private ext.
const MAX_EXT_KEYS: usize = 64;
const MAX_EXT_BYTES: usize = 16 * 1024;

/// Moves the read position up to an index, never back. Answers whether it moved.
fn advance(
    tx: &mut Tx<'_>,
    by: UserId,
    conversation: &Conversation,
    member: &Member,
    index: i64,
) -> Outcome<bool> {
    let index = index.min(member.last_visible(conversation));
    if index <= member.read_index {
        return Ok(false);
    }
    let badge = tx.read_badge(conversation, member, index)?;
    tx.db
        .prepare_cached("UPDATE member SET read_index = ?3 WHERE conversation = ?1 AND user = ?2")?
        .execute([conversation.short_id, by, index])?;
    tx.command(
        by,
        &conversation.place(),
        &Command::Read { index, badge },
        &[by],
    )?;
    Ok(true)
}

pub(super) fn mark_read(
    tx: &mut Tx<'_>,
    by: UserId,
    target: &Target,
    index: i64,
    receipt: bool,
) -> Outcome<()> {
    let (conversation, member) = tx.known(by, target)?;
    let moved = advance(tx, by, &conversation, &member, index)?;
    if moved && receipt && member.active {
        let mut others = tx.member_ids(conversation.short_id)?;
        others.retain(|user| *user != by);
        let content = serde_json::json!({
            "P2PSender": by,
            "P2PSenderReadIndex": index.min(conversation.last_index),
        });
        tx.transient(
            NewP2pMessageNotify {
                send_type: Some(SendType::ByConversation as i32),
                sender: Some(by),
                conversation_id: Some(conversation.conversation_id.clone()),
                conversation_short_id: Some(conversation.short_id),
                conversation_type: Some(conversation.kind),
                message_type: Some(MessageType::ReadCommand as i32),
                content: Some(content.to_string()),
                create_time: Some(tx.now_ms),
                ..NewP2pMessageNotify::default()
            },
            &others,
        );
    }
    Ok(())
}

pub(super) fn read_positions(
    snapshot: &Snapshot<'_>,
    by: UserId,
    target: &Target,
) -> Outcome<Vec<ParticipantReadIndex>> {
    let (conversation, _) = snapshot.entered(by, target)?;
    let mut statement = snapshot.db.prepare_cached(
        "SELECT user, read_index, min_index FROM member
         WHERE conversation = ?1 AND active = 1 ORDER BY user",
    )?;
    let positions = statement
        .query_map([conversation.short_id], |row| {
            let index: i64 = row.get(1)?;
            Ok(ParticipantReadIndex {
                user_id: Some(row.get(0)?),
                sec_uid: None,
                index: Some(index),
                index_v2: Some(index),
                index_min: Some(row.get(2)?),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(positions)
}

/// Hides the history up to an index. What is hidden is also read, so that both ways of counting
/// unread agree. Answers the index reached.
fn hide_history(
    tx: &mut Tx<'_>,
    by: UserId,
    conversation: &Conversation,
    member: &Member,
    up_to: i64,
    kept: bool,
) -> Outcome<i64> {
    let last = member.last_visible(conversation);
    let up_to = if up_to <= 0 { last } else { up_to.min(last) };
    advance(tx, by, conversation, member, up_to)?;
    let up_to = up_to.max(member.min_index);
    let mut ext = read_ext(&member.ext)?;
    ext.insert(choices::EXT_CLEARED_INDEX.to_owned(), up_to.to_string());
    tx.db
        .prepare_cached(
            "UPDATE member SET min_index = ?3, kept = ?4, ext = ?5 WHERE conversation = ?1 AND user = ?2",
        )?
        .execute(params![
            conversation.short_id,
            by,
            up_to,
            kept,
            write_ext(&ext)?
        ])?;
    marks::cleared(tx, by, conversation.short_id, up_to)?;
    Ok(up_to)
}

fn read_ext(ext: &str) -> Outcome<BTreeMap<String, String>> {
    serde_json::from_str(ext).map_err(unreadable)
}

fn write_ext(ext: &BTreeMap<String, String>) -> Outcome<String> {
    serde_json::to_string(ext).map_err(unreadable)
}

fn unreadable(error: serde_json::Error) -> Refusal {
    tracing::error!(%error, "the private ext of a member");
    Refusal::server()
}

pub(super) fn delete_conversation(
    tx: &mut Tx<'_>,
    by: UserId,
    target: &Target,
    up_to: i64,
) -> Outcome<()> {
    let (conversation, member) = tx.known(by, target)?;
    let up_to = hide_history(tx, by, &conversation, &member, up_to, false)?;
    tx.command(
        by,
        &conversation.place(),
        &Command::Deleted { up_to },
        &[by],
    )?;
    if member.last_visible(&conversation) <= up_to {
        return Ok(());
    }
    // Something newer stands there, so the list keeps it. A device that never had that, and cannot have it any more where
    // it is kept no longer, hears so by a change of the settings.
    let version = tx
        .db
        .prepare_cached(
            "UPDATE member SET setting_version = setting_version + 1 WHERE conversation = ?1 AND user = ?2
             RETURNING setting_version",
        )?
        .query_row([conversation.short_id, by], |row| row.get(0))?;
    tx.command(
        by,
        &conversation.place(),
        &Command::Settings { version },
        &[by],
    )
}

pub(super) fn set(
    tx: &mut Tx<'_>,
    by: UserId,
    target: &Target,
    change: SettingChange,
) -> Outcome<ConversationSettingInfo> {
    let (conversation, mut member) = tx.known(by, target)?;
    let now_ms = tx.now_ms;
    if let Some(on) = change.pinned {
        member.pinned = i32::from(on);
        member.pinned_ms = if on { now_ms } else { 0 };
    }
    if let Some(on) = change.favorite {
        member.favorite = i32::from(on);
        member.favorite_ms = if on { now_ms } else { 0 };
    }
    if let Some(on) = change.muted {
        member.muted = i32::from(on);
    }
    if let Some(status) = change.push_status {
        member.push_status = status;
    }
    save(tx, by, &conversation, &mut member)?;
    tx.setting_info(&conversation, &member)
}

/// Writes the settings with a new version and tells the user's devices. They list a conversation of which they hear
/// that, so one that was deleted is listed again.
fn save(
    tx: &mut Tx<'_>,
    by: UserId,
    conversation: &Conversation,
    member: &mut Member,
) -> Outcome<()> {
    member.setting_version += 1;
    tx.db
        .prepare_cached(
            "UPDATE member SET pinned = ?3, pinned_ms = ?4, favorite = ?5, favorite_ms = ?6,
                 muted = ?7, push_status = ?8, ext = ?9, setting_version = ?10, kept = 1
             WHERE conversation = ?1 AND user = ?2",
        )?
        .execute(params![
            conversation.short_id,
            by,
            member.pinned,
            member.pinned_ms,
            member.favorite,
            member.favorite_ms,
            member.muted,
            member.push_status,
            member.ext,
            member.setting_version
        ])?;
    tx.command(
        by,
        &conversation.place(),
        &Command::Settings {
            version: member.setting_version,
        },
        &[by],
    )
}

pub(super) fn set_ext(
    tx: &mut Tx<'_>,
    by: UserId,
    target: &Target,
    ext: BTreeMap<String, String>,
) -> Outcome<ConversationSettingInfo> {
    let (conversation, mut member) = tx.known(by, target)?;
    let cleared = match ext.get(choices::EXT_CLEARED_INDEX) {
        None => None,
        Some(text) => Some(text.parse::<i64>().map_err(|_| {
            Refusal::invalid("the index up to which the history is cleared is not a number")
        })?),
    };
    let mut kept = read_ext(&member.ext)?;
    kept.extend(ext);
    member.ext = write_ext(&kept)?;
    if kept.len() > MAX_EXT_KEYS || member.ext.len() > MAX_EXT_BYTES {
        return Err(Refusal::new(
            linnet_proto::im_proto::StatusCode::TouchLimit,
            "the private settings of this conversation are full",
        ));
    }
    if let Some(index) = cleared {
        let up_to = hide_history(tx, by, &conversation, &member, index, true)?;
        // 0 stands for the newest; what is kept is the index itself.
        kept.insert(choices::EXT_CLEARED_INDEX.to_owned(), up_to.to_string());
        member.ext = write_ext(&kept)?;
        tx.command(
            by,
            &conversation.place(),
            &Command::Cleared { up_to },
            &[by],
        )?;
    }
    save(tx, by, &conversation, &mut member)?;
    let (conversation, member) = tx.known(by, target)?;
    tx.setting_info(&conversation, &member)
}
