//! Friend requests.

use std::collections::BTreeMap;

use linnet_proto::choices;
use linnet_proto::im_proto::{
    ApplyStatusCode, ApplyUserInfo, ConversationType, FriendMessageType, MessageType, StatusCode,
};
use rusqlite::{OptionalExtension, params};

use super::scope::{Outcome, Snapshot, Tx};
use super::{blocks, create, friends, messages, people};
use crate::UserId;
use crate::config::ContactLimits;
use crate::refusal::Refusal;
use crate::store::contacts::{Applied, ListPage, RequestPage};
use crate::store::{NewConversation, NewMessage, Target};

pub(super) const SENT_OLDER: &str =
    "SELECT asked, asked_ms, greeting, status, idx, version FROM friend_request
     WHERE asker = ?1 AND version < ?2 ORDER BY version DESC LIMIT ?3";
pub(super) const SENT_NEWER: &str =
    "SELECT asked, asked_ms, greeting, status, idx, version FROM friend_request
     WHERE asker = ?1 AND version > ?2 ORDER BY version LIMIT ?3";
pub(super) const RECEIVED_OLDER: &str =
    "SELECT asker, asked_ms, greeting, status, idx, version FROM friend_request
     WHERE asked = ?1 AND version < ?2 ORDER BY version DESC LIMIT ?3";
pub(super) const RECEIVED_NEWER: &str =
    "SELECT asker, asked_ms, greeting, status, idx, version FROM friend_request
     WHERE asked = ?1 AND version > ?2 ORDER BY version LIMIT ?3";

const APPLYING: i32 = ApplyStatusCode::Applying as i32;
/// Members of a one-to-one.
const ONE_TO_ONE: usize = 2;

pub(super) fn apply(
    tx: &mut Tx<'_>,
    by: UserId,
    to: UserId,
    greeting: String,
    limits: ContactLimits,
) -> Outcome<Applied> {
    if to == by {
        return Err(Refusal::new(
            StatusCode::AddSelfFriendNotAllow,
            "you cannot be your own friend",
        ));
    }
    if people::profiles(tx, &[to])?.is_empty() {
        return Err(Refusal::new(
            StatusCode::UserNotRegister,
            "there is no such user",
        ));
    }
    if friends::are(tx, by, to)? {
        return Err(Refusal::new(
            StatusCode::IsFriend,
            "you are friends already",
        ));
    }
    if blocks::is(tx, to, by)? {
        return Err(Refusal::new(
            StatusCode::AlReadyInBlack,
            "this user does not accept requests from you",
        ));
    }
    if waits(tx, by, to)? {
        return Err(Refusal::new(
            StatusCode::DuplicateApply,
            "you have asked this user already",
        ));
    }
    room(tx, by, to, limits)?;
    if waits(tx, to, by)? {
        agree(tx, by, to)?;
        return Ok(Applied::Friends);
    }
    if waiting(tx, "asker", by)? >= limits.sent {
        return Ok(Applied::TooManySent);
    }
    if waiting(tx, "asked", to)? >= limits.received {
        return Ok(Applied::TooManyReceived);
    }
    let version = version(tx, by, to)?;
    tx.db
        .prepare_cached(
            "INSERT OR REPLACE INTO friend_request (asker, asked, greeting, asked_ms, status, idx, version)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
        )?
        .execute(params![by, to, greeting, tx.now_ms, APPLYING, version])?;
    let kind = FriendMessageType::SendApply as i32;
    friends::tell(tx, kind, (by, to), greeting, &[by, to]);
    Ok(Applied::Waits)
}

/// Both may have one more friend.
fn room(tx: &Tx<'_>, by: UserId, other: UserId, limits: ContactLimits) -> Outcome<()> {
    if friends::count(tx, by)? >= limits.friends {
        return Err(Refusal::new(
            StatusCode::FriendMoreThanLimit,
            "you have as many friends as one can have",
        ));
    }
    if friends::count(tx, other)? >= limits.friends {
        return Err(Refusal::new(
            StatusCode::FromUserFriendMoreThanLimit,
            "this user has as many friends as one can have",
        ));
    }
    Ok(())
}

pub(super) fn answer(
    tx: &mut Tx<'_>,
    by: UserId,
    from: &[UserId],
    agrees: bool,
    limits: ContactLimits,
) -> Outcome<()> {
    for asker in from {
        if !waits(tx, *asker, by)? {
            return Err(Refusal::new(
                StatusCode::NotApplying,
                "this user has no request that waits",
            ));
        }
        if agrees {
            room(tx, by, *asker, limits)?;
            agree(tx, by, *asker)?;
        } else {
            settle(tx, *asker, by, ApplyStatusCode::Deny)?;
            let both = [*asker, by];
            friends::tell(
                tx,
                choices::FRIEND_REFUSED,
                (*asker, by),
                String::new(),
                &both,
            );
        }
    }
    Ok(())
}

/// Both are friends, and what the asker had written with the request is their first message.
fn agree(tx: &mut Tx<'_>, by: UserId, asker: UserId) -> Outcome<()> {
    let (greeting, index): (String, i64) = tx
        .db
        .prepare_cached("SELECT greeting, idx FROM friend_request WHERE asker = ?1 AND asked = ?2")?
        .query_row([asker, by], |row| Ok((row.get(0)?, row.get(1)?)))?;
    settle(tx, asker, by, ApplyStatusCode::Agree)?;
    if waits(tx, by, asker)? {
        settle(tx, by, asker, ApplyStatusCode::Agree)?;
    }
    friends::join(tx, asker, by)?;
    if greeting.is_empty() || blocks::is(tx, by, asker)? {
        return Ok(());
    }
    let new = NewConversation {
        kind: ConversationType::OneToOneChat as i32,
        participants: vec![asker, by],
        ..NewConversation::default()
    };
    let Some(made) = create::create(tx, asker, new, ONE_TO_ONE)?.value else {
        return Ok(());
    };
    let message = NewMessage {
        target: Target {
            short_id: made.conversation_short_id.unwrap_or_default(),
            conversation_id: String::new(),
        },
        ticket: made.ticket.unwrap_or_default(),
        client_message_id: format!("friend-request-{index}"),
        kind: MessageType::Text as i32,
        content: serde_json::json!({ "text": greeting }).to_string(),
        ..NewMessage::default()
    };
    messages::send(tx, asker, message)?;
    Ok(())
}

fn settle(tx: &mut Tx<'_>, asker: UserId, asked: UserId, status: ApplyStatusCode) -> Outcome<()> {
    let version = version(tx, asker, asked)?;
    tx.db
        .prepare_cached(
            "UPDATE friend_request SET status = ?3, version = ?4 WHERE asker = ?1 AND asked = ?2",
        )?
        .execute(params![asker, asked, status as i32, version])?;
    Ok(())
}

pub(super) fn read(tx: &mut Tx<'_>, by: UserId, index: i64) -> Outcome<()> {
    let moved = tx
        .db
        .prepare_cached(
            "INSERT INTO request_read (user, idx) VALUES (?1, ?2)
             ON CONFLICT (user) DO UPDATE SET idx = excluded.idx WHERE idx < excluded.idx",
        )?
        .execute([by, index])?;
    if moved > 0 {
        let kind = choices::FRIEND_REQUESTS_READ;
        friends::tell(tx, kind, (by, by), String::new(), &[by]);
    }
    Ok(())
}

pub(super) fn list(
    snapshot: &Snapshot<'_>,
    by: UserId,
    received: bool,
    wanted: ListPage,
) -> Outcome<RequestPage> {
    let statements = match received {
        true => (RECEIVED_OLDER, RECEIVED_NEWER),
        false => (SENT_OLDER, SENT_NEWER),
    };
    let mut page = friends::page(snapshot, statements, by, wanted, |row| {
        let asked_ms: i64 = row.get(1)?;
        let (greeting, index): (String, i64) = (row.get(2)?, row.get(4)?);
        let mut ext = BTreeMap::from([(choices::EXT_INDEX.to_owned(), index.to_string())]);
        if !greeting.is_empty() {
            ext.insert(choices::EXT_GREETING.to_owned(), greeting);
        }
        let request = ApplyUserInfo {
            user_id: Some(row.get(0)?),
            apply_time_second: Some(asked_ms / 1000),
            ext,
            status: Some(row.get(3)?),
            profile: None,
        };
        Ok((request, row.get(5)?))
    })?;
    for request in &mut page.entries {
        let known = people::profiles(snapshot, &[request.user_id.unwrap_or_default()])?;
        request.profile = known.into_iter().next();
    }
    let side = if received { "asked" } else { "asker" };
    page.total = waiting(snapshot, side, by)?;
    let read_index = snapshot
        .db
        .prepare_cached("SELECT idx FROM request_read WHERE user = ?1")?
        .query_row([by], |row| row.get(0))
        .optional()?
        .unwrap_or(0);
    Ok(RequestPage { page, read_index })
}

/// Whether a request waits for its answer.
fn waits(snapshot: &Snapshot<'_>, asker: UserId, asked: UserId) -> Outcome<bool> {
    Ok(snapshot
        .db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM friend_request WHERE asker = ?1 AND asked = ?2 AND status = ?3)",
        )?
        .query_row(params![asker, asked, APPLYING], |row| row.get(0))?)
}

/// How many requests of somebody, or to somebody, wait. `side` is a column.
fn waiting(snapshot: &Snapshot<'_>, side: &'static str, user: UserId) -> Outcome<i64> {
    let sql = format!("SELECT count(*) FROM friend_request WHERE {side} = ?1 AND status = ?2");
    Ok(snapshot
        .db
        .prepare_cached(&sql)?
        .query_row(params![user, APPLYING], |row| row.get(0))?)
}

/// The number of the next change: above all before it, of both, also after the clock was set back.
fn version(tx: &mut Tx<'_>, asker: UserId, asked: UserId) -> Outcome<i64> {
    let last: i64 = tx
        .db
        .prepare_cached(
            "SELECT max(coalesce((SELECT max(version) FROM friend_request WHERE asker = ?1), 0),
                        coalesce((SELECT max(version) FROM friend_request WHERE asked = ?2), 0))",
        )?
        .query_row([asker, asked], |row| row.get(0))?;
    Ok(tx.next_id().max(last.saturating_add(1)))
}
